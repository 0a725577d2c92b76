/**
 * The two borders of a proposal, to move by keys, buttons and clicks. The words on both sides are shown where it stands
 * now; the form's fields hold the place. Each border is a slider to screen readers, which says the words around it.
 */

import { toCodePointIn } from "./pointing.js";
import { around, moved } from "./border_steps.js";

const SHOWN_CP = 170;
const TOLD_CP = 40;
const KEYS = {
  ArrowLeft: ["letter", -1], ArrowRight: ["letter", 1], ArrowUp: ["sentence", -1], ArrowDown: ["sentence", 1],
  PageUp: ["paragraph", -1], PageDown: ["paragraph", 1],
};

export class Border {
  /**
   * @param {HTMLElement} element holds `.border-text` and the buttons @param {HTMLSelectElement} field of the form
   * @param {(border: Border) => void} changed
   */
  constructor(element, field, changed) {
    Object.assign(this, { element, field, changed });
    this.shown = element.querySelector(".border-text");
    const { first, at, proposed, text } = this.shown.dataset;
    Object.assign(this, { first: Number(first), text, proposed: Number(proposed), at: Number(at) });
    this.language = this.shown.lang;
    this.steps = element.querySelector(".border-steps");
    this.steps.addEventListener("click", ({ target }) => this.#pressed(target.closest("[data-unit]")));
    this.shown.addEventListener("keydown", (event) => this.#key(event));
    this.shown.addEventListener("click", (event) => this.isOpen && this.#clicked(event));
  }

  /** Whether it can be moved now. */
  get isOpen() {
    return !this.steps.hidden;
  }

  /** Offers the ways to move it, or takes them away. @param {boolean} isOpen */
  open(isOpen) {
    this.steps.hidden = !isOpen;
    const { shown } = this;
    if (!isOpen) {
      for (const name of ["role", "tabindex", "aria-valuenow", "aria-valuemin", "aria-valuemax", "aria-valuetext", "aria-label"]) {
        shown.removeAttribute(name);
      }
      return;
    }
    Object.assign(shown, { role: "slider", tabIndex: 0, ariaLabel: this.element.querySelector(".border-name").textContent });
    Object.assign(shown, { ariaValueMin: String(this.first), ariaValueMax: String(this.first + [...this.text].length) });
    this.#tell();
  }

  /** @param {number} at code points of the article */
  put(at) {
    if (at === this.at) return;
    this.at = at;
    const [before, after] = around(this.text, at - this.first, SHOWN_CP);
    this.shown.querySelector("[data-before]").textContent = before;
    this.shown.querySelector("[data-after]").textContent = after;
    if (![...this.field.options].some(({ value }) => value === String(at))) this.field.add(new Option("", String(at)));
    this.field.value = String(at);
    this.#tell();
    this.changed(this);
  }

  /** @param {import("./border_steps.js").Unit} unit @param {-1 | 1} way */
  step(unit, way) {
    this.put(this.first + moved(this.text, this.at - this.first, unit, way, this.language));
  }

  #tell() {
    if (!this.isOpen) return;
    const [before, after] = around(this.text, this.at - this.first, TOLD_CP);
    Object.assign(this.shown, { ariaValueNow: String(this.at), ariaValueText: `after “${before.trim()}”, before “${after.trim()}”` });
  }

  /** @param {HTMLElement | null} button */
  #pressed(button) {
    if (button) this.step(button.dataset.unit, Number(button.dataset.way));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.isOpen || event.altKey || event.metaKey) return;
    const isRightToLeft = getComputedStyle(this.shown).direction === "rtl";
    const known = KEYS[event.key];
    if (!known) return;
    const isSideways = known[0] === "letter";
    const unit = isSideways && event.ctrlKey ? "word" : known[0];
    this.step(unit, isSideways && isRightToLeft ? -known[1] : known[1]);
    event.preventDefault();
  }

  /** A click puts it before the letter that was pointed at. @param {MouseEvent} event */
  #clicked(event) {
    const [before, after] = ["[data-before]", "[data-after]"].map((name) => this.shown.querySelector(name));
    const from = toCodePointIn(before, after, event.clientX, event.clientY);
    if (from !== null) this.put(this.at + from);
    this.shown.focus();
  }
}
