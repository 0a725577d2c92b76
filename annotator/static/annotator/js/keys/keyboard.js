/**
 * The keyboard of the reading page: joins the text cursor, the table of keys and what the page can do. A command is for the
 * mark whose card has the focus, else for the lit one, else for the innermost at the cursor.
 *
 * @typedef {import("../marks/marks.js").Mark} Mark @typedef {import("../text/selection.js").Selected} Selected
 * @typedef {{lit: () => string | null, light: (ids: string[]) => void, act: (what: string, id: string) => void,
 *   mark: (selected: Selected, label: string) => void, change: (mark: Mark) => void, brush: (label: string) => void,
 *   detail: (facet: string, mark: Mark) => void, split: (mark: Mark, at: number) => void, undo: () => void,
 *   redo: () => void, find: () => void, go: (direction: "back" | "forward") => void, back: () => boolean,
 *   talk?: (kind: string, mark?: Mark, selected?: Selected | null) => void, source?: (mark?: Mark) => void}} Page
 *   detail: opens the details at one; back: one step back, whether there was one
 */

import { textBetween } from "../text/codepoints.js";
import { Cursor } from "./cursor.js";
import { Hold } from "./hold.js";
import { offerKeyMode } from "./keymode.js";
import { Keys } from "./keys.js";
import { note } from "./spoken.js";
import { Spoken } from "./spokenmarks.js";
import { cursorCommands } from "./walking.js";

const NOT_ASKED = "This is not asked of a mark with this label.";
const CHOOSE = "Choose a mark of yours first: put the cursor into it, or go to it with [ and ].";

/**
 * @param {{article: HTMLElement, data: {sentences: number[], naming: number[], active?: string}, marks: import("../marks/marks.js").Marks,
 *   words: import("../marks/words.js").Words, dialog: HTMLDialogElement, canMark: boolean, page: Page}} parts
 */
export function beginKeyboard({ article, data, marks, words, dialog, canMark, page }) {
  const spoken = new Spoken(marks, words, data, ({ start, end }) => textBetween(article, start, end));
  const cursor = new Cursor(article, {
    sentences: data.sentences,
    naming: () => spoken.unmarkedNaming(),
    describe: (place) => spoken.at(place),
  });
  const first = marks.get(data.active);
  if (first) cursor.moveTo(first.start); // who comes to a mark goes on from it
  const hold = new Hold(cursor, (mark, { start, end }) => page.change({ ...marks.get(mark.id), start, end }));
  const desk = { article, marks, words, page, cursor, hold, spoken };
  const commands = { ...cursorCommands(cursor), ...goingCommands(desk), ...(canMark ? markCommands(desk) : {}) };
  const keys = new Keys({ commands, labels: canMark ? words.labels().filter(({ retired }) => !retired) : [], dialog });
  offerKeyMode(article, keys.rows);
  return { cursor, keys, hold };
}

/** What works for everybody who reads. */
function goingCommands(desk) {
  const { page, cursor, hold } = desk;
  return {
    mark: (direction) => toMark(desk, direction === "back" ? -1 : 1),
    article: (direction) => page.go(direction),
    find: () => page.find(),
    ...(page.source && { source: () => page.source(chosen(desk) ?? atCursor(desk)) }),
    ...(page.talk && { talk: (kind) => page.talk(kind, chosen(desk) ?? atCursor(desk), cursor.selected) }),
    enter: () => hold.keep() || opened(desk),
    back: () => hold.leave() || page.back() || dropped(cursor),
  };
}

/** What works for those who mark. */
function markCommands(desk) {
  const { page, cursor, hold } = desk;
  const { otherEnd } = cursorCommands(cursor);
  const own = (run) => {
    const mark = chosen(desk) ?? atCursor(desk);
    if (mark?.own) run(mark);
    else note(CHOOSE);
  };
  const fits = (mark, facet) => desk.words.goesWith(facet, mark.label);
  const act = (what) => () => own(({ id }) => page.act(what, id));
  return {
    label: (label) => labelled(desk, label),
    detail: (facet) => own((mark) => page.detail(facet, mark)),
    unsure: () => own((mark) => (fits(mark, "unsure") ? page.change(toggled(mark, "unsure")) : note(NOT_ASKED))),
    hold: () => own((mark) => hold.take(hold.mark ?? mark) || otherEnd()),
    split: () => own((mark) => page.split(mark, cursor.place)),
    again: act("again"),
    link: act("link"),
    history: act("history"),
    remove: act("delete"),
    undo: () => page.undo(),
    redo: () => page.redo(),
  };
}

/** Marks what is selected; or changes the chosen mark; or takes the label as a brush. */
function labelled(desk, label) {
  const { article, page, cursor, hold } = desk;
  const { selected } = cursor;
  const mark = chosen(desk);
  if (selected && !hold.mark && document.activeElement === article) page.mark(selected, label);
  else if (mark?.own) page.change({ ...mark, label });
  else page.brush(label);
}

/** The mark of the card with the focus, else the lit one. @returns {Mark | undefined} */
function chosen({ marks, page }) {
  const focused = document.activeElement?.closest("[data-mark]")?.dataset.mark;
  return marks.get(focused ?? page.lit());
}

/** The innermost at the cursor, one's own before others'. @returns {Mark | undefined} */
function atCursor({ marks, cursor: { place } }) {
  const here = marks.shown().filter(({ start, end }) => start <= place && place < end);
  return here.findLast(({ own }) => own) ?? here.at(-1);
}

/** To the next or previous mark; with the focus in the text the cursor goes along. @param {-1 | 1} way */
function toMark(desk, way) {
  const { article, marks, page, cursor, spoken } = desk;
  const all = marks.shown();
  const isInText = document.activeElement === article;
  const from = all.indexOf(chosen(desk));
  const isHere = from >= 0 && (!isInText || (all[from].start <= cursor.place && cursor.place <= all[from].end));
  const mark = all[isHere ? from + way : beside(all, cursor.place, way)];
  if (!mark) return note(all.length ? "No more marks on this side." : "There are no marks yet.");
  page.light([mark.id]);
  page.act("show", mark.id);
  if (isInText) cursor.moveTo(mark.start);
  spoken.say(mark, all.indexOf(mark) + 1, all.length);
}

/** @param {readonly Mark[]} all @param {number} place @param {-1 | 1} way */
function beside(all, place, way) {
  return way > 0 ? all.findIndex(({ start }) => start >= place) : all.findLastIndex(({ start }) => start < place);
}

/** Opens the mark at the cursor; the browser keeps the key when there is none. */
function opened(desk) {
  const mark = chosen(desk) ?? atCursor(desk);
  if (!mark) return false;
  desk.page.act("open", mark.id);
  return true;
}

/** @param {Cursor} cursor */
function dropped(cursor) {
  if (!cursor.span) return false;
  cursor.clear();
  return true;
}

/** @param {Mark} mark @param {string} flag */
function toggled(mark, flag) {
  const { [flag]: was, ...facets } = mark.facets;
  return { ...mark, facets: was ? facets : { ...facets, [flag]: "yes" } };
}
