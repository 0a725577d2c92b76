/** The place in the text that is nearest to a point of the window. */

import { firstWhere, paragraphs, toCodePoint } from "./codepoints.js";

/**
 * As a code point: between the letters where a caret would stand; beside the text the end of that line. Null where the
 * browser cannot tell (a point outside of the window).
 * @param {Element} article @param {number} x CSS pixels @param {number} y CSS pixels @returns {number | null}
 */
export function placeAt(article, x, y) {
  const all = paragraphs(article);
  const frame = article.getBoundingClientRect();
  const inside = Math.min(Math.max(x, frame.left + 1), frame.right - 1);
  const caret = document.caretPositionFromPoint?.(inside, y) ?? document.caretRangeFromPoint?.(inside, y);
  const node = caret?.offsetNode ?? caret?.startContainer;
  if (node?.nodeType === Node.TEXT_NODE && node.parentElement.dataset.start && article.contains(node)) {
    return toCodePoint(node, caret.offset ?? caret.startOffset);
  }
  if (y < 0 || y > innerHeight) return null;
  const index = firstWhere(all, ({ element }) => element.getBoundingClientRect().bottom > y); // between two paragraphs
  return index < all.length ? all[index].start : all.at(-1).end;
}
