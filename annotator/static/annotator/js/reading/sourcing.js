/** From a mark to the card of its source: a page of its own, which leads back to the mark. */

import { note } from "../keys/spoken.js";
import { toast } from "../notes.js";
import { urlOf } from "../saving/send.js";

/** @param {import("./desk.js").Desk} desk @param {import("../marks/marks.js").Mark | undefined} mark */
export async function toSource({ saver, marks, page }, mark) {
  if (!mark) return note("Choose a mark first: put the cursor into it, or go to it with [ and ].");
  await saver?.settled(mark.id);
  const isStored = !mark.own || marks.saving(mark.id).state === "saved";
  if (isStored) location.assign(`${urlOf(page.dataset.addUrl, mark.id)}source/`);
  else toast("This mark is not saved yet. Its source is filed once it is.", { error: true });
}
