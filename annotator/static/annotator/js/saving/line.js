/**
 * One mark's line of work: one request at a time, until the server has what the person wants. What is chosen while a
 * request is on its way goes together in the next, which follows from what is wanted and what is stored.
 */

import { deliver } from "./deliver.js";
import { bodyOf, says } from "./said.js";

/**
 * @typedef {import("../marks/marks.js").Mark} Mark
 * @typedef {"create" | "change" | "delete" | "link"} Step
 * @typedef {{kind: "waiting" | "refused", code?: string, words: string, again?: boolean}} Trouble
 */

export class Line {
  /** The body it was first sent with: a retry must say the same. @type {object | null} */ first = null;
  /** Links wanted and not told yet, "" to untie. @type {Map<string, string>} */ links = new Map();
  /** What the request on its way says. @type {import("./said.js").Said | null} */ sent = null;
  /** Why the last request did not do it. @type {Trouble | null} */ trouble = null;
  /** When all is done, or cannot be now. @type {Promise<void>} */ run = Promise.resolve();
  isDeleted = false;
  isBusy = false;
  at = performance.timeOrigin + performance.now();
  stamp = "";
  /** When its record is written down, or cannot be. @type {Promise<void>} */ written = Promise.resolve();
  #isAsked = false;

  /** @param {Mark} mine as it is wanted @param {import("./queue.js").Queue} queue */
  constructor(mine, queue) {
    this.id = mine.id;
    this.mine = mine;
    this.queue = queue;
  }

  /** The mark as it stands on the page. */
  get here() {
    return this.queue.marks.get(this.id);
  }

  /** The mark as the server last told it. */
  get stored() {
    return this.queue.stored.get(this.id);
  }

  /** Sends what is wanted, now or after what is on its way. */
  go() {
    this.#isAsked = true;
    if (this.isBusy) this.queue.keep(this);
    else this.run = this.#work();
    return this.run;
  }

  async #work() {
    this.isBusy = true;
    try {
      while (this.#isAsked) await this.#pass();
    } finally {
      this.isBusy = false;
    }
    this.queue.ended(this);
  }

  async #pass() {
    this.#isAsked = false;
    this.trouble = null;
    for (let step = this.#next(); step && !this.trouble; step = this.#next()) await this.#take(step);
    if (this.trouble?.kind === "waiting") await this.written; // before the page says whether it is kept
  }

  /** @param {Step} step */
  async #take(step) {
    this.mine = this.here ?? this.mine;
    if (step === "create") this.first ??= bodyOf(this.mine, this.queue.quoteOf(this.mine));
    this.sent = step === "create" ? this.first : this.mine;
    this.queue.keep(this);
    if (!this.isDeleted) this.queue.marks.setSaving(this.id, "saving");
    const open = await this.queue.steps.settle(); // an undo sent again after this would take this back
    if (open) this.fail(open);
    else await deliver[step](this);
    this.sent = null;
  }

  /** @returns {Step | null} */
  #next() {
    if (this.isDeleted) return this.stored || this.first ? "delete" : null;
    if (!this.here) return null;
    if (!this.stored) return "create";
    if (says(this.here) !== says(this.stored)) return "change";
    return this.nextLink() ? "link" : null;
  }

  /** The first link to a mark that is stored: the others wait for theirs. @returns {[string, string] | undefined} */
  nextLink() {
    return Array.from(this.links).find(([to]) => this.queue.stored.has(to));
  }

  /** Whether the server does not have all yet. */
  isPending() {
    return this.isBusy || this.links.size > 0 || this.#next() !== null;
  }

  /** @param {Trouble} trouble */
  fail({ kind, code = "", words, again = false }) {
    this.trouble = { kind, code, words, again: again || kind === "waiting" };
  }

  /** Nothing of it is wanted any more. */
  clear() {
    this.queue.stored.delete(this.id);
    this.links.clear();
    this.first = null;
  }

  /** The stored mark as the page shows it: what was chosen while it was on its way stays. @param {Mark} stored */
  over(stored) {
    const isNewer = this.here && this.sent && says(this.here) !== says(this.sent);
    return { ...(isNewer ? this.here : stored), version: stored.version, links: this.#withWishes(stored.links) };
  }

  /** @param {[string, string][]} links @returns {[string, string][]} */
  #withWishes(links) {
    const wished = Array.from(this.links).filter(([, kind]) => kind);
    return [...links.filter(([to]) => !this.links.has(to)), ...wished];
  }

  /** What is kept in the browser until the server has it. @returns {import("./outbox.js").Unsent} */
  unsent() {
    const { id, first, isDeleted, at, stored: base = null } = this;
    return { id, mark: this.here ?? this.mine, base, first, isDeleted, links: Array.from(this.links), at };
  }

  /** Goes on where another page stopped. @param {import("./outbox.js").Row} row */
  resume({ mark, first, isDeleted, links, at, stamp }) {
    Object.assign(this, { mine: mark, first, isDeleted, links: new Map(links), at, stamp });
  }
}
