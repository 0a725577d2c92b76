/** The outline beside the article: the current section marked while scrolling, marks and sentences left in each. */

import { firstWhere } from "../text/codepoints.js";

export class Outline {
  #isWaiting = false;
  #isChanged = false;

  /** @param {HTMLElement | null} nav `_outline.html`, if there is one @param {import("./progress.js").Progress} progress */
  constructor(nav, progress) {
    this.progress = progress;
    this.entries = Array.from(nav?.querySelectorAll("li[data-start]") ?? [], (row) => ({
      link: row.querySelector("a"),
      counts: row.querySelector("[data-counts]"),
      start: Number(row.dataset.start),
      end: Number(row.dataset.end),
    }));
    this.targets = this.entries.map(({ link }) => document.getElementById(link.hash.slice(1)));
    if (!this.entries.length) return;
    addEventListener("scroll", () => this.#later(), { passive: true });
    progress.marks.addEventListener("change", () => this.#changed());
    this.refresh();
    this.#follow();
  }

  /** Own marks and sentences left of each entry. */
  refresh() {
    this.#isChanged = false;
    const marks = this.progress.own();
    const { left } = this.progress.now();
    const within = (list, at, { start, end }) => firstWhere(list, (row) => at(row) >= end) - firstWhere(list, (row) => at(row) >= start);
    for (const entry of this.entries) {
      const n = within(marks, (mark) => mark.start, entry);
      const open = within(left, ([start]) => start, entry);
      const words = [n ? ` · ${n} mark${n === 1 ? "" : "s"}` : "", open ? ` · ${open} left` : ""].join("");
      if (entry.counts.textContent !== words) entry.counts.textContent = words;
      entry.counts.title = open ? "Sentences that name a target and carry no mark of yours" : "";
    }
  }

  /** Once a frame, after the mark itself is on screen. */
  #changed() {
    if (!this.#isChanged) requestAnimationFrame(() => setTimeout(() => this.refresh()));
    this.#isChanged = true;
  }

  #later() {
    if (!this.#isWaiting) requestAnimationFrame(() => this.#follow());
    this.#isWaiting = true;
  }

  /** The last entry whose beginning is above the upper third of the window. */
  #follow() {
    this.#isWaiting = false;
    const below = firstWhere(this.targets, (target) => target.getBoundingClientRect().top > innerHeight / 3);
    const now = this.entries[Math.max(0, below - 1)].link;
    if (now === this.now) return;
    this.now?.removeAttribute("aria-current");
    now.setAttribute("aria-current", "location");
    this.now = now;
    const nav = now.closest("ol");
    const [box, room] = [now.getBoundingClientRect(), nav.getBoundingClientRect()];
    if (box.top < room.top || box.bottom > room.bottom) nav.scrollTop += box.top - room.top - room.height / 3;
  }
}
