/**
 * Lines of the article as the browser broke them: which line a place is on, where in a line a column is. Everything is
 * measured when asked, on text nodes alone; nothing is kept, so no resizing and no late font makes it wrong.
 *
 * @typedef {import("../keys/prose.js").Prose} Prose
 * @typedef {{place: number, atEnd: boolean}} Spot atEnd: where a line breaks inside a word, the end of the upper line
 * @typedef {{prose: Prose, start: number, end: number, next: number}} Line end: last place; next: where the next begins
 */

import { firstWhere, paragraphs, pointIn } from "./codepoints.js";
import { proseAt, proseOf } from "../keys/prose.js";

/** @param {Prose} prose @param {number} start @param {number} end @returns {DOMRect[]} */
function boxes({ paragraph }, start, end) {
  const [from, to] = [pointIn(paragraph, start), pointIn(paragraph, end)];
  const range = document.createRange();
  range.setStart(from.node, from.offset);
  range.setEnd(to.node, to.offset);
  return Array.from(range.getClientRects());
}

/** The box of a letter; null where the browser draws none (white space that it folds). */
function letterBox(prose, [start, end]) {
  const [first, ...others] = boxes(prose, start, end);
  return others.reduce((widest, box) => (box.width > widest.width ? box : widest), first) ?? null;
}

/**
 * Where a caret at a place stands in the window. Between runs of two directions it stands at the following letter.
 * @param {Element} article @param {Spot} spot @returns {{x: number, top: number, bottom: number}}
 */
export function caretBox(article, { place, atEnd }) {
  const prose = proseAt(article, place);
  const letter = !atEnd && prose.letterAt(place);
  const box = letter && letterBox(prose, letter);
  if (!box) return behind(prose, place);
  const exact = boxes(prose, place, place).find(({ top, bottom }) => top < box.bottom && bottom > box.top);
  return { x: exact?.x ?? (prose.isRightToLeft ? box.right : box.left), top: box.top, bottom: box.bottom };
}

/** Behind the nearest letter before a place that has a box. @param {Prose} prose @param {number} place */
function behind(prose, place) {
  for (let letter = prose.letterBefore(place); letter; letter = prose.letterBefore(letter[0])) {
    const box = letterBox(prose, letter);
    if (box) return { x: prose.isRightToLeft ? box.left : box.right, top: box.top, bottom: box.bottom };
  }
  const { left, right, top, bottom } = prose.paragraph.element.getBoundingClientRect();
  return { x: prose.isRightToLeft ? right : left, top, bottom };
}

/** From where on all letters are as `test` says; else the end. @param {(box: DOMRect) => boolean} test */
function firstPlace(prose, test) {
  const isBeyond = (offset) => {
    for (let letter = prose.letterAt(prose.start + offset); letter; letter = prose.letterAt(letter[1])) {
      const box = letterBox(prose, letter);
      if (box) return test(box);
    }
    return false;
  };
  let [low, high] = [0, prose.end - prose.start];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBeyond(middle)) high = middle;
    else low = middle + 1;
  }
  return prose.start + low;
}

/** The line of a place. @param {Element} article @param {Spot} spot @returns {Line} */
export function lineAt(article, spot) {
  const { top, bottom } = caretBox(article, spot);
  return lineThrough(proseAt(article, spot.place), (top + bottom) / 2);
}

/** @param {Prose} prose @param {number} y in the window @returns {Line} */
function lineThrough(prose, y) {
  const next = pastFolded(prose, firstPlace(prose, (box) => box.top > y));
  const start = Math.min(next, firstPlace(prose, (box) => box.bottom > y));
  const last = next < prose.end && prose.letterBefore(next);
  const isSpace = last && /^\s+$/.test(prose.cut(...last));
  return { prose, start, end: isSpace ? last[0] : next, next };
}

/** White space that is not drawn belongs to the line before it. @param {Prose} prose @param {number} place */
function pastFolded(prose, place) {
  let letter = prose.letterAt(place);
  while (letter && !letterBox(prose, letter)) letter = prose.letterAt(letter[1]);
  return letter ? letter[0] : prose.end;
}

/** The line above or below; null when there is none. @param {Element} article @param {Line} line @param {-1 | 1} way */
export function lineBeside(article, { prose, start, next }, way) {
  if (way > 0 && next < prose.end) return lineAt(article, { place: next, atEnd: false });
  if (way < 0 && start > prose.start) return lineAt(article, { place: start, atEnd: true });
  const other = proseOf(article, prose.index + way);
  return other ? lineAt(article, { place: way > 0 ? other.start : other.end, atEnd: way < 0 }) : null;
}

/** The end of a line. @param {Line} line @returns {Spot} */
export function lineEnd({ prose, end, next }) {
  return { place: end, atEnd: end === next && next < prose.end };
}

/** What in a line is nearest to a column. @param {Element} article @param {Line} line @param {number} x */
export function spotInLine(article, line, x) {
  /** @type {Spot} */
  let best = lineEnd(line);
  let nearest = Math.abs(caretBox(article, best).x - x);
  for (let place = line.start; place < line.end; place = line.prose.letterAt(place)[1]) {
    const away = Math.abs(caretBox(article, { place, atEnd: false }).x - x);
    if (away < nearest) [best, nearest] = [{ place, atEnd: false }, away];
  }
  return best;
}

/** The line at a height of the window, or the next below. @param {Element} article @param {number} y @returns {Line} */
export function lineAtHeight(article, y) {
  const all = paragraphs(article);
  const index = firstWhere(all, ({ element }) => element.getBoundingClientRect().bottom > y);
  const prose = proseOf(article, Math.min(index, all.length - 1));
  const place = firstPlace(prose, (box) => box.bottom > y);
  return lineAt(article, { place, atEnd: place === prose.end });
}

/** Where the first whole line begins below a height of the window. @param {Element} article @param {number} y */
export function firstInSight(article, y) {
  const line = lineAtHeight(article, y);
  const isCut = caretBox(article, { place: line.start, atEnd: false }).top < y;
  return ((isCut && lineBeside(article, line, 1)) || line).start;
}
