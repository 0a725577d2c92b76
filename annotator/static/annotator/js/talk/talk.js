/**
 * Talk on a page: what is typed is kept, what is sent is said, what others say comes in by itself. One call for a page,
 * wherever its talks stand or come to stand.
 */

import { announce, toast } from "../notes.js";
import { dropDrafts, fillDrafts, keepDraft } from "./drafts.js";
import { renewTalk } from "./renewing.js";

const PLACES = ".talk, .thread";
const PAUSE_MS = 150;
const GONE = { 403: "Your role here does not allow this.", 404: "This thread is not there any more.", 410: "This comment was deleted." };

/** @param {{changed?: () => void}} [tell] changed: somebody, oneself among them, said something or took it back */
export function beginTalk({ changed = () => {} } = {}) {
  let timer = 0;
  /** Forms whose answer is on its way, by request: htmx forgets a form that its answer replaced. @type {Map<object, Element>} */
  const sending = new Map();
  const renew = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (sending.size) return renew(); // its answer replaces the form: the form must be there
      for (const talk of document.querySelectorAll(".talk[data-talk-url]")) renewTalk(talk);
      changed();
    }, PAUSE_MS);
  };
  document.addEventListener("live:event", ({ detail }) => /^(comment|thread)/.test(detail?.kind ?? "") && renew());
  document.addEventListener("live:reload", renew);
  document.addEventListener("input", ({ target }) => target.matches?.(".talk textarea, .thread textarea") && keepDraft(target));
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => isOurs(ctx) && sending.set(ctx, ctx.sourceElement));
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => sending.delete(ctx));
  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    if (isOurs(ctx) && ctx.response.status < 400) dropDrafts(ctx.sourceElement);
  });
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (!isOurs(ctx)) return;
    answered(ctx, sending.get(ctx) ?? ctx.sourceElement);
    if (ctx.response.status < 400) changed();
  });
  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    const words = isOurs(ctx) && GONE[ctx.response.status];
    if (words) toast(words, { error: true });
  });
}

/** @param {{target: unknown}} ctx of a request by htmx */
function isOurs({ target }) {
  return target instanceof Element && target.matches(PLACES);
}

/** Says what was done, and puts the focus where one goes on. @param {{target: Element, response: {status: number}}} ctx @param {Element} form */
function answered({ target, response }, form) {
  const place = document.getElementById(target.id);
  if (!place) {
    announce("Deleted.");
    document.querySelector("#talk-drawer:not([hidden]) .talk")?.focus({ preventScroll: true });
    return;
  }
  fillDrafts(place);
  const refused = place.querySelector("[aria-invalid=true]");
  if (response.status >= 400) return refused?.focus();
  announce(wordsFor(form, place));
  const field = form.matches(".thread-reply") && place.querySelector(".thread-reply textarea");
  (field || place).focus({ preventScroll: true });
}

/** @param {Element} form that was sent @param {Element} place as it is now */
function wordsFor(form, place) {
  if (form.matches(".thread-settle")) return place.matches(".resolved") ? "Resolved." : "Open again.";
  return form.matches(".thread-reply, .talk-start") ? "Sent." : "Changed.";
}
