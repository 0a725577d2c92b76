/** The adjudicator's desk: a key chooses, the reason is written, Enter rules. Without this module the form works alike. */

import { fillFrom, keepToLabel } from "./otherwise.js";

const form = document.querySelector("#rule-form");
const reason = document.querySelector("#rule-reason");

/** @param {Event} event */
const isWriting = (event) => event.target instanceof Element && event.target.closest("input[type=text], select, textarea");

/** @param {string} key */
function walk(key) {
  const rel = ["j", "arrowdown"].includes(key) ? "next" : ["k", "arrowup"].includes(key) ? "prev" : "";
  const link = rel && document.querySelector(`.passage-walk a[rel=${rel}]`);
  if (link instanceof HTMLAnchorElement) link.click();
  return Boolean(link);
}

/** Choose what has this key, and go to where the hand goes next: to the words of a ruling of one's own, else to why. */
function choose(key) {
  const radio = form?.querySelector(`input[name=take][data-key="${CSS.escape(key)}"]`);
  if (!(radio instanceof HTMLInputElement)) return false;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  const own = ["edit", "merge"].includes(radio.value);
  const goal = own ? document.querySelector("#rule-start") : reason;
  if (goal instanceof HTMLElement) {
    goal.focus();
    goal.scrollIntoView({ block: "nearest" });
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event)) return;
  const key = event.key.toLowerCase();
  const onRadio = event.target instanceof HTMLInputElement && event.target.type === "radio";
  if (onRadio && key.startsWith("arrow")) return;
  if (choose(key) || walk(key)) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isWriting(event) && event.target instanceof HTMLElement) event.target.blur();
});

for (const button of document.querySelectorAll("[data-reason]")) {
  button.addEventListener("click", () => {
    if (!(reason instanceof HTMLInputElement) || !(button instanceof HTMLElement)) return;
    reason.value = button.dataset.reason ?? "";
    reason.focus();
  });
}

if (form instanceof HTMLFormElement) {
  keepToLabel(form);
  form.addEventListener("change", (event) => {
    const chosen = event.target;
    if (!(chosen instanceof HTMLInputElement)) return;
    if (chosen.name === "take" && chosen.dataset.start) fillFrom(form, chosen);
    keepToLabel(form);
  });
}

// The queue is long: what is open stands in view.
document.querySelector(".queue [aria-current]")?.scrollIntoView({ block: "nearest" });
