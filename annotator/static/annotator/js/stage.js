/** What is painted on the article: marks, the lit one, excluded ranges, letters beside the text, the map at the edge. */

import { paragraphs, rangeOf } from "./codepoints.js";
import { drawMap, writeLetters } from "./edges.js";
import { Painter } from "./paint.js";

/** @typedef {import("./marks.js").Mark} Mark */

const FROM_TOP = 0.3;

export class Stage {
  /** @type {string[]} */ #lit = [];
  #isScheduled = false;

  /**
   * @param {HTMLElement} article @param {import("./marks.js").Marks} marks @param {import("./words.js").Words} words
   * @param {{isLook: boolean, map: SVGElement}} page isLook: nobody's marks are one's own
   */
  constructor(article, marks, words, page) {
    Object.assign(this, { article, marks, words, page });
    this.length = paragraphs(article).at(-1)?.end ?? 1;
    this.painter = new Painter(article);
    this.#greyExcluded();
    this.paintAll();
    marks.addEventListener("change", ({ detail }) => this.#changed(detail.id));
    marks.addEventListener("whose", () => this.paintAll());
  }

  /** Everything that the filter shows. */
  paintAll() {
    this.painter.setMarks(this.marks.shown().map((mark) => this.#painted(mark)));
    this.painter.activate(this.#lit);
    this.#drawEdges();
  }

  /** @param {string[]} ids */
  light(ids) {
    this.#lit = ids;
    this.painter.activate(ids);
  }

  /** Lights for as long as the pointer rests on a card. @param {string | null} id */
  hover(id) {
    this.painter.activate(id ? [id] : this.#lit);
  }

  /** Scrolls to a span, so far that nothing fixed at the lower edge covers it. @param {{start: number, end: number}} span */
  bring({ start, end }, { behavior = "auto", below = innerHeight } = {}) {
    const box = rangeOf(this.article, start, end)?.getBoundingClientRect();
    if (!box || (box.top > 60 && box.bottom < below - 12)) return;
    const room = Math.min(innerHeight, below) * FROM_TOP;
    scrollTo({ top: scrollY + box.top - room, behavior });
  }

  /** @param {string} id */
  #changed(id) {
    const mark = this.marks.get(id);
    if (mark && this.marks.isShown(mark)) this.painter.add(this.#painted(mark));
    else this.painter.remove(id);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    requestAnimationFrame(() => setTimeout(() => this.#drawEdges())); // after the mark itself is on screen
  }

  /** @param {Mark} mark */
  #painted({ id, start, end, label, own }) {
    return { id, start, end, label: own || this.page.isLook ? label : `other-${label}`, quiet: !own };
  }

  #drawEdges() {
    this.#isScheduled = false;
    const shown = this.marks.shown().filter((mark) => mark.own || this.page.isLook);
    writeLetters(this.article, shown, this.words);
    drawMap(this.page.map, shown, this.length);
  }

  #greyExcluded() {
    const ranges = JSON.parse(this.article.dataset.excluded).map(([start, end]) => rangeOf(this.article, start, end));
    CSS.highlights.set("excluded", new Highlight(...ranges.filter(Boolean)));
  }
}

/**
 * Takes the server's `<mark>`s out of the paragraphs and leaves each with its one text node. They stand there for browsers
 * without script or without highlights; what they say is painted again in the same frame, and neither takes any room.
 * @param {HTMLElement} article
 */
export function plainText(article) {
  for (const { element } of paragraphs(article)) {
    if (element.firstElementChild) element.textContent = element.textContent;
  }
}
