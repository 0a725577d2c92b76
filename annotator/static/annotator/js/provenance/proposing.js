/**
 * Ruling on proposals by keys: one key each while a proposal has the focus. Without this module the same forms work. When
 * the page was swapped, the focus goes to the next proposal, and what was done is said.
 */

import { announce } from "../notes.js";
import { Border } from "./borders.js";

/** @type {WeakMap<Element, Border[]>} */
const bordersOf = new WeakMap();

/** Of viewers there are none: nothing to move. @param {Element} proposal @returns {Border[]} */
function borders(proposal) {
  if (!bordersOf.has(proposal)) {
    const made = Array.from(proposal.querySelectorAll(".border"), (element) => {
      const field = proposal.querySelector(`select[name=${element.dataset.side}]`);
      return new Border(element, field, () => moved(proposal));
    });
    bordersOf.set(proposal, made);
  }
  return bordersOf.get(proposal);
}

/** A border was moved: the button says so, and none passes the other. @param {Element} proposal */
function moved(proposal) {
  const [start, end] = borders(proposal);
  const isOther = start.at !== start.proposed || end.at !== end.proposed;
  const button = proposal.querySelector("[data-key=a]");
  button.disabled = start.at >= end.at;
  button.querySelector("[data-accept]").textContent = isOther ? "Accept with these borders" : "Accept";
}

/** @param {Element} proposal @param {boolean} isMoving */
function openBorders(proposal, isMoving) {
  proposal.classList.toggle("moving", isMoving);
  for (const border of borders(proposal)) {
    if (!isMoving) border.put(border.proposed);
    border.open(isMoving);
  }
  moved(proposal);
}

/** @param {Element} proposal @param {boolean} isMoving */
function move(proposal, isMoving) {
  openBorders(proposal, isMoving);
  const goal = isMoving ? borders(proposal)[0].shown : proposal;
  goal.focus({ preventScroll: true });
  goal.scrollIntoView({ block: "nearest" });
  if (isMoving) announce("Arrows move the border: by letter, with Control by word, up and down by sentence, Page keys by paragraph. Tab to the other border. Enter accepts, Escape takes it back.");
}

/** @param {Element} proposal @param {1 | -1} way */
function go(proposal, way) {
  const all = [...document.querySelectorAll(".proposal")];
  const next = all[all.indexOf(proposal) + way];
  if (!next) announce(way > 0 ? "That was the last one." : "This is the first one.");
  else show(next);
}

/** @param {HTMLElement} element */
function show(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "start" });
}

/** Whether a ruling is on its way: the same key again is not meant for what it finds then. */
const isBusy = () => Boolean(document.querySelector("#provenance .htmx-request"));

/** @param {Element} proposal @param {string} key */
function press(proposal, key) {
  const button = proposal.querySelector(`[data-key=${key}]`);
  if (button && !button.disabled && !isBusy()) button.click();
}

/** While a border is moved: Enter accepts, Escape takes it back. @param {Element} proposal @param {Element} target @param {string} key */
function inMove(proposal, target, key) {
  if (!proposal.classList.contains("moving")) return false;
  if (key === "Escape") move(proposal, false);
  else if (key === "Enter" && target.matches("[role=slider]")) press(proposal, "a");
  else return false;
  return true;
}

/** @type {Record<string, (proposal: Element) => void>} */
const KEYS = {
  a: (proposal) => press(proposal, "a"), x: (proposal) => press(proposal, "x"), m: (proposal) => move(proposal, true),
  j: (proposal) => go(proposal, 1), k: (proposal) => go(proposal, -1),
  u: () => isBusy() || document.querySelector("[data-undo]")?.click(),
};

document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof Element)) return;
  const proposal = target.closest(".proposal");
  if (proposal && inMove(proposal, target, event.key)) {
    event.preventDefault();
    return;
  }
  if (!target.closest("[data-proposals]") || target.matches("input, select, textarea")) return;
  const known = KEYS[event.key.toLowerCase()];
  const about = proposal ?? document.querySelector(".proposal");
  if (!known || (!about && event.key.toLowerCase() !== "u")) return;
  known(about);
  event.preventDefault();
});

document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element && target.closest("[data-move]");
  const proposal = button && button.closest(".proposal");
  if (proposal) move(proposal, !proposal.classList.contains("moving"));
});

/** What only works with this module shows itself. */
function ready() {
  for (const button of document.querySelectorAll("[data-move]")) button.hidden = false;
  for (const proposal of document.querySelectorAll(".proposal")) {
    const isMoved = borders(proposal).some(({ at, proposed }) => at !== proposed); // as a refused ruling had it
    if (isMoved) openBorders(proposal, true);
  }
}

document.addEventListener("htmx:after:swap", () => {
  const page = document.getElementById("provenance");
  if (!page) return;
  ready();
  const goal = page.dataset.focus && document.getElementById(page.dataset.focus);
  if (goal) show(goal);
  if (page.dataset.said) announce(page.dataset.said);
});

ready();
