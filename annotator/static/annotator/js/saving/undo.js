/** Steps that only the server can take: undo and redo from its log, splitting a mark, an earlier version of one. */

import { newId } from "../marks/marks.js";
import { toast } from "../notes.js";
import { stepUrlOf, urlOf } from "./send.js";

/** @typedef {import("../marks/marks.js").Mark} Mark @typedef {import("./queue.js").Queue} Queue */

const NOT = { undo: "Not undone", redo: "Not made again", split: "Not split", restore: "Not restored" };
const CHANGED = "this mark was changed elsewhere. Look at it and try again.";

export class Steps {
  /** Ids of steps that nobody has answered: the same again is the same step. */ #ids = { undo: "", redo: "" };
  /** Ids of marks of which nobody knows whether they were changed. @type {Set<string>} */ #unsure = new Set();
  /** @type {Promise<boolean>} one after the other */ #last = Promise.resolve(true);

  /** @param {Queue} queue */
  constructor(queue) {
    this.queue = queue;
  }

  /** Takes back the reading's last step, or makes again what was taken back. @param {"undo" | "redo"} what */
  take(what) {
    return this.#after(async () => {
      if (!(await this.#isReady(what))) return false;
      this.#ids[what] ||= newId();
      const { queue } = this;
      const answer = await queue.ask("POST", stepUrlOf(queue.addUrl, what), { body: { id: this.#ids[what] } });
      if (answer.kind !== "waiting") this.#ids = { undo: "", redo: "" };
      const redo = what === "undo" ? { words: "Redo", run: () => this.take("redo") } : undefined;
      return this.#end(what, answer, redo);
    });
  }

  /** @param {Mark} mark @param {number} at @param {string} id of the second part */
  split(mark, at, id) {
    return this.#change("split", mark.id, { at, id }, [mark.id, id]);
  }

  /** @param {string} id @param {number} version that it shall have again */
  restore(id, version) {
    return this.#change("restore", id, { version }, [id]);
  }

  /** @param {"split" | "restore"} what @param {string} id @param {object} body @param {string[]} ids it changes */
  #change(what, id, body, ids) {
    return this.#after(async () => {
      const { queue } = this;
      await queue.lines.get(id)?.run;
      const stored = queue.stored.get(id);
      if (!stored || queue.lines.has(id)) return this.#refuse(what, "the mark must be saved first.");
      const answer = await queue.ask("POST", `${urlOf(queue.addUrl, id)}${what}/`, { body, version: stored.version });
      if (answer.kind === "waiting" || answer.kind === "stale") for (const one of ids) this.#unsure.add(one);
      return this.#end(what, answer);
    });
  }

  /** Asks how marks stand whose change was sent and never answered. Answers end when there is no connection. */
  async lookAgain() {
    for (const id of this.#unsure) {
      const answer = await this.queue.ask("GET", urlOf(this.queue.addUrl, id));
      if (answer.kind === "waiting") return;
      this.#unsure.delete(id);
      this.queue.stored.take(answer.changes ?? { marks: [], gone: [id] });
    }
  }

  /** The log tells what was sent: what waits here is not in it. @param {"undo" | "redo"} what */
  async #isReady(what) {
    await this.queue.idle();
    const n = this.queue.waiting().length;
    if (!n) return true;
    const waits = n === 1 ? "One mark waits" : `${n} marks wait`;
    return this.#refuse(what, `${waits} to be sent first. Try again when there is a connection.`);
  }

  /**
   * @param {keyof typeof NOT} what @param {import("./send.js").Answer} answer
   * @param {{words: string, run: () => void}} [action]
   */
  #end(what, answer, action) {
    if (answer.kind === "stored") {
      this.queue.stored.take(answer.changes);
      toast(answer.changes.words, { action });
      return true;
    }
    if (answer.kind === "waiting") this.queue.retry.later();
    else if (answer.kind === "stale") this.lookAgain();
    return this.#refuse(what, answer.kind === "stale" ? CHANGED : answer.words);
  }

  /** @param {keyof typeof NOT} what @param {string} why */
  #refuse(what, why) {
    toast(`${NOT[what]}: ${why}`);
    return false;
  }

  /** @param {() => Promise<boolean>} step */
  #after(step) {
    this.#last = this.#last.then(step, step);
    return this.#last;
  }
}
