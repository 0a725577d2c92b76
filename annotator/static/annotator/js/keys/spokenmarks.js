/** Marks in words, for those who do not see them: what holds a place, what was gone to, what is still to look at. */

import { brief, say } from "./spoken.js";
import { pieces } from "./steps.js";

/** @typedef {import("../marks/marks.js").Mark} Mark */

export class Spoken {
  /**
   * @param {import("../marks/marks.js").Marks} marks @param {import("../marks/words.js").Words} words
   * @param {{sentences: number[], naming: number[]}} data naming: indexes of the sentences that name a target
   * @param {(mark: {start: number, end: number}) => string} quoteOf
   */
  constructor(marks, words, { sentences, naming }, quoteOf) {
    const all = pieces(sentences);
    Object.assign(this, { marks, words, quoteOf, naming: naming.map((index) => all[index]) });
  }

  /** "in assertion, own voice; evidence", outer marks first; "" outside marks. @param {number} place */
  at(place) {
    const inside = this.marks.shown().filter(({ start, end }) => start <= place && place < end);
    return inside.length ? `in ${inside.map((mark) => this.#named(mark)).join("; ")}` : "";
  }

  /** The sentences that name a target and touch no mark of one's own. @returns {[number, number][]} */
  unmarkedNaming() {
    const own = this.marks.own();
    return this.naming.filter(([from, to]) => !own.some(({ start, end }) => start < to && from < end));
  }

  /** @param {Mark} mark @param {number} at @param {number} n */
  say(mark, at, n) {
    say(`${this.#named(mark)}: ${brief(this.quoteOf(mark))}; ${at} of ${n}`);
  }

  /** @param {Mark} mark */
  #named({ label, facets, own, reviewer }) {
    const voice = facets.voice && this.words.value("voice", facets.voice).toLowerCase();
    const whose = !own && reviewer && `of ${reviewer}`;
    return [this.words.labelName(label).toLowerCase(), voice, whose].filter(Boolean).join(", ");
  }
}
