/**
 * What is on its way to the server and what waits: a line of work for each mark. What is not acknowledged is kept in
 * the browser and sent again when the server is back, with the same id and the same first body.
 */

import { Line } from "./line.js";
import { newId } from "../marks/marks.js";
import { announce } from "../notes.js";
import { Outage } from "./outage.js";
import { Outbox } from "./outbox.js";
import { Retry } from "./retry.js";
import { says } from "./said.js";
import { send, urlOf } from "./send.js";
import { Stored } from "./stored.js";

/** @typedef {import("../marks/marks.js").Mark} Mark */

const KEPT = "kept in this browser from before";
const UNTIED = "its link waits for the other mark";
const LOSABLE = "leave this window open, this browser cannot keep it";
const ALL_FAIL = new Set(["offline", "signed_out", "other_account"]);

export class Queue {
  /** Of marks with something to send. @type {Map<string, Line>} */ lines = new Map();
  /** @type {Promise<void> | null} */ #sending = null;
  #outage = new Outage();

  /** @param {import("./save.js").Parts} parts @param {import("./undo.js").Steps} steps what is asked before marks are sent */
  constructor({ marks, addUrl, account, quoteOf, choose }, steps) {
    Object.assign(this, { marks, addUrl, account, quoteOf, choose, steps });
    const scope = `${account} ${addUrl}`;
    this.outbox = new Outbox(scope);
    this.retry = new Retry(() => this.sendAll());
    this.stored = new Stored(marks, scope, (id) => this.lines.get(id));
    addEventListener("beforeunload", (event) => this.#wouldLose() && event.preventDefault());
  }

  /** The line of a mark. @param {Mark} mark @returns {Line} */
  line(mark) {
    if (!this.lines.has(mark.id)) this.lines.set(mark.id, new Line(mark, this));
    return this.lines.get(mark.id);
  }

  /** Those that wait for the server. */
  waiting() {
    return Array.from(this.lines.values()).filter((line) => line.trouble?.kind === "waiting");
  }

  /** Those that the server does not have yet, and those it refused. */
  unsent() {
    return Array.from(this.lines.values()).filter((line) => line.isPending() || line.trouble);
  }

  /** @param {string} method @param {string} url @param {{body?: object, version?: number}} [what] */
  ask(method, url, what) {
    return send(method, url, { ...what, account: this.account });
  }

  /** Writes down what a line wants; nobody waits for it. @param {Line} line */
  keep(line) {
    line.stamp = newId();
    line.written = this.outbox.keep(line.unsent(), line.stamp);
  }

  /** A line has done what it can. @param {Line} line */
  ended(line) {
    const { id, trouble } = line;
    if (!line.isPending()) this.outbox.drop(id, line.stamp);
    if (!line.isPending() && !trouble) this.lines.delete(id);
    this.#tell(line);
    if (this.stored.has(id)) this.#tie(id);
    if (trouble?.kind === "waiting") {
      this.#outage.tell(trouble.code, this.outbox.isKept(id));
      this.retry.later();
      return;
    }
    this.retry.rest();
    if (this.waiting().length || this.steps.areOpen()) this.sendAll();
    else this.#outage.over();
  }

  /** Links that waited for this mark. @param {string} id */
  #tie(id) {
    for (const line of this.lines.values()) if (line.links.has(id) && !line.trouble) line.go();
  }

  /** Says on the page how a mark stands. @param {Line} line */
  #tell({ id, trouble, links }) {
    if (!this.marks.get(id)) return;
    const before = this.marks.saving(id);
    if (!trouble) return this.marks.setSaving(id, links.size ? "waiting" : "saved", links.size ? UNTIED : "");
    const isLosable = trouble.kind === "waiting" && !this.outbox.isKept(id);
    const words = isLosable ? `${trouble.words}; ${LOSABLE}` : trouble.words;
    this.marks.setSaving(id, trouble.kind, words, trouble.again);
    if (before.why !== words) announce(`This mark is ${trouble.kind}: ${words}`);
  }

  /** Sends what waits, in the order in which it was made, and what an earlier page left. */
  sendAll() {
    this.#sending ??= this.#sendEach().finally(() => (this.#sending = null));
    return this.#sending;
  }

  async #sendEach() {
    for (const row of await this.outbox.all()) if (!this.lines.has(row.id)) this.#resume(row);
    if (await this.steps.lookAgain()) return this.retry.later();
    for (const line of this.waiting()) {
      await line.go();
      if (ALL_FAIL.has(line.trouble?.code)) break;
    }
    if (this.waiting().length || this.steps.areOpen()) this.retry.later();
  }

  /** Puts back on the page what an earlier one could not send. @param {import("./outbox.js").Row} row */
  #resume(row) {
    const here = this.marks.get(row.id);
    const isStored = here?.version && says(here) === says(row.mark) && !row.isDeleted && !row.links.length;
    if (isStored) return this.outbox.drop(row.id, row.stamp);
    const line = this.line(row.mark);
    line.resume(row);
    if (row.base) this.stored.set(row.base);
    else this.stored.delete(row.id);
    if (row.isDeleted) this.marks.remove(row.id);
    else this.marks.put({ ...row.mark, version: row.base?.version ?? 0 });
    line.fail({ kind: "waiting", words: KEPT });
    this.marks.setSaving(row.id, "waiting", KEPT, true);
  }

  /** Forgets what the server refused, never what only waits; the page shows the stored mark. @param {string} id */
  async putAway(id) {
    if (this.waiting().some((line) => line.id === id) || this.lines.get(id)?.isBusy) return;
    const known = this.stored.get(id);
    this.lines.delete(id);
    this.outbox.drop(id);
    const answer = await this.ask("GET", urlOf(this.addUrl, id));
    const isKnown = answer.kind === "waiting" && known;
    this.stored.show(answer.changes ?? { marks: isKnown ? [known] : [], gone: isKnown ? [] : [id] });
    this.marks.setSaving(id, "saved");
  }

  /** When nothing is on its way. */
  async idle() {
    await Promise.all(Array.from(this.lines.values(), (line) => line.run));
  }

  #wouldLose() {
    return Array.from(this.lines.values()).some((line) => line.isPending() && !this.outbox.isKept(line.id));
  }
}
