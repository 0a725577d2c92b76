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
  for (const form of document.querySelectorAll("#finish form:has([name=read]), form[data-send-first]")) {
    form.addEventListener("submit", (event) => sendFirst(event, desk));
  }
}

/** A reading is submitted with all its marks or not at all, and (in a session) with what was seen. @param {SubmitEvent} event @param {Desk} desk */
async function sendFirst(event, { saver, bookmark }) {
  const isAsRead = event.target.matches("[data-send-first]:not([data-sent])");
  if (!saver.unsent() && !isAsRead) return;
  event.preventDefault();
  if (isAsRead) await bookmark?.send();
  if (isAsRead) event.target.dataset.sent = "yes";
  await saver.retryAll();
  await saver.idle();
  if (saver.unsent()) toast(wordsFor(saver), { error: true });
  else event.target.requestSubmit(event.submitter);
}

/** What keeps a reading from being submitted, and what to do. @param {Saver} saver */
function wordsFor(saver) {
  const [n, refused] = [saver.unsent(), saver.refused()];
  if (refused === 1) return "One mark was refused: see the cards. Try again or put it away, then submit.";
  if (refused) return `${refused} marks were refused: see the cards. Try again or put them away, then submit.`;
  return `${n === 1 ? "One mark is" : `${n} marks are`} not sent yet: see the cards. Then submit.`;
}
