/** What stands beside the text: letters of the labels that begin in a paragraph. */

import { firstWhere, paragraphs } from "../text/codepoints.js";

/**
 * Writes the letters of the labels that begin in each paragraph.
 * @param {HTMLElement} article @param {import("./marks.js").Mark[]} marks @param {import("./words.js").Words} words
 */
export function writeLetters(article, marks, words) {
  const all = paragraphs(article);
  /** @type {Map<number, Set<string>>} */
  const labels = new Map();
  for (const mark of marks) {
    const index = firstWhere(all, (paragraph) => paragraph.end > mark.start);
    if (index < all.length) labels.set(index, (labels.get(index) ?? new Set()).add(mark.label));
  }
  all.forEach(({ element: { dataset } }, index) => {
    const found = Array.from(labels.get(index) ?? []);
    const letters = found.map((label) => words.letter(label)).join(" ");
    if ((dataset.letters ?? "") === letters) return;
    delete dataset.label;
    delete dataset.letters;
    if (letters) dataset.letters = letters;
    if (found.length === 1) dataset.label = found[0];
  });
}
