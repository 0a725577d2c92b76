/**
 * Handles at both ends of the lit mark, for mouse and finger: dragging one moves that end, by whole words (Alt: by letters).
 * The mark is painted as it would be; letting go keeps it, Escape takes it back. Keys have `hold.js`.
 */

import { lowerEdge, upperEdge } from "../keys/caret.js";
import { rangeOf, toPoint } from "../text/codepoints.js";
import { caretBox } from "../text/lines.js";
import { announce, toast } from "../notes.js";
import { placeAt } from "../text/place.js";
import { readRange } from "../text/selection.js";

/** @typedef {import("../marks/marks.js").Mark} Mark @typedef {"start" | "end"} Side */
const NEAR_EDGE_PX = 28;
const SIDES = Object.freeze(["start", "end"]);

export class Ends {
  /** The mark whose handles are shown. @type {Mark | null} */ mark = null;
  /** @type {{side: Side, dx: number, dy: number, now: Mark | null} | null} */ #drag = null;

  /**
   * @param {HTMLElement} article
   * @param {{paint: (mark: Mark) => void, change: (mark: Mark) => void}} tell paint: how it would be, or is again
   */
  constructor(article, tell) {
    Object.assign(this, { article, tell });
    this.handles = SIDES.map((side) => this.#handle(side));
    new ResizeObserver(() => this.#place()).observe(article);
    document.fonts.addEventListener("loadingdone", () => this.#place());
    document.addEventListener("keydown", (event) => this.#takeBack(event), { capture: true });
  }

  /** Shows the handles of a mark, of none for null. @param {Mark | null | undefined} mark */
  show(mark) {
    if (this.#drag) return;
    this.mark = mark ?? null;
    this.#place();
  }

  /** @param {Side} side */
  #handle(side) {
    const handle = document.createElement("span");
    Object.assign(handle, { className: "end-handle", hidden: true, ariaHidden: "true" });
    handle.dataset.side = side;
    handle.addEventListener("pointerdown", (event) => this.#begin(event, side));
    handle.addEventListener("pointermove", (event) => this.#move(event));
    handle.addEventListener("pointerup", (event) => this.#letGo(event));
    handle.addEventListener("pointercancel", () => this.#drag && this.#stop());
    handle.addEventListener("click", (event) => event.stopPropagation()); // else the text below it were clicked
    this.article.append(handle);
    return handle;
  }

  /** Where the ends of the mark are drawn now. */
  #place() {
    const mark = this.#drag?.now ?? this.mark;
    this.handles.forEach((handle, i) => {
      handle.hidden = !mark;
      if (mark) this.#put(handle, this.#box(mark, SIDES[i]));
    });
  }

  /** @param {Mark} mark @param {Side} side */
  #box(mark, side) {
    return caretBox(this.article, side === "start" ? { place: mark.start, atEnd: false } : { place: mark.end, atEnd: true });
  }

  /** @param {HTMLElement} handle @param {{x: number, top: number, bottom: number}} box in the window */
  #put({ style }, { x, top, bottom }) {
    const frame = this.article.getBoundingClientRect();
    style.setProperty("left", `${x - frame.left - this.article.clientLeft}px`);
    style.setProperty("top", `${top - frame.top - this.article.clientTop}px`);
    style.setProperty("height", `${bottom - top}px`);
  }

  /** @param {PointerEvent} event @param {Side} side */
  #begin(event, side) {
    if (!this.mark || event.button !== 0) return;
    event.preventDefault();
    event.target.setPointerCapture(event.pointerId);
    const { x, top, bottom } = this.#box(this.mark, side);
    // The finger holds the handle, not the letter: the end keeps its distance from it.
    this.#drag = { side, dx: x - event.clientX, dy: (top + bottom) / 2 - event.clientY, now: this.mark };
    this.article.classList.add("moving-end");
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const drag = this.#drag;
    if (!drag) return;
    scrollNear(event.clientY);
    const place = placeAt(this.article, event.clientX + drag.dx, event.clientY + drag.dy);
    if (place === null) return;
    drag.now = this.#fitted(drag.side, place, event.altKey);
    this.tell.paint(drag.now ?? this.mark);
    this.#place();
  }

  /** The mark with one end elsewhere; null when nothing of it were left. @param {Side} side @param {number} place */
  #fitted(side, place, exact) {
    const { start, end } = { ...this.mark, [side]: place };
    if (start >= end) return null;
    const [from, to] = [toPoint(this.article, start), toPoint(this.article, end)];
    const range = document.createRange();
    range.setStart(from.node, from.offset);
    range.setEnd(to.node, to.offset);
    const read = readRange(this.article, range, { exact });
    const now = read && { ...this.mark, [side]: read[side] }; // the other end stays as it is, however it was made
    return now && now.start < now.end && rangeOf(this.article, now.start, now.end) ? now : null;
  }

  /** @param {PointerEvent} event */
  #letGo(event) {
    if (!this.#drag) return;
    event.preventDefault();
    const [before, { now }] = [this.mark, this.#drag];
    this.#stop();
    if (!now) toast("A mark needs at least one word: it stays as it was.", { error: true });
    else if (now.start !== before.start || now.end !== before.end) {
      this.mark = now;
      this.#place();
      this.tell.change(now);
      announce("Ends moved.");
    }
  }

  /** @param {KeyboardEvent} event */
  #takeBack(event) {
    if (!this.#drag || event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.#stop();
    announce("The mark stays as it was.");
  }

  #stop() {
    this.#drag = null;
    this.article.classList.remove("moving-end");
    this.tell.paint(this.mark);
    this.#place();
  }
}

/** Towards an edge of what is in sight the text comes along. @param {number} y in the window */
function scrollNear(y) {
  const below = y - (lowerEdge() - NEAR_EDGE_PX);
  const above = upperEdge() + NEAR_EDGE_PX - y;
  if (below > 0) scrollBy({ top: below, behavior: "instant" });
  else if (above > 0) scrollBy({ top: -above, behavior: "instant" });
}
