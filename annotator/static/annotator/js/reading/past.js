/** The history of one mark, in a dialog; each earlier state can be brought back. */

import { toast } from "../notes.js";
import { urlOf } from "../saving/send.js";

/**
 * @param {HTMLDialogElement} dialog @param {import("../marks/marks.js").Mark} mark @param {import("../saving/save.js").Saver} saver
 */
export async function past(dialog, mark, saver) {
  await saver.settled(mark.id);
  const found = await changes(`${urlOf(document.getElementById("reading").dataset.addUrl, mark.id)}history/`);
  if (!found) return;
  dialog.querySelector("[data-changes]").replaceChildren(found);
  const restore = (event) => {
    event.preventDefault();
    dialog.close();
    saver.restore(mark.id, Number(event.target.dataset.restore));
  };
  const click = (event) => {
    const older = event.target.closest("[data-older]");
    if (older && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      goOn(older);
    } else if (event.target === dialog || event.target.closest('[data-do="close"]')) dialog.close();
  };
  dialog.addEventListener("submit", restore);
  dialog.addEventListener("click", click);
  dialog.addEventListener("close", () => {
    dialog.removeEventListener("submit", restore);
    dialog.removeEventListener("click", click);
  }, { once: true });
  dialog.showModal();
}

/** The changes at an address, as the server drew them. @param {string} url @returns {Promise<HTMLElement | null>} */
async function changes(url) {
  const answer = await fetch(url, { redirect: "manual" }).catch(() => null);
  if (!answer?.ok) {
    toast("The history could not be loaded. Try again.", { error: true });
    return null;
  }
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  return /** @type {HTMLElement} */ (holder.content.querySelector("#mark-history"));
}

/** Older changes take the place of the link to them. @param {HTMLElement} older */
async function goOn(older) {
  const found = await changes(older.dataset.older);
  if (!found || !older.isConnected) return; // a second click was faster
  const [first] = found.children;
  older.parentElement.replaceWith(...found.children);
  first.tabIndex = -1;
  first.focus();
}
