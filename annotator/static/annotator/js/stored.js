/** A mark as the server has it takes the place of what the page shows. */

import { markOf } from "./marks.js";
import { send, urlOf } from "./send.js";

/**
 * @param {{marks: import("./marks.js").Marks, cards: import("./cards.js").Cards, addUrl: string}} page
 * @param {import("./marks.js").Mark} mark
 */
export async function showStored({ marks, cards, addUrl }, mark) {
  const answer = await send("GET", urlOf(addUrl, mark.id));
  if (answer.kind === "stored") {
    const card = cards.parse(answer.html);
    cards.put(card);
    marks.put(markOf(card));
  } else if (answer.code === "gone" || answer.code === "not_found") {
    cards.remove(mark.id);
    marks.remove(mark.id);
  }
}
