/** What is painted on the article: marks, the lit one, excluded ranges, letters beside the text, the map at the edge. */

import { rangeOf } from "../text/codepoints.js";
import { writeLetters } from "./edges.js";
import { Painter } from "./paint.js";

/** @typedef {import("./marks.js").Mark} Mark */

const FROM_TOP = 0.3;
const FEW = 4; // each repaints its paragraphs; more of them are painted anew together

/** Labels with a look of their own; those that a codebook adds share one. */
const STYLED = new Set(["evidence", "assertion", "opinion", "not-part"]);

export class Stage {
  /** @type {string[]} */ #lit = [];
  #isScheduled = false;

  /**
   * @param {HTMLElement} article @param {import("./marks.js").Marks} marks @param {import("./words.js").Words} words
   * @param {{isLook: boolean}} page isLook: nobody's marks are one's own
   */
  constructor(article, marks, words, { isLook }) {
    Object.assign(this, { article, marks, words, isLook });
    this.painter = new Painter(article);
    this.#spellOut();
    this.#greyExcluded();
    this.paintAll();
    marks.addEventListener("change", ({ detail }) => this.#changed(detail.ids));
    marks.addEventListener("filter", () => this.paintAll());
    addEventListener("beforeprint", () => this.painter.paintEverywhere());
    addEventListener("afterprint", () => this.#lookAgain());
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

  /** Paints a mark as it would be, or as it is again. @param {Mark} mark */
  preview(mark) {
    this.painter.add(this.#painted(mark));
  }

  /** @param {string[]} ids */
  #changed(ids) {
    if (ids.length > FEW) this.paintAll();
    else for (const id of ids) this.#repaint(id);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    requestAnimationFrame(() => setTimeout(() => this.#drawEdges())); // after the mark itself is on screen
  }

  /** @param {string} id */
  #repaint(id) {
    const mark = this.marks.get(id);
    if (mark && this.marks.isShown(mark)) this.painter.add(this.#painted(mark));
    else this.painter.remove(id);
  }

  /** @param {Mark} mark */
  #painted({ id, start, end, label, own }) {
    const look = STYLED.has(label) ? label : "more";
    return { id, start, end, label: own || this.isLook ? look : `other-${look}`, quiet: !own };
  }

  /** The observer says anew what is near the window; the painter wipes the rest. */
  #lookAgain() {
    const { observer, indexOf } = this.painter;
    observer.disconnect();
    for (const element of indexOf.keys()) observer.observe(element);
  }

  #drawEdges() {
    this.#isScheduled = false;
    const shown = this.marks.shown().filter((mark) => mark.own || this.isLook);
    writeLetters(this.article, shown, this.words);
  }

  /**
   * Chromium gives a paragraph the highlights of the article; other browsers (Firefox 140, Safari 17.2) want the rules for each
   * paragraph itself, which costs sixteen styles a paragraph: half of what styling the page takes.
   */
  #spellOut() {
    const [whole, one] = [this.article, this.article.querySelector("p")].map(
      (element) => element && getComputedStyle(element, "::highlight(mark-evidence)").backgroundColor,
    );
    this.article.classList.toggle("each", whole !== one || one === "rgba(0, 0, 0, 0)");
  }

  #greyExcluded() {
    const ranges = JSON.parse(this.article.dataset.excluded).map(([start, end]) => rangeOf(this.article, start, end));
    CSS.highlights.set("excluded", new Highlight(...ranges.filter(Boolean)));
  }
}
