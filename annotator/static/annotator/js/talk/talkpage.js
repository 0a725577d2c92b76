/** A page with talk on it or a drawer for it: buttons with data-talk-open (start and end in code points, or a mark) open it. */

import { TalkDrawer } from "./drawer.js";
import { beginTalk } from "./talk.js";

beginTalk();
const drawer = document.getElementById("talk-drawer");
if (drawer?.dataset.talkUrl) {
  const opened = new TalkDrawer(drawer, drawer.dataset.talkUrl);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-talk-open]");
    if (!button) return;
    event.preventDefault();
    const { mark, start, end } = button.dataset;
    opened.open(mark ? { mark } : start ? { start, end } : {}, { kind: button.dataset.talkOpen || "discussion", isByKeys: event.detail === 0 });
  });
}
