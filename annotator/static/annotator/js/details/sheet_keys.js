/** The keys of the details: a value of the current row, a row, a label; in a field they are letters. */

import { strokeOf } from "../keys/strokes.js";

/** @typedef {import("./sheet.js").Sheet} Sheet */

/** @param {Sheet} sheet */
export function listenToKeys(sheet) {
  sheet.element.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || !sheet.mark) return;
    const isTaken = event.target.matches("input, textarea") ? inField(sheet, event) : pressed(sheet, event);
    if (isTaken) event.preventDefault();
  });
}

/** @param {Sheet} sheet @param {KeyboardEvent} event @returns {boolean} whether the key was taken */
function pressed(sheet, event) {
  const stroke = strokeOf(event);
  const isOnRow = event.target === sheet.rows.current || event.target === sheet.element;
  if (stroke === "Backspace" || stroke === "ArrowUp") return did(sheet.step(-1));
  if (stroke === "ArrowDown") return did(sheet.step(1));
  if (stroke === "Enter" && isOnRow) return did(sheet.close());
  if (stroke === " " && isOnRow) return takeOffered(sheet);
  const areOn = sheet.tell.areSingleOn?.() ?? true;
  return areOn && stroke?.length === 1 && !event.repeat && single(sheet, stroke);
}

/** @param {Sheet} sheet @param {string} key one letter or sign */
function single(sheet, key) {
  const { rows } = sheet;
  if (key === "=") return did(sheet.takeAll());
  if (key === ".") return takeOffered(sheet);
  const value = rows.valueAt(rows.current, key);
  if (value) return did(sheet.pick(rows.current, value.dataset.value));
  const row = rows.all.find(({ dataset }) => dataset.key === key);
  if (row?.dataset.kind === "flag") return did(sheet.pick(row, "yes", { goOn: false }));
  if (row) return did(sheet.jump(row.dataset.facet));
  const label = sheet.element.querySelector(`.sheet-top [data-label][data-key="${CSS.escape(key)}"]`);
  if (label) return did(sheet.choose({ label: label.dataset.label }));
  return /^[0-9]$/.test(key); // a number that is no value here must not become a label
}

/** @param {Sheet} sheet */
function takeOffered(sheet) {
  const { current } = sheet.rows;
  if (!current?.dataset.offered) return false;
  return did(sheet.pick(current, current.dataset.offered));
}

/** Enter goes on; Backspace in an empty field goes back. @param {Sheet} sheet @param {KeyboardEvent} event */
function inField(sheet, event) {
  const { target, key } = event;
  if (key === "Escape") return did(sheet.close());
  if (target.matches("textarea")) return key === "Enter" && (event.ctrlKey || event.metaKey) && did(sheet.close());
  if (key === "Backspace" && !target.value && !event.repeat) return did(sheet.step(-1));
  if (key !== "Enter") return false;
  sheet.texts.say();
  const next = sheet.rows.beside(sheet.rows.current, sheet.mark, 1);
  return did(next ? sheet.goTo(next) : sheet.close());
}

/** @param {unknown} _done */
function did(_done) {
  return true;
}
