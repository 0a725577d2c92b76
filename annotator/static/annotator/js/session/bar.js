/** The bar over an article that is read in a session: the clock, who has finished, handing in, and on to the room. */

import { fragment, renew } from "./asking.js";
import { keepClocks } from "./clock.js";
import { toast } from "../notes.js";
import { watch } from "./watch.js";

/** @param {import("../reading/desk.js").Desk} desk */
export function beginSession(desk) {
  const bar = document.getElementById("session-bar");
  if (!bar) return;
  keepClocks();
  let face = bar.querySelector("#session-line").dataset.face;
  bar.querySelector("[data-do=finish]")?.addEventListener("click", () => bar.querySelector("#session-done").hidePopover());
  const look = async () => {
    const line = await fragment(bar.dataset.heardUrl, "POST");
    if (!line) return;
    const before = face;
    face = line.dataset.face;
    renew(line);
    if (before === "marking" && face !== "marking") await leave(desk, bar.dataset.roomUrl, face);
  };
  watch(look, { isNews: ({ type, detail }) => type !== "live:event" || /^session/.test(detail?.kind ?? "") })();
}

/** The host ended the marking. Nobody is taken away from marks that the server does not have. */
async function leave({ saver, sheet }, url, face) {
  sheet?.close(); // what is being typed is said
  await saver?.idle();
  const n = saver?.unsent() ?? 0;
  if (!n) return location.assign(url);
  const words = face === "revealed" ? "The marks are revealed." : "The session is over.";
  const late = `${words} ${n === 1 ? "One mark of yours is" : `${n} marks of yours are`} not stored yet: see the cards.`;
  toast(late, { error: true, action: { words: "To the room", run: () => location.assign(url) } });
}
