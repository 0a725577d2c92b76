/**
 * Says that what the page shows was changed meanwhile, and offers to show it: nothing moves under somebody's hands. Asked
 * while the page is looked at, and when somebody comes back to it.
 */

import { toast } from "../notes.js";

const EVERY_MS = 20_000;
const STAYS_S = 86_400;

const watched = /** @type {HTMLElement | null} */ (document.querySelector("[data-watch]"));
let isSaid = false;

async function ask() {
  if (isSaid || document.hidden) return;
  const asked = fetch(watched.dataset.watch, { headers: { Accept: "application/json" }, redirect: "manual" });
  const answer = await asked.catch(() => null); // no connection: asked again
  if (!answer?.ok) return;
  const { state } = await answer.json();
  if (isSaid || state === watched.dataset.state) return;
  isSaid = true;
  const action = { words: "Show", run: () => location.assign(watched.dataset.page) };
  toast("Something here was changed meanwhile.", { action, seconds: STAYS_S });
}

if (watched) {
  setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);
  addEventListener("focus", ask);
}
