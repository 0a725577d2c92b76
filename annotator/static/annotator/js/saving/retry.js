/** When to send again: by a timer that slows down, and at once when there is reason to hope. */

const [FIRST_MS, LAST_MS] = [2000, 60_000];

export class Retry {
  #n = 0;
  #timer = 0;

  /** @param {() => void} run */
  constructor(run) {
    this.run = run;
    const seen = () => document.visibilityState === "visible" && run();
    addEventListener("online", () => run());
    addEventListener("focus", seen);
    document.addEventListener("visibilitychange", seen);
  }

  /** It failed: not before a while, each time a longer one; not all browsers at the same moment. */
  later() {
    clearTimeout(this.#timer);
    const wait = Math.min(LAST_MS, FIRST_MS * 2 ** this.#n) * (0.75 + Math.random() / 2);
    this.#n += 1;
    this.#timer = setTimeout(() => this.run(), wait);
  }

  /** It worked: the next failure begins with a short wait. */
  rest() {
    clearTimeout(this.#timer);
    this.#n = 0;
  }
}
