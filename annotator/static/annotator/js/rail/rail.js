/**
 * The rail beside the text: cards stand at the lines of their marks. Only paragraphs within a screen of the window have
 * cards in the DOM, and what a slot shows follows from its marks and its room alone: scrolling draws the slots that come
 * and drops those that go. All boxes are read before anything is moved.
 *
 * @typedef {import("../marks/marks.js").Mark} Mark @typedef {import("./rail_slots.js").Slot} Slot
 * @typedef {import("./rail_plan.js").Piece} Piece @typedef {import("./rail_plan.js").Drawn} Drawn
 */

import { dress } from "./card_parts.js";
import { placed, pushApart } from "./rail_layout.js";
import { levelIn, planned } from "./rail_plan.js";
import { byParagraph, isSameSlot, lineBox, sizesNow, slotsNear } from "./rail_slots.js";

export class Rail {
  /** @type {[number, Mark[]][] | null} */ #marked = null;
  /** Of whole cards. @type {Map<string, number>} */ #heights = new Map();
  /** @type {Map<string, Drawn>} */ #drawn = new Map();
  /** Marks whose slots are drawn anew. @type {Set<string>} */ #stale = new Set();
  /** @type {import("./rail_layout.js").Sizes | null} */ #sizes = null;
  /** @type {string | null} */ #open = null;
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
    if (!ids) return this.#forgetAll();
    for (const id of ids) {
      this.#heights.delete(id);
      this.#stale.add(id);
    }
  }

  #forgetAll() {
    this.#heights.clear();
    this.#drawn.clear();
    this.#sizes = null;
  }

  /** Marks have come, gone or moved. */
  renew() {
    this.#marked = null;
  }

  /** Whether so far from where it was drawn that it has to be drawn again. */
  hasMoved() {
    return Math.abs(scrollY - this.#drawnAt) > innerHeight / 2;
  }

  draw() {
    this.#drawnAt = scrollY;
    this.#marked ??= byParagraph(this.article, this.marks.shown());
    this.#sizes ??= sizesNow();
    if (this.#open !== this.deck.open) for (const id of [this.#open, (this.#open = this.deck.open)]) this.#stale.add(id);
    const { top } = this.list.getBoundingClientRect();
    const how = { article: this.article, origin: top, sizes: this.#sizes, open: this.#open };
    const drawn = slotsNear(this.article, top, this.#marked).map((slot) => this.#kept(slot) ?? planned(slot, how));
    const fresh = drawn.filter(({ boxes }) => !boxes);
    for (const one of fresh) this.#fill(one);
    this.deck.lay(drawn.flatMap(({ pieces }) => pieces.map(({ node }) => node)));
    this.#measure(fresh.flatMap(({ pieces, level }) => pieces.filter(({ isWhole }) => isWhole || level === "full")));
    for (const one of fresh) this.#place(one);
    this.#move(drawn);
    this.#drawn = new Map(drawn.map((one) => [one.slot.key, one]));
    this.#stale.clear();
  }

  /** Scrolls to where a card stands or will stand, when that is outside the window. @param {Mark} mark */
  reach(mark) {
    const box = lineBox(this.article, mark);
    const isAway = box.top < 0 || box.bottom > innerHeight;
    if (isAway) scrollTo({ top: scrollY + box.top - innerHeight / 3, behavior: "instant" });
    this.draw();
  }

  /** The slot as it is drawn, when that still holds. @param {Slot} slot @returns {Drawn | null} */
  #kept(slot) {
    const known = this.#drawn.get(slot.key);
    const isKept = known && isSameSlot(known.slot, slot) && !slot.marks.some(({ id }) => this.#stale.has(id));
    return isKept && known.pieces.every(({ node }) => node.isConnected) ? known : null;
  }

  /** Makes the nodes of a slot, or takes those that are there. @param {Drawn} one */
  #fill({ slot, level, pieces, left }) {
    const { deck } = this;
    for (const piece of pieces) {
      const { mark, isWhole } = piece;
      piece.node = mark ? deck.card(mark, isWhole ? "full" : level) : deck.more(slot.key, left, left.length === slot.marks.length);
    }
  }

  /** @param {Piece[]} pieces */
  #measure(pieces) {
    const unknown = pieces.filter(({ mark }) => mark && !this.#heights.has(mark.id));
    for (const { node } of unknown) node.classList.remove("short", "line");
    const heights = unknown.map(({ node }) => node.getBoundingClientRect().height);
    unknown.forEach(({ mark }, i) => this.#heights.set(mark.id, heights[i]));
  }

  /** How much each card of a slot shows, and where it would stand. @param {Drawn} one */
  #place(one) {
    const { slot, pieces } = one;
    one.level = levelIn(slot, this.#sizes, ({ id }) => this.#heights.get(id) ?? 0);
    const sizes = this.#sizes;
    const cards = pieces.map(({ node, mark, isWhole, line }) => {
      if (mark) dress(node, isWhole ? "full" : one.level);
      const isMeasured = isWhole || (mark && one.level === "full");
      const at = isWhole && one.level === "crowded" ? slot.from : line;
      return { at, height: isMeasured ? this.#heights.get(mark.id) : (sizes[one.level] ?? sizes.line) };
    });
    one.boxes = placed(cards, slot.from, slot.to);
  }

  /** Moves cards to where they stand; round the open one others give way. @param {Drawn[]} drawn */
  #move(drawn) {
    const pieces = drawn.flatMap((one) => one.pieces);
    const boxes = drawn.flatMap((one) => one.boxes.map((box) => ({ ...box })));
    const open = pieces.findIndex(({ isWhole }) => isWhole);
    if (open >= 0) pushApart(boxes, open, Math.max(0, pieces[open].line));
    pieces.forEach((piece, i) => {
      const top = Math.round(boxes[i].top * 2) / 2;
      if (piece.top !== top) piece.node.style.setProperty("--y", `${top}px`);
      piece.top = top;
    });
  }
}
