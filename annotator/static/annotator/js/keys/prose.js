/**
 * One paragraph, cut into letters and words. A letter is what people take for one: a joined emoji, a base with its
 * accents. All places are code points of the stored text.
 *
 * @typedef {[number, number]} Piece start and end, half-open
 */

import { astral, codePointAt, firstWhere, paragraphs, utf16At } from "../text/codepoints.js";
import { wordAround } from "../text/selection.js";

/** As far as a joined word ("U.S.", "anti-drug") is looked for on both sides of a place, in UTF-16. */
const REACH = 64;

/** @type {WeakMap<Element, Prose>} */
const kept = new WeakMap();

/** The paragraph of a place; a gap counts to the paragraph before it. @param {Element} article @param {number} place */
export function proseAt(article, place) {
  const all = paragraphs(article);
  return proseOf(article, Math.max(0, firstWhere(all, ({ start }) => start > place) - 1));
}

/** None outside the text. @param {Element} article @param {number} index @returns {Prose | undefined} */
export function proseOf(article, index) {
  const paragraph = paragraphs(article)[index];
  if (paragraph && !kept.has(paragraph.element)) {
    kept.set(paragraph.element, new Prose(paragraph, index, article.closest("[lang]")?.lang));
  }
  return paragraph && kept.get(paragraph.element);
}

class Prose {
  /** @type {number[]} */ #pairs;

  /** @param {import("../text/codepoints.js").Paragraph} paragraph @param {number} index @param {string} [language] */
  constructor(paragraph, index, language) {
    Object.assign(this, { paragraph, index, start: paragraph.start, end: paragraph.end });
    this.text = paragraph.element.textContent;
    this.#pairs = astral(this.text);
    this.language = language || undefined;
    this.letters = new Intl.Segmenter(this.language, { granularity: "grapheme" }).segment(this.text);
    this.parts = new Intl.Segmenter(this.language, { granularity: "word" }).segment(this.text);
  }

  /** Whether the paragraph runs from right to left. */
  get isRightToLeft() {
    return getComputedStyle(this.paragraph.element).direction === "rtl";
  }

  /** @param {number} start @param {number} end */
  cut(start, end) {
    return this.text.slice(this.#utf16(start), this.#utf16(end));
  }

  /** The letter at a place; null at the end. @param {number} place @returns {Piece | null} */
  letterAt(place) {
    return this.#piece(this.letters.containing(this.#utf16(place)));
  }

  /** The letter before a place; null at the start. @param {number} place @returns {Piece | null} */
  letterBefore(place) {
    return this.#piece(this.letters.containing(this.#utf16(place) - 1));
  }

  /** Where the next word begins. @param {number} place @returns {number | null} */
  wordStartAfter(place) {
    const from = this.#utf16(place);
    const found = this.#search(from, 1, (part) => part.index > from && !this.#around(part.index));
    return found ? this.#place(found.index) : null;
  }

  /** Where the word begins that a place stands in or behind. @param {number} place @returns {number | null} */
  wordStartBefore(place) {
    const from = this.#utf16(place);
    const found = this.#search(from - 1, -1, (part) => part.index < from && !this.#around(part.index));
    return found ? this.#place(found.index) : null;
  }

  /** Where the word ends that a place stands in or before. @param {number} place @returns {number | null} */
  wordEndAfter(place) {
    const found = this.#search(this.#utf16(place), 1, () => true);
    if (!found) return null;
    let end = found.index + found.segment.length;
    for (let joined = this.#around(end); joined; joined = this.#around(end)) end = joined[1];
    return this.#place(end);
  }

  /** The word a place stands in or before. @param {number} place @returns {Piece | null} */
  wordAt(place) {
    const end = this.wordEndAfter(place);
    return end === null ? null : [this.wordStartBefore(end), end];
  }

  /**
   * The first word's part from an offset on that fits.
   * @param {number} from UTF-16 @param {1 | -1} step @param {(part: Intl.SegmentData) => boolean} fits
   */
  #search(from, step, fits) {
    let part = this.parts.containing(from);
    while (part && !(part.isWordLike && fits(part))) {
      part = this.parts.containing(step > 0 ? part.index + part.segment.length : part.index - 1);
    }
    return part;
  }

  /** The word, as selections snap to it, that an offset cuts. @param {number} at UTF-16 @returns {Piece | null} */
  #around(at) {
    const from = Math.max(0, at - REACH);
    const word = wordAround(this.text.slice(from, at + REACH), at - from, this.language);
    return word && [word[0] + from, word[1] + from];
  }

  /** @param {Intl.SegmentData | undefined} segment @returns {Piece | null} */
  #piece(segment) {
    return segment ? [this.#place(segment.index), this.#place(segment.index + segment.segment.length)] : null;
  }

  /** @param {number} place */
  #utf16(place) {
    return utf16At(this.#pairs, place - this.start);
  }

  /** @param {number} offset UTF-16 */
  #place(offset) {
    return this.start + codePointAt(this.#pairs, offset);
  }
}
