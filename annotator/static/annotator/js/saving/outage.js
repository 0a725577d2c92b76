/** Says once, when nothing can be sent, what that means and what to do; and when it is over. */

import { announce, toast } from "../notes.js";

const SIGN_IN = "/accounts/login/";
const KEPT = "What you mark is kept in this browser and sent when";
const NOT_KEPT = "This browser cannot keep your marks: leave this window open until they are sent.";
const WORDS = {
  offline: ["No connection.", "it is back."],
  broken: ["The server failed.", "it works again."],
  signed_out: ["You are signed out.", "you have signed in again."],
  other_account: ["Somebody else is signed in here.", "you have signed in again."],
};

export class Outage {
  #code = "";
  /** @type {() => void} */ #away = () => {};

  /** @param {string} code why nothing can be sent @param {boolean} isKept whether the browser keeps what waits */
  tell(code, isKept) {
    if (code === this.#code) return;
    this.#away();
    this.#code = code;
    const [what, until] = WORDS[code];
    const isAccount = code === "signed_out" || code === "other_account";
    const action = { words: "Sign in in a new window", run: () => open(SIGN_IN, "_blank", "noopener") };
    const words = isKept ? `${what} ${KEPT} ${until}` : `${what} ${NOT_KEPT}`;
    this.#away = toast(words, isAccount ? { error: true, action } : { error: !isKept, seconds: 8 });
  }

  /** Nothing waits any more. */
  over() {
    if (!this.#code) return;
    this.#away();
    this.#code = "";
    announce("What waited is sent.");
  }
}
