/** Starts the reading page and joins its parts. */

import { Cards } from "./cards.js";
import { rangeOf, textBetween } from "./codepoints.js";
import { keepFinish } from "./finish.js";
import { followText } from "./follow.js";
import { Here } from "./here.js";
import { Marking } from "./marking.js";
import { Marks, markOf } from "./marks.js";
import { showResult } from "./practice.js";
import { keepRule } from "./rule.js";
import { Stage, plainText } from "./stage.js";
import { Words } from "./words.js";

const page = document.getElementById("reading");
const article = document.getElementById("article");
const list = document.getElementById("cards");
const rail = document.getElementById("marks-rail");
const { mode, addUrl, practiceUrl, active, canMark } = page.dataset;
/** @param {{start: number, end: number}} mark */
const quoteOf = ({ start, end }) => textBetween(article, start, end);
const words = new Words(page);
const marks = new Marks(list.children);
const cards = new Cards(list, document.getElementById("new-card"), words);
const here = new Here(document.getElementById("here"), cards);
const rule = keepRule(document.getElementById("rule-rail"));
/** @type {Stage} */ let stage;
/** @type {Marking | null} */ let marking = null;

if (globalThis.CSS?.highlights) start();
else document.getElementById("no-highlights").hidden = false;

function start() {
  plainText(article);
  const first = marks.get(active);
  if (first) {
    const top = rangeOf(article, first.start, first.end)?.getBoundingClientRect().top ?? 0;
    scrollTo({ top: scrollY + top - innerHeight / 3, behavior: "instant" });
  }
  stage = new Stage(article, marks, words, { isLook: mode === "look", map: document.getElementById("mark-map") });
  if (first) light([active]);
  requestAnimationFrame(() => performance.mark("article-ready"));
  if (canMark === "yes") {
    marking = new Marking({ article, addUrl, marks, cards, stage, words, quoteOf, rule, light, act });
  }
  keepFinish(document.getElementById("finish"), marks);
  listen();
}

function listen() {
  article.addEventListener("click", clicked);
  for (const place of [list, here.element]) place.addEventListener("click", acted);
  for (const type of ["pointerover", "focusin"]) list.addEventListener(type, (event) => stage.hover(idAt(event)));
  for (const type of ["pointerleave", "focusout"]) list.addEventListener(type, () => stage.hover(null));
  marks.addEventListener("change", count);
  document.getElementById("whose")?.addEventListener("change", (event) => filter(event.target.value));
  document.getElementById("finish")?.addEventListener("click", followLook);
  followText(article, rail, marks, cards);
}

/** @param {string[]} ids */
function light(ids) {
  stage.light(ids);
  cards.light(ids);
}

/** @param {MouseEvent} event on the article */
function clicked(event) {
  if (!document.getSelection().isCollapsed) return;
  const ids = stage.painter.marksAt(event.clientX, event.clientY);
  here.close();
  if (ids.length === 1 && marking && marks.get(ids[0]).own) {
    marking.open(marks.get(ids[0]));
    return;
  }
  marking?.sheet.close();
  light(ids);
  if (ids.length > 1 || (ids.length && !list.checkVisibility())) here.open(ids);
}

/** @param {Event} event on a card */
function acted(event) {
  const target = event.target.closest("[data-goto]")?.dataset.goto;
  if (target) event.preventDefault();
  const id = target ?? idAt(event);
  if (id) act(target ? "show" : (event.target.closest("[data-do]")?.dataset.do ?? "show"), id);
}

/** @param {string} what @param {string} id */
function act(what, id) {
  const mark = marks.get(id);
  if (what === "closed") light([]);
  if (!mark) return;
  if (what === "grown") marking.keepInSight(mark);
  else if (what === "retry") marking.saver.store(id);
  else if (what === "delete") marking.remove(mark);
  else if (what === "again") marking.again(mark);
  else if (what === "compare") compare(id);
  else show(mark, what === "open");
  if (!["retry", "grown"].includes(what)) here.close();
}

/** @param {import("./marks.js").Mark} mark @param {boolean} withDetails */
function show(mark, withDetails) {
  if (rail.matches(":popover-open")) rail.hidePopover();
  light([mark.id]);
  if (withDetails) marking.open(mark, { focus: true, details: true });
  else stage.bring(mark);
}

/** @param {string} id of a practice mark */
async function compare(id) {
  await marking.saver.settled(id);
  if (await showResult(document.getElementById("result"), practiceUrl, id)) marking.sheet.close();
}

/** @param {string} whose */
function filter(whose) {
  marks.show(whose);
  for (const card of list.children) card.hidden = !marks.isShown(markOf(card));
  light([]);
  count();
}

function count() {
  const [own, shown] = [marks.own().length, marks.shown().length];
  for (const place of page.querySelectorAll("[data-n-own]")) {
    place.textContent = String(own);
    place.nextElementSibling.textContent = own === 1 ? "mark" : "marks";
  }
  for (const place of page.querySelectorAll("[data-n-shown]")) place.textContent = String(shown);
  page.querySelector(".rail-empty").hidden = shown > 0;
}

/** A sentence of the last look is lit where it stands. @param {MouseEvent} event */
function followLook(event) {
  const look = event.target.closest(".looks li");
  if (!look) return;
  event.preventDefault();
  const span = { start: Number(look.dataset.start), end: Number(look.dataset.end) };
  CSS.highlights.set("look", new Highlight(rangeOf(article, span.start, span.end)));
  stage.bring(span);
  article.focus({ preventScroll: true });
}

/** @param {Event} event */
function idAt(event) {
  const card = event.target.closest("[data-mark]");
  return card ? markOf(card).id : null;
}
