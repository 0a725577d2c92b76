/** What is chosen and shown on the reading page, and the one place where buttons and keys ask for something. */

import { rangeOf } from "../text/codepoints.js";
import { placeAt } from "../text/place.js";
import { toSource } from "./sourcing.js";

/** @typedef {import("../marks/marks.js").Mark} Mark */

export class Desk {
  /** Ids of the lit marks. @type {string[]} */ lit = [];

  /**
   * @param {{page: HTMLElement, article: HTMLElement, rail: HTMLElement, marks: import("../marks/marks.js").Marks, canMark: boolean,
   *   words: import("../marks/words.js").Words, stage: import("../marks/stage.js").Stage, quoteOf: (span: {start: number, end: number}) => string}} parts
   *   read.js adds cards, here, rule, find and keyboard; writing.js what those have who mark
   */
  constructor(parts) {
    Object.assign(this, parts);
    /** What is asked of a mark, by name. @type {Record<string, (mark: Mark) => unknown>} */
    this.verbs = {
      show: (mark) => this.show(mark),
      open: (mark) => this.show(mark),
      source: (mark) => this.toSource?.(mark),
    };
    if (this.page.dataset.mode !== "practice") this.toSource = (mark) => toSource(this, mark);
    /** What is asked of the page. @type {Record<string, () => unknown>} */
    this.tools = {
      find: () => this.find.open(),
    };
  }

  listen() {
    this.article.addEventListener("click", (event) => this.#clicked(event));
    for (const place of [this.rail, this.here.element]) place.addEventListener("click", (event) => this.#asked(event));
    this.page.addEventListener("click", ({ target }) => this.tools[target.closest(".reading-tools [data-do]")?.dataset.do]?.());
    for (const type of ["pointerover", "focusin"]) {
      this.rail.addEventListener(type, ({ target }) => this.stage.hover(target.closest("[data-mark]")?.dataset.mark ?? null));
    }
    for (const type of ["pointerleave", "focusout"]) this.rail.addEventListener(type, () => this.stage.hover(null));
  }

  /** @param {string} what @param {string} id */
  act(what, id) {
    const mark = this.marks.get(id);
    if (mark) this.verbs[what]?.(mark);
    if (!["retry", "grown", "away"].includes(what)) this.here.close();
  }

  /** @param {string[]} ids */
  light(ids) {
    this.lit = ids;
    this.stage.light(ids);
    this.cards.light(ids);
    this.lighted?.();
  }

  /** Lights a mark and brings its words into sight. @param {Mark} mark */
  show(mark) {
    if (this.rail.matches(":popover-open")) this.rail.hidePopover();
    this.light([mark.id]);
    this.stage.bring(mark);
  }

  /** A sentence of the last look is lit where it stands. @param {{start: number, end: number}} place */
  look(place) {
    CSS.highlights.set("look", new Highlight(rangeOf(this.article, place.start, place.end)));
    this.stage.bring(place);
    this.keyboard.cursor.moveTo(place.start);
    this.article.focus({ preventScroll: true });
  }

  /** The find bar was closed. @param {{start: number, end: number} | null} match where the reader was */
  found(match) {
    if (match) this.keyboard.cursor.moveTo(match.start);
    this.article.focus({ preventScroll: true });
  }

  /** Escape: one step back. @returns {boolean} whether there was one */
  leave() {
    if (this.here.element.hidden) return false;
    this.here.close();
    return true;
  }

  /** The page as the keyboard sees it. */
  forKeys() {
    return {
      lit: () => this.lit[0] ?? null,
      light: (ids) => this.light(ids),
      act: (what, id) => this.act(what, id),
      find: () => this.find.open(),
      go: (direction) => document.querySelector(direction === "back" ? "a[rel=prev]" : "a[rel=next]")?.click(),
      back: () => this.leave(),
      source: this.toSource,
      ...this.forWriting,
      ...this.forTalk,
    };
  }

  /** @param {MouseEvent} event on the article */
  #clicked(event) {
    if (!document.getSelection().isCollapsed) return;
    const place = placeAt(this.article, event.clientX, event.clientY);
    const ids = this.stage.painter.marksAt(event.clientX, event.clientY);
    this.here.close();
    if (this.picked?.(ids, place)) return;
    this.light(ids);
    if (ids.length > 1 || (ids.length && !this.rail.checkVisibility())) this.here.open(ids);
  }

  /** @param {Event} event on a card */
  #asked(event) {
    const target = event.target.closest("[data-goto]")?.dataset.goto;
    const id = target ?? event.target.closest("[data-mark]")?.dataset.mark;
    if (id) this.act(target ? "show" : (event.target.closest("[data-do]")?.dataset.do ?? "show"), id);
  }
}
