/** Label first, then paint: while a label is pressed, every selection becomes a mark of it at once. */

import { announce } from "../notes.js";

/** @typedef {import("../text/selection.js").Selected} Selected @typedef {import("./selecting.js").By} By */

const TOUCH_PAUSE_MS = 900; // a finger's selection begins with one word and grows by its handles

export class Brush {
  /** The label it paints with; "" for none. */
  label = "";
  #timer = 0;

  /**
   * @param {Iterable<HTMLElement>} bars `_label_bar.html`, one or more of them on a page
   * @param {{article: HTMLElement, name: (label: string) => string, selected: () => Selected | null,
   *   mark: (selected: Selected, label: string) => void}} parts name: of a label, for people; selected: what is selected now
   */
  constructor(bars, parts) {
    Object.assign(this, parts);
    this.bars = Array.from(bars);
    for (const bar of this.bars) {
      for (const type of ["pointerdown", "mousedown"]) {
        bar.addEventListener(type, (event) => event.preventDefault()); // the selection stays
      }
      bar.addEventListener("click", (event) => this.toggle(event.target.closest("[data-label]")?.dataset.label ?? ""));
    }
  }

  /** Marks what is selected; with nothing selected takes the label up, or puts it down again. @param {string} label */
  toggle(label) {
    const selected = label && this.selected();
    if (selected) this.#paint(selected, label);
    else if (label) this.#take(this.label === label ? "" : label);
  }

  /** Puts the brush down; false when none was up. */
  end() {
    if (!this.label) return false;
    this.#take("");
    return true;
  }

  /**
   * A selection was made: paints it, when a label is up. What the keyboard selects waits for the label's key.
   * @param {Selected | null} selected @param {By} by @returns {boolean} whether the brush took it
   */
  take(selected, by) {
    clearTimeout(this.#timer);
    if (!this.label || !selected || by === "keys") return false;
    if (by === "mouse") this.#paint(selected, this.label);
    else this.#timer = setTimeout(() => this.label && this.#paint(selected, this.label), TOUCH_PAUSE_MS);
    return true;
  }

  /** @param {Selected} selected @param {string} label */
  #paint(selected, label) {
    clearTimeout(this.#timer);
    document.getSelection().removeAllRanges();
    this.mark(selected, label);
  }

  /** @param {string} label "" for none */
  #take(label) {
    clearTimeout(this.#timer);
    this.label = label;
    for (const bar of this.bars) {
      for (const button of bar.querySelectorAll("[data-label]")) button.ariaPressed = String(button.dataset.label === label);
    }
    if (label) this.article.dataset.brush = label;
    else delete this.article.dataset.brush;
    announce(label ? `Painting with ${this.name(label)}: every selection is marked. Escape ends it.` : "Painting ended.");
  }
}
