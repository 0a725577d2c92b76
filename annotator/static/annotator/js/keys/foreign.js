/** A selection that the mouse, a finger or the browser's own search made, as places of the text cursor. */

import { toCodePoint } from "../text/codepoints.js";
import { readSelection } from "../text/selection.js";
import { settle } from "./steps.js";

/**
 * Where it began and where it ends; the same place twice for a mere click. Null when it is not in the text.
 * @param {Element} article @param {Selection} selection @returns {[number, number] | null}
 */
export function placesOf(article, selection) {
  const { focusNode, focusOffset } = selection;
  const selected = readSelection(article, selection, { exact: true });
  if (selected) {
    const { startContainer, startOffset } = selection.getRangeAt(0);
    const isBack = startContainer === focusNode && startOffset === focusOffset;
    return isBack ? [selected.end, selected.start] : [selected.start, selected.end];
  }
  const isInText = focusNode?.nodeType === Node.TEXT_NODE && focusNode.parentElement.dataset.start;
  if (!selection.isCollapsed || !isInText || !article.contains(focusNode)) return null;
  const place = settle(article, toCodePoint(focusNode, focusOffset));
  return [place, place];
}
