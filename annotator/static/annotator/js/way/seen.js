/**
 * Which paragraphs have been before the reader's eyes: on the screen, with the page in front, for long enough to read.
 * Long paragraphs count in slices, so that nothing counts as seen that was never on the screen.
 */

import { paragraphs } from "../text/codepoints.js";
import { covered, merged } from "../text/ranges.js";

const TICK_MS = 500;
const SLICE_CP = 500;
const MS_PER_CP = 3; // a quick reader takes 40: this only tells a look from scrolling past
const LEAST_MS = 400;

/** Says `change` when more was seen. */
export class Seen extends EventTarget {
  /** @type {Set<number>} */ #near = new Set();
  /** Time on screen so far, by code point where a slice begins. @type {Map<number, number>} */ #times = new Map();

  /** @param {HTMLElement} article @param {[number, number][]} before what was seen on earlier visits */
  constructor(article, before = []) {
    super();
    this.article = article;
    /** Code points, sorted and disjoint. */
    this.ranges = merged(before);
    const all = paragraphs(article);
    const indexOf = new Map(all.map(({ element }, index) => [element, index]));
    this.observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) this.#near[isIntersecting ? "add" : "delete"](indexOf.get(target));
    });
    for (const { element, start, end } of all) {
      if (covered(this.ranges, start, end) < end - start) this.observer.observe(element);
    }
    this.timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Whether most of a paragraph was seen; the server judges alike. @param {{start: number, end: number}} paragraph */
  has({ start, end }) {
    return 2 * covered(this.ranges, start, end) > end - start;
  }

  /** Stops watching. */
  destroy() {
    clearInterval(this.timer);
    this.observer.disconnect();
  }

  #tick() {
    if (document.visibilityState !== "visible" || !this.#near.size) return;
    const all = paragraphs(this.article);
    const fresh = [];
    for (const index of this.#near) fresh.push(...this.#readIn(all[index]));
    if (!fresh.length) return;
    this.ranges = merged([...this.ranges, ...fresh]);
    this.dispatchEvent(new Event("change"));
  }

  /** Slices of a paragraph that have now been on the screen for long enough. @returns {[number, number][]} */
  #readIn({ element, start, end, gap }) {
    const { top, height } = element.getBoundingClientRect();
    const n = Math.max(1, Math.round((end - start) / SLICE_CP));
    const length = (end - start) / n;
    const found = [];
    for (let i = 0; i < n; i += 1) {
      const middle = top + (height * (i + 0.5)) / n;
      if (middle < 0 || middle > innerHeight) continue;
      const first = Math.round(start + i * length);
      const time = (this.#times.get(first) ?? 0) + TICK_MS;
      this.#times.set(first, time);
      if (time < Math.max(LEAST_MS, length * MS_PER_CP) || covered(this.ranges, first, first + 1)) continue;
      // With the gap behind it, so that neighbours become one range.
      found.push([first, i === n - 1 ? end + gap.length : Math.round(start + (i + 1) * length)]);
    }
    if (covered(this.ranges, start, end) >= end - start) this.#leave(element);
    return found;
  }

  /** All of it was seen: nothing to time any more. @param {HTMLElement} element */
  #leave(element) {
    this.observer.unobserve(element);
    for (const index of this.#near) if (paragraphs(this.article)[index].element === element) this.#near.delete(index);
  }
}
