/**
 * Watches what the reader selects in the article. With a mouse the browser's selection is then set to the words that a
 * mark would take, so that what is lit is what will be stored; under a finger it is left alone (its handles would go).
 */

import { rangeOf } from "./codepoints.js";
import { readSelection } from "./selection.js";

const PAUSE_MS = 300;

/**
 * @param {HTMLElement} article
 * @param {(selected: import("./selection.js").Selected | null, range: Range | null) => void} tell
 */
export function watchSelection(article, tell) {
  let [exact, isDown, isTouch, timer] = [false, false, false, 0];

  const look = () => {
    const selection = document.getSelection();
    const selected = readSelection(article, selection, { exact });
    const range = selected && rangeOf(article, selected.start, selected.end);
    if (range && !isTouch && !isSame(selection.getRangeAt(0), range)) {
      selection.setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
    }
    tell(selected, range);
  };

  document.addEventListener("pointerdown", (event) => {
    isDown = true;
    isTouch = event.pointerType === "touch";
  });
  document.addEventListener("pointerup", (event) => {
    isDown = false;
    if (!(event.target instanceof Element) || event.target.closest(".palette, .sheet")) return;
    exact = event.altKey;
    if (!isTouch) setTimeout(look); // the browser settles the selection after this event
  });
  document.addEventListener("pointercancel", () => (isDown = false)); // the system took the finger over to select
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    if (!isDown) timer = setTimeout(look, PAUSE_MS);
  });
}

/** @param {Range} a @param {Range} b */
function isSame(a, b) {
  return a.compareBoundaryPoints(Range.START_TO_START, b) === 0 && a.compareBoundaryPoints(Range.END_TO_END, b) === 0;
}
