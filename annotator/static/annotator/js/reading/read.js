/** Starts the reading page: the text and its marks first, all that lies around them after the first frame. */

import { Bookmark, restorePlace } from "../way/bookmark.js";
import { Cards } from "../rail/cards.js";
import { rangeOf, textBetween } from "../text/codepoints.js";
import { Desk } from "./desk.js";
import { Filters } from "../rail/filters.js";
import { Find } from "../way/find.js";
import { keepFinish } from "../way/finish.js";
import { Following } from "./following.js";
import { Here } from "../rail/here.js";
import { beginKeyboard } from "../keys/keyboard.js";
import { Live } from "../live/live.js";
import { keepLiveState } from "../live/live_state.js";
import { MarkMap } from "../way/map.js";
import { Marks } from "../marks/marks.js";
import { Outline } from "../way/outline.js";
import { beginSession } from "../session/bar.js";
import { Progress, namingPlaces, showProgress } from "../way/progress.js";
import { keepRule } from "./rule.js";
import { beginSaving } from "./saving.js";
import { Seen } from "../way/seen.js";
import { Stage } from "../marks/stage.js";
import { Talks, beginTalking } from "./talking.js";
import { Ties } from "../rail/ties.js";
import { unpacked } from "../marks/table.js";
import { Words } from "../marks/words.js";
import { beginWriting } from "./writing.js";

const page = document.getElementById("reading");
const article = document.getElementById("article");
const rail = document.getElementById("marks-rail");
const data = JSON.parse(document.getElementById("page-data").textContent);
const { mode, bookmarkUrl, focusName } = page.dataset;
const canMark = page.dataset.canMark === "yes";
const words = new Words(data.codebook);
const marks = new Marks(unpacked(data.marks), { isOpen: (mark) => words.missing(mark).length > 0 });
/** @param {{start: number, end: number}} span */
const quoteOf = ({ start, end }) => textBetween(article, start, end);

if (globalThis.CSS?.highlights) start();
else document.getElementById("no-highlights").hidden = false;

function start() {
  const first = marks.get(data.active);
  if (first) {
    const top = rangeOf(article, first.start, first.end)?.getBoundingClientRect().top ?? 0;
    scrollTo({ top: scrollY + top - innerHeight / 3, behavior: "instant" });
  } else restorePlace(article, data.at, data.bookmarked_at);
  const stage = new Stage(article, marks, words, { isLook: mode === "look" });
  if (first) stage.light([first.id]);
  requestAnimationFrame(() => {
    performance.mark("article-ready");
    setTimeout(() => furnish(stage)); // the text stands
  });
}

/** @param {Stage} stage */
function furnish(stage) {
  const desk = new Desk({ page, article, rail, marks, words, stage, quoteOf, canMark });
  const act = (what, id) => desk.act(what, id);
  const here = (ids) => desk.here.open(ids);
  const talks = page.dataset.talkUrl ? new Talks(data.talk, page.dataset.canTalk === "yes") : null;
  desk.cards = new Cards({ talks, page, rail, article, marks, words, quoteOf, act, here, mode, canMark });
  desk.here = new Here(document.getElementById("here"), desk.cards);
  desk.rule = keepRule(document.getElementById("rule-rail"));
  desk.find = new Find(document.getElementById("find"), article, (match) => desk.found(match));
  if (mode !== "look") beginSaving(desk, data);
  if (canMark) beginWriting(desk, data);
  if (talks) beginTalking(desk, talks);
  desk.keyboard = beginKeyboard({
    article, data, marks, words, canMark, dialog: document.getElementById("keys"), page: desk.forKeys(),
  });
  if (marks.get(data.active)) desk.light([data.active]);
  surround(desk);
  desk.listen();
  if (data.live) follow(desk, data.live);
  beginSession(desk);
  page.dataset.ready = "yes";
}

/** What tells where one is and what is left. @param {Desk} desk */
function surround(desk) {
  const progress = new Progress(marks, words, mode === "look" ? [] : namingPlaces(data));
  const seen = new Seen(article, data.seen);
  desk.bookmark = new Bookmark(bookmarkUrl, article, seen);
  new MarkMap(document.getElementById("map"), article, marks, progress);
  const ties = new Ties({ article, marks, cards: desk.cards });
  desk.filters = new Filters(document.getElementById("mark-filters"), marks, { showTies: (areShown) => ties.showAll(areShown) });
  new Outline(document.getElementById("outline"), progress);
  showProgress(document.getElementById("progress"), progress, focusName);
  keepFinish(document.getElementById("finish"), { article, progress, seen, bring: (place) => desk.look(place) });
}

/** What others do while the page is open. @param {Desk} desk @param {{url: string, cursor: string | null, reading: string | null}} live */
function follow({ saver, filters }, live) {
  const take = (changes) => (saver ? saver.take(changes) : marks.apply(changes));
  const offer = (readers) => filters.offer(readers);
  new Following({ marks, url: page.dataset.addUrl, reading: live.reading, take, offer });
  keepLiveState(document.getElementById("live-state"));
  new Live(live, data.account);
}
