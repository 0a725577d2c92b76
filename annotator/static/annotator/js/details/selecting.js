/**
 * Watches what the reader selects in the article. With a mouse the browser's selection is then set to the words that a
 * mark would take, so that what is lit is what will be stored; under a finger it is left alone (its handles would go), and
 * so is what the keyboard selects: it is exact.
 *
 * @typedef {import("../text/selection.js").Selected} Selected
 * @typedef {"mouse" | "touch" | "keys"} By what made the selection
 */

import { rangeOf, toPoint } from "../text/codepoints.js";
import { placeAt } from "../text/place.js";
import { readSelection } from "../text/selection.js";

const PAUSE_MS = 300;
const TOOLS = ".palette, .sheet, .label-bar, .end-handle";

/**
 * @param {HTMLElement} article
 * @param {(selected: Selected | null, range: Range | null, by: By) => void} tell by: the mouse tells when it lets go, the
 *   others after a pause
 */
export function watchSelection(article, tell) {
  /** @type {By} */ let by = "mouse";
  let [exact, isDown, isTool, timer] = [false, false, false, 0];

  const look = () => {
    clearTimeout(timer);
    const selection = document.getSelection();
    const selected = readSelection(article, selection, { exact: exact || by === "keys" });
    const range = selected && rangeOf(article, selected.start, selected.end);
    if (range && by === "mouse") fit(selection, range);
    tell(selected, range, by);
  };

  document.addEventListener("pointerdown", ({ pointerType, target }) => {
    isTool = target instanceof Element && Boolean(target.closest(TOOLS));
    if (isTool) return;
    isDown = true;
    by = pointerType === "touch" ? "touch" : "mouse";
  });
  document.addEventListener("pointerup", (event) => {
    isDown = false;
    if (isTool) return;
    exact = event.altKey;
    if (by === "touch") return;
    setTimeout(() => {
      endBeside(article, event);
      look();
    }); // the browser settles the selection after this event
  });
  const lost = () => (isDown = false);
  document.addEventListener("pointercancel", lost); // the system took the finger over to select
  addEventListener("blur", lost); // let go outside of the window
  document.addEventListener("keydown", ({ key }) => {
    if (!isDown && key !== "Alt") by = "keys";
  });
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    if (!isDown) timer = setTimeout(look, PAUSE_MS);
  });
}

/**
 * A drag that ends beside the text ends on that line: the browser would take all up to what lies there, a rail or a map.
 * @param {HTMLElement} article @param {PointerEvent} event where the mouse let go
 */
function endBeside(article, { target, clientX, clientY }) {
  const selection = document.getSelection();
  const isOutside = !(target instanceof Node) || !article.contains(target);
  if (!isOutside || selection.isCollapsed || !article.contains(selection.anchorNode)) return;
  const place = placeAt(article, clientX, clientY);
  if (place === null) return;
  const { node, offset } = toPoint(article, place);
  selection.extend(node, offset);
}

/** Sets the selection to a range, its moving end where it was. @param {Selection} selection @param {Range} range */
function fit(selection, range) {
  const now = selection.getRangeAt(0);
  const isSame = [Range.START_TO_START, Range.END_TO_END].every((ends) => now.compareBoundaryPoints(ends, range) === 0);
  if (isSame) return;
  const [from, to] = [[range.startContainer, range.startOffset], [range.endContainer, range.endOffset]];
  const isBack = selection.focusNode === now.startContainer && selection.focusOffset === now.startOffset;
  if (isBack) selection.setBaseAndExtent(...to, ...from);
  else selection.setBaseAndExtent(...from, ...to);
}
