/**
 * One request of the reading page, and what came of it.
 *
 * @typedef {import("../marks/marks.js").Mark} Mark
 * @typedef {{kind: "stored", changes: import("../marks/marks.js").Changes} | {kind: "stale", current: Mark}
 *   | {kind: "refused", code: string, status: number, words: string, again: boolean}
 *   | {kind: "waiting", code: "offline" | "broken" | "signed_out" | "other_account", words: string}} Answer
 *   refused: the server said no, `again` where the same may be taken later; waiting: it must be sent again
 */

import { csrfToken } from "../notes.js";

const TIMEOUT_MS = 30_000;
const SMALL = 2000; // characters: all requests that outlive their page may carry 64 KB together
const MAY_PASS = new Set(["reading_submitted", "duplicate_mark", "not_assigned", "forbidden", "not_found"]);
const WAITING = {
  offline: "no connection",
  broken: "the server failed",
  signed_out: "you are signed out",
  other_account: "somebody else is signed in here",
};

/**
 * @param {"GET" | "POST" | "PATCH" | "DELETE"} method @param {string} url
 * @param {{body?: object, version?: number, account?: string}} [what] version: the one that is changed; account: whose
 *   page this is
 * @returns {Promise<Answer>}
 */
export async function send(method, url, { body, version, account } = {}) {
  const answer = await ask(method, url, body, version);
  if (answer.kind !== "refused" || answer.status !== 403 || answer.code) return answer;
  return (await renewToken(account)) ?? ask(method, url, body, version);
}

/** @param {string} method @param {string} url @param {object} [body] @param {number} [version] */
async function ask(method, url, body, version) {
  const headers = { Accept: "application/json, application/problem+json", "X-CSRFToken": csrfToken() };
  if (body) headers["Content-Type"] = "application/json";
  if (version) headers["If-Match"] = `"${version}"`;
  const text = body && JSON.stringify(body);
  const keepalive = method !== "GET" && (text?.length ?? 0) < SMALL; // closing the page does not stop it
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await answerOf(await fetch(url, { method, headers, body: text, redirect: "manual", keepalive, signal }));
  } catch {
    return waiting("offline");
  }
}

/** @param {Response} response @returns {Promise<Answer>} */
async function answerOf(response) {
  if (response.type === "opaqueredirect") return waiting("signed_out");
  if (response.ok) return { kind: "stored", changes: await response.json() };
  const { status } = response;
  if (status >= 500 || status === 429) return waiting("broken");
  const problem = await response.json().catch(() => ({}));
  if (status === 412 && problem.current) return { kind: "stale", current: problem.current };
  const words = problem.detail ?? "The server did not take this. Load the page again.";
  return { kind: "refused", code: problem.code ?? "", status, words, again: MAY_PASS.has(problem.code) };
}

/**
 * Signing in again changes the token that requests carry. It is read from the page, if that is still this person's:
 * what one person marked must not be sent in the name of the next.
 * @param {string} [account] @returns {Promise<Answer | null>} null: there is a new one
 */
async function renewToken(account) {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "manual" });
    if (response.type === "opaqueredirect") return waiting("signed_out");
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const data = JSON.parse(page.getElementById("page-data")?.textContent ?? "{}");
    if (!account || data.account !== account) return waiting("other_account");
    document.querySelector('meta[name="csrf-token"]').content = page.querySelector('meta[name="csrf-token"]').content;
    return null;
  } catch {
    return waiting("offline");
  }
}

/** @param {keyof typeof WAITING} code @returns {Answer} */
function waiting(code) {
  return { kind: "waiting", code, words: WAITING[code] };
}

/** Where a mark lives, from the address that takes new ones. @param {string} addUrl @param {string} id */
export function urlOf(addUrl, id) {
  return addUrl.replace(/documents\/[^/]+\/marks\/.*$/, `marks/${id}/`);
}

/** Where the reading's last step is taken back or made again. @param {string} addUrl @param {"undo" | "redo"} what */
export function stepUrlOf(addUrl, what) {
  return addUrl.replace(/marks\/(?=\?|$)/, `${what}/`);
}
