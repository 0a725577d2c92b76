/** What stands at the edges of the text: letters of the labels beside paragraphs, and the map of marks at the window's edge. */

import { firstWhere, paragraphs } from "./codepoints.js";

const SVG = "http://www.w3.org/2000/svg";
const MAP_HEIGHT = 1000;

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

/** @param {SVGElement} map @param {import("./marks.js").Mark[]} marks @param {number} length of the text, code points */
export function drawMap(map, marks, length) {
  const rects = marks.map((mark) => {
    const rect = document.createElementNS(SVG, "rect");
    const y = Math.round((mark.start / length) * MAP_HEIGHT);
    for (const [name, value] of Object.entries({ y, width: 6, height: 5 })) rect.setAttribute(name, String(value));
    rect.classList.add(`fill-${mark.label}`, "map-mark");
    return rect;
  });
  map.replaceChildren(...rects);
}
