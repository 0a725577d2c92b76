/** Fragments of a session from the server, and the word that one is still here. */

import { showClocks } from "./clock.js";
import { csrfToken } from "../notes.js";

/** Of each address the tag of its last answer: the server says so where nothing changed. @type {Map<string, string>} */
const tags = new Map();

/**
 * @param {string} url @param {"GET" | "POST"} [method]
 * @returns {Promise<Element | null>} the root of the fragment; null also where it is as it was
 */
export async function fragment(url, method = "GET") {
  const headers = { "HX-Request": "true", Accept: "text/html" };
  if (method === "POST") headers["X-CSRFToken"] = csrfToken();
  else if (tags.has(url)) headers["If-None-Match"] = tags.get(url);
  const answer = await fetch(url, { method, headers, redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return null;
  if (answer.headers.has("ETag")) tags.set(url, answer.headers.get("ETag"));
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  return holder.content.firstElementChild;
}

/** A part of the page becomes what the server has now; what is open or has the focus in it stays so. @param {Element} fresh */
export function renew(fresh) {
  const known = document.getElementById(fresh.id);
  if (!known || known.isEqualNode(fresh)) return;
  for (const details of known.querySelectorAll("details[id][open], details:not([id])[open]")) {
    const same = details.id ? fresh.querySelector(`#${CSS.escape(details.id)}`) : fresh.querySelector("details");
    if (same) same.open = true;
  }
  const focused = known.contains(document.activeElement) ? pathOf(document.activeElement, known) : null;
  known.replaceWith(fresh);
  showClocks();
  globalThis.htmx?.process(fresh);
  focused && followed(fresh, focused)?.focus({ preventScroll: true });
}

/** Where an element stands within another, by the address it leads to or by its place. @param {Element} element @param {Element} root */
function pathOf(element, root) {
  const href = element.getAttribute("href");
  return { href, index: Array.from(root.querySelectorAll("a, summary, button")).indexOf(element) };
}

/** @param {Element} root @param {{href: string | null, index: number}} path */
function followed(root, { href, index }) {
  const all = Array.from(root.querySelectorAll("a, summary, button"));
  return (href && all.find((one) => one.getAttribute("href") === href)) || all[index];
}
