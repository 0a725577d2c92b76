/** Saving that loses no mark: each thing is done here at once, and on the server as soon as it can be. */

import { Queue } from "./queue.js";
import { Steps } from "./undo.js";

/**
 * @typedef {import("../marks/marks.js").Mark} Mark
 * @typedef {{marks: import("../marks/marks.js").Marks, addUrl: string, account: string,
 *   quoteOf: (span: {start: number, end: number}) => string,
 *   choose: (mine: Mark | null, stored: Mark | null) => Promise<"mine" | "theirs" | "later">}} Parts
 *   account: an id that tells accounts apart; choose: asks which version should stand, null for a deleted one
 */

export class Saver {
  #queue;
  #steps;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#steps = new Steps();
    this.#queue = new Queue(parts, this.#steps);
    this.#steps.queue = this.#queue;
    this.marks = parts.marks;
    /** When what waited is back on the page and was sent once. */ this.ready = this.#queue.sendAll();
  }

  /** Stores a mark as it stands on the page, now or after what is on its way. @param {string} id */
  store(id) {
    return this.#queue.line(this.marks.get(id)).go();
  }

  /**
   * Takes a mark away, here at once.
   * @param {Mark} mark @returns {Promise<boolean>} false: it stands again, and says why
   */
  async remove(mark) {
    const line = this.#queue.line(this.marks.get(mark.id) ?? mark);
    line.mine = this.marks.get(mark.id) ?? mark;
    line.isDeleted = true;
    this.marks.remove(mark.id);
    await line.go();
    return !this.marks.get(mark.id);
  }

  /**
   * Ties a mark to another, here at once.
   * @param {string} from @param {string} to @param {"supports" | "contradicts"} kind
   */
  link(from, to, kind) {
    return this.#link(from, to, kind);
  }

  /** @param {string} from @param {string} to */
  unlink(from, to) {
    return this.#link(from, to, "");
  }

  #link(from, to, kind) {
    const mark = this.marks.get(from);
    const line = this.#queue.line(mark);
    line.links.set(to, kind);
    const others = mark.links.filter(([other]) => other !== to);
    this.marks.put({ ...mark, links: kind ? [...others, [to, kind]] : others });
    return line.go();
  }

  /** @param {Mark} mark @param {number} at where the second part begins @param {string} id of the second part */
  split(mark, at, id) {
    return this.#steps.split(mark, at, id);
  }

  /** @param {string} id @param {number} version that it shall have again */
  restore(id, version) {
    return this.#steps.restore(id, version);
  }

  /** Takes back the last step of this reading, whichever window made it. @returns {Promise<boolean>} */
  undo() {
    return this.#steps.take("undo");
  }

  /** @returns {Promise<boolean>} */
  redo() {
    return this.#steps.take("redo");
  }

  /** What the server told by another way; marks with work of their own stay. @param {import("../marks/marks.js").Changes} changes */
  take(changes) {
    this.#queue.stored.show(changes);
  }

  /** A refused or waiting mark once more. @param {string} id */
  retry(id) {
    return this.store(id);
  }

  /** Forgets what the server refused; the page shows what it has. @param {string} id */
  putAway(id) {
    return this.#queue.putAway(id);
  }

  /** Sends again whatever waits. */
  retryAll() {
    return this.#queue.sendAll();
  }

  /** When nothing of the mark is on its way any more. @param {string} id */
  async settled(id) {
    await this.#queue.lines.get(id)?.run;
  }

  /** When nothing at all is on its way. */
  idle() {
    return this.#queue.idle();
  }

  /** How many marks are on their way, wait or were refused; until then the reading is not whole on the server. */
  unsent() {
    return this.#queue.unsent().length;
  }

  /** How many of them were refused: only the reader can say what becomes of these. */
  refused() {
    return this.#queue.unsent().filter(({ trouble }) => trouble?.kind === "refused").length;
  }
}
