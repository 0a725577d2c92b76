/** Find in the article: a bar at the upper edge, every match painted, the current one brought into sight. */

import { astral, codePointAt, firstWhere, paragraphs, rangeOf } from "../text/codepoints.js";
import { fold, places } from "../text/fold.js";
import { announce } from "../notes.js";
import { Painter } from "../marks/paint.js";

/** @typedef {{id: string, start: number, end: number, label: string}} Match code points, half-open; label: what it is painted as */

const QUIET_MS = 600; // typing goes on: nothing is read out before
const NOW = "find-now";

export class Find {
  /** @type {Match[]} */ #matches = [];
  #at = -1;
  /** @type {Painter | null} */ #painter = null;
  /** @type {{folded: import("../text/fold.js").Folded, pairs: number[], start: number}[] | null} */ #folded = null;
  #telling = 0;

  /**
   * @param {HTMLFormElement} bar @param {HTMLElement} article
   * @param {(match: {start: number, end: number} | null) => void} leave told where the reader was when the bar closes
   */
  constructor(bar, article, leave = () => {}) {
    Object.assign(this, { bar, article, leave });
    this.input = bar.querySelector("input");
    this.count = bar.querySelector("output");
    this.input.addEventListener("input", () => this.#search());
    bar.addEventListener("submit", (event) => (event.preventDefault(), this.step(1)));
    bar.addEventListener("keydown", (event) => this.#pressed(event));
    bar.querySelector("[data-do=previous]").addEventListener("click", () => this.step(-1));
    bar.querySelector("[data-do=close]").addEventListener("click", () => this.close());
    for (const type of ["scroll", "resize"]) visualViewport?.addEventListener(type, () => this.#stayInView());
  }

  get isOpen() {
    return !this.bar.hidden;
  }

  /** Opens the bar with what was sought last. */
  open() {
    this.bar.hidden = false;
    this.input.focus({ preventScroll: true });
    this.input.select();
    this.#stayInView();
    if (this.input.value) this.#search();
  }

  close() {
    if (!this.isOpen) return;
    const match = this.#matches[this.#at] ?? null;
    this.bar.hidden = true;
    clearTimeout(this.#telling);
    this.#painter?.destroy();
    this.#painter = null;
    globalThis.CSS?.highlights?.delete(NOW);
    this.leave(match && { start: match.start, end: match.end });
  }

  /** Goes to the next or previous match, round the ends. @param {1 | -1} by */
  step(by) {
    const n = this.#matches.length;
    if (n) this.#show((this.#at + by + n) % n);
    this.#tell();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && event.shiftKey) this.step(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #search() {
    const query = fold(this.input.value.trim()).text;
    this.#matches = query ? Array.from(this.#found(query)) : [];
    this.#painter ??= new Painter(this.article);
    this.#painter.setMarks(this.#matches);
    const painted = globalThis.CSS?.highlights?.get("mark-find");
    if (painted) painted.priority = 5;
    if (this.#matches.length) this.#show(this.#firstInSight());
    else globalThis.CSS?.highlights?.delete(NOW);
    this.#say(query);
    clearTimeout(this.#telling);
    this.#telling = setTimeout(() => this.#tell(), QUIET_MS);
  }

  /** @param {string} query folded @yields {Match} */
  *#found(query) {
    this.#folded ??= paragraphs(this.article).map(({ element: { textContent }, start }) => {
      return { folded: fold(textContent), pairs: astral(textContent), start };
    });
    for (const { folded, pairs, start } of this.#folded) {
      for (const [from, to] of places(folded, query)) {
        const first = start + codePointAt(pairs, from);
        yield { id: String(first), start: first, end: start + codePointAt(pairs, to), label: "find" };
      }
    }
  }

  /** Index of the first match not above the window. */
  #firstInSight() {
    const all = paragraphs(this.article);
    const index = firstWhere(all, ({ element }) => element.getBoundingClientRect().bottom > 0);
    const from = all[index]?.start ?? 0;
    return firstWhere(this.#matches, ({ start }) => start >= from) % this.#matches.length;
  }

  /** @param {number} index of the match that becomes the current one */
  #show(index) {
    this.#at = index;
    const range = rangeOf(this.article, this.#matches[index].start, this.#matches[index].end);
    const now = new Highlight(range);
    now.priority = 6;
    CSS.highlights.set(NOW, now);
    const box = range.getBoundingClientRect();
    const [top, bottom] = [this.bar.getBoundingClientRect().bottom, visualViewport?.height ?? innerHeight];
    if (box.top < top + 8 || box.bottom > bottom - 24) {
      scrollTo({ top: scrollY + box.top - top - (bottom - top) * 0.35, behavior: "instant" });
    }
    this.#say("now");
  }

  /** @param {string} query none: nothing to say */
  #say(query) {
    const n = this.#matches.length;
    this.count.textContent = !query ? "" : n ? `${this.#at + 1} of ${n.toLocaleString("en")}` : "none";
  }

  #tell() {
    if (!this.isOpen || !this.input.value.trim()) return;
    const match = this.#matches[this.#at];
    announce(match ? `${this.count.textContent}: ${this.#around(match)}` : "Not found");
  }

  /** The words of a match with some before and after. @param {Match} match */
  #around({ start, end }) {
    const range = rangeOf(this.article, start, end);
    const { data } = range.startContainer;
    return data.slice(Math.max(0, range.startOffset - 30), range.startOffset + 60).trim();
  }

  /** An on-screen keyboard may push the page up: the bar stays at the upper edge of what is seen. */
  #stayInView() {
    if (this.isOpen) this.bar.style.translate = `0 ${Math.round(visualViewport?.offsetTop ?? 0)}px`;
  }
}
