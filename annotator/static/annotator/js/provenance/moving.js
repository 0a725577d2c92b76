/** Moving the borders of a proposal, or of a range that stands: of anything `.movable` with two borders and a form. */

import { announce } from "../notes.js";
import { Border } from "./borders.js";

/** @type {WeakMap<Element, Border[]>} */
const bordersOf = new WeakMap();
/** @type {string | null} */
let whole = null;

/** The text never changes: read once. */
const text = () => (whole ??= JSON.parse(document.getElementById("whole-text").textContent));

/** Of viewers there are none: nothing to move. @param {Element} movable @returns {Border[]} */
function borders(movable) {
  if (!bordersOf.has(movable)) {
    const made = Array.from(movable.querySelectorAll(".border"), (element) => {
      const field = movable.querySelector(`form [name=${element.dataset.side}]`);
      return new Border(element, field, text, () => changed(movable));
    });
    const [start, end] = made;
    Object.assign(start, { other: end });
    Object.assign(end, { other: start });
    bordersOf.set(movable, made);
  }
  return bordersOf.get(movable);
}

/** The button says what it does now, and who would follow is said before. @param {HTMLElement} movable */
function changed(movable) {
  const both = borders(movable);
  const isOther = both.some(({ at, stood }) => at !== stood);
  const button = movable.querySelector("[data-key=a]");
  const { as } = movable.dataset;
  button.querySelector("[data-accept]").textContent = isOther && as === "Accept" ? "Accept with these borders" : as;
  if (button.hasAttribute("data-only-moved")) button.hidden = !isOther;
  for (const border of both.filter(({ isOpen }) => isOpen)) border.show();
  const follows = movable.querySelector("[data-follows]");
  if (!follows) return;
  const isFollowed = both.map((border) => border.takesAlong);
  for (const [index, side] of ["start", "end"].entries()) {
    const words = follows.querySelector(`[data-follow=${side}]`);
    if (words) words.hidden = !isFollowed[index];
  }
  follows.hidden = !isFollowed.includes(true);
  follows.querySelector("input").disabled = follows.hidden;
}

/** @param {HTMLElement} movable @param {boolean} isMoving */
function open(movable, isMoving) {
  movable.classList.toggle("moving", isMoving);
  movable.querySelector("[data-move-words]").textContent = isMoving ? "Leave it as it was" : "Move a border";
  for (const border of borders(movable)) border.open(isMoving);
  changed(movable);
}

/** Begins to move the borders, or takes it back. @param {HTMLElement} movable @param {boolean} isMoving */
export function move(movable, isMoving) {
  open(movable, isMoving);
  const goal = isMoving ? borders(movable)[0].shown : movable;
  goal.focus({ preventScroll: true });
  goal.scrollIntoView({ block: "nearest" });
  if (isMoving) announce("Arrows move the border: by letter, with Control by word, up and down by sentence, Page keys by paragraph, Home and End as far as it may go. Tab to the other border. Enter accepts, Escape takes it back.");
}

/**
 * While borders are moved: Enter accepts, Escape takes it back. Whether the key was one of them.
 * @param {HTMLElement} movable @param {Element} target @param {string} key
 */
export function inMove(movable, target, key) {
  if (!movable.classList.contains("moving")) return false;
  if (key === "Escape") move(movable, false);
  else if (key === "Enter" && target.matches("[role=slider]")) movable.querySelector("[data-key=a]:not([hidden])")?.click();
  else return false;
  return true;
}

document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element && target.closest("[data-move]");
  const movable = button && button.closest(".movable");
  if (movable) move(movable, !movable.classList.contains("moving"));
});

/** What only works with this module shows itself; a move that was refused is as it was sent. */
export function ready() {
  for (const button of document.querySelectorAll("[data-move]")) button.hidden = false;
  for (const movable of document.querySelectorAll(".movable")) {
    const isRefused = movable.querySelector("[role=alert]") !== null;
    if (borders(movable).some((border) => border.at !== border.stood || (isRefused && border.takesAlong))) open(movable, true);
  }
}
