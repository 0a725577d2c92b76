/**
 * The codebook's words: names of labels, details and values, from the page's data.
 *
 * @typedef {import("./marks.js").Mark} Mark
 * @typedef {{key: string, name: string, letter: string, counted: boolean}} Label
 * @typedef {{key: string, name: string, kind: string, first: boolean, labels: string[], values: Record<string, string>}} Facet
 *   labels: those it goes with; values: key to name
 */

export class Words {
  /** @type {Map<string, Label>} */ #labels;
  /** @type {Map<string, Facet>} */ #facets;
  /** @type {Set<string>} */ #focusTargets;

  /** @param {{labels: Label[], facets: Facet[], focus_targets: string[]}} codebook */
  constructor({ labels, facets, focus_targets }) {
    this.#labels = new Map(labels.map((label) => [label.key, label]));
    this.#facets = new Map(facets.map((facet) => [facet.key, facet]));
    this.#focusTargets = new Set(focus_targets);
  }

  /** In the codebook's order. @returns {Label[]} */
  labels() {
    return Array.from(this.#labels.values());
  }

  /** "A Assertion". @param {string} key */
  label(key) {
    return `${this.letter(key)} ${this.labelName(key)}`;
  }

  /** @param {string} key */
  labelName(key) {
    return this.#labels.get(key)?.name ?? key;
  }

  /** @param {string} key */
  letter(key) {
    return this.#labels.get(key)?.letter ?? "";
  }

  /** The words for one value of a detail; a flag is its own name. @param {string} facet @param {string} value */
  value(facet, value) {
    const rule = this.#facets.get(facet);
    if (rule?.kind === "flag") return rule.name.toLowerCase();
    return rule?.values[value] ?? value;
  }

  /** @param {string} facet */
  facetName(facet) {
    return this.#facets.get(facet)?.name ?? facet;
  }

  /** Whether a detail goes with a label. @param {string} facet @param {string} label */
  goesWith(facet, label) {
    return this.#facets.get(facet)?.labels.includes(label) ?? false;
  }

  /**
   * Details asked first that a mark does not have yet; role and stance are asked for focus targets only. The same rule as
   * `Rules.missing` on the server. @param {Mark} mark @returns {string[]}
   */
  missing({ label, facets }) {
    const aside = facets.target && !this.#focusTargets.has(facets.target);
    const isMissing = ({ key, kind, first, labels }) =>
      first && kind === "choice" && !facets[key] && labels.includes(label) && !(aside && ["role", "stance"].includes(key));
    return Array.from(this.#facets.values()).filter(isMissing).map(({ key }) => key);
  }

  /** A mark's details in words, in the codebook's order. @param {Mark} mark @param {{first?: boolean}} [which] @returns {string[]} */
  list({ facets }, { first } = {}) {
    const shown = Array.from(this.#facets.values()).filter((rule) => facets[rule.key] && (first ?? rule.first) === rule.first);
    return shown.map(({ key }) => this.value(key, facets[key]));
  }

  /** The same as a card shows them: a stance with its sign, and strong unless it affirms. @param {Mark} mark @returns {HTMLElement[]} */
  facts({ facets }) {
    return Array.from(this.#facets.keys()).filter((key) => facets[key]).map((key) => this.#fact(key, facets[key]));
  }

  /** @param {string} facet @param {string} value */
  #fact(facet, value) {
    const fact = document.createElement("span");
    fact.dataset.facet = facet;
    if (facet === "stance") {
      const drawn = document.createElement("span");
      drawn.className = "stance";
      drawn.dataset.stance = value;
      drawn.ariaHidden = "true";
      fact.append(drawn, " ");
    }
    const isStrong = facet === "stance" && value !== "affirms";
    const words = document.createElement(isStrong ? "b" : "span");
    words.textContent = this.value(facet, value);
    fact.append(words);
    return fact;
  }
}
