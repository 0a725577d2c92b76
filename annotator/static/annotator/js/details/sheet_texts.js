/** The free texts of a mark's details: said when the reader pauses, goes on or closes. */

import { showSide } from "./sheet_side.js";

/** @typedef {import("../marks/marks.js").Mark} Mark */

const TYPING_MS = 700;

/**
 * @param {import("./sheet.js").Sheet} sheet
 * @param {(() => Iterable<Mark>) | undefined} own the reader's marks here: their speakers are suggested, too
 */
export function keepTexts(sheet, own) {
  const texts = new Texts(sheet);
  const { element } = sheet;
  element.addEventListener("input", (event) => texts.has(event) && texts.saySoon());
  element.addEventListener("change", (event) => texts.has(event) && texts.say());
  element.addEventListener("focusin", ({ target }) => target.list && suggest(target, own?.() ?? []));
  // A page that is closed is not told when the pause is over: a phone may end it once it is hidden.
  addEventListener("pagehide", () => texts.say());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && texts.say());
  return texts;
}

class Texts {
  #timer = 0;

  /** @param {import("./sheet.js").Sheet} sheet */
  constructor(sheet) {
    this.sheet = sheet;
    this.note = sheet.element.querySelector("#sheet-note");
    this.rows = sheet.rows.all.filter((row) => row.dataset.kind === "text");
  }

  /** Whether something happened in one of these fields. @param {Event} event */
  has({ target }) {
    return target === this.note || Boolean(target.closest('[data-kind="text"]'));
  }

  /** @param {Mark} mark */
  show(mark) {
    if (document.activeElement !== this.note) this.note.value = mark.note;
    showSide(this.sheet, mark);
  }

  /** The open mark with what stands in the fields. @returns {Mark} */
  read() {
    const facets = { ...this.sheet.mark.facets };
    for (const row of this.rows) {
      const value = row.querySelector("input").value.trim();
      if (value && !row.hidden) facets[row.dataset.facet] = value;
      else delete facets[row.dataset.facet];
    }
    return { ...this.sheet.mark, facets, note: this.note.value };
  }

  /** Says what was written, if it is new. */
  say() {
    this.stop();
    const { mark, memory, tell } = this.sheet;
    if (!mark) return;
    const now = this.read();
    const isSame = this.rows.every(({ dataset: { facet } }) => now.facets[facet] === mark.facets[facet]);
    if (isSame && now.note === mark.note) return;
    this.sheet.mark = now;
    for (const { dataset } of this.rows) memory.keep(dataset.facet, now);
    tell.change(now);
    showSide(this.sheet, now);
  }

  /** When the reader pauses. */
  saySoon() {
    this.stop();
    this.#timer = setTimeout(() => this.say(), TYPING_MS);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}

/**
 * Adds what was written on this page just now to what the project has.
 * @param {HTMLInputElement} field @param {Iterable<Mark>} marks
 */
function suggest(field, marks) {
  const { facet } = field.closest(".facet").dataset;
  const known = new Set(Array.from(field.list.options, ({ value }) => value));
  for (const { facets } of marks) {
    const value = facets[facet];
    if (!value || known.has(value)) continue;
    known.add(value);
    const option = document.createElement("option");
    option.value = value;
    field.list.append(option);
  }
}
