/** How far one's own marking is: which target-naming sentences carry a mark, which marks have all their details. */

import { firstWhere } from "../text/codepoints.js";
import { merged, touches } from "../text/ranges.js";

/** @typedef {import("../marks/marks.js").Mark} Mark @typedef {[number, number]} Place code points, half-open */

/**
 * The target-naming sentences of the page's data, in order.
 * @param {{sentences: number[], naming: number[]}} data sentences: start, end, start, end … @returns {Place[]}
 */
export function namingPlaces({ sentences, naming }) {
  return naming.map((index) => [sentences[2 * index], sentences[2 * index + 1]]);
}

/**
 * What the marks of one reader come to.
 * @param {Mark[]} marks counted ones @param {Place[]} places of the sentences, in order @param {(mark: Mark) => boolean} isOpen
 * @returns {{left: Place[], touched: number, total: number, marks: number, complete: number}} left: sentences without a mark
 */
export function progress(marks, places, isOpen) {
  const taken = merged(marks.map(({ start, end }) => [start, end]));
  const left = places.filter(([start, end]) => !touches(taken, start, end));
  const complete = marks.filter((mark) => !isOpen(mark)).length;
  return { left, touched: places.length - left.length, total: places.length, marks: marks.length, complete };
}

/** The progress of the page's reader, computed when asked and kept until a mark changes. */
export class Progress {
  /** @type {ReturnType<typeof progress> | null} */ #now = null;

  /** @param {import("../marks/marks.js").Marks} marks @param {import("../marks/words.js").Words} words @param {Place[]} places */
  constructor(marks, words, places) {
    const counted = new Set(words.labels().filter((label) => label.counted).map(({ key }) => key));
    Object.assign(this, { marks, places, counted });
    marks.addEventListener("change", () => (this.#now = null));
  }

  /** One's own marks that count, in the order of the text. @returns {Mark[]} */
  own() {
    return this.marks.own().filter(({ label }) => this.counted.has(label));
  }

  now() {
    this.#now ??= progress(this.own(), this.places, (mark) => this.marks.isOpen(mark));
    return this.#now;
  }

  /** The next or previous sentence left, seen from a place; null when there is none. @param {number} at @param {1 | -1} step */
  next(at, step = 1) {
    const { left } = this.now();
    const after = firstWhere(left, ([start]) => start > at);
    const before = firstWhere(left, ([start]) => start >= at) - 1;
    return left[step > 0 ? after : before] ?? null;
  }
}

/**
 * Keeps the line true: `_progress.html`.
 * @param {HTMLElement | null} element @param {Progress} now @param {string} name of what the project asks about
 */
export function showProgress(element, now, name) {
  if (!element) return;
  const bar = element.querySelector("progress");
  let isWaiting = false;
  const draw = () => {
    isWaiting = false;
    const { touched, total, marks, complete } = now.now();
    element.hidden = !total && !marks;
    bar.hidden = !total;
    bar.value = total ? touched / total : 0;
    const sentences = `${touched} of ${total} sentences that name ${name} carry a mark of yours. `;
    element.querySelector("[data-touched]").textContent = total ? sentences : "";
    const all = complete === marks ? (marks === 1 ? "Your mark has" : `All ${marks} marks have`) : `${complete} of ${marks} marks have`;
    element.querySelector("[data-complete]").textContent = marks ? `${all} all details.` : "";
  };
  draw();
  now.marks.addEventListener("change", () => {
    if (!isWaiting) requestAnimationFrame(() => setTimeout(draw)); // the mark itself is on screen first
    isWaiting = true;
  });
}
