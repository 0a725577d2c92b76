/**
 * Sends marks to the server, each in its own line: while one request of a mark is on its way, later choices wait and go
 * together in the next. What fails for want of a connection is sent again with the same id and the same first body.
 */

import { markOf } from "./marks.js";
import { announce } from "./notes.js";
import { showStored } from "./stored.js";
import { bodyOf, changeOf, says, send, urlOf } from "./send.js";

/** @typedef {import("./marks.js").Mark} Mark @typedef {{first?: object, busy?: boolean, again?: boolean, waits?: boolean, run?: Promise<void>}} Job */

export class Saver {
  /** @type {Map<string, Job>} */ #jobs = new Map();

  /**
   * @param {{marks: import("./marks.js").Marks, cards: import("./cards.js").Cards, addUrl: string,
   *   quoteOf: (mark: Mark) => string, choose: (mine: Mark | null, stored: Mark) => Promise<"mine" | "theirs">,
   *   saved?: (id: string) => void}} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
    addEventListener("online", () => this.retryAll());
    addEventListener("beforeunload", (event) => this.#isWaiting() && event.preventDefault());
  }

  /** Stores a mark as it stands on the page, now or after what is on its way. @param {string} id */
  store(id) {
    const job = this.#job(id);
    job.again = true;
    if (!job.busy) job.run = this.#run(id, job);
    return job.run;
  }

  /** When nothing of the mark is on its way any more. @param {string} id */
  settled(id) {
    return this.#job(id).run;
  }

  /** @param {string} id @param {Job} job */
  async #run(id, job) {
    job.busy = true;
    while (job.again && this.marks.get(id)) {
      job.again = false;
      await this.#once(id, job);
    }
    job.busy = false;
  }

  /** Sends again whatever waits. */
  retryAll() {
    for (const [id, job] of this.#jobs) if (job.waits) this.store(id);
  }

  /** Takes a mark away here and on the server; one that was never stored only here. @param {Mark} mark */
  async remove(mark) {
    const job = this.#job(mark.id);
    this.marks.remove(mark.id);
    this.cards.remove(mark.id);
    job.waits = job.again = false;
    if (!mark.version || job.busy) return true; // what is on its way is taken away when its answer comes
    const answer = await send("DELETE", urlOf(this.addUrl, mark.id), { version: mark.version });
    if (answer.kind === "deleted" || answer.code === "gone") return true;
    if (answer.kind === "stale") return this.#removeStale(mark, answer.current);
    this.cards.draw(mark, this.quoteOf(mark));
    this.marks.put(mark);
    this.#tell(mark.id, "refused", `not deleted, ${answer.words}`, false);
    return false;
  }

  /** @param {string} id @param {Job} job */
  async #once(id, job) {
    const mark = structuredClone(this.marks.get(id));
    this.cards.state(id, "saving");
    const isNew = !mark.version;
    job.first ??= isNew ? bodyOf(mark, this.quoteOf(mark)) : undefined;
    const answer = isNew
      ? await send("POST", this.addUrl, { body: job.first })
      : await send("PATCH", urlOf(this.addUrl, mark.id), { body: changeOf(mark), version: mark.version });
    job.waits = answer.kind === "waiting" || Boolean(answer.again);
    if (answer.kind === "stored") this.#stored(id, job, answer.html, isNew ? job.first : mark);
    else if (answer.kind === "stale") await this.#stale(mark, answer.current, job);
    else if (answer.kind === "refused" && !isNew && !answer.again) await this.#takeBack(mark, answer.words);
    else this.#tell(id, answer.kind, answer.words, job.waits);
    if (answer.kind === "refused") job.first = undefined; // nothing was stored: the next try may say something else
  }

  /** @param {string} id @param {Job} job @param {string} html @param {Partial<Mark>} sent */
  #stored(id, job, html, sent) {
    const card = this.cards.parse(html);
    const stored = markOf(card);
    const here = this.marks.get(id);
    if (!here) {
      this.remove(stored); // taken away while it was on its way
      return;
    }
    if (says(here) !== says(sent)) {
      job.again = true; // chosen meanwhile: keep it and send it with the new version
      this.marks.put({ ...here, version: stored.version });
      return;
    }
    this.cards.put(card);
    this.marks.put(stored);
    this.saved?.(id);
  }

  /** @param {Mark} mark @param {object} current @param {Job} job */
  async #stale(mark, current, job) {
    const stored = { ...mark, ...current };
    const choice = await this.choose(mark, stored);
    if (choice === "mine") {
      this.marks.put({ ...this.marks.get(mark.id), version: stored.version });
      job.again = true;
    } else {
      job.again = false;
      await showStored(this, mark);
    }
  }

  /** @param {Mark} mark @param {object} current */
  async #removeStale(mark, current) {
    const stored = { ...mark, ...current };
    if ((await this.choose(null, stored)) === "mine") return this.remove(stored);
    await showStored(this, mark);
    return false;
  }

  /** A change was refused: the stored mark stands again, with the reason on its card. @param {Mark} mark */
  async #takeBack(mark, words) {
    await showStored(this, mark);
    this.#tell(mark.id, "refused", words, false);
  }

  #tell(id, state, words, again) {
    this.cards.state(id, state, words, again);
    announce(`This mark is ${state}: ${words}`);
  }

  /** @param {string} id @returns {Job} */
  #job(id) {
    if (!this.#jobs.has(id)) this.#jobs.set(id, {});
    return this.#jobs.get(id);
  }

  #isWaiting() {
    return Array.from(this.#jobs.values()).some((job) => job.waits || job.busy);
  }
}
