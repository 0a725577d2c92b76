/** Habits of the frame on every page. Loaded once, by base.html; modules import from notes.js, never from here. */

import { toast } from "./notes.js";

const FAILED = "The server did not answer. Nothing was lost on this page. Try again.";

document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status >= 500) toast(FAILED, { error: true });
});
document.addEventListener("htmx:error", () => toast(FAILED, { error: true }));

// A narrow bar scrolls sideways: bring the current entry into view.
const nav = document.querySelector(".bar-nav");
const current = nav?.querySelector("[aria-current]");
if (nav && current && current.offsetLeft + current.offsetWidth > nav.clientWidth) {
  nav.scrollLeft = current.offsetLeft - nav.clientWidth / 3;
}
