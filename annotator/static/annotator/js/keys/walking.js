/**
 * What keys do with the text cursor: walk, select, grow. After each step its words are said: the letter, the word, the
 * line, what was selected, and which marks the cursor entered or left.
 *
 * @typedef {import("./cursor.js").Cursor} Cursor @typedef {import("./prose.js").Piece} Piece
 * @typedef {-1 | 1} Way back or forward @typedef {"left" | "right" | "back" | "forward"} Direction
 */

import { lowerEdge, upperEdge } from "./caret.js";
import { paragraphs, textBetween } from "../text/codepoints.js";
import { caretBox, lineAt, lineAtHeight, lineBeside, lineEnd, spotInLine } from "../text/lines.js";
import { proseAt } from "./prose.js";
import { STEPS, sentenceAt } from "./steps.js";
import { brief, say } from "./spoken.js";
import { changed, marksCrossed, wordsAt } from "./told.js";

/** The commands of the key table that the cursor answers to. @param {Cursor} cursor */
export function cursorCommands(cursor) {
  const ofParagraphs = () => paragraphs(cursor.article).map(({ start, end }) => [start, end]);
  return {
    move: (direction, unit) => step(cursor, direction, unit, false),
    extend: (direction, unit) => step(cursor, direction, unit, true),
    sentence: () => take(cursor, cursor.sentences),
    moreSentence: () => takeMore(cursor, cursor.sentences),
    paragraph: () => take(cursor, ofParagraphs()),
    moreParagraph: () => takeMore(cursor, ofParagraphs()),
    naming: (direction) => toNaming(cursor, direction === "back" ? -1 : 1),
    otherEnd: () => swap(cursor),
  };
}

/** @param {Cursor} cursor @param {Direction} direction @param {string} unit @param {boolean} isSelecting */
function step(cursor, direction, unit, isSelecting) {
  const before = { spot: cursor.spot, span: cursor.span, anchor: cursor.anchor };
  const way = wayOf(cursor, direction);
  const isLeaving = before.span && !isSelecting && unit === "letter";
  const to = isLeaving ? { place: before.span[way < 0 ? 0 : 1] } : reach(cursor, way, unit, isSelecting);
  const height = unit === "screen" ? caretBox(cursor.article, cursor.spot).top : null;
  cursor.moveTo(to.place, { ...to, anchor: isSelecting ? before.anchor : undefined });
  if (height !== null) keepHeight(cursor, height);
  const words = isSelecting ? changed(cursor, before) : wordsAt(cursor, to.isLimit ? "text" : unit, way);
  const dropped = before.span && !isSelecting ? "nothing selected" : "";
  say([words, marksCrossed(cursor, before.spot.place), dropped].filter(Boolean).join("; "));
}

/** Left and right are what the eye sees: in a right-to-left paragraph forward is left. @returns {Way} */
function wayOf({ article, place }, direction) {
  const isForward = direction === (proseAt(article, place).isRightToLeft ? "left" : "right") || direction === "forward";
  return isForward ? 1 : -1;
}

/**
 * @param {Cursor} cursor @param {Way} way @param {string} unit @param {boolean} isSelecting
 * @returns {{place: number, atEnd?: boolean, column?: number, isLimit?: boolean}} isLimit: there is no such line
 */
function reach(cursor, way, unit, isSelecting) {
  const { article, spot } = cursor;
  if (unit in STEPS) return { place: STEPS[unit](article, spot.place, way, isSelecting) };
  const line = lineAt(article, spot);
  if (unit === "edge") return way < 0 ? { place: line.start } : lineEnd(line);
  const left = article.getBoundingClientRect().left;
  const column = cursor.column ?? caretBox(article, spot).x - left;
  const other = unit === "screen" ? aScreenAway(cursor, way) : lineBeside(article, line, way);
  if (!other) return { place: STEPS.text(article, spot.place, way), column, isLimit: true };
  return { ...spotInLine(article, other, column + left), column };
}

/** @param {Cursor} cursor @param {Way} way */
function aScreenAway({ article, spot }, way) {
  const { top, bottom } = caretBox(article, spot);
  const screen = Math.max(bottom - top, lowerEdge() - upperEdge() - 3 * (bottom - top));
  const line = lineAtHeight(article, (top + bottom) / 2 + way * screen);
  return line.start <= spot.place && spot.place <= line.end ? null : line;
}

/** The text scrolls under the cursor. @param {Cursor} cursor @param {number} height */
function keepHeight(cursor, height) {
  scrollBy({ top: caretBox(cursor.article, cursor.spot).top - height, behavior: "instant" });
  cursor.bring();
}

/** Selects the piece at the cursor, or at the start of what is selected. @param {Cursor} cursor @param {Piece[]} all */
function take(cursor, all) {
  const piece = all[sentenceAt(cursor.article, all, cursor.span?.[0] ?? cursor.place)];
  if (!piece) return;
  cursor.select(...piece);
  tell(cursor, piece);
}

/** One more, where the cursor is; what is cut is filled up first. @param {Cursor} cursor @param {Piece[]} all */
function takeMore(cursor, all) {
  const { article, span, place, anchor } = cursor;
  if (!span) return take(cursor, all);
  const isBack = place < anchor;
  const at = sentenceAt(article, all, isBack ? span[0] : span[1] - 1);
  const isCut = isBack ? span[0] > all[at]?.[0] : span[1] < all[at]?.[1];
  const piece = isCut ? all[at] : all[at + (isBack ? -1 : 1)];
  if (!piece) return say(isBack ? "start of the text" : "end of the text");
  cursor.moveTo(piece[isBack ? 0 : 1], { anchor });
  tell(cursor, piece);
}

/** @param {Cursor} cursor @param {Piece} piece */
function tell({ article, describe }, piece) {
  say([`${brief(textBetween(article, ...piece))} selected`, describe(piece[0])].filter(Boolean).join("; "));
}

/** To the next or previous sentence that is still to look at. @param {Cursor} cursor @param {Way} way */
function toNaming(cursor, way) {
  const all = cursor.naming();
  const { place } = cursor;
  const at = way > 0 ? all.findIndex(([start]) => start > place) : all.findLastIndex(([start]) => start < place);
  if (at < 0) return say(all.length ? "no more sentences to look at on this side" : "no sentences left to look at");
  cursor.moveTo(all[at][0]);
  say(`${brief(textBetween(cursor.article, ...all[at]))}; ${at + 1} of ${all.length} to look at`);
}

/** The other end moves from now on. @param {Cursor} cursor */
function swap(cursor) {
  if (!cursor.span) return;
  cursor.moveTo(cursor.anchor, { anchor: cursor.place });
  say(`${wordsAt(cursor, "word", 1)}; ${cursor.place < cursor.anchor ? "the start" : "the end"} moves now`);
}
