/**
 * The marks of the page. Their state comes from the cards (`data-mark`), so that a card from the server, at first or in an
 * answer, says everything; words are cut from the text, never kept twice.
 *
 * @typedef {{id: string, start: number, end: number, label: string, facets: Record<string, string>, note: string,
 *   version: number, own: boolean, reviewer: string}} Mark version 0: not stored yet
 */

/** The mark that a card tells of. @param {HTMLElement} card @returns {Mark} */
export function markOf(card) {
  return JSON.parse(card.dataset.mark);
}

/** A UUID (version 4). `crypto.randomUUID` is missing on plain-http addresses. @returns {string} */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Says `change` (detail: `{id}`) after every change of a mark, and `whose` after a change of whose marks are shown. */
export class Marks extends EventTarget {
  /** @type {Map<string, Mark>} */ #byId = new Map();
  #whose = "all";

  /** @param {Iterable<HTMLElement>} cards */
  constructor(cards) {
    super();
    for (const card of cards) {
      const mark = markOf(card);
      this.#byId.set(mark.id, mark);
    }
  }

  /** @param {string} id */
  get(id) {
    return this.#byId.get(id);
  }

  /** One's own, in the order of the text. @returns {Mark[]} */
  own() {
    return this.#inOrder().filter((mark) => mark.own);
  }

  /** Those that the filter shows, in the order of the text. @returns {Mark[]} */
  shown() {
    return this.#inOrder().filter((mark) => this.isShown(mark));
  }

  /** @param {Mark} mark */
  isShown(mark) {
    return this.#whose === "all" || (this.#whose === "mine" ? mark.own : mark.reviewer === this.#whose);
  }

  /** @param {string} whose `all`, `mine` or a code name */
  show(whose) {
    this.#whose = whose;
    this.dispatchEvent(new CustomEvent("whose"));
  }

  /** Own mark on exactly this span, if there is one. @param {number} start @param {number} end */
  at(start, end) {
    return this.own().find((mark) => mark.start === start && mark.end === end);
  }

  /** Adds a mark, or replaces the one of its id. @param {Mark} mark */
  put(mark) {
    this.#byId.set(mark.id, mark);
    this.#say(mark.id);
  }

  /** @param {string} id */
  remove(id) {
    if (this.#byId.delete(id)) this.#say(id);
  }

  /** @param {string} id */
  #say(id) {
    this.dispatchEvent(new CustomEvent("change", { detail: { id } }));
  }

  #inOrder() {
    return Array.from(this.#byId.values()).sort((a, b) => a.start - b.start || b.end - a.end);
  }
}
