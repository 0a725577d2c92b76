/**
 * What a reader chose last, for each label: here, then anywhere in the project. It is offered for the next mark and never
 * taken unasked.
 *
 * @typedef {import("../marks/marks.js").Mark} Mark
 * @typedef {Record<string, Record<string, string>>} Kept label to detail to value
 */

const PREFIX = "last-values";

export class LastValues {
  /** Chosen on this page. @type {Kept} */ #here = {};
  #hasLooked = false;

  /**
   * @param {{account?: string, project?: string, own?: () => Iterable<Mark>, ties?: Record<string, string>}} [of]
   *   own: the reader's marks on the page, what to begin with; ties: details that belong to a value of another one, so that
   *   the speaker of a document is not offered for a person
   */
  constructor({ account = "", project = location.pathname.split("/")[2] ?? "", own = () => [], ties = {} } = {}) {
    Object.assign(this, { own, ties });
    this.store = `${PREFIX}:${account}:${project}`;
  }

  /** The value to offer for a detail of a mark; "" for none. @param {string} facet @param {Mark} mark */
  offer(facet, { label, facets }) {
    this.#look();
    const key = this.#key(facet, facets);
    return this.#here[label]?.[key] ?? this.#stored()[label]?.[key] ?? "";
  }

  /** @param {string} facet @param {Mark} mark as it was chosen */
  keep(facet, mark) {
    this.#look();
    this.#note(this.#here, facet, mark);
    const all = this.#stored();
    this.#note(all, facet, mark);
    try {
      localStorage.setItem(this.store, JSON.stringify(all));
    } catch {
      return; // without storage it is known on this page only
    }
  }

  /** @param {Kept} kept @param {string} facet @param {Mark} mark */
  #note(kept, facet, { label, facets }) {
    if (facets[facet]) kept[label] = { ...kept[label], [this.#key(facet, facets)]: facets[facet] };
  }

  /** @param {string} facet @param {Record<string, string>} facets */
  #key(facet, facets) {
    return this.ties[facet] ? `${facet} of ${facets[this.ties[facet]] ?? ""}` : facet;
  }

  /** What is on the page when it is first needed. */
  #look() {
    if (this.#hasLooked) return;
    this.#hasLooked = true;
    for (const mark of this.own()) {
      for (const facet of Object.keys(mark.facets)) this.#note(this.#here, facet, mark);
    }
  }

  /** @returns {Kept} */
  #stored() {
    try {
      const found = JSON.parse(localStorage.getItem(this.store) ?? "{}");
      return found && typeof found === "object" ? found : {};
    } catch {
      return {};
    }
  }
}
