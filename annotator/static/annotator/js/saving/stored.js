/** One's own marks as the server last told them, on this page and in the other windows of the same person. */

/** @typedef {import("../marks/marks.js").Mark} Mark @typedef {import("../marks/marks.js").Changes} Changes */

export class Stored {
  /** @type {Map<string, Mark>} */ #byId = new Map();

  /**
   * @param {import("../marks/marks.js").Marks} marks @param {string} scope account and address
   * @param {(id: string) => import("./line.js").Line | undefined} lineOf
   */
  constructor(marks, scope, lineOf) {
    Object.assign(this, { marks, lineOf });
    this.#learn(marks.own());
    marks.addEventListener("change", ({ detail }) => this.#learn(detail.ids.map((id) => marks.get(id))));
    this.channel = globalThis.BroadcastChannel ? new BroadcastChannel(scope) : null;
    this.channel?.addEventListener("message", ({ data }) => this.show(data));
  }

  /** What comes with the page, or newer by another way, is stored so. @param {(Mark | undefined)[]} marks */
  #learn(marks) {
    for (const mark of marks) if (mark?.own && mark.version > (this.get(mark.id)?.version ?? 0)) this.set(mark);
  }

  /** @param {string} id */
  has(id) {
    return this.#byId.has(id);
  }

  /** @param {string} id */
  get(id) {
    return this.#byId.get(id);
  }

  /** @param {Mark} mark */
  set(mark) {
    this.#byId.set(mark.id, mark);
  }

  /** @param {string} id */
  delete(id) {
    this.#byId.delete(id);
  }

  /**
   * What the server says now, here and in the other windows.
   * @param {Changes} changes @param {import("./line.js").Line} [line] whose request it answers
   */
  take({ marks, gone }, line) {
    this.show({ marks, gone }, line);
    this.channel?.postMessage({ marks, gone });
  }

  /**
   * Marks with work of their own stay as they are: their own answer tells.
   * @param {Changes} changes @param {import("./line.js").Line} [line]
   */
  show({ marks, gone }, line) {
    const isFree = (id) => id === line?.id || !this.lineOf(id)?.isPending();
    const away = gone.filter(isFree);
    const news = marks.filter(({ id }) => isFree(id));
    for (const id of away) this.delete(id);
    for (const mark of news) this.set(mark);
    const shown = news.filter(({ id }) => id !== line?.id || !line.isDeleted);
    this.marks.apply({ marks: shown.map((mark) => (mark.id === line?.id ? line.over(mark) : mark)), gone: away });
  }
}
