/**
 * Paints marks with the CSS Custom Highlight API: the DOM of the text stays as it is. One Highlight for each style name
 * (`mark-<label>`, `mark-overlap`, `mark-active`) is registered once; then only its ranges change. Only paragraphs within
 * one screen of the window are painted, each from the marks that touch it: one mark more costs a paragraph, not the text.
 * Without the API nothing is painted and `marksAt` still works.
 */

import { paragraphs, pointIn } from "../text/codepoints.js";
import { letterAt, nearParagraphs } from "../text/layout.js";
import { outerFirst, styledRuns } from "./runs.js";

/**
 * @typedef {import("./runs.js").Mark} Mark @typedef {import("../text/codepoints.js").Point} Point
 * @typedef {{start: number, end: number}} Span
 */
const PRIORITY = { "mark-overlap": 1, "mark-active": 2 };
const HighlightSet = globalThis.Highlight ?? Set;

/** @param {Point} from @param {Point} to */
function staticRange(from, to) {
  return new StaticRange({ startContainer: from.node, startOffset: from.offset, endContainer: to.node, endOffset: to.offset });
}

/** @param {Span} one @param {Span} other */
function isTouching(one, other) {
  return one.start < other.end && other.start < one.end;
}

export class Painter {
  /** @type {Map<string, Mark>} */ #marks = new Map();
  /** @type {Set<string>} */ #active = new Set();
  /** Painted paragraphs by index, with what was painted there. @type {Map<number, [Highlight, AbstractRange][]>} */
  #painted = new Map();
  /** @type {Map<string, Highlight>} */ #highlights = new Map();

  /** @param {Element} article @param {{root?: Element | null}} [options] root: what scrolls, when not the window */
  constructor(article, { root = null } = {}) {
    this.article = article;
    this.registry = globalThis.CSS?.highlights ?? new Map();
    this.indexOf = new Map(paragraphs(article).map(({ element }, index) => [element, index]));
    this.observer = new IntersectionObserver((entries) => this.#moved(entries), { root, rootMargin: "100% 0px" });
    for (const index of nearParagraphs(article, root)) this.#painted.set(index, []);
    for (const element of this.indexOf.keys()) this.observer.observe(element);
  }

  /** Replaces all marks; what is near the window is painted when this returns. @param {Iterable<Mark>} marks */
  setMarks(marks) {
    this.#marks = new Map(Array.from(marks, (mark) => [mark.id, mark]));
    for (const highlight of this.#highlights.values()) highlight.clear();
    for (const index of this.#painted.keys()) this.#paint(index);
  }

  /** Adds a mark, or changes the one with its id. @param {Mark} mark */
  add(mark) {
    const before = this.#marks.get(mark.id);
    this.#marks.set(mark.id, mark);
    this.#repaint(before ? [before, mark] : [mark]);
  }

  /** @param {string} id */
  remove(id) {
    const mark = this.#marks.get(id);
    if (this.#marks.delete(id)) this.#repaint([mark]);
  }

  /** Lights these marks (`mark-active`) and no others. @param {Iterable<string>} ids */
  activate(ids) {
    const before = this.#active;
    this.#active = new Set(ids);
    const changed = [...before, ...this.#active].map((id) => this.#marks.get(id));
    this.#repaint(changed.filter(Boolean));
  }

  /** Ids of the marks under a point of the window (CSS pixels), outer marks first. @returns {string[]} */
  marksAt(x, y) {
    const at = letterAt(this.article, x, y);
    if (at === null) return [];
    const hits = Array.from(this.#marks.values()).filter(({ start, end }) => start <= at && at < end);
    return hits.sort(outerFirst).map(({ id }) => id);
  }

  /** Paints the whole text: paper has no window. What is far from it is wiped when the observer looks again. */
  paintEverywhere() {
    for (const index of this.indexOf.values()) if (!this.#painted.has(index)) this.#paint(index);
  }

  /** Takes all paint off and stops watching. */
  destroy() {
    this.observer.disconnect();
    for (const name of this.#highlights.keys()) this.registry.delete(name);
    this.#painted.clear();
  }

  /** @param {Mark[]} marks */
  #repaint(marks) {
    const all = paragraphs(this.article);
    for (const index of this.#painted.keys()) {
      if (!marks.some((mark) => isTouching(mark, all[index]))) continue;
      this.#wipe(index);
      this.#paint(index);
    }
  }

  /** @param {number} index of the paragraph */
  #paint(index) {
    const paragraph = paragraphs(this.article)[index];
    const pieces = [];
    const draw = (start, end, names) => {
      const range = staticRange(pointIn(paragraph, start), pointIn(paragraph, end));
      for (const name of names) pieces.push([this.#highlight(name), range]);
    };
    const touching = this.#touching(paragraph);
    for (const run of styledRuns(touching)) if (isTouching(run, paragraph)) draw(run.start, run.end, run.names);
    for (const { id, start, end } of touching) if (this.#active.has(id)) draw(start, end, ["mark-active"]);
    for (const [highlight, range] of pieces) highlight.add(range);
    this.#painted.set(index, pieces);
  }

  /** A look at each of five thousand marks costs less than keeping an index of them. @param {Span} place */
  #touching(place) {
    return Array.from(this.#marks.values()).filter((mark) => isTouching(mark, place));
  }

  /** The one Highlight of a style name, registered at first use. @param {string} name */
  #highlight(name) {
    let highlight = this.#highlights.get(name);
    if (!highlight) {
      highlight = new HighlightSet();
      highlight.priority = PRIORITY[name] ?? 0;
      this.#highlights.set(name, highlight);
      this.registry.set(name, highlight);
    }
    return highlight;
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #moved(entries) {
    for (const { target, isIntersecting } of entries) {
      const index = this.indexOf.get(target);
      if (isIntersecting === this.#painted.has(index)) continue;
      if (isIntersecting) this.#paint(index);
      else this.#wipe(index), this.#painted.delete(index);
    }
  }

  /** @param {number} index of a painted paragraph */
  #wipe(index) {
    for (const [highlight, range] of this.#painted.get(index)) highlight.delete(range);
  }
}
