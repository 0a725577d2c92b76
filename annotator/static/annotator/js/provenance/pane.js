/**
 * The whole text in a pane, with one border in it: to scroll through, to click and tap where the border shall stand, to
 * drag it there. Places are code points.
 */

import { astral, firstWhere } from "../text/codepoints.js";

const NEAR_PX = 28; // to the upper or lower edge of the pane, from where on dragging scrolls it
const STEP_PX = 14;
/** @param {string} words */
const lengthOf = (words) => words.length - astral(words).length;

export class Pane {
  /** @type {{element: HTMLElement, at: number, words: string}[]} */ #lines = [];
  #split = -1;

  /** @param {HTMLElement} shown @param {(at: number, isExact: boolean) => void} point where somebody points */
  constructor(shown, point) {
    Object.assign(this, { shown, point });
    this.edge = shown.querySelector(".edge");
    shown.addEventListener("click", (event) => this.#lines.length && this.#pointed(event));
    shown.addEventListener("pointerdown", (event) => this.#lines.length && event.target === this.edge && this.#drag(event));
  }

  /** @param {string} text */
  open(text) {
    this.#closed = [...this.shown.childNodes];
    let at = 0;
    this.#lines = text.split(/(?<=\n)/u).map((words) => {
      const element = Object.assign(document.createElement("span"), { textContent: words });
      const line = { element, at, words };
      at += lengthOf(words);
      return line;
    });
    this.length = at;
    this.shown.replaceChildren(...this.#lines.map(({ element }) => element));
  }

  /** @type {ChildNode[]} */ #closed = [];

  /** Shows what it showed before. */
  close() {
    if (!this.#lines.length) return;
    this.#lines = [];
    this.#split = -1;
    const [before, after] = this.#closed.filter((node) => node !== this.edge);
    this.shown.replaceChildren(before, this.edge, after);
  }

  /** The border at a place, and what lies in the range. @param {number} at @param {number} start @param {number} end */
  put(at, start, end) {
    const split = Math.max(0, firstWhere(this.#lines, (line) => line.at > at) - 1);
    if (this.#split >= 0) this.#lines[this.#split].element.textContent = this.#lines[this.#split].words;
    this.#split = split;
    this.#lines.forEach((line, index) => {
      const isInside = index !== split && line.at < end && line.at + line.words.length > start;
      if (line.element.className !== (isInside ? "inside" : "outside")) line.element.className = isInside ? "inside" : "outside";
    });
    const { element, words, at: from } = this.#lines[split];
    const letters = [...words];
    const parts = [letters.slice(0, at - from), letters.slice(at - from)].map((part) => part.join(""));
    const [before, after] = parts.map((part, index) => {
      const isInside = (at === start) === (index === 1);
      return Object.assign(document.createElement("span"), { className: isInside ? "inside" : "outside", textContent: part });
    });
    element.className = "";
    element.replaceChildren(before, this.edge, after);
    this.#keepInSight();
  }

  #keepInSight() {
    const { shown, edge } = this;
    const top = edge.getBoundingClientRect().top - shown.getBoundingClientRect().top;
    if (top < 8 || top > shown.clientHeight - 2 * NEAR_PX) shown.scrollTop += top - shown.clientHeight / 3;
  }

  /** @param {number} x @param {number} y @returns {number | null} */
  #placeAt(x, y) {
    const caret = document.caretPositionFromPoint?.(x, y) ?? document.caretRangeFromPoint?.(x, y);
    const node = caret?.offsetNode ?? caret?.startContainer;
    if (!(node instanceof Text) || !this.shown.contains(node)) return null;
    const line = this.#lines.find(({ element }) => element.contains(node));
    let at = line.at + lengthOf(node.data.slice(0, caret.offset ?? caret.startOffset));
    const before = node.parentElement.previousElementSibling;
    if (node.parentElement !== line.element && before) at += lengthOf(line.element.firstElementChild.textContent);
    return at;
  }

  /** @param {MouseEvent} event */
  #pointed({ clientX, clientY, altKey }) {
    const at = this.#placeAt(clientX, clientY);
    if (at !== null) this.point(at, altKey);
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const { shown } = this;
    event.preventDefault();
    shown.setPointerCapture(event.pointerId);
    const follow = (/** @type {PointerEvent} */ now) => {
      const box = shown.getBoundingClientRect();
      if (now.clientY < box.top + NEAR_PX) shown.scrollTop -= STEP_PX;
      if (now.clientY > box.bottom - NEAR_PX) shown.scrollTop += STEP_PX;
      this.#pointed(now);
    };
    shown.addEventListener("pointermove", follow);
    const end = () => shown.removeEventListener("pointermove", follow);
    for (const name of ["pointerup", "pointercancel"]) shown.addEventListener(name, end, { once: true });
  }
}
