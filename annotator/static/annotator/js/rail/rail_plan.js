/**
 * What of a slot has a card, how much each shows and at which line: asked of boxes alone, before anything is moved.
 *
 * @typedef {import("../marks/marks.js").Mark} Mark @typedef {import("./rail_slots.js").Slot} Slot
 * @typedef {import("./rail_layout.js").Level} Level @typedef {import("./rail_layout.js").Sizes} Sizes
 * @typedef {{node?: HTMLElement, mark: Mark | null, isWhole: boolean, line: number, top?: number}} Piece mark: null where one
 *   line says how many more; line: where the mark begins, top: where the card stands, CSS pixels in the list
 * @typedef {{slot: Slot, level: Level, pieces: Piece[], left: string[], boxes?: import("./rail_layout.js").Box[]}} Drawn
 *   left: marks without a card; boxes: once it is drawn
 */

import { levelOf, linesShown } from "./rail_layout.js";
import { lineBox } from "./rail_slots.js";

/**
 * Where even lines are too many, one says how many more there are.
 * @param {Slot} slot
 * @param {{article: HTMLElement, origin: number, sizes: Sizes, open: string | null}} how origin: upper edge of the list in
 *   the window; open: the mark whose card is whole
 * @returns {Drawn}
 */
export function planned(slot, { article, origin, sizes, open }) {
  const level = levelIn(slot, sizes, () => 0);
  const n = linesShown(slot.marks.length, slot.to - slot.from, sizes);
  const hasCard = slot.marks.map(({ id }, i) => i < n || id === open);
  const left = slot.marks.filter((_, i) => !hasCard[i]).map(({ id }) => id);
  /** @type {Piece[]} */
  const pieces = slot.marks.filter((_, i) => hasCard[i]).map((mark) => {
    const isWhole = mark.id === open;
    const line = isWhole || level !== "crowded" ? lineBox(article, mark).top - origin : slot.from;
    return { mark, isWhole, line };
  });
  if (left.length) pieces.push({ mark: null, isWhole: false, line: slot.from });
  return { slot, level, pieces, left };
}

/** @param {Slot} slot @param {Sizes} sizes @param {(mark: Mark) => number} heightOf of whole cards @returns {Level} */
export function levelIn({ marks, from, to }, sizes, heightOf) {
  return levelOf(marks.length, to - from, sizes, () => marks.reduce((sum, mark) => sum + heightOf(mark), 0));
}
