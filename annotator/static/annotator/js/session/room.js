/** The room of a session: it stays true by itself, says that one is here, and goes on with everybody when the host does. */

import { beginTalk } from "../talk/talk.js";
import { fragment, renew } from "./asking.js";
import { choosing } from "./choosing.js";
import { keepClocks } from "./clock.js";
import { Live } from "../live/live.js";
import { announce } from "../notes.js";
import { renewTalk } from "../talk/renewing.js";
import { watch } from "./watch.js";

const room = () => document.getElementById("room");

keepClocks();
beginTalk();
choosing(room);
if (room().dataset.face !== "none") watch(look)();
const stream = JSON.parse(document.getElementById("room-stream")?.textContent ?? "null");
if (stream) new Live(stream, stream.account);

async function look() {
  const { nowUrl, heardUrl, face, takesPart } = room().dataset;
  if (takesPart === "yes" && face !== "closed") await fragment(heardUrl, "POST");
  const now = await fragment(withPassage(nowUrl));
  if (!now) return;
  if (now.dataset.face !== room().dataset.face) return goOn(now.dataset.face);
  for (const fresh of Array.from(now.children)) renew(fresh);
  for (const talk of document.querySelectorAll(".talk[data-talk-url]")) renewTalk(talk);
}

/** The passage and the session of the address. @param {string} url */
function withPassage(url) {
  const asked = new URLSearchParams(location.search);
  const said = ["passage", "session"].filter((name) => asked.get(name)).map((name) => [name, asked.get(name)]);
  return said.length ? `${url}?${new URLSearchParams(said)}` : url;
}

/** The host went on. Whoever marks goes to the article when it opens. @param {string} face */
function goOn(face) {
  const { readUrl } = room().dataset;
  announce(face === "marking" ? "The article is open." : "The session goes on.");
  if (face === "marking" && readUrl) location.assign(readUrl);
  else location.reload();
}
