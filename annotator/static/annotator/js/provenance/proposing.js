/**
 * Ruling on proposals by keys: one key each while a proposal has the focus. Without this module the same forms work. When
 * the page was swapped, the focus goes to the next proposal, and what was done is said.
 */

import { announce } from "../notes.js";
import { inMove, move, ready } from "./moving.js";

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

/** @type {Record<string, (proposal: Element) => void>} */
const KEYS = {
  a: (proposal) => press(proposal, "a"), x: (proposal) => press(proposal, "x"), m: (proposal) => move(proposal, true),
  j: (proposal) => go(proposal, 1), k: (proposal) => go(proposal, -1),
  u: () => isBusy() || document.querySelector("[data-undo]")?.click(),
};

document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof Element)) return;
  const movable = target.closest(".movable");
  if (movable && !isBusy() && inMove(movable, target, event.key)) {
    event.preventDefault();
    return;
  }
  const key = event.key.toLowerCase();
  const isUndo = key === "u" && target.closest(".origins");
  if (!(isUndo || target.closest("[data-proposals]")) || target.matches("input, select, textarea")) return;
  const known = KEYS[key];
  const about = target.closest(".proposal") ?? document.querySelector(".proposal");
  if (!known || (!about && key !== "u")) return;
  known(about);
  event.preventDefault();
});

document.addEventListener("htmx:after:swap", () => {
  const page = document.getElementById("provenance");
  if (!page) return;
  ready();
  const goal = page.dataset.focus && document.getElementById(page.dataset.focus);
  if (goal) show(goal);
  if (page.dataset.said) announce(page.dataset.said);
});

ready();
