/** The links of a mark, as its card tells them: from both sides, in words, each with the way to its other end. */

import { element, firstWords } from "./card_parts.js";

/** @typedef {import("../marks/marks.js").Mark} Mark */

const LINK_WORDS = { supports: ["supports", "supported by"], contradicts: ["contradicts", "contradicted by"] };

/**
 * @param {import("../marks/marks.js").Marks} marks @param {Mark} mark
 * @param {{quoteOf: (mark: Mark) => string, canUntie: boolean}} how @returns {HTMLElement[]}
 */
export function linkRows(marks, mark, how) {
  const { id } = mark;
  const row = (words, other, ends) => linkRow(words ?? "linked to", marks.get(other), ends, how);
  const away = marks.outgoing(mark).map(([to, kind]) => row(LINK_WORDS[kind]?.[0], to, [id, to]));
  const here = marks.incoming(id).map(([from, kind]) => row(LINK_WORDS[kind]?.[1], from, [from, id]));
  return [...away, ...here];
}

/** @param {string} words @param {Mark} other @param {[string, string]} ends from, to */
function linkRow(words, other, [from, to], { quoteOf, canUntie }) {
  const row = element("li", "card-link");
  const quote = firstWords(quoteOf(other));
  const goto = Object.assign(element("button", "card-goto", quote), { type: "button", dir: "auto" });
  goto.dataset.goto = other.id;
  row.append(element("b", "", words), " ", goto);
  if (!canUntie) return row;
  const named = { type: "button", ariaLabel: `Untie: ${quote}`, title: "Untie" };
  const untie = Object.assign(element("button", "card-untie", "✕"), named);
  Object.assign(untie.dataset, { untieFrom: from, untieTo: to });
  row.append(" ", untie);
  return row;
}
