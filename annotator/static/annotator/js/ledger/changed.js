/**
 * Says that what the page shows was changed meanwhile, and offers to show it: nothing moves under somebody's hands. Asked
 * while the page is looked at, and when somebody comes back to it.
 */

import { announce } from "../notes.js";

const EVERY_MS = 20_000;

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-watch]"));

async function ask() {
  if (!place?.hidden || document.hidden) return;
  const asked = fetch(place.dataset.watch, { headers: { Accept: "application/json" }, redirect: "manual" });
  const answer = await asked.catch(() => null); // no connection: asked again
  if (!answer?.ok || !place.hidden) return;
  const { state } = await answer.json();
  if (state === place.dataset.state) return;
  place.hidden = false;
  announce("Something here was changed meanwhile.");
}

if (place) {
  setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);
  addEventListener("focus", ask);
}
