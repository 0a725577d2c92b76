/**
 * Where a border in a text moves to: by letter, word, sentence, paragraph. Pure: places are code points into the text
 * that is given, a letter is what people take for one. A border stands before something: steps lead to where a word,
 * sentence or paragraph begins, and to both ends of the text.
 */

import { astral, codePointAt, utf16At } from "../text/codepoints.js";

/** @typedef {"letter" | "word" | "sentence" | "paragraph"} Unit @typedef {-1 | 1} Way back or on */

/** @param {string} text @param {string} granularity @param {string} [language] */
const segments = (text, granularity, language) => new Intl.Segmenter(language || undefined, { granularity }).segment(text);

/** @type {Record<Unit, (text: string, language?: string) => number[]>} UTF-16 offsets at which the unit begins, in order */
const STARTS = {
  letter: (text, language) => Array.from(segments(text, "grapheme", language), ({ index }) => index),
  word: (text, language) =>
    Array.from(segments(text, "word", language))
      .filter(({ isWordLike }) => isWordLike)
      .map(({ index }) => index),
  sentence: (text, language) => lines(text).flatMap(([at, line]) => sentencesOf(line, language).map((start) => at + start)),
  paragraph: (text) => lines(text).map(([at, line]) => at + line.search(/\S/u)),
};

/** Lines with any words: where they begin and what they are. @param {string} text @returns {[number, string][]} */
function lines(text) {
  return Array.from(text.matchAll(/[^\n]*\S[^\n]*/gu), ({ index, 0: line }) => [index, line]);
}

/** From where the line before a place begins to where the one behind it ends: a step leads no further. */
function near(text, /** @type {number} */ from) {
  const before = text.slice(0, from).trimEnd();
  const own = before.lastIndexOf("\n") + 1;
  const first = text.slice(0, own).trimEnd().lastIndexOf("\n") + 1;
  let last = from;
  for (let lines = 0; lines < 2 && last < text.length; lines += 1) {
    last += text.slice(last).search(/\S|$/u);
    const end = text.indexOf("\n", last);
    last = end < 0 ? text.length : end;
  }
  return [first, last];
}

/** @param {string} line @param {string} [language] */
function sentencesOf(line, language) {
  const found = Array.from(segments(line, "sentence", language));
  return found.filter(({ segment }) => /\S/u.test(segment)).map(({ index, segment }) => index + segment.search(/\S/u));
}

/**
 * The next place; the same where there is none.
 * @param {string} text @param {number} at @param {Unit} unit @param {Way} way @param {string} [language] of the text
 */
export function moved(text, at, unit, way, language) {
  const pairs = astral(text);
  const from = utf16At(pairs, at);
  const [first, last] = near(text, from);
  const places = [0, ...STARTS[unit](text.slice(first, last), language).map((place) => first + place), text.length];
  const next = way > 0 ? places.find((place) => place > from) : places.findLast((place) => place < from);
  return next === undefined ? at : codePointAt(pairs, next);
}

/**
 * The words on both sides of a place, cut between words, with a sign where there is more.
 * @param {string} text @param {number} at @param {number} most code points on either side
 * @returns {[string, string]}
 */
export function around(text, at, most) {
  const pairs = astral(text);
  const [from, to] = [at - most, at + most].map((place) => utf16At(pairs, Math.max(0, place)));
  const middle = utf16At(pairs, at);
  const before = text.slice(from, middle);
  const after = text.slice(middle, to);
  return [
    from > 0 ? `… ${before.replace(/^\S*\s+/u, "")}` : before,
    to < text.length ? `${after.replace(/\s+\S*$/u, "")} …` : after,
  ];
}

/**
 * The place itself, or the nearer end of the word it lies in.
 * @param {string} text @param {number} at code points @param {string} [language] of the text
 */
export function outsideWord(text, at, language) {
  const pairs = astral(text);
  const from = utf16At(pairs, at);
  const [first, last] = near(text, from);
  const word = segments(text.slice(first, last), "word", language).containing(from - first);
  if (!word?.isWordLike) return at;
  const [start, end] = [first + word.index, first + word.index + word.segment.length];
  return codePointAt(pairs, from - start <= end - from ? start : end);
}
