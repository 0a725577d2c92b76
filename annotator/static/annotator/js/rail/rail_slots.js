/**
 * Which room of the rail belongs to which marks: read from the boxes of paragraphs, never changing any.
 *
 * @typedef {import("../marks/marks.js").Mark} Mark
 * @typedef {{key: string, marks: Mark[], from: number, to: number}} Slot marks of a paragraph and the room
 *   until the next that has marks; from, to: CSS pixels in the list
 */

import { firstWhere, paragraphs, rangeOf } from "../text/codepoints.js";

const SPACE = 6; // between the last card of a slot and the next slot
const SPILL = 160; // how far cards may go on below their paragraph, beside one without marks
const LEAST = 24;
const LINE_REM = 1.5; // as in rail.css
const SHORT_REM = 4;

/** Heights of cards in CSS pixels, at the reader's own text size. @returns {import("./rail_layout.js").Sizes} */
export function sizesNow() {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return { line: LINE_REM * rem, short: SHORT_REM * rem };
}

/**
 * Marks by the paragraph they begin in.
 * @param {HTMLElement} article @param {readonly Mark[]} marks @returns {[number, Mark[]][]} indexes of paragraphs
 */
export function byParagraph(article, marks) {
  const last = paragraphs(article).length - 1;
  /** @type {Map<number, Mark[]>} */
  const found = new Map();
  for (const mark of marks) {
    const index = Math.min(indexOf(article, mark.start), last);
    if (!found.has(index)) found.set(index, []);
    found.get(index).push(mark);
  }
  return Array.from(found);
}

/**
 * The slots within a screen of the window.
 * @param {HTMLElement} article @param {number} origin upper edge of the list in the window
 * @param {[number, Mark[]][]} marked as `byParagraph` gives it @returns {Slot[]}
 */
export function slotsNear(article, origin, marked) {
  const all = paragraphs(article);
  const top = ([index]) => all[index].element.getBoundingClientRect().top;
  const first = Math.max(0, firstWhere(marked, (entry) => top(entry) > -innerHeight) - 1); // it may be a long one
  const last = firstWhere(marked, (entry) => top(entry) > 2 * innerHeight);
  const end = article.getBoundingClientRect().bottom;
  const slots = marked.slice(first, last).map(([index, marks], i) => {
    const next = marked[first + i + 1];
    const box = all[index].element.getBoundingClientRect();
    const room = Math.min(next ? top(next) : end, box.bottom + SPILL);
    return { key: String(index), marks, from: box.top - origin, to: room - origin - SPACE };
  });
  return joined(slots);
}

/** Whether both have the same marks, none changed, and the same room. @param {Slot} one @param {Slot} other */
export function isSameSlot(one, other) {
  const isNear = Math.abs(one.from - other.from) < 0.5 && Math.abs(one.to - other.to) < 0.5;
  return isNear && one.marks.length === other.marks.length && one.marks.every((mark, i) => mark === other.marks[i]);
}

/** Where the first letter of a mark stands in the window. @param {HTMLElement} article @param {{start: number}} mark */
export function lineBox(article, { start }) {
  const boxes = Array.from(rangeOf(article, start, start + 1)?.getClientRects() ?? []);
  const all = paragraphs(article);
  return boxes.at(-1) ?? all[Math.min(indexOf(article, start), all.length - 1)].element.getBoundingClientRect();
}

/** @param {HTMLElement} article @param {number} start */
function indexOf(article, start) {
  return firstWhere(paragraphs(article), ({ end }) => end > start);
}

/** Slots beside the head of the rail have no room of their own and share the next's. @param {Slot[]} slots */
function joined(slots) {
  /** @type {Slot[]} */
  const found = [];
  for (const slot of slots) {
    const above = found.at(-1);
    if (!above || above.from >= 0 || slot.from >= LEAST) found.push(slot);
    else found.splice(-1, 1, { ...slot, marks: [...above.marks, ...slot.marks] });
  }
  return found.map((slot) => ({ ...slot, from: Math.max(0, slot.from) }));
}
