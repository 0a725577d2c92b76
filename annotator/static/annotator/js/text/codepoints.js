/**
 * Code points (what the server counts in) to places in the DOM (UTF-16) and back.
 *
 * The article is `#article` with one `<p data-start data-end data-gap>` for each paragraph and nothing but text in it:
 * start and end are code points into the stored text, half-open; the gap is what stands in the stored text between this
 * paragraph and the next (line feeds, lines of white space). A parser may split a very long paragraph into several text
 * nodes. The text never changes, so what is computed here is kept.
 *
 * @typedef {{element: HTMLElement, start: number, end: number, gap: string}} Paragraph
 * @typedef {{node: Text, offset: number}} Point
 */

/** @type {WeakMap<Element, Paragraph[]>} */
const paragraphsOf = new WeakMap();
/** @type {WeakMap<Text, number[]>} */
const astralOf = new WeakMap();
const NONE = Object.freeze([]);

/** The paragraphs in the order of the text. @param {Element} article @returns {Paragraph[]} */
export function paragraphs(article) {
  const kept = paragraphsOf.get(article);
  if (kept && kept.length && kept[0].element.isConnected && kept.at(-1).element.isConnected) return kept;
  const found = Array.from(article.querySelectorAll("p[data-start]"), (element) => ({
    element,
    start: Number(element.dataset.start),
    end: Number(element.dataset.end),
    gap: element.dataset.gap ?? "",
  }));
  paragraphsOf.set(article, found);
  return found;
}

/** Index of the first entry for which `test` holds, the list's length when none; once true, it stays true. */
export function firstWhere(list, test) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(list[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** UTF-16 offsets of the characters that take two units. @param {string} text @returns {number[]} */
export function astral(text) {
  const found = [];
  for (const match of text.matchAll(/[\u{10000}-\u{10ffff}]/gu)) found.push(match.index);
  return found.length ? found : NONE;
}

/** UTF-16 offset of a code point offset. @param {number[]} pairs as `astral` gives them @param {number} offsetCp */
export function utf16At(pairs, offsetCp) {
  let low = 0;
  let high = pairs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pairs[middle] - middle >= offsetCp) high = middle;
    else low = middle + 1;
  }
  return offsetCp + low;
}

/** Code point offset of a UTF-16 offset; inside a surrogate pair: its first half. @param {number[]} pairs */
export function codePointAt(pairs, offsetUtf16) {
  // A pair counts once its second half lies before the offset: that takes one off inside a pair, too.
  return offsetUtf16 - firstWhere(pairs, (at) => at >= offsetUtf16);
}

/** @param {Text} node */
function pairsOf(node) {
  let pairs = astralOf.get(node);
  if (!pairs) astralOf.set(node, (pairs = astral(node.data)));
  return pairs;
}

/** Where a point of the DOM lies in the stored text. @param {Text} node a paragraph's @param {number} utf16Offset */
export function toCodePoint(node, utf16Offset) {
  let offset = Number(node.parentElement.dataset.start) + codePointAt(pairsOf(node), utf16Offset);
  for (let before = node.previousSibling; before; before = before.previousSibling) {
    if (before.nodeType === Node.TEXT_NODE) offset += before.data.length - pairsOf(before).length;
  }
  return offset;
}

/** The place of a code point in one paragraph. @param {Paragraph} paragraph @param {number} offsetCp @returns {Point} */
export function pointIn(paragraph, offsetCp) {
  let rest = Math.min(Math.max(offsetCp, paragraph.start), paragraph.end) - paragraph.start;
  let node = paragraph.element.firstChild;
  for (; node.nextSibling; node = node.nextSibling) {
    const length = node.data.length - pairsOf(node).length;
    if (rest <= length) break;
    rest -= length;
  }
  return { node, offset: utf16At(pairsOf(node), rest) };
}

/**
 * The place of a code point; one in a gap is the start of the next paragraph, one behind everything the very end.
 * @param {Element} article @param {number} codePoint @returns {Point}
 */
export function toPoint(article, codePoint) {
  const all = paragraphs(article);
  const index = firstWhere(all, (paragraph) => paragraph.end >= codePoint);
  return pointIn(all[Math.min(index, all.length - 1)], codePoint);
}

/**
 * The DOM range of a span, without the gaps at its ends; null when no letter of a paragraph is in it.
 * @param {Element} article @param {number} start @param {number} end @returns {Range | null}
 */
export function rangeOf(article, start, end) {
  const all = paragraphs(article);
  const first = firstWhere(all, (paragraph) => paragraph.end > start);
  const last = firstWhere(all, (paragraph) => paragraph.start >= end) - 1;
  if (first > last || start >= end) return null;
  const from = pointIn(all[first], start);
  const to = pointIn(all[last], end);
  const range = article.ownerDocument.createRange();
  range.setStart(from.node, from.offset);
  range.setEnd(to.node, to.offset);
  return range;
}

/**
 * The stored text of a span, gaps included: from text nodes, never from what the browser makes of a selection.
 * White space before the first paragraph is not in the DOM and left out.
 * @param {Element} article @param {number} start @param {number} end @returns {string}
 */
export function textBetween(article, start, end) {
  const all = paragraphs(article);
  let text = "";
  for (let i = firstWhere(all, (p) => p.end + p.gap.length > start); i < all.length && all[i].start < end; i += 1) {
    text += slice(all[i].element.textContent, start - all[i].start, end - all[i].start);
    text += slice(all[i].gap, start - all[i].end, end - all[i].end);
  }
  return text;
}

/** @param {string} text @param {number} startCp @param {number} endCp */
function slice(text, startCp, endCp) {
  if (endCp <= 0) return "";
  const pairs = astral(text);
  return text.slice(utf16At(pairs, Math.max(0, startCp)), utf16At(pairs, endCp));
}
