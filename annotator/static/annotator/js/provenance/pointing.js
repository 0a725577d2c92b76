/** Which letter beside a border was pointed at. */

/**
 * Code points from the border: negative before it, positive behind; null where no letter was met. The signs for more at
 * both outer ends are no letters.
 * @param {Element} before @param {Element} after what stands on both sides of the border @param {number} x @param {number} y
 * @returns {number | null}
 */
export function toCodePointIn(before, after, x, y) {
  const caret = document.caretPositionFromPoint?.(x, y) ?? document.caretRangeFromPoint?.(x, y);
  const node = caret?.offsetNode ?? caret?.startContainer;
  const offset = caret?.offset ?? caret?.startOffset;
  if (!(node instanceof Text)) return null;
  const length = (/** @type {string} */ text) => Array.from(text).length;
  if (before.contains(node)) return node.data.startsWith("… ") && offset < 2 ? null : -length(node.data.slice(offset));
  if (!after.contains(node)) return null;
  return node.data.endsWith(" …") && offset > node.data.length - 2 ? null : length(node.data.slice(0, offset));
}
