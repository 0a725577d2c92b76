/**
 * The rail beside the text: cards stand at the lines of their marks. Only paragraphs within a screen of the window have
 * cards in the DOM; a draw costs what is near, not what there is. All boxes are read before anything is moved.
 *
 * @typedef {import("../marks/marks.js").Mark} Mark @typedef {import("./rail_slots.js").Slot} Slot
 * @typedef {{node: HTMLElement, mark: Mark | null, isWhole: boolean}} Piece mark: null where a line says how many more
 * @typedef {{slot: Slot, level: import("./rail_layout.js").Level, pieces: Piece[]}} Drawn
 */

import { levelOf, linesShown, placed, pushApart } from "./rail_layout.js";
import { byParagraph, lineBox, slotsNear } from "./rail_slots.js";

const LINE_REM = 1.5; // as in rail.css
const SHORT_REM = 4;

export class Rail {
  /** @type {[number, Mark[]][] | null} */ #marked = null;
  /** Of whole cards. @type {Map<string, number>} */ #heights = new Map();
  #drawnAt = 0;

  /**
   * @param {{article: HTMLElement, list: HTMLElement, marks: import("../marks/marks.js").Marks}} page
   * @param {import("./deck.js").Deck} deck
   */
  constructor({ article, list, marks }, deck) {
    Object.assign(this, { article, list, marks, deck });
  }

  /** What was measured of these cards, or of all, no longer holds. @param {Iterable<string>} [ids] */
  forget(ids) {
    if (ids) for (const id of ids) this.#heights.delete(id);
    else this.#heights.clear();
  }

  /** Marks have come, gone or moved. */
  renew() {
    this.#marked = null;
  }

  /** Whether so far from where it was drawn that it has to be drawn again. */
  hasMoved() {
    return Math.abs(scrollY - this.#drawnAt) > innerHeight / 4;
  }

  draw() {
    this.#drawnAt = scrollY;
    this.#marked ??= byParagraph(this.article, this.marks.shown());
    const sizes = sizesNow();
    const drawn = slotsNear(this.article, this.list, this.#marked).map((slot) => this.#pieces(slot, sizes));
    this.deck.lay(drawn.flatMap(({ pieces }) => pieces.map(({ node }) => node)));
    this.#measure(drawn.flatMap(({ pieces, level }) => pieces.filter(({ isWhole }) => isWhole || level === "full")));
    for (const one of drawn) one.level = this.#level(one.slot, sizes, ({ id }) => this.#heights.get(id) ?? 0);
    const tops = this.#tops(drawn, sizes);
    for (const { pieces, level } of drawn) for (const piece of pieces) dress(piece, level);
    drawn.flatMap(({ pieces }) => pieces).forEach(({ node }, i) => node.style.setProperty("--y", `${tops[i]}px`));
  }

  /** Scrolls to where a card stands or will stand, when that is outside the window. @param {Mark} mark */
  reach(mark) {
    const box = lineBox(this.article, mark);
    const isAway = box.top < 0 || box.bottom > innerHeight;
    if (isAway) scrollTo({ top: scrollY + box.top - innerHeight / 3, behavior: "instant" });
    this.draw();
  }

  /**
   * The nodes of a slot; where even lines are too many, one says how many more there are.
   * @param {Slot} slot @returns {Drawn}
   */
  #pieces(slot, sizes) {
    const { open } = this.deck;
    const level = this.#level(slot, sizes, () => 0);
    const n = linesShown(slot.marks.length, slot.to - slot.from, sizes);
    const shown = slot.marks.filter((mark, i) => i < n || mark.id === open);
    /** @type {Piece[]} */
    const pieces = shown.map((mark) => {
      const isWhole = mark.id === open;
      return { node: this.deck.card(mark, level !== "full" && !isWhole), mark, isWhole };
    });
    const left = slot.marks.filter((mark, i) => i >= n && mark.id !== open).map(({ id }) => id);
    if (left.length) pieces.push({ node: this.deck.more(slot.key, left, n === 0), mark: null, isWhole: false });
    return { slot, pieces, level };
  }

  /** @param {Slot} slot @param {(mark: Mark) => number} heightOf */
  #level({ marks, from, to }, sizes, heightOf) {
    return levelOf(marks.length, to - from, sizes, () => marks.reduce((sum, mark) => sum + heightOf(mark), 0));
  }

  /** @param {Piece[]} pieces */
  #measure(pieces) {
    const unknown = pieces.filter(({ mark }) => !this.#heights.has(mark.id));
    for (const { node } of unknown) node.classList.remove("short", "line");
    const heights = unknown.map(({ node }) => node.getBoundingClientRect().height);
    unknown.forEach(({ mark }, i) => this.#heights.set(mark.id, heights[i]));
  }

  /** @param {Drawn[]} drawn */
  #tops(drawn, sizes) {
    const origin = this.list.getBoundingClientRect().top;
    const lineOf = (mark) => lineBox(this.article, mark).top - origin;
    const boxes = drawn.flatMap(({ slot, level, pieces }) => {
      const cards = pieces.map(({ mark, isWhole }) => {
        const isMeasured = isWhole || (mark && level === "full");
        const at = mark && level !== "crowded" ? lineOf(mark) : slot.from;
        return { at, height: isMeasured ? this.#heights.get(mark.id) : (sizes[level] ?? sizes.line) };
      });
      return placed(cards, slot.from, slot.to);
    });
    const all = drawn.flatMap(({ pieces }) => pieces);
    const open = all.findIndex(({ isWhole }) => isWhole);
    if (open >= 0) pushApart(boxes, open, Math.max(0, lineOf(all[open].mark)));
    return boxes.map(({ top }) => Math.round(top * 2) / 2);
  }
}

/** Heights in CSS pixels, at the reader's own text size. */
function sizesNow() {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return { line: LINE_REM * rem, short: SHORT_REM * rem };
}

/** @param {Piece} piece @param {string} level */
function dress({ node, mark, isWhole }, level) {
  if (!mark) return;
  node.classList.toggle("short", level === "short" && !isWhole);
  node.classList.toggle("line", (level === "line" || level === "crowded") && !isWhole);
}
