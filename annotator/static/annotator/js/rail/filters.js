/** Which marks are shown, beside the text and in it: one quiet line over the cards. */

import { announce } from "../notes.js";

const ALL = Object.freeze({ whose: "all", label: "all", what: "all" });

export class Filters {
  /**
   * @param {HTMLElement} place `#mark-filters` @param {import("../marks/marks.js").Marks} marks
   * @param {{showTies?: (areShown: boolean) => void}} [ties]
   */
  constructor(place, marks, { showTies } = {}) {
    Object.assign(this, { place, marks });
    this.chosen = { whose: place.querySelector("#whose") };
    for (const name of ["label", "what"]) this.chosen[name] = place.querySelector(`[data-filter=${name}]`);
    for (const choice of this.#choices()) choice.addEventListener("change", () => this.#choose());
    place.querySelector(".mark-filters-all").addEventListener("click", () => this.#reset());
    const ties = place.querySelector("#show-ties");
    ties.addEventListener("change", () => showTies?.(ties.checked));
    marks.addEventListener("change", ({ detail }) => this.#changed(detail.ids));
    marks.addEventListener("filter", () => this.#count());
    this.#choose({ isQuiet: true }); // a browser may have kept what was chosen before a reload
    if (ties.checked) showTies?.(true);
  }

  #choices() {
    return Object.values(this.chosen).filter(Boolean);
  }

  #choose({ isQuiet = false } = {}) {
    const choices = Object.fromEntries(Object.keys(ALL).map((name) => [name, this.chosen[name]?.value ?? "all"]));
    if (!isQuiet || this.#choices().some(({ value }) => value !== "all")) this.marks.show(choices);
    this.#count();
    if (!isQuiet) announce(`${this.words} marks shown`);
  }

  #reset() {
    const hadFocus = this.place.contains(document.activeElement);
    for (const choice of this.#choices()) choice.value = "all";
    this.#choose();
    if (hadFocus) this.#choices()[0].focus();
  }

  /** Colleagues whose marks came since: key and words of each. @param {[string, string][]} readers */
  offer(readers) {
    const { whose } = this.chosen;
    if (!whose) return;
    const known = new Set(Array.from(whose.options, ({ value }) => value));
    for (const [key, words] of readers) if (!known.has(key)) whose.add(new Option(words, key));
    whose.hidden = !readers.length;
  }

  /** What was just marked is never hidden from whoever marked it. @param {string[]} ids */
  #changed(ids) {
    const fresh = ids.map((id) => this.marks.get(id)).filter((mark) => mark?.own && mark.version === 0);
    if (fresh.some((mark) => !this.marks.isShown(mark))) this.#reset();
    else this.#count();
  }

  /** "3 of 41"; "41" when all are shown. */
  #count() {
    const [all, n] = [this.marks.ordered().length, this.marks.shown().length];
    const isAll = this.#choices().every(({ value }) => value === "all");
    this.words = isAll ? String(all) : `${n} of ${all}`;
    this.place.querySelector(".mark-filters-n").textContent = this.words;
    this.place.querySelector(".mark-filters-all").hidden = isAll;
    this.place.hidden = all === 0;
    for (const place of document.querySelectorAll("[data-n-shown]")) place.textContent = this.words;
    const empty = document.querySelector(".rail-empty");
    if (empty) empty.hidden = all > 0;
  }
}
