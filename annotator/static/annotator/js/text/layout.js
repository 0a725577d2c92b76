/** What the layout of the article says: the letter under the pointer, the paragraphs near the window. */

import { firstWhere, paragraphs, toCodePoint } from "./codepoints.js";

/**
 * The code point whose letter covers a point of the window; null beside the text, between lines, outside the article.
 * The browser gives the nearest caret, which may stand behind the letter or far from the pointer: the boxes of the letters
 * on both sides decide.
 * @param {Element} article @param {number} x CSS pixels @param {number} y CSS pixels @returns {number | null}
 */
export function letterAt(article, x, y) {
  const caret = document.caretPositionFromPoint?.(x, y) ?? document.caretRangeFromPoint?.(x, y);
  const node = caret?.offsetNode ?? caret?.startContainer;
  if (node?.nodeType !== Node.TEXT_NODE || !node.parentElement.dataset.start || !article.contains(node)) return null;
  const offset = caret.offset ?? caret.startOffset;
  const starts = [offset, offset - 1, offset - 2].filter((start) => start >= 0 && start < node.length);
  const hit = starts.find((start) => isUnder(node, start, x, y));
  return hit === undefined ? null : toCodePoint(node, hit);
}

/** @param {Text} node @param {number} start UTF-16 @param {number} x @param {number} y */
function isUnder(node, start, x, y) {
  const letter = document.createRange();
  letter.setStart(node, start);
  letter.setEnd(node, Math.min(node.length, start + (node.data.codePointAt(start) > 0xffff ? 2 : 1)));
  const boxes = Array.from(letter.getClientRects());
  return boxes.some((box) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom);
}

/**
 * Indexes of the paragraphs within one screen of the window, at once (an IntersectionObserver reports a frame later).
 * @param {Element} article @param {Element | null} root the element that scrolls, null for the window @returns {number[]}
 */
export function nearParagraphs(article, root) {
  const all = paragraphs(article);
  const view = root?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
  const height = view.bottom - view.top;
  const first = firstWhere(all, ({ element }) => element.getBoundingClientRect().bottom > view.top - height);
  const last = firstWhere(all, ({ element }) => element.getBoundingClientRect().top > view.bottom + height);
  return Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
}
