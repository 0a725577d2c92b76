/** What the stream told last, for windows of this browser that came later. */

/** @typedef {import("./source.js").Told} Told */

const MOST = 300;

export class Recent {
  /** @type {Told[]} */ #rows = [];

  /** @param {string | null} cursor where it begins */
  constructor(cursor) {
    this.from = cursor;
    this.cursor = cursor;
  }

  /** @param {Told} told */
  add(told) {
    if (told.name === "presence") return;
    this.cursor = told.id;
    this.#rows.push(told);
    if (told.name === "reload") this.#forget(this.#rows.length);
    else if (this.#rows.length > MOST) this.#forget(1);
  }

  /** What came after a cursor; null where that is not known any more. @param {string | null} cursor @returns {Told[] | null} */
  since(cursor) {
    if (cursor === this.cursor) return [];
    if (cursor === this.from) return this.#rows.slice();
    const place = this.#rows.findIndex(({ id }) => id === cursor);
    return place < 0 ? null : this.#rows.slice(place + 1);
  }

  /** Whoever is behind a reload must reload. @param {number} n */
  #forget(n) {
    const gone = this.#rows.splice(0, n);
    this.from = gone[gone.length - 1].id;
  }
}
