/** Brings a talk that is open up to date without touching what somebody is typing in it. */

import { fetchTalk, ready } from "./fetching.js";

/** @param {HTMLElement} talk @returns {Promise<void>} */
export async function renewTalk(talk) {
  const fresh = await fetchTalk(talk.dataset.talkUrl);
  if (!fresh || !talk.isConnected) return;
  const list = talk.querySelector("[data-threads]");
  const threads = Array.from(fresh.querySelectorAll("[data-thread]"));
  const ids = new Set(threads.map(({ id }) => id));
  for (const gone of list.querySelectorAll("[data-thread]")) if (!ids.has(gone.id)) gone.remove();
  let before = null;
  for (const thread of threads) {
    const known = list.querySelector(`#${CSS.escape(thread.id)}`);
    if (known) renewThread(known, thread);
    else insertAfter(list, before, thread);
    before = known ?? thread;
  }
  talk.dataset.n = fresh.dataset.n;
  if (threads.length) talk.querySelector(".talk-none")?.remove();
}

/** @param {Element} known @param {Element} fresh */
function renewThread(known, fresh) {
  known.className = fresh.className;
  const [head, now] = [known.querySelector(".thread-head"), fresh.querySelector(".thread-head")];
  if (head && now && !head.contains(document.activeElement) && head.textContent !== now.textContent) {
    head.replaceWith(now);
    ready(now);
  }
  const list = known.querySelector("[data-comments]");
  const comments = Array.from(fresh.querySelectorAll("[data-comments] > li"));
  const ids = new Set(comments.map(({ id }) => id));
  for (const gone of Array.from(list.children)) if (!ids.has(gone.id) && !isBeingChanged(gone)) gone.remove();
  let before = null;
  for (const comment of comments) {
    const there = list.querySelector(`#${CSS.escape(comment.id)}`);
    if (there && (isBeingChanged(there) || there.textContent === comment.textContent)) before = there;
    else {
      there?.remove();
      insertAfter(list, before, comment);
      before = comment;
    }
  }
}

/** @param {Element} list @param {Element | null} before @param {Element} node */
function insertAfter(list, before, node) {
  if (before) before.after(node);
  else list.prepend(node);
  ready(node);
}

/** @param {Element} comment */
function isBeingChanged(comment) {
  return Boolean(comment.querySelector("details[open]"));
}
