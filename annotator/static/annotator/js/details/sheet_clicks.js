/** The buttons of the details, by mouse, finger, Space and Enter. */

import { takeSide } from "./sheet_side.js";

/** @typedef {import("./sheet.js").Sheet} Sheet */

/** @param {Sheet} sheet */
export function listenToClicks(sheet) {
  sheet.element.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button && sheet.mark) clicked(sheet, button, event.detail > 0);
  });
}

/** @param {Sheet} sheet @param {HTMLButtonElement} button @param {boolean} byPointer else the focus stays on the button */
function clicked(sheet, button, byPointer) {
  const { label, value } = button.dataset;
  const row = button.closest(".facet");
  const goOn = byPointer && row?.dataset.kind !== "flag";
  if (label) sheet.choose({ label });
  else if (value) sheet.pick(row, value, { goOn, typing: false });
  else if ("take" in button.dataset) sheet.pick(row, row.dataset.offered, { typing: false });
  else if ("side" in button.dataset) takeSide(sheet, button);
  else act(sheet, button.dataset.do);
}

/** @param {Sheet} sheet @param {string} what */
function act(sheet, what) {
  const own = {
    close: () => sheet.close(),
    before: () => sheet.takeAll(),
    more: () => sheet.unfold(sheet.more.ariaExpanded !== "true"),
  };
  if (own[what]) own[what]();
  else {
    sheet.texts.say();
    sheet.tell.act(what, sheet.mark.id);
  }
}
