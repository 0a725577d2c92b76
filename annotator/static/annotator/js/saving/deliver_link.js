/** The requests that tie a mark of one line to another and untie it, and what each answer means. */

import { urlOf } from "./send.js";

/** @typedef {import("./line.js").Line} Line @typedef {import("./send.js").Answer} Answer */

const GONE = new Set(["gone", "not_found"]);

/** The next link that is wanted, or not wanted any more. @param {Line} line */
export async function link(line) {
  const [to, kind] = line.nextLink();
  const answer = await (kind ? tie(line, to, kind) : untie(line, to));
  if (answer.kind === "waiting") return line.fail(answer);
  const { queue, stored } = line;
  if (line.links.get(to) === kind) line.links.delete(to);
  if (answer.kind === "stored") return queue.stored.take(answer.changes, line);
  if (!kind && GONE.has(answer.code)) {
    return queue.stored.set({ ...stored, links: stored.links.filter(([other]) => other !== to) });
  }
  if (line.here) queue.marks.put(line.over(stored));
  return line.fail({ ...answer, words: `not linked. ${answer.words}`, again: false });
}

/**
 * The same link again is no quarrel: a refusal means that one of the other kind stands, which gives way.
 * @param {Line} line @param {string} to @param {string} kind @returns {Promise<Answer>}
 */
async function tie(line, to, kind) {
  const answer = await ask(line, "POST", { to, kind });
  if (answer.code !== "duplicate_link") return answer;
  const untied = await untie(line, to);
  if (untied.kind === "stored") line.queue.stored.take(untied.changes, line);
  else if (!GONE.has(untied.code)) return untied;
  return ask(line, "POST", { to, kind });
}

/** @param {Line} line @param {string} to @returns {Promise<Answer>} */
function untie(line, to) {
  return ask(line, "DELETE", { to });
}

/** @param {Line} line @param {"POST" | "DELETE"} method @param {object} body @returns {Promise<Answer>} */
function ask({ id, queue }, method, body) {
  return queue.ask(method, `${urlOf(queue.addUrl, id)}links/`, { body });
}
