/** What a reader does with marks of their own: make, detail, change, take away, make again. Paint first, save after. */

import { newId } from "./marks.js";
import { announce, toast } from "./notes.js";
import { Palette } from "./palette.js";
import { Saver } from "./save.js";
import { watchSelection } from "./selecting.js";
import { Sheet } from "./sheet.js";
import { chooser } from "./stale.js";

/** @typedef {import("./marks.js").Mark} Mark @typedef {import("./selection.js").Selected} Selected */

const UNDO_S = 8;

export class Marking {
  /**
   * @param {{article: HTMLElement, addUrl: string, marks: import("./marks.js").Marks, cards: import("./cards.js").Cards,
   *   stage: import("./stage.js").Stage, words: import("./words.js").Words, quoteOf: (mark: {start: number, end: number}) => string,
   *   rule: {show: (label: string) => void}, light: (ids: string[]) => void}} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
    const { marks, cards, addUrl, quoteOf, words, article } = parts;
    const choose = chooser(document.getElementById("stale"), words, quoteOf);
    this.saver = new Saver({ marks, cards, addUrl, quoteOf, choose });
    this.palette = new Palette(document.getElementById("palette"), (...chosen) => this.#mark(...chosen));
    this.sheet = new Sheet(document.getElementById("sheet"), {
      change: (mark) => this.change(mark),
      act: (what, id) => parts.act(what, id),
    });
    watchSelection(article, (selected, range) => (selected ? this.palette.show(selected, range) : this.palette.hide()));
    marks.addEventListener("change", ({ detail }) => this.#refresh(detail.id));
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.#leave());
  }

  /** Escape, wherever the focus is: first the labels go, then the details. */
  #leave() {
    if (document.querySelector("dialog[open], :popover-open")) return;
    if (this.palette.element.hidden) this.sheet.close();
    else this.palette.hide();
  }

  /** A label was chosen for a selection. @param {Selected} selected @param {string} label @param {boolean} byKeyboard */
  #mark({ start, end }, label, byKeyboard) {
    document.getSelection().removeAllRanges();
    this.palette.hide();
    const known = this.marks.at(start, end);
    if (!known) {
      this.add({ start, end, label, facets: {}, note: "" }, byKeyboard);
      return;
    }
    this.open(known, { focus: byKeyboard }); // the same words again: another label changes the mark
    if (known.label !== label) this.sheet.choose({ label });
  }

  /** A new mark: on screen in the next frame; card, details and server after that. */
  add(said, focus = false) {
    /** @type {Mark} */
    const fresh = { ...said, id: newId(), version: 0, own: true, reviewer: "" };
    this.marks.put(fresh);
    this.stage.light([fresh.id]);
    requestAnimationFrame(() => {
      performance.mark("mark-painted");
      setTimeout(() => {
        this.cards.draw(fresh, this.quoteOf(fresh));
        this.open(fresh, { focus });
        this.saver.store(fresh.id);
        announce(`Marked as ${this.words.labelName(fresh.label)}: ${this.quoteOf(fresh)}`);
      });
    });
  }

  /** @param {Mark} said what the sheet has; place and version stay those of the page */
  change({ id, label, facets, note }) {
    const now = { ...this.marks.get(id), label, facets, note };
    this.cards.draw(now, this.quoteOf(now));
    this.marks.put(now);
    this.rule.show(label);
    this.saver.store(id);
  }

  /** Opens the details; the passage stays in sight above them. @param {Mark} mark */
  open(mark, how = {}) {
    this.light([mark.id]);
    this.rule.show(mark.label);
    this.sheet.open(mark, how);
    this.keepInSight(mark);
  }

  /** @param {Mark} mark */
  keepInSight(mark) {
    this.stage.bring(mark, { below: this.sheet.element.getBoundingClientRect().top });
  }

  /** @param {Mark} mark */
  async remove(mark) {
    if (this.sheet.mark?.id === mark.id) this.sheet.close();
    const { start, end, label, facets, note } = mark;
    const undo = { words: "Undo", run: () => this.add({ start, end, label, facets, note }) };
    if (await this.saver.remove(mark)) toast("Deleted.", { action: undo, seconds: UNDO_S });
  }

  /** The same words and voice for another target. @param {Mark} mark */
  again({ start, end, label, facets }) {
    const { target: _target, role: _role, stance: _stance, ...kept } = facets;
    this.add({ start, end, label, facets: kept, note: "" });
  }

  /** @param {string} id of a mark that changed */
  #refresh(id) {
    if (this.sheet.mark?.id !== id) return;
    const now = this.marks.get(id);
    if (now) this.sheet.show(now);
    else this.sheet.close();
  }
}
