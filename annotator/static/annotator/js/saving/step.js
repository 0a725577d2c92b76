/** One undo or redo until it is answered: sent again with the same id it is the same step, and never done twice. */

import { newId } from "../marks/marks.js";
import { toast } from "../notes.js";
import { stepUrlOf } from "./send.js";

/** @typedef {import("./send.js").Answer} Answer */

const UNKNOWN = { undo: "Not known whether it was undone", redo: "Not known whether it was made again" };
const AGAIN = "It is asked again as soon as possible.";
const LOOK = "Load the page again to see how it stands.";
const MOST_FAILURES = 5; // of the server: marks do not wait for one step for ever

export class Step {
  id = newId();
  /** Whether nobody has answered it yet. */ isOpen = true;
  /** Whether it was sent and the answer did not come. */ isLost = false;
  /** The request on its way. @type {Promise<Answer> | null} */ asking = null;
  #failures = 0;
  /** @type {() => void} */ #away = () => {};

  /** @param {"undo" | "redo"} what @param {import("./queue.js").Queue} queue */
  constructor(what, queue) {
    Object.assign(this, { what, queue });
  }

  /** @returns {Promise<Answer>} */
  async send() {
    const { queue, what, id } = this;
    const answer = await queue.ask("POST", stepUrlOf(queue.addUrl, what), { body: { id } });
    if (answer.code === "broken") this.#failures += 1;
    this.isOpen = answer.kind === "waiting" && this.#failures < MOST_FAILURES;
    if (answer.kind !== "waiting") this.#away();
    else if (!this.isOpen) this.#say(`${answer.words}. ${LOOK}`);
    else if (!this.isLost) this.#say(`${answer.words}. ${AGAIN}`);
    this.isLost = this.isOpen;
    return answer;
  }

  /** Stands until it is known. @param {string} why */
  #say(why) {
    this.#away();
    this.#away = toast(`${UNKNOWN[this.what]}: ${why}`, { error: true });
  }
}
