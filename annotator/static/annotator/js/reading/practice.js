/** After a practice mark: how other readers labelled the same words, over the lower edge of the window. */

import { toast } from "../notes.js";

/** @param {HTMLElement} place @param {string} url @param {string} id of a stored practice mark */
export async function showResult(place, url, id) {
  const answer = await fetch(`${url}?mark=${id}`, { redirect: "manual" }).catch(() => null);
  if (!answer?.ok) {
    toast("The other readings could not be shown. Try again.", { error: true });
    return false;
  }
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  place.replaceChildren(holder.content);
  const result = place.firstElementChild;
  const close = () => {
    place.replaceChildren();
    document.getElementById("article").focus({ preventScroll: true });
  };
  result.addEventListener("click", (event) => event.target.closest('[data-do="close-result"]') && close());
  result.addEventListener("keydown", (event) => event.key === "Escape" && close());
  result.focus({ preventScroll: true });
  return true;
}
