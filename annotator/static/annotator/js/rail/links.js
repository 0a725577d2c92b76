/** Tying marks: evidence to the assertion that it supports or contradicts, by key, by click, by a drag from a card. */

import { rangeOf } from "../text/codepoints.js";
import { listenForLinks } from "./link_gestures.js";
import { LinkWords } from "./link_words.js";
import { LinkBar } from "./link_bar.js";
import { brief, note, say } from "../keys/spoken.js";

/** @typedef {import("../marks/marks.js").Mark} Mark @typedef {"supports" | "contradicts"} Kind */

const MOST_LIT = 400;
const UNDO_S = 8;

export class Links {
  /** The mark that is being tied. @type {Mark | null} */ source = null;
  /** Those it may be tied to, in the order of the text. @type {Mark[]} */ candidates = [];
  /** The one that Enter takes. @type {Mark | null} */ chosen = null;

  /**
   * @param {{page: HTMLElement, article: HTMLElement, rail: HTMLElement, marks: import("../marks/marks.js").Marks,
   *   words: import("../marks/words.js").Words, quoteOf: (mark: Mark) => string, cards: import("./cards.js").Cards,
   *   marksAt: (x: number, y: number) => string[], light: (ids: string[]) => void, bring: (mark: Mark) => void,
   *   link: (from: string, to: string, kind: Kind) => unknown, unlink: (from: string, to: string) => unknown,
   *   areSingleOn?: () => boolean}} parts areSingleOn: whether signs alone are keys
   */
  constructor(parts) {
    Object.assign(this, { areSingleOn: () => true }, parts);
    this.said = new LinkWords(parts.marks, parts.words);
    this.bar = new LinkBar(parts.page, { leave: () => this.leave(), turned: () => this.#ask() });
    parts.cards.addEventListener("layout", () => this.source && this.#showCandidates());
    parts.marks.addEventListener("change", () => this.source && this.#renew());
    listenForLinks(this);
  }

  /** Asks for the other end of a link. @param {string} id @returns {boolean} whether there is something to choose */
  start(id) {
    this.leave();
    const mark = this.marks.get(id);
    const candidates = mark ? this.#fitting(mark) : [];
    if (!candidates.length) {
      note(mark ? this.said.nothing(mark.label) : "This mark is gone.", { error: false });
      return false;
    }
    Object.assign(this, { source: mark, candidates, before: document.activeElement });
    if (this.rail.matches(":popover-open")) this.rail.hidePopover();
    this.bar.turn("supports");
    this.#ask();
    this.light([id]);
    this.#showCandidates();
    return true;
  }

  leave() {
    if (!this.source) return;
    Object.assign(this, { source: null, candidates: [], chosen: null });
    this.bar.hide();
    this.#showCandidates();
    const isLost = !document.activeElement || document.activeElement === document.body;
    if (isLost && this.before?.isConnected) this.before.focus({ preventScroll: true });
  }

  /** Ties the source to a candidate. @param {string} id @param {Kind} [kind] @returns {boolean} whether it is one */
  take(id, kind = this.bar.kind) {
    const { source } = this;
    const other = this.candidates.find((mark) => mark.id === id);
    if (!source || !other) return false;
    this.leave();
    const [from, to] = source.label === this.marks.basis ? [source.id, id] : [id, source.id];
    this.link(from, to, kind);
    this.light([source.id]);
    this.#tell(from, to, kind);
    return true;
  }

  /** @param {string} from @param {string} to @param {Kind} kind */
  #tell(from, to, kind) {
    const other = kind === "supports" ? "contradicts" : "supports";
    const run = async () => (await this.unlink(from, to), this.link(from, to, other));
    const action = { words: other === "supports" ? "Supports it" : "Contradicts it", run };
    note(this.said.linked(kind), { action, seconds: UNDO_S });
  }

  /** To the next or previous candidate in the text. @param {-1 | 1} way */
  step(way) {
    const from = this.chosen ?? this.source;
    const isBeyond = ({ start }) => (way > 0 ? start > from.start : start < from.start);
    const others = this.candidates.filter((mark) => mark !== this.chosen);
    const next = way > 0 ? others.find(isBeyond) : others.findLast(isBeyond);
    if (next) this.#choose(next);
    else say(way > 0 ? "no more to choose from below" : "no more to choose from above");
  }

  /** Unties two marks. @param {string} from @param {string} to */
  untie(from, to) {
    this.unlink(from, to);
    say("Untied.");
  }

  /** Marks that may be the other end, and are not yet. @param {Mark} mark @returns {Mark[]} */
  #fitting({ id, label }) {
    const wanted = this.said.other(label);
    const tied = new Set([...this.marks.incoming(id), ...this.marks.get(id).links].map(([other]) => other));
    return this.marks.own().filter((mark) => mark.label === wanted && mark.id !== id && !tied.has(mark.id));
  }

  #ask() {
    const words = this.said.question(this.source.label, this.bar.kind);
    this.bar.show(words);
    say(`${words} ${this.candidates.length} to choose from: [ and ] go to them, Enter ties, Escape leaves.`);
  }

  /** Marks came or went meanwhile. */
  #renew() {
    const source = this.marks.get(this.source.id);
    if (!source) return this.leave();
    Object.assign(this, { source, candidates: this.#fitting(source) });
    if (!this.candidates.some(({ id }) => id === this.chosen?.id)) this.chosen = null;
    if (!this.candidates.length) this.leave();
  }

  /** @param {Mark} mark */
  #choose(mark) {
    this.chosen = mark;
    this.light([this.source.id, mark.id]);
    this.bring(mark);
    this.#showCandidates();
    const at = this.candidates.findIndex(({ id }) => id === mark.id) + 1;
    say(`${this.said.name(mark.label)}: ${brief(this.quoteOf(mark))}; ${at} of ${this.candidates.length}`);
  }

  /** On the cards and in the text. */
  #showCandidates() {
    const ids = new Set(this.candidates.map(({ id }) => id));
    this.page.classList.toggle("linking", this.source !== null);
    for (const card of this.page.querySelectorAll(".card[data-mark]")) {
      card.classList.toggle("may-tie", ids.has(card.dataset.mark));
      card.classList.toggle("chosen", card.dataset.mark === this.chosen?.id);
    }
    const ranges = this.candidates.slice(0, MOST_LIT).map(({ start, end }) => rangeOf(this.article, start, end));
    CSS.highlights?.set("mark-candidate", new Highlight(...ranges.filter(Boolean)));
  }
}
