/** Joins saving to the page: who is asked, what is sent before a reading is submitted. */

import { toast } from "../notes.js";
import { Saver } from "../saving/save.js";
import { chooser } from "../saving/stale.js";

/** @typedef {import("./desk.js").Desk} Desk */

/**
 * Saving goes on where nothing may be marked any more: what still waits is shown, sent or refused in words.
 * @param {Desk} desk @param {{account: string}} data
 */
export function beginSaving(desk, data) {
  const { marks, words, quoteOf, page } = desk;
  const choose = chooser(document.getElementById("stale"), words, quoteOf);
  desk.saver = new Saver({ marks, addUrl: page.dataset.addUrl, quoteOf, choose, account: data.account });
  desk.verbs.retry = ({ id }) => desk.saver.retry(id);
  desk.verbs.away = ({ id }) => desk.saver.putAway(id);
  document.querySelector("#finish form")?.addEventListener("submit", (event) => sendFirst(event, desk.saver));
}

/** A reading is submitted with all its marks or not at all. @param {SubmitEvent} event @param {Saver} saver */
async function sendFirst(event, saver) {
  if (!saver.unsent()) return;
  event.preventDefault();
  await saver.retryAll();
  await saver.idle();
  const n = saver.unsent();
  if (!n) event.target.requestSubmit(event.submitter);
  else toast(`${n === 1 ? "One mark is" : `${n} marks are`} not sent yet: see the cards. Then submit.`, { error: true });
}
