/**
 * One border of a range, to move anywhere in the text: by keys, buttons, clicks and dragging. The form's field holds the
 * place. It is a slider to screen readers, which says the words around it.
 */

import { announce } from "../notes.js";
import { around, moved, outsideWord } from "./border_steps.js";
import { Pane } from "./pane.js";

const TOLD_CP = 40;
const ARIA = ["role", "tabindex", "aria-valuenow", "aria-valuemin", "aria-valuemax", "aria-valuetext", "aria-label"];
const KEYS = {
  ArrowLeft: ["letter", -1], ArrowRight: ["letter", 1], ArrowUp: ["sentence", -1], ArrowDown: ["sentence", 1],
  PageUp: ["paragraph", -1], PageDown: ["paragraph", 1],
};

export class Border {
  /** @type {Border} the other end of the range */ other;

  /**
   * @param {HTMLElement} element holds `.border-text` and the buttons @param {HTMLInputElement | HTMLSelectElement} field
   * @param {() => string} text of the article @param {() => void} changed
   */
  constructor(element, field, text, changed) {
    Object.assign(this, { element, field, text, changed });
    this.shown = element.querySelector(".border-text");
    const { at, stood, least, most, beside, touches } = this.shown.dataset;
    [this.at, this.stood, this.least, this.most] = [at, stood, least, most].map(Number);
    this.beside = beside === undefined ? null : Number(beside);
    Object.assign(this, { touches: touches !== undefined, isStart: element.dataset.side === "start" });
    this.pane = new Pane(this.shown, (place, isExact) => this.#pointed(place, isExact));
    this.steps = element.querySelector(".border-steps");
    this.steps.addEventListener("click", ({ target }) => this.#pressed(target.closest("[data-unit]")));
    this.shown.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Whether it can be moved now. */
  get isOpen() {
    return !this.steps.hidden;
  }

  /** How far it may go: its own other end, and the sections and left out ranges beside it. */
  get limits() {
    const { isStart, least, most, other } = this;
    return isStart ? [least, Math.min(most, other.at - 1)] : [Math.max(least, other.at + 1), most];
  }

  /** Whether the section beside it would follow: it runs into that, or leaves it. */
  get takesAlong() {
    if (this.beside === null) return false;
    const runsInto = this.isStart ? this.at < this.beside : this.at > this.beside;
    return runsInto || (this.touches && this.at !== this.stood);
  }

  /** Offers the ways to move it, or takes them away. @param {boolean} isOpen */
  open(isOpen) {
    const { shown } = this;
    this.steps.hidden = !isOpen;
    if (!isOpen) {
      for (const name of ARIA) shown.removeAttribute(name);
      this.at = this.stood;
      this.field.value = String(this.at);
      this.pane.close();
      return;
    }
    this.pane.open(this.text());
    Object.assign(shown, { role: "slider", tabIndex: 0, ariaLabel: this.element.querySelector(".border-name").textContent });
    this.show();
  }

  /** Draws it where it stands. */
  show() {
    const { shown, isStart, other, at, limits } = this;
    this.pane.put(at, isStart ? at : other.at, isStart ? other.at : at);
    const [before, after] = around(this.text(), at, TOLD_CP);
    Object.assign(shown, { ariaValueMin: String(limits[0]), ariaValueMax: String(limits[1]), ariaValueNow: String(at) });
    shown.ariaValueText = `after “${before.trim()}”, before “${after.trim()}”`;
  }

  /** Puts it there, or as near as it may go. @param {number} wanted code points of the article */
  put(wanted) {
    const [least, most] = this.limits;
    const at = Math.min(Math.max(wanted, least), most);
    if (at !== wanted) announce(`This is as far as it may go: ${this.#why(wanted)}.`);
    if (at === this.at) return;
    this.at = at;
    const { field } = this;
    if (field instanceof HTMLSelectElement && !field.querySelector(`[value="${at}"]`)) field.add(new Option("", String(at)));
    field.value = String(at);
    this.changed();
  }

  /** @param {number} wanted */
  #why(wanted) {
    if (this.isStart ? wanted >= this.other.at : wanted <= this.other.at) return "its own other end is there";
    if (this.isStart ? this.least === 0 : this.most >= this.pane.length) return "the text ends there";
    return this.beside === null ? "another range that is left out is there" : "nothing would be left of the section beside it";
  }

  /** @param {import("./border_steps.js").Unit} unit @param {-1 | 1} way */
  step(unit, way) {
    this.put(moved(this.text(), this.at, unit, way, this.shown.lang));
  }

  /** @param {HTMLElement | null} button */
  #pressed(button) {
    if (button) this.step(button.dataset.unit, Number(button.dataset.way));
  }

  /** @param {number} place @param {boolean} isExact */
  #pointed(place, isExact) {
    this.put(isExact ? place : outsideWord(this.text(), place, this.shown.lang));
    this.shown.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.isOpen || event.altKey || event.metaKey) return;
    const end = ["Home", "End"].indexOf(event.key);
    const known = KEYS[event.key];
    if (end >= 0) this.put(this.limits[end]);
    if (known) {
      const isSideways = known[0] === "letter";
      const isTurned = isSideways && getComputedStyle(this.shown).direction === "rtl";
      this.step(isSideways && event.ctrlKey ? "word" : known[0], isTurned ? -known[1] : known[1]);
    }
    if (known || end >= 0) event.preventDefault();
  }
}
