/**
 * Where a step leads that needs no layout: by letter, word, sentence, paragraph, to the ends of the text. Steps stay in
 * stored text: section heads and gaps between paragraphs are passed over. Places are code points.
 */

import { firstWhere, paragraphs } from "../text/codepoints.js";
import { proseAt, proseOf } from "./prose.js";

/** @typedef {-1 | 1} Way back or forward @typedef {import("./prose.js").Piece} Piece */

/** @param {Element} article @returns {Piece} first and last place */
export function wholeText(article) {
  const all = paragraphs(article);
  return [all[0].start, all.at(-1).end];
}

/** The nearest place in a paragraph and not inside a letter. @param {Element} article @param {number} place */
export function settle(article, place) {
  const prose = proseAt(article, place);
  if (place > prose.end) return proseOf(article, prose.index + 1)?.start ?? prose.end;
  const inside = Math.max(place, prose.start);
  return prose.letterAt(inside)?.[0] ?? prose.end;
}

/** @typedef {(article: Element, place: number, way: Way, isSelecting: boolean) => number} Step */

/** @type {Record<string, Step>} */
export const STEPS = {
  letter: (article, place, way) => byLetter(article, place, way),
  word: (article, place, way, isSelecting) => byWord(article, place, way, isSelecting),
  paragraph: (article, place, way, isSelecting) => byParagraph(article, place, way, isSelecting),
  text: (article, _place, way) => wholeText(article)[way < 0 ? 0 : 1],
};

/** @type {Step} */
function byLetter(article, place, way) {
  const prose = proseAt(article, place);
  const letter = way > 0 ? prose.letterAt(place) : prose.letterBefore(place);
  if (letter) return letter[way > 0 ? 1 : 0];
  const other = proseOf(article, prose.index + way);
  if (!other) return place;
  return way > 0 ? other.start : other.end;
}

/** To the start of a word; who selects forward wants its end. @type {Step} */
function byWord(article, place, way, isSelecting) {
  const step = way < 0 ? "wordStartBefore" : isSelecting ? "wordEndAfter" : "wordStartAfter";
  let prose = proseAt(article, place);
  let found = prose[step](place);
  while (found === null && (prose = proseOf(article, prose.index + way))) {
    const from = way < 0 ? prose.end : prose.start;
    const isAtWord = way > 0 && !isSelecting && prose.wordAt(from)?.[0] === from;
    found = isAtWord ? from : prose[step](from);
  }
  return found ?? STEPS.text(article, place, way, isSelecting);
}

/** To a start; who selects forward wants the end. @type {Step} */
function byParagraph(article, place, way, isSelecting) {
  const { index, start, end } = proseAt(article, place);
  if (way < 0) return place > start ? start : (proseOf(article, index - 1)?.start ?? start);
  if (isSelecting) return place < end ? end : (proseOf(article, index + 1)?.end ?? end);
  return proseOf(article, index + 1)?.start ?? end;
}

/**
 * The sentence that holds a place; between two of a paragraph it is the next, behind a paragraph's last that one.
 * @param {Element} article @param {Piece[]} sentences @param {number} place @returns {number} its index, -1 for none
 */
export function sentenceAt(article, sentences, place) {
  const at = firstWhere(sentences, ([start]) => start > place) - 1;
  if (at < 0) return sentences.length ? 0 : -1;
  const next = sentences[at + 1];
  return place >= sentences[at][1] && next && next[0] < proseAt(article, place).end ? at + 1 : at;
}

/** @param {number[]} flat start, end, start, end … @returns {Piece[]} */
export function pieces(flat) {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}
