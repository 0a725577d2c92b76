/** What a reader does with marks of their own: make, detail, change, move, take away, tie. Paint first, save after. */

import { newId } from "../marks/marks.js";
import { announce, toast } from "../notes.js";

/** @typedef {import("../marks/marks.js").Mark} Mark @typedef {import("../text/selection.js").Selected} Selected */

const UNDO_S = 8;

export class Marking {
  /**
   * @param {{marks: import("../marks/marks.js").Marks, stage: import("../marks/stage.js").Stage, words: import("../marks/words.js").Words,
   *   saver: import("../saving/save.js").Saver, quoteOf: (mark: {start: number, end: number}) => string,
   *   open: (mark: Mark, how?: object) => void, changed: (mark: Mark) => void,
   *   fitting: (mark: {label: string, facets: object}) => Record<string, string>}} parts open: shows a mark's details;
   *   changed: told of every choice for a mark; fitting: the details that go with its label
   */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** A label was chosen for words; the same words again: another label changes the mark. @param {Selected} selected */
  mark({ start, end }, label, { focus = false, details = true } = {}) {
    const known = this.marks.at(start, end);
    if (!known) return this.add({ start, end, label, facets: {}, note: "" }, { focus, details });
    if (known.label !== label) this.change({ ...known, label });
    if (details) this.open(this.marks.get(known.id), { focus });
    return this.marks.get(known.id);
  }

  /** A new mark: on screen in the next frame; details and server after that. @returns {Mark} */
  add(said, { focus = false, details = true } = {}) {
    /** @type {Mark} */
    const fresh = { ...said, id: newId(), version: 0, own: true, reviewer: "", links: [] };
    // Asked for before anything hears of the mark: it is on its way to the server while cards and map are drawn anew.
    requestAnimationFrame(() => {
      performance.mark("mark-painted");
      setTimeout(() => {
        this.saver.store(fresh.id);
        this.changed(fresh);
        if (details) this.open(fresh, { focus });
        announce(`Marked as ${this.words.labelName(fresh.label)}: ${this.quoteOf(fresh)}`);
      });
    });
    this.marks.put(fresh);
    this.stage.light([fresh.id]);
    return fresh;
  }

  /** @param {Mark} said what a reader chose; version and links stay those of the page */
  change({ id, start, end, label, facets, note }) {
    const before = this.marks.get(id);
    const kept = label === before.label ? facets : this.fitting({ label, facets });
    const now = { ...before, start, end, label, facets: kept, note };
    this.marks.put(now);
    this.changed(now);
    this.saver.store(id);
  }

  /** @param {Mark} mark */
  async remove(mark) {
    const undo = { words: "Undo", run: () => this.saver.undo() };
    if (await this.saver.remove(mark)) toast("Deleted.", { action: undo, seconds: UNDO_S });
  }

  /** The same words and voice for another target. @param {Mark} mark @returns {Mark} */
  again({ start, end, label, facets }) {
    const { target: _target, role: _role, stance: _stance, ...kept } = facets;
    return this.add({ start, end, label, facets: kept, note: "" }, { focus: true });
  }

  /** Cuts a mark in two. @param {Mark} mark @param {number | null} at code point */
  split(mark, at) {
    if (at === null || at <= mark.start || at >= mark.end) {
      toast("Set the cursor inside the mark first: a click, or the arrow keys.", { error: true });
      return;
    }
    this.saver.split(mark, at, newId());
  }
}
