/**
 * Which window of this browser holds a connection that all its windows share: the one whose sign of life is in
 * localStorage. (The browser's locks would do it better; they want https, and a class room has plain http.)
 *
 * @typedef {{id: string, at: number}} Held
 */

import { newId } from "../marks/marks.js";

const BEAT_MS = 1000;
const PATIENCE_MS = 3500; // a window that gave no sign for so long is gone
const SETTLE_MS = [40, 160]; // of windows that claim it at once, the last one to write has it

/** Says `lead` and `follow` whenever that changes. */
export class Leader extends EventTarget {
  isLeading = false;
  #id = newId();
  #isWilling = false;
  #claim = 0;
  #beat = 0;

  /** @param {string} key in localStorage */
  constructor(key) {
    super();
    this.key = key;
    addEventListener("storage", (event) => event.key === key && this.#changed());
  }

  /** Wants to lead if nobody does. */
  stand() {
    if (this.#isWilling) return;
    this.#isWilling = true;
    this.#beat = setInterval(() => this.#check(), BEAT_MS);
    this.#check();
  }

  /** Leads no more, at once; another window may. */
  resign() {
    this.#isWilling = false;
    clearInterval(this.#beat);
    clearTimeout(this.#claim);
    this.#claim = 0;
    if (this.#held()?.id === this.#id) this.#write(null);
    this.#turn(false);
  }

  #changed() {
    if (!this.#isWilling) return;
    const held = this.#held();
    if (held && held.id !== this.#id) this.#turn(false);
    else if (!held) this.#check();
  }

  #check() {
    const held = this.#held();
    if (held?.id === this.#id) {
      if (this.isLeading) this.#write({ id: this.#id, at: Date.now() });
      return;
    }
    if (held && Math.abs(Date.now() - held.at) < PATIENCE_MS) return this.#turn(false);
    if (!this.#claim) this.#try();
  }

  #try() {
    this.#write({ id: this.#id, at: Date.now() });
    const [least, most] = SETTLE_MS;
    this.#claim = setTimeout(() => {
      this.#claim = 0;
      const held = this.#held();
      if (!held || held.id === this.#id) this.#turn(true); // nothing held: this browser keeps nothing
    }, least + Math.random() * (most - least));
  }

  /** @param {boolean} isLeading */
  #turn(isLeading) {
    if (this.isLeading === isLeading) return;
    this.isLeading = isLeading;
    this.dispatchEvent(new Event(isLeading ? "lead" : "follow"));
  }

  /** @returns {Held | null} */
  #held() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  /** @param {Held | null} held */
  #write(held) {
    try {
      if (held) localStorage.setItem(this.key, JSON.stringify(held));
      else localStorage.removeItem(this.key);
    } catch {
      // each window then has a connection of its own
    }
  }
}
