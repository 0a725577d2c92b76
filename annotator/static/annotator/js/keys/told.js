/** What a step of the text cursor tells: where it is, what is now selected, which marks were entered or left. */

import { paragraphs, textBetween } from "../text/codepoints.js";
import { lineAt } from "../text/lines.js";
import { proseAt } from "./prose.js";
import { brief, letterName } from "./spoken.js";
import { wholeText } from "./steps.js";

/** @typedef {import("./cursor.js").Cursor} Cursor */

/** The words at the cursor, as far as one step. @param {Cursor} cursor @param {string} unit @param {-1 | 1} way */
export function wordsAt(cursor, unit, way) {
  const prose = proseAt(cursor.article, cursor.place);
  if (unit === "text") return way < 0 ? "start of the text" : "end of the text";
  if (unit === "edge") return way < 0 ? `line start, ${letter(cursor)}` : "line end";
  if (unit === "letter") return letter(cursor);
  if (unit === "paragraph") return brief(prose.text);
  if (unit === "word") return atEnd(cursor) || prose.cut(...(prose.wordAt(cursor.place) ?? [cursor.place, prose.end]));
  const { start, end } = lineAt(cursor.article, cursor.spot);
  return prose.cut(start, end).trim() || atEnd(cursor);
}

/** @param {Cursor} cursor */
function letter(cursor) {
  const prose = proseAt(cursor.article, cursor.place);
  return atEnd(cursor) || letterName(prose.cut(...prose.letterAt(cursor.place)));
}

/** @param {Cursor} cursor */
function atEnd({ article, place }) {
  if (place === wholeText(article)[1]) return "end of the text";
  return place === proseAt(article, place).end ? "end of paragraph" : "";
}

/**
 * What a step added to the selection or took from it.
 * @param {Cursor} cursor @param {{spot: {place: number}, anchor: number}} before
 */
export function changed(cursor, { spot: { place: from }, anchor }) {
  const to = cursor.place;
  if (to === from) return to === wholeText(cursor.article)[0] ? "start of the text" : atEnd(cursor);
  if (to === anchor) return "nothing selected";
  if ((from - anchor) * (to - anchor) < 0) return `${named(cursor, anchor, to)} selected`;
  const isMore = Math.abs(to - anchor) > Math.abs(from - anchor);
  return `${named(cursor, from, to)} ${isMore ? "selected" : "no longer selected"}`;
}

/** @param {Cursor} cursor @param {number} from @param {number} to */
function named({ article }, from, to) {
  const [start, end] = [Math.min(from, to), Math.max(from, to)];
  const text = textBetween(article, start, end);
  if (!text.trim() && paragraphs(article).some((paragraph) => paragraph.start === end)) return "paragraph break";
  return proseAt(article, start).letterAt(start)?.[1] === end ? letterName(text) : brief(text);
}

/** Which marks a step led into, or that it led out of all. @param {Cursor} cursor @param {number} from */
export function marksCrossed({ describe, place }, from) {
  const [before, now] = [describe(from), describe(place)];
  if (before === now) return "";
  return now || "outside marks";
}
