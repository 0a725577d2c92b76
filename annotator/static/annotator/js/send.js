/**
 * One request for one mark, and what came of it.
 *
 * @typedef {{kind: "stored", html: string} | {kind: "deleted"} | {kind: "stale", current: object}
 *   | {kind: "refused", code: string, words: string, again: boolean} | {kind: "waiting", words: string}} Answer
 */

import { csrfToken } from "./notes.js";

const SIGNED_OUT = "you are signed out. Sign in in another window, then try again";
const BROKEN = "the server failed. Try again";
const OFFLINE = "no connection";

/**
 * @param {"GET" | "POST" | "PATCH" | "DELETE"} method @param {string} url
 * @param {{body?: object, version?: number}} [what] @returns {Promise<Answer>}
 */
export async function send(method, url, { body, version } = {}) {
  const headers = { Accept: "text/html, application/problem+json", "X-CSRFToken": csrfToken() };
  if (body) headers["Content-Type"] = "application/json";
  if (version) headers["If-Match"] = `"${version}"`;
  try {
    const response = await fetch(url, { method, headers, body: body && JSON.stringify(body), redirect: "manual" });
    return await answerOf(response);
  } catch {
    return { kind: "waiting", words: OFFLINE };
  }
}

/** @param {Response} response @returns {Promise<Answer>} */
async function answerOf(response) {
  if (response.type === "opaqueredirect") return { kind: "refused", code: "signed_out", words: SIGNED_OUT, again: true };
  if (response.status === 204) return { kind: "deleted" };
  if (response.ok) return { kind: "stored", html: await response.text() };
  if (response.status >= 500) return { kind: "waiting", words: BROKEN };
  const problem = await response.json().catch(() => ({}));
  if (response.status === 412 && problem.current) return { kind: "stale", current: problem.current };
  const words = problem.detail ?? "The server did not take this. Load the page again";
  return { kind: "refused", code: problem.code ?? "", words, again: response.status === 403 && !problem.code };
}

/** Where a mark lives, from the address that takes new ones. @param {string} addUrl @param {string} id */
export function urlOf(addUrl, id) {
  return addUrl.replace(/documents\/[^/]+\/marks\/.*$/, `marks/${id}/`);
}

/** The body of a new mark. @param {import("./marks.js").Mark} mark @param {string} quote */
export function bodyOf({ id, start, end, label, facets, note }, quote) {
  return { id, start, end, quote, label, facets: { ...facets }, note };
}

/** The body of a change: what a reader chooses. @param {import("./marks.js").Mark} mark */
export function changeOf({ label, facets, note }) {
  return { label, facets, note };
}

/** What a mark says, to compare two. @param {Partial<import("./marks.js").Mark>} mark */
export function says({ label, facets, note }) {
  return JSON.stringify([label, Object.entries(facets).sort(), note]);
}
