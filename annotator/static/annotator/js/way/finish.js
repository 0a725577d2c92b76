/** Keeps the finish panel true while marks come and go: counts, "none here", what was read, and the sentences left. */

import { paragraphs, textBetween } from "../text/codepoints.js";
import { announce } from "../notes.js";
import { Skipped, numbersSaid } from "./skipped.js";

/**
 * @param {HTMLElement | null} panel
 * @param {{article: HTMLElement, progress: import("./progress.js").Progress, seen: import("./seen.js").Seen,
 *   bring?: (place: {start: number, end: number}) => void}} parts bring: goes to a sentence of the last look
 */
export function keepFinish(panel, { article, progress, seen, bring }) {
  if (!panel?.querySelector(".finish-labels") || !progress) return;
  const rows = Array.from(panel.querySelectorAll(".finish-labels li"));
  const rest = panel.querySelector("[data-do=none-of-the-rest]");
  const looks = panel.querySelector(".finish-looks");

  let isWaiting = false;
  const refresh = () => {
    isWaiting = false;
    const own = progress.own();
    for (const row of rows) count(row, own.filter((mark) => mark.label === row.dataset.label).length);
    rest.hidden = openBoxes(panel).length < 2;
    if (!looks) return;
    looks.querySelector("[data-left]").textContent = String(progress.now().left.length);
    if (looks.open) list(looks, article, progress);
  };
  rest.addEventListener("click", () => sayNone(panel, rest));
  panel.addEventListener("change", ({ target }) => target.name === "none_here" && refresh());
  looks?.addEventListener("toggle", () => looks.open && list(looks, article, progress));
  looks?.addEventListener("click", (event) => {
    const row = event.target.closest("li[data-start]");
    if (!row || !bring) return;
    event.preventDefault();
    bring({ start: Number(row.dataset.start), end: Number(row.dataset.end) });
  });
  progress.marks.addEventListener("change", () => {
    if (!isWaiting) requestAnimationFrame(() => setTimeout(refresh)); // the mark itself is on screen first
    isWaiting = true;
  });
  keepNumbers(panel, article);
  keepParts(panel, article, seen);
  new Skipped(panel, article, seen, progress);
  refresh();
}

/** Boxes of labels without a mark that are not ticked yet. @param {HTMLElement} panel @returns {HTMLInputElement[]} */
function openBoxes(panel) {
  return Array.from(panel.querySelectorAll('[name="none_here"]:not(:disabled, :checked)'));
}

/** One gesture for all labels that are left. @param {HTMLElement} panel @param {HTMLButtonElement} button */
function sayNone(panel, button) {
  const boxes = openBoxes(panel);
  for (const box of boxes) box.checked = true;
  boxes.at(-1)?.focus();
  button.hidden = true;
  announce(`None here: ${boxes.map((box) => box.closest("li").querySelector(".label-word").textContent).join(", ")}`);
}

/** @param {HTMLElement} row @param {number} n */
function count(row, n) {
  const [number, none] = [row.querySelector(".finish-n"), row.querySelector("label")];
  const box = none.querySelector("input");
  number.hidden = !n;
  none.hidden = Boolean(n);
  box.disabled = Boolean(n);
  if (n) box.checked = false;
  number.querySelector("b").textContent = String(n);
  number.querySelector("span").textContent = n === 1 ? "mark" : "marks";
}

/** The sentences left, each with its place. @param {HTMLElement} looks @param {HTMLElement} article */
function list(looks, article, progress) {
  const place = looks.querySelector(".looks");
  const known = new Map(Array.from(place.children, (row) => [row.dataset.start, row]));
  const rows = progress.now().left.map(([start, end]) => {
    const kept = known.get(String(start));
    if (kept) return kept;
    const [row, link] = [document.createElement("li"), document.createElement("a")];
    Object.assign(link, { href: `#${paragraphAt(article, start).id}`, dir: "auto", textContent: textBetween(article, start, end) });
    Object.assign(row.dataset, { start, end });
    row.append(link);
    return row;
  });
  place.replaceChildren(...rows);
}

/** @param {HTMLElement} article @param {number} at code point */
function paragraphAt(article, at) {
  return paragraphs(article).findLast(({ start }) => start <= at).element;
}

/** Paragraphs show their numbers while somebody says which were read. @param {HTMLElement} panel @param {HTMLElement} article */
function keepNumbers(panel, article) {
  const some = panel.querySelector('[name="read"][value="some"]');
  const follow = () => article.classList.toggle("numbered", some?.checked ?? false);
  panel.addEventListener("change", follow);
  follow();
}

/** Fields with numbers of paragraphs: who fills one means these. @param {HTMLElement} panel @param {HTMLElement} article */
function keepParts(panel, article, seen) {
  const fields = Array.from(panel.querySelectorAll('[name="paragraphs"]'));
  const mean = () => {
    const choice = panel.querySelector('[name="read"][value="some"]');
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  };
  for (const field of fields) {
    field.addEventListener("input", mean);
    field.parentElement.querySelector("[data-do=all-of-part]").addEventListener("click", () => {
      field.value = field.dataset.numbers;
      mean();
    });
  }
  panel.querySelector('[name="also"]')?.addEventListener("input", mean);
  panel.querySelector("[data-do=what-was-seen]").addEventListener("click", () => {
    for (const field of fields) field.value = seenIn(field, article, seen);
    mean();
  });
}

/** @param {HTMLInputElement} field of one part @returns {string} its paragraphs that were seen, by number */
function seenIn(field, article, seen) {
  const [first, last = first] = field.dataset.numbers.split("-").map(Number);
  const all = paragraphs(article);
  const indexes = Array.from({ length: last - first + 1 }, (_, i) => first - 1 + i);
  return numbersSaid(indexes.filter((index) => seen.has(all[index])));
}
