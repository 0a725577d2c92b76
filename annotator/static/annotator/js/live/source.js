/**
 * One connection to a live stream, opened again by itself. The browser's own way of doing so ends for good at the first
 * answer that is no stream, such as a server that is being restarted.
 *
 * @typedef {"open" | "waiting" | "offline" | "closed"} State
 * @typedef {{name: "change" | "reload" | "presence", id: string | null, data: object}} Told id: the cursor after it, null
 *   where there is none; presence leaves the cursor as it is
 */

const NAMES = /** @type {const} */ (["change", "reload", "presence"]);
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const STEADY_MS = 5000; // a connection that lasted so long was a good one

export class Source {
  /** @type {EventSource | null} */ #stream = null;
  #pause = FIRST_PAUSE_MS;
  #timer = 0;
  #openedAt = 0;
  #isWanted = false;

  /**
   * @param {string} url @param {{cursor: () => string | null, told: (told: Told) => void, state: (state: State) => void}} how
   *   cursor: from where to go on, asked at each opening
   */
  constructor(url, how) {
    Object.assign(this, { url, how });
    addEventListener("online", () => this.#isWanted && this.#connect());
    addEventListener("offline", () => this.#isWanted && this.#rest("offline"));
  }

  open() {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#pause = FIRST_PAUSE_MS;
    this.#connect();
  }

  close() {
    if (!this.#isWanted) return;
    this.#isWanted = false;
    this.#rest("closed");
  }

  #connect() {
    this.#drop();
    if (navigator.onLine === false) return this.how.state("offline");
    const cursor = this.how.cursor();
    const stream = new EventSource(cursor ? `${this.url}?after=${encodeURIComponent(cursor)}` : this.url);
    this.#stream = stream;
    stream.onopen = () => {
      this.#openedAt = performance.now();
      this.how.state("open");
    };
    stream.onerror = () => this.#failed();
    for (const name of NAMES) {
      stream.addEventListener(name, ({ data, lastEventId }) => {
        this.how.told({ name, id: name === "presence" ? null : lastEventId || null, data: JSON.parse(data) });
      });
    }
  }

  /** Ended by the server, cut, or refused: tried again after a pause that grows, and is never the same for all. */
  #failed() {
    const wasSteady = this.#openedAt && performance.now() - this.#openedAt > STEADY_MS;
    this.#pause = wasSteady ? FIRST_PAUSE_MS : Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    this.#rest("waiting");
    this.#timer = setTimeout(() => this.#connect(), this.#pause * (0.5 + Math.random() / 2));
  }

  /** @param {State} state */
  #rest(state) {
    this.#drop();
    this.how.state(state);
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#stream?.close();
    this.#stream = null;
    this.#openedAt = 0;
  }
}
