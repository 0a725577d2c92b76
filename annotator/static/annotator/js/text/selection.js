/**
 * What a reader selected, as the codebook wants it: whole words, without outer white space, closing stop and lone
 * quotation marks. Offsets are code points, half-open; the quote comes from text nodes.
 *
 * @typedef {{start: number, end: number, quote: string}} Selected
 */

import { codePointAt, astral, firstWhere, paragraphs, textBetween, toCodePoint, utf16At } from "./codepoints.js";
import { trim } from "./trimming.js";

const WORD_CHARACTER = "[\\p{L}\\p{N}\\p{M}_\\u200c\\u200d\\u00ad]";
/** "U.S.", "77,000", "anti-drug", "China’s": wider than a counted word, so that no edge of a mark cuts one. */
const WORD = new RegExp(
  `(?:(?<!${WORD_CHARACTER})(?:\\p{L}\\.){2,})|${WORD_CHARACTER}+(?:(?:['’-]|(?<=\\p{N})[.,](?=\\p{N}))${WORD_CHARACTER}+)*`,
  "gu",
);
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * The reader's selection inside the article, or null when nothing of the text is in it.
 * @param {Element} article @param {Selection} selection
 * @param {{exact?: boolean}} [how] exact (Alt is down): no snapping to words; trimming stays
 * @returns {Selected | null}
 */
export function readSelection(article, selection, { exact = false } = {}) {
  if (!selection || !selection.rangeCount || selection.isCollapsed) return null;
  return readRange(article, selection.getRangeAt(0), { exact });
}

/** The same for any DOM range. @param {Element} article @param {Range} range @returns {Selected | null} */
export function readRange(article, range, { exact = false } = {}) {
  if (!paragraphs(article).length) return null;
  const start = edge(article, range.startContainer, range.startOffset, "start");
  const end = edge(article, range.endContainer, range.endOffset, "end");
  if (start >= end) return null;
  return exact ? trimmed(article, start, end) : trimmed(article, snap(article, start, 0), snap(article, end, 1));
}

/** @param {Element} article @param {number} start @param {number} end @returns {Selected | null} */
export function trimmed(article, start, end) {
  const quote = textBetween(article, start, end);
  const off = trim(quote);
  if (!off) return null;
  const pairs = astral(quote);
  const length = quote.length - pairs.length;
  const inner = quote.slice(utf16At(pairs, off.left), utf16At(pairs, length - off.right));
  return { start: end - length + off.left, end: end - off.right, quote: inner };
}

/**
 * An edge of a range as a code point. An edge outside the text nodes (triple click, "select all", a drag that began in the
 * margin) moves to the nearest letter inside the range.
 * @param {Element} article @param {Node} node @param {number} offset @param {"start" | "end"} side
 */
function edge(article, node, offset, side) {
  if (node.nodeType === Node.TEXT_NODE && node.parentElement?.dataset.start && article.contains(node)) {
    const isSplit = side === "end" && /^[\ud800-\udbff][\udc00-\udfff]$/.test(node.data.slice(offset - 1, offset + 1));
    return toCodePoint(node, offset + Number(isSplit));
  }
  const all = paragraphs(article);
  const here = article.ownerDocument.createRange();
  here.setStart(node, offset);
  const behind = firstWhere(all, (paragraph) => here.comparePoint(paragraph.element.firstChild, 0) >= 0);
  if (side === "end") return behind ? all[behind - 1].end : 0;
  return behind < all.length ? all[behind].start : all.at(-1).end;
}

/** Moves an offset that cuts a word to the word's border. @param {number} border 0 its start, 1 its end */
function snap(article, offsetCp, border) {
  const paragraph = paragraphs(article).find(({ start, end }) => start < offsetCp && offsetCp < end);
  if (!paragraph) return offsetCp;
  const text = paragraph.element.textContent;
  const pairs = astral(text);
  const word = wordAround(text, utf16At(pairs, offsetCp - paragraph.start), article.closest("[lang]")?.lang);
  return word ? paragraph.start + codePointAt(pairs, word[border]) : offsetCp;
}

/**
 * The word (or the joined emoji) that a UTF-16 offset cuts in two, or null when it lies between two.
 * @param {string} text @param {number} offset @param {string} [language] @returns {[number, number] | null}
 */
export function wordAround(text, offset, language) {
  const word = cutBy(text, offset);
  if (word && !UNSPACED.test(text.slice(...word))) return word;
  if (!("Segmenter" in Intl) || offset <= 0 || offset >= text.length) return null;
  const segment = new Intl.Segmenter(language || undefined, { granularity: "word" }).segment(text).containing(offset);
  return segment.index < offset ? [segment.index, segment.index + segment.segment.length] : null;
}

/** @param {string} text @param {number} offset @returns {[number, number] | null} */
function cutBy(text, offset) {
  WORD.lastIndex = text.lastIndexOf(" ", offset - 1) + 1;
  for (let match = WORD.exec(text); match && match.index < offset; match = WORD.exec(text)) {
    const end = match.index + match[0].length;
    if (offset < end) return [match.index, end];
  }
  return null;
}
