/** The side that the project's list knows of a speaker: offered beside the name, taken by a press and never by itself. */

/** @typedef {import("../marks/marks.js").Mark} Mark */

const SIDE = "side";

/** Names are compared as the list compares them. @param {string} name */
const keyOf = (name) => name.trim().split(/\s+/).join(" ").toLowerCase();

/**
 * Shows the offer where the mark has a speaker of a known side and says none.
 * @param {import("./sheet.js").Sheet} sheet @param {Mark} mark
 */
export function showSide({ element, rows }, mark) {
  const button = element.querySelector("[data-side].offered");
  const row = rows.get(SIDE);
  if (!button || !row) return;
  const name = mark.facets[button.closest(".facet").dataset.facet];
  const options = element.querySelector("datalist")?.options ?? [];
  const known = name && Array.from(options).find((option) => option.dataset.side && keyOf(option.value) === keyOf(name));
  button.hidden = !known || Boolean(mark.facets[SIDE]);
  if (button.hidden) return;
  button.value = known.dataset.side;
  button.textContent = `side: ${rows.words(row, button.value)}`;
}

/** @param {import("./sheet.js").Sheet} sheet @param {HTMLButtonElement} button the offer */
export function takeSide(sheet, button) {
  sheet.choose({ facets: { ...sheet.texts.read().facets, [SIDE]: button.value } });
  button.closest(".facet").querySelector("input")?.focus();
}
