/**
 * The map beside the scrollbar: where marks, sentences left, sections and the window are, by the paragraphs' real places.
 * Marks are merged to rows of pixels first: a few paths, however many marks. Colours and shapes come from the style sheet,
 * so that themes and forced colours need no drawing anew.
 */

import { firstWhere, paragraphs } from "../text/codepoints.js";
import { LANES, solid } from "./mapshapes.js";

const SVG = "http://www.w3.org/2000/svg";
const LEAST_PX = 3; // a mark of three words is still seen

export class MarkMap {
  /** @type {{all: import("../text/codepoints.js").Paragraph[], tops: Float64Array, heights: Float64Array, scale: number, rows: number} | null} */ #layout = null;
  #isWaiting = false;
  #isScrolled = false;
  /** @type {Map<string, SVGElement>} */ #parts = new Map();

  /**
   * @param {SVGSVGElement} svg @param {HTMLElement} article @param {import("../marks/marks.js").Marks} marks
   * @param {import("./progress.js").Progress} progress
   */
  constructor(svg, article, marks, progress) {
    Object.assign(this, { svg, article, marks, progress });
    for (const type of ["change", "filter"]) marks.addEventListener(type, () => this.#later());
    new ResizeObserver(() => this.#moved()).observe(document.documentElement);
    new ResizeObserver(() => this.#moved()).observe(article);
    addEventListener("scroll", () => this.#scrolled(), { passive: true });
    svg.addEventListener("pointerdown", (event) => this.#begin(event));
    this.#later();
  }

  /** Draws everything at once; what is asked for often goes through `#later`. */
  draw() {
    this.#isWaiting = false;
    this.#layout ??= this.#measure();
    const { rows } = this.#layout;
    this.svg.setAttribute("viewBox", `0 0 12 ${rows}`);
    this.svg.toggleAttribute("hidden", document.documentElement.scrollHeight <= innerHeight * 1.2);
    this.#path("map-left", solid(this.#rows(this.progress.now().left), 0, 12));
    this.#path("map-section", this.#borders());
    const byLabel = Map.groupBy(this.marks.shown(), ({ label }) => label);
    for (const [label, shape] of Object.entries(LANES)) {
      const spans = (byLabel.get(label) ?? []).map(({ start, end }) => [start, end]);
      this.#path(`map-mark map-${label}`, shape(this.#rows(spans)));
    }
    this.#window();
  }

  /** Where a code point lies on the map, in its pixels. @param {number} at */
  y(at) {
    const { all, tops, heights, scale } = (this.#layout ??= this.#measure());
    const i = Math.min(firstWhere(all, ({ end }) => end > at), all.length - 1);
    const { start, end } = all[i];
    return (tops[i] + heights[i] * Math.min(1, Math.max(0, (at - start) / (end - start)))) * scale;
  }

  #measure() {
    const all = paragraphs(this.article);
    const boxes = all.map(({ element }) => element.getBoundingClientRect());
    const rows = Math.max(1, innerHeight);
    return {
      all,
      tops: Float64Array.from(boxes, (box) => box.top + scrollY),
      heights: Float64Array.from(boxes, (box) => box.height),
      scale: rows / document.documentElement.scrollHeight,
      rows,
    };
  }

  /** First and last row of pixels of each run. @param {[number, number][]} spans code points @returns {[number, number][]} */
  #rows(spans) {
    const taken = new Uint8Array(this.#layout.rows + LEAST_PX);
    for (const [start, end] of spans) {
      const from = Math.max(0, Math.floor(this.y(start)));
      taken.fill(1, from, Math.max(from + LEAST_PX, Math.ceil(this.y(end))));
    }
    const found = [];
    for (let row = taken.indexOf(1); row >= 0; row = taken.indexOf(1, row)) {
      const end = taken.indexOf(0, row);
      found.push([row, end < 0 ? taken.length : end]);
      if (end < 0) break;
      row = end;
    }
    return found;
  }

  #borders() {
    const { scale } = this.#layout;
    const heads = this.article.querySelectorAll(".section-head");
    const tops = Array.from(heads, (head) => Math.round((head.getBoundingClientRect().top + scrollY) * scale));
    return tops.map((top) => `M0 ${top}h12v1h-12z`).join("");
  }

  /** @param {string} name its classes @param {string} d */
  #path(name, d) {
    if (!this.#parts.has(name)) {
      const path = document.createElementNS(SVG, name === "map-window" ? "rect" : "path");
      path.setAttribute("class", name);
      this.#parts.set(name, path);
      this.svg.append(path);
    }
    const part = this.#parts.get(name);
    if (d !== undefined) part.setAttribute("d", d);
    return part;
  }

  /** Once a frame: to ask how far the page is scrolled may lay it out. */
  #scrolled() {
    if (!this.#isScrolled) requestAnimationFrame(() => this.#window());
    this.#isScrolled = true;
  }

  #window() {
    this.#isScrolled = false;
    if (!this.#layout) return;
    const { scale } = this.#layout;
    const shown = { x: 0, width: 12, y: (scrollY * scale).toFixed(1), height: Math.max(8, innerHeight * scale).toFixed(1) };
    const rect = this.#path("map-window");
    for (const [name, value] of Object.entries(shown)) rect.setAttribute(name, String(value));
  }

  /** The paragraphs have other places now. */
  #moved() {
    this.#layout = null;
    this.#later();
  }

  #later() {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    requestAnimationFrame(() => setTimeout(() => this.draw())); // the mark itself is on screen first
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    if (event.button !== 0 || !this.#layout) return;
    event.preventDefault();
    const go = ({ clientY }) => scrollTo({ top: clientY / this.#layout.scale - innerHeight / 2, behavior: "instant" });
    this.svg.setPointerCapture(event.pointerId);
    this.svg.addEventListener("pointermove", go);
    const end = () => this.svg.removeEventListener("pointermove", go);
    for (const type of ["pointerup", "pointercancel"]) this.svg.addEventListener(type, end, { once: true });
    go(event);
  }
}
