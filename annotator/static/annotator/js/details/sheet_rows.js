/** The rows of the details: which apply to a mark, what they show, which of their values is offered from before. */

import { applies, buttons, isSilent, nameOf, offerOn } from "./sheet_values.js";

/** @typedef {import("../marks/marks.js").Mark} Mark */

export class Rows {
  /** Where keys choose. @type {HTMLElement} */ current;

  /**
   * @param {HTMLElement} sheet
   * @param {{offer: (facet: string, mark: Mark) => string, isAsked: (facet: string, mark: Mark) => boolean}} asks
   *   isAsked: whether a row is worth stopping at, when its mark says nothing there
   */
  constructor(sheet, asks) {
    this.asks = asks;
    this.rest = sheet.querySelector(".sheet-rest");
    /** @type {HTMLElement[]} */ this.all = Array.from(sheet.querySelectorAll(".facet[data-facet]"));
    this.current = this.all[0];
    for (const row of this.all) row.addEventListener("focusin", () => this.mark(row));
  }

  /** Details whose offers depend on the value of another one. @returns {Record<string, string>} */
  ties() {
    const tied = this.all.filter((row) => row.dataset.after);
    return Object.fromEntries(tied.map(({ dataset }) => [dataset.facet, dataset.after]));
  }

  /** @param {string} facet @returns {HTMLElement | undefined} */
  get(facet) {
    return this.all.find((row) => row.dataset.facet === facet);
  }

  /** Makes a row the one where keys choose. @param {HTMLElement} row */
  mark(row) {
    this.current?.classList.remove("current");
    row?.classList.add("current");
    this.current = row;
  }

  /** Shows a mark: its values pressed, what was chosen last offered where it says nothing. @param {Mark} mark */
  show(mark) {
    for (const row of this.all) this.#show(row, mark);
  }

  /** The first row that still asks something; else the first. @param {Mark} mark */
  firstOpen(mark) {
    const rows = this.#walked();
    return rows.find((row) => !mark.facets[row.dataset.facet] && this.#isStop(row, mark)) ?? rows[0];
  }

  /** The next row worth stopping at, or the one before; none at the ends. @param {Mark} mark @param {1 | -1} way */
  beside(row, mark, way) {
    const rows = this.#walked();
    const others = way > 0 ? rows.slice(rows.indexOf(row) + 1) : rows.slice(0, rows.indexOf(row)).reverse();
    return others.find((other) => this.#isStop(other, mark)) ?? null;
  }

  /** The values that are offered together, as a mark's details. @param {Mark} mark @returns {Record<string, string>} */
  offers(mark) {
    const facets = { ...mark.facets };
    for (const row of this.all.filter((one) => this.#isOffering(one))) {
      const { facet } = row.dataset;
      const now = { ...mark, facets };
      const value = !facets[facet] && applies(row, mark) && !isSilent(row, now) && this.#offer(row, now);
      if (value) facets[facet] = value;
    }
    return facets;
  }

  /** The button of a value, when it can be chosen now. @param {HTMLElement} row @param {string} key */
  valueAt(row, key) {
    const isHere = (button) => button.dataset.key === key && !button.hidden;
    return Array.from(row?.querySelectorAll("[data-value]") ?? []).find(isHere) ?? null;
  }

  /** A value of a row in words. @param {HTMLElement} row @param {string} value */
  words(row, value) {
    if (row.dataset.kind !== "choice") return row.dataset.kind === "flag" ? "yes" : value;
    return nameOf(buttons(row).find((button) => button.dataset.value === value)) || value;
  }

  /** The details that go with a mark's label; those of another label fall away. @param {Mark} mark */
  fitting({ label, facets }) {
    const fits = ([facet, value]) => {
      const row = this.get(facet);
      const bound = row && buttons(row).find((button) => button.dataset.value === value)?.dataset.for;
      return row && applies(row, { label }) && (!bound || bound === label);
    };
    return Object.fromEntries(Object.entries(facets).filter(fits));
  }

  /** @param {HTMLElement} row @param {Mark} mark */
  #show(row, mark) {
    const value = mark.facets[row.dataset.facet] ?? "";
    row.hidden = !applies(row, mark);
    row.classList.toggle("silent", !value && isSilent(row, mark));
    const offered = value || !this.#isOffering(row) ? "" : this.#offer(row, mark);
    row.dataset.offered = offered;
    const input = row.querySelector("input");
    if (input && document.activeElement !== input) input.value = value;
    for (const button of buttons(row)) {
      button.ariaPressed = String(button.dataset.value === value);
      button.hidden = Boolean(button.dataset.for) && button.dataset.for !== mark.label;
      offerOn(button, offered === button.dataset.value && offered !== "");
    }
    const take = row.querySelector("[data-take]");
    if (take) Object.assign(take, { hidden: !offered, textContent: `as before: ${offered}` });
  }

  /** Only what is always in sight is offered: nothing is taken that nobody saw. @param {HTMLElement} row */
  #isOffering(row) {
    return row.dataset.kind !== "flag" && !this.rest?.contains(row);
  }

  /** @param {HTMLElement} row @param {Mark} mark */
  #offer(row, mark) {
    const value = this.asks.offer(row.dataset.facet, mark);
    const fits = ({ dataset }) => dataset.value === value && (!dataset.for || dataset.for === mark.label);
    const isKnown = buttons(row).some(fits);
    return row.dataset.kind === "text" || isKnown ? value : "";
  }

  /** Rows that keys walk through: those in sight, flags aside. */
  #walked() {
    const isOpen = this.rest?.open;
    const isWalked = (row) => !row.hidden && row.dataset.kind !== "flag" && (isOpen || !this.rest?.contains(row));
    return this.all.filter((row) => isWalked(row) && !row.classList.contains("silent"));
  }

  /** @param {HTMLElement} row @param {Mark} mark */
  #isStop(row, mark) {
    return row.dataset.kind === "text" || Boolean(this.rest?.contains(row)) || this.asks.isAsked(row.dataset.facet, mark);
  }
}
