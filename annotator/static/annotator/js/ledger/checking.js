/**
 * Keys of the ledger: A opens the source, Y O N say what it says, digits take a suggested card, J and K walk the queue,
 * Escape leads back to the article. Without this module the forms work alike.
 */

import "./changed.js";

/** @param {Event} event */
const isWriting = ({ target }) => target instanceof Element && Boolean(target.closest("input:not([type=radio], [type=checkbox]), select, textarea"));

/** The form that a key is for: the one with the focus, else the first that is open. @returns {HTMLFormElement | null} */
function formAtHand() {
  const focused = document.activeElement?.closest(".citation, .desk-middle")?.querySelector(".check-form");
  const open = [...document.querySelectorAll(".check-form")].find((form) => form.checkVisibility());
  return /** @type {HTMLFormElement | null} */ (focused?.checkVisibility() ? focused : (open ?? null));
}

/** Chooses what has this key, and goes to the words that say it. @param {string} key */
function choose(key) {
  const form = formAtHand();
  const radio = form?.querySelector(`input[name=finding][data-key="${CSS.escape(key)}"]`);
  if (!(radio instanceof HTMLInputElement)) return false;
  radio.checked = true;
  const words = form.querySelector("input[name=excerpt]");
  words.focus();
  words.scrollIntoView({ block: "nearest" });
  return true;
}

/** What one key presses, if it is there. @type {Record<string, string>} */
const PRESSED = {
  a: "a[data-open]",
  j: ".passage-walk a[rel=next]",
  k: ".passage-walk a[rel=prev]",
  escape: "a[data-back]",
};

/** @param {string} key */
function press(key) {
  const selector = PRESSED[key] ?? (/^[1-9]$/.test(key) ? `button[data-take="${key}"]` : "");
  const found = selector && document.querySelector(selector);
  if (found instanceof HTMLElement) found.click();
  return Boolean(found);
}

/** @param {string} key */
function search(key) {
  const field = key === "/" ? document.querySelector("input[type=search]") : null;
  if (field instanceof HTMLElement) field.focus();
  return Boolean(field);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (isWriting(event)) {
    if (event.key === "Escape" && event.target instanceof HTMLElement) event.target.blur();
    return;
  }
  const key = event.key.toLowerCase();
  if (choose(key) || press(key) || search(key)) event.preventDefault();
});

// The queue is long: what is open stands in view.
document.querySelector(".queue [aria-current]")?.scrollIntoView({ block: "nearest" });
