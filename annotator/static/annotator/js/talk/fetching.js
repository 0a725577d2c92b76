/** Talk from the server: a fragment at its address, ready for htmx, with what was typed before. */

import { fillDrafts } from "./drafts.js";

/** @param {string} url @returns {Promise<HTMLElement | null>} null: no answer, or none of a talk */
export async function fetchTalk(url) {
  const headers = { "HX-Request": "true", Accept: "text/html" };
  const answer = await fetch(url, { headers, redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return null;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  return /** @type {HTMLElement | null} */ (holder.content.querySelector(".talk"));
}

/** What came into the page works: its forms send by themselves. @param {HTMLElement} place */
export function ready(place) {
  globalThis.htmx?.process(place);
  fillDrafts(place);
}
