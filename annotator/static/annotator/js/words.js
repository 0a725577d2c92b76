/** The codebook's words, read from the controls of the page: names of labels, details and values. */

/** @typedef {import("./marks.js").Mark} Mark */

export class Words {
  /** @param {ParentNode} page holds the palette and the sheet */
  constructor(page) {
    this.page = page;
  }

  /** "A Assertion". @param {string} key */
  label(key) {
    return `${this.letter(key)} ${this.labelName(key)}`;
  }

  /** @param {string} key */
  labelName(key) {
    return this.page.querySelector(`.rule-of[data-label="${key}"]`)?.getAttribute("aria-label") ?? key;
  }

  /** @param {string} key */
  letter(key) {
    return this.page.querySelector(`.rule-tabs [data-label="${key}"] .letter`)?.textContent ?? "";
  }

  /** The words for one value of a detail. @param {string} facet @param {string} value */
  value(facet, value) {
    const row = this.page.querySelector(`.facet[data-facet="${facet}"]`);
    if (!row || row.dataset.kind === "text") return value;
    const button = Array.from(row.querySelectorAll("[data-value]")).find((one) => one.dataset.value === value);
    return button?.textContent.trim() ?? value;
  }

  /** The details of a mark as a card shows them, in the codebook's order. @param {Mark} mark @returns {HTMLElement[]} */
  facts(mark) {
    const rows = Array.from(this.page.querySelectorAll("#sheet .facet[data-facet]"), (row) => row.dataset.facet);
    return rows.filter((facet) => mark.facets[facet]).map((facet) => this.#fact(facet, mark.facets[facet]));
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
