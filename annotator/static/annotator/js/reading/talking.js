/** Joins talk to the reading page: how much there is on a card, and where it opens from. */

import { Palette } from "../details/palette.js";
import { watchSelection } from "../details/selecting.js";
import { TalkDrawer } from "../talk/drawer.js";
import { beginTalk } from "../talk/talk.js";
import { note } from "../keys/spoken.js";
import { readSelection } from "../text/selection.js";

/** @typedef {import("./desk.js").Desk} Desk @typedef {{id: string, start: number, end: number, n: number}} Place */

/** Where there is talk, and how many comments. */
export class Talks {
  /** @param {Place[]} places @param {boolean} canSay */
  constructor(places, canSay) {
    Object.assign(this, { places, canSay });
  }

  /** Comments in threads that share words with a mark. @param {{start: number, end: number}} mark */
  n({ start, end }) {
    return this.places.reduce((n, one) => (one.start < end && one.end > start ? n + one.n : n), 0);
  }
}

/** @param {Desk} desk after its cards were made with `talks` @param {Talks} talks */
export function beginTalking(desk, talks) {
  const { page, article, cards } = desk;
  const url = page.dataset.talkUrl;
  const drawer = new TalkDrawer(document.getElementById("talk-drawer"), url, { bring: (place) => desk.stage.bring(place) });
  const tell = () => {
    cards.retell();
    const n = talks.places.reduce((sum, one) => sum + one.n, 0);
    for (const place of document.querySelectorAll("[data-n-talk]")) place.textContent = n || "";
  };
  beginTalk({ changed: async () => (await recount(url, talks)) && tell() });
  const open = (passage, kind, isByKeys) => drawer.open(passage, { kind, isByKeys });
  desk.verbs.talk = (mark) => open(passageOf(mark));
  desk.tools.talk = () => open({});
  desk.forTalk = { talk: (kind, mark, selected) => talkByKey({ open, talks }, kind, mark, selected) };
  if (!desk.palette && talks.canSay) desk.palette = selecting(article);
  const leave = desk.leave.bind(desk);
  desk.leave = () => drawer.close() || leave();
  desk.palette?.element.addEventListener("click", ({ target, detail }) => {
    const kind = target.closest("[data-talk]")?.dataset.talk;
    const selected = kind && readSelection(article, document.getSelection(), { exact: true });
    if (!selected) return;
    desk.palette.hide();
    open({ start: selected.start, end: selected.end }, kind, detail === 0);
  });
  const asked = new URLSearchParams(location.search).get("talk");
  const first = talks.places.find(({ id }) => id === asked);
  if (first) {
    desk.stage.bring(first);
    open({ start: first.start, end: first.end });
  }
  tell();
}

/** For those who mark nothing here any more: a selection offers talk alone. @param {HTMLElement} article */
function selecting(article) {
  const palette = new Palette(document.getElementById("palette"), () => {});
  watchSelection(article, (selected, range) => (selected ? palette.show(selected, range) : palette.hide()));
  return palette;
}

/** What is selected comes before the mark that is lit. */
function talkByKey({ open, talks }, kind, mark, selected) {
  if (kind === "guideline-gap" && !talks.canSay) return note("Your role here asks nothing of the codebook.");
  if (selected) return open({ start: selected.start, end: selected.end }, kind, true);
  if (mark) return open(passageOf(mark), kind, true);
  return note("Choose a mark first, or select words.");
}

/** A mark that the server does not have yet is no more than its words. @param {import("../marks/marks.js").Mark} mark */
function passageOf({ id, version, start, end }) {
  return version ? { mark: id } : { start, end };
}

/** @param {string} url @param {Talks} talks */
async function recount(url, talks) {
  const answer = await fetch(url, { headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return false;
  talks.places = (await answer.json()).talk;
  return true;
}
