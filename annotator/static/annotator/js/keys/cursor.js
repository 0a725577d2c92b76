/**
 * The text cursor of the article: a place between two letters and, while something is selected, where that began. The
 * browser's own selection holds the words that a mark would take; the caret is drawn here. Places are code points.
 *
 * @typedef {import("../text/lines.js").Spot} Spot
 * @typedef {{anchor?: number, atEnd?: boolean, column?: number | null}} How anchor: where the selection began; column:
 *   what to keep while going up and down, from the article's left edge
 */

import { Caret, keepInSight, upperEdge } from "./caret.js";
import { rangeOf, toPoint } from "../text/codepoints.js";
import { placesOf } from "./foreign.js";
import { caretBox, firstInSight } from "../text/lines.js";
import { trimmed } from "../text/selection.js";
import { pieces, settle } from "./steps.js";

/** Says `move` (detail: `{place}`) and `select` (detail: `{selected}`, null when nothing is) after each change. */
export class Cursor extends EventTarget {
  /** @type {Spot | null} */ #spot = null;
  /** @type {number | null} */ #anchor = null;
  /** @type {number | null} */ column = null;
  /** Whether the selection is the keyboard's: it is exact, nobody snaps it to words. */
  isByKeys = false;
  #isTouched = false;
  /** @type {unknown[]} */ #lit = [];

  /**
   * @param {HTMLElement} article
   * @param {{sentences?: number[], naming?: () => [number, number][], describe?: (place: number) => string}} [options]
   *   sentences: start, end, start, end …; naming: those still to look at; describe: marks at a place, "" for none
   */
  constructor(article, { sentences = [], naming = () => [], describe = () => "" } = {}) {
    super();
    Object.assign(this, { article, naming, describe, sentences: pieces(sentences) });
    this.caret = new Caret(article, () => this.#spot && caretBox(article, this.#spot));
    article.addEventListener("pointerdown", ({ pointerType }) => (this.#isTouched = pointerType === "touch"));
    article.addEventListener("focus", () => this.#focused());
    article.addEventListener("blur", () => this.caret.hide());
    document.addEventListener("selectionchange", () => this.#adopt());
  }

  /** @returns {Spot} */
  get spot() {
    this.#spot ??= { place: settle(this.article, 0), atEnd: false };
    return this.#spot;
  }

  get place() {
    return this.spot.place;
  }

  get anchor() {
    return this.#anchor ?? this.place;
  }

  /** From where to where the selection reaches, before the rule for quotes; null when nothing is selected. */
  get span() {
    const [place, anchor] = [this.place, this.anchor];
    return place === anchor ? null : [Math.min(place, anchor), Math.max(place, anchor)];
  }

  /** What a mark would take. @returns {import("../text/selection.js").Selected | null} */
  get selected() {
    return this.span && trimmed(this.article, ...this.span);
  }

  /** @param {number} place @param {How} [how] with an anchor: what lies between becomes the selection */
  moveTo(place, { anchor, atEnd = false, column = null } = {}) {
    this.#isTouched = false;
    this.isByKeys = true;
    this.column = column;
    this.#put({ place: settle(this.article, place), atEnd }, anchor);
    this.#light();
    this.bring();
  }

  /** The cursor goes to the end, which may stand before the start. @param {number} start @param {number} end */
  select(start, end) {
    this.moveTo(end, { anchor: settle(this.article, start) });
  }

  /** Drops the selection; the cursor stays. */
  clear() {
    this.moveTo(this.place);
  }

  /** Draws the caret and keeps it in sight, when the article has the focus. */
  bring() {
    const box = this.#draw();
    if (box) keepInSight(box);
  }

  /** @param {Spot} spot @param {number} [anchor] */
  #put(spot, anchor = spot.place) {
    const [hadSpan, before] = [this.span, this.place];
    this.#spot = spot;
    this.#anchor = anchor;
    if (before !== spot.place) this.dispatchEvent(new CustomEvent("move", { detail: { place: spot.place } }));
    if (!hadSpan && !this.span) return;
    this.dispatchEvent(new CustomEvent("select", { detail: { selected: this.selected } }));
  }

  /** Hands the words to the browser's selection, its moving end where the cursor is. */
  #light() {
    const selection = document.getSelection();
    const { start, end } = this.selected ?? { start: this.place, end: this.place };
    const range = rangeOf(this.article, start, end);
    const at = toPoint(this.article, this.place);
    if (!range) selection.collapse(at.node, at.offset);
    else {
      const [from, to] = [[range.startContainer, range.startOffset], [range.endContainer, range.endOffset]];
      if (this.place < this.anchor) selection.setBaseAndExtent(...to, ...from);
      else selection.setBaseAndExtent(...from, ...to);
    }
    this.#lit = ends(selection);
  }

  /** Follows the mouse, a finger, and whoever else sets the browser's selection. */
  #adopt() {
    const selection = document.getSelection();
    if (ends(selection).every((end, i) => end === this.#lit[i])) return;
    this.#lit = ends(selection);
    this.isByKeys = false;
    this.column = null;
    const set = placesOf(this.article, selection);
    if (set) this.#put({ place: set[1], atEnd: false }, set[0]);
    else if (this.span) this.#put(this.spot);
    this.#draw();
  }

  /** The first time, the cursor begins with the first line in sight. */
  #focused() {
    if (!this.article.matches(":focus-visible")) return;
    if (!this.#spot) this.#put({ place: firstInSight(this.article, upperEdge()), atEnd: false });
    this.#draw();
  }

  #draw() {
    if (document.activeElement === this.article && !this.#isTouched) return this.caret.draw();
    this.caret.hide();
    return null;
  }
}

/** @param {Selection} selection what must be the same for it to be the same */
function ends({ anchorNode, anchorOffset, focusNode, focusOffset }) {
  return [anchorNode, anchorOffset, focusNode, focusOffset];
}
