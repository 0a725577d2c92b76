/**
 * The whole text in a pane, with one border in it: to scroll through, to click and tap where the border shall stand, to
 * drag it there. Places are code points.
 */

import { astral, firstWhere, utf16At } from "../text/codepoints.js";

const NEAR_PX = 28; // to the upper or lower edge of the pane, from where on dragging scrolls it
const STEP_PX = 14;
/** @param {string} words */
const lengthOf = (words) => words.length - astral(words).length;

/** @param {string} words @param {string} [className] */
const span = (words, className = "") => Object.assign(document.createElement("span"), { className, textContent: words });

export class Pane {
  /** @type {{element: HTMLElement, at: number, end: number, words: string}[]} */ #lines = [];
  #split = -1;
  #at = -1;
  /** @type {ChildNode[]} */ #closed = [];

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
      const element = document.createElement("span");
      element.append(span(words));
      const from = at;
      at += lengthOf(words);
      return { element, at: from, end: at, words };
    });
    this.length = at;
    this.#at = -1;
    this.shown.replaceChildren(...this.#lines.map(({ element }) => element));
  }

  /** Shows what it showed before. */
  close() {
    if (!this.#lines.length) return;
    this.#lines = [];
    this.#split = this.#at = -1;
    const [before, after] = this.#closed.filter((node) => node !== this.edge);
    this.shown.replaceChildren(before, this.edge, after);
  }

  /** The border at a place, and what lies in the range. @param {number} at @param {number} start @param {number} end */
  put(at, start, end) {
    const split = Math.max(0, firstWhere(this.#lines, (line) => line.at > at) - 1);
    this.#lines.forEach(({ element, at: from, end: to }, index) => {
      const name = from < end && to > start ? "inside" : "outside";
      if (index !== split && element.className !== name) element.className = name;
    });
    if (this.#at === at) return;
    if (this.#split >= 0) this.#lines[this.#split].element.replaceChildren(span(this.#lines[this.#split].words));
    [this.#split, this.#at] = [split, at];
    const { element, words, at: from } = this.#lines[split];
    const middle = utf16At(astral(words), at - from);
    const [before, after] = at === start ? ["outside", "inside"] : ["inside", "outside"];
    element.className = "split";
    element.replaceChildren(span(words.slice(0, middle), before), this.edge, span(words.slice(middle), after));
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
    const isBehind = node.parentElement.previousElementSibling !== null;
    const before = isBehind ? lengthOf(line.element.firstElementChild.textContent) : 0;
    return line.at + before + lengthOf(node.data.slice(0, caret.offset ?? caret.startOffset));
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
