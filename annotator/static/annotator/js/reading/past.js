/** The history of one mark, in a dialog; each earlier state can be brought back. */

import { toast } from "../notes.js";
import { urlOf } from "../saving/send.js";

/**
 * @param {HTMLDialogElement} dialog @param {import("../marks/marks.js").Mark} mark @param {import("../saving/save.js").Saver} saver
 */
export async function past(dialog, mark, saver) {
  await saver.settled(mark.id);
  const url = `${urlOf(document.getElementById("reading").dataset.addUrl, mark.id)}history/`;
  const answer = await fetch(url, { redirect: "manual" }).catch(() => null);
  if (!answer?.ok) {
    toast("The history could not be loaded. Try again.", { error: true });
    return;
  }
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  dialog.querySelector("[data-changes]").replaceChildren(holder.content);
  const restore = (event) => {
    event.preventDefault();
    dialog.close();
    saver.restore(mark.id, Number(event.target.dataset.restore));
  };
  const close = ({ target }) => (target === dialog || target.closest('[data-do="close"]')) && dialog.close();
  dialog.addEventListener("submit", restore);
  dialog.addEventListener("click", close);
  dialog.addEventListener("close", () => {
    dialog.removeEventListener("submit", restore);
    dialog.removeEventListener("click", close);
  }, { once: true });
  dialog.showModal();
}
