/** Steps that only the server can take: undo and redo from its log, splitting a mark, an earlier version of one. */

import { toast } from "../notes.js";
import { urlOf } from "./send.js";
import { Step } from "./step.js";

/** @typedef {import("../marks/marks.js").Mark} Mark @typedef {import("./line.js").Trouble} Trouble */

const NOT = { undo: "Not undone", redo: "Not made again", split: "Not split", restore: "Not restored" };
const CHANGED = "this mark was changed elsewhere. Look at it and try again.";

export class Steps {
  /** On its way, or never answered. @type {Step | null} */ #open = null;
  /** Ids of marks of which nobody knows whether they were changed. @type {Set<string>} */ #unsure = new Set();
  /** @type {Promise<boolean>} one after the other */ #last = Promise.resolve(true);
  /** @type {import("./queue.js").Queue} */ queue;

  /** Takes back the reading's last step, or makes again what was taken back. @param {"undo" | "redo"} what */
  take(what) {
    const lost = this.#open?.isLost && this.#open.what === what ? this.#open : null;
    return this.#after(async () => {
      if (!(await this.#isReady(what))) return false;
      if (lost && this.#open !== lost) return true; // answered meanwhile: that was the step
      if (this.#open && this.#open.what !== what && (await this.settle())) return false;
      this.#open ??= new Step(what, this.queue);
      return (await this.#ask(this.#open)).kind === "stored";
    });
  }

  /** Whoever asks for the same step at the same time gets the same answer. @param {Step} step */
  #ask(step) {
    step.asking ??= this.#answered(step).finally(() => (step.asking = null));
    return step.asking;
  }

  /** @param {Step} step @returns {Promise<import("./send.js").Answer>} */
  async #answered(step) {
    const { what } = step;
    const answer = await step.send();
    if (step.isOpen) return this.queue.retry.later(), answer;
    this.#open = null;
    const redo = { words: "Redo", run: () => this.take("redo") };
    if (answer.kind !== "waiting") this.#end(what, answer, what === "undo" ? redo : undefined);
    return answer;
  }

  /**
   * What is sent after a step comes after it in the log, too: its answer is waited for.
   * @returns {Promise<Trouble | null>} why it is not known yet what became of the step
   */
  async settle() {
    const step = this.#open;
    const answer = step && (await this.#ask(step));
    return step?.isOpen ? answer : null;
  }

  /** Whether anything was sent and never answered. */
  areOpen() {
    return Boolean(this.#open?.isLost) || this.#unsure.size > 0;
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
      const open = await this.settle();
      if (open) return this.#refuse(what, open.words);
      const answer = await queue.ask("POST", `${urlOf(queue.addUrl, id)}${what}/`, { body, version: stored.version });
      if (answer.kind === "waiting" || answer.kind === "stale") for (const one of ids) this.#unsure.add(one);
      return this.#end(what, answer);
    });
  }

  /**
   * Asks what became of what was sent and never answered. Answers end when there is no connection.
   * @returns {Promise<Trouble | null>} why marks must wait
   */
  async lookAgain() {
    const open = await this.settle();
    if (open) return open;
    for (const id of this.#unsure) {
      const answer = await this.queue.ask("GET", urlOf(this.queue.addUrl, id));
      if (answer.kind === "waiting") return null;
      this.#unsure.delete(id);
      this.queue.stored.take(answer.changes ?? { marks: [], gone: [id] });
    }
    return null;
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
