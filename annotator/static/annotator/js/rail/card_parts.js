/** Small pieces of cards. */

export const LONGEST = 1200; // UTF-16 units of a quote on a card; the text itself stands beside it
const FEW_WORDS = 9;

/** The beginning of a passage. @param {string} text @param {number} [n] words */
export function firstWords(text, n = FEW_WORDS) {
  const words = text.slice(0, LONGEST).trim().split(/\s+/u);
  return words.length > n ? `${words.slice(0, n).join(" ")} …` : words.join(" ");
}

/** @param {string} tag @param {string} className @param {string} [words] */
export function element(tag, className, words = "") {
  return Object.assign(document.createElement(tag), { className, textContent: words });
}

/** @param {HTMLElement} card @param {string} name of the part @param {string} words */
export function write(card, name, words) {
  card.querySelector(`.${name}`).textContent = words;
}

/** How much a card shows. @param {HTMLElement} card @param {import("./rail_layout.js").Level} level */
export function dress({ classList }, level) {
  classList.toggle("short", level === "short");
  classList.toggle("line", isLine(level));
}

/** Whether there is room for the head alone, in one line. @param {import("./rail_layout.js").Level} level */
export function isLine(level) {
  return level === "line" || level === "crowded";
}

/** @param {HTMLElement} card @param {string} part as CSS names it @param {boolean} isShown */
export function show(card, part, isShown) {
  card.querySelector(part).hidden = !isShown;
}
