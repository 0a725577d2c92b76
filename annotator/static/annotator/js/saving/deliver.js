/** The requests of one mark's line, and what each answer means for it. A line that cannot go on is told why: `fail`. */

import { newId } from "../marks/marks.js";
import { link } from "./deliver_link.js";
import { asPageMark, differences, says } from "./said.js";
import { urlOf } from "./send.js";

/** @typedef {import("./line.js").Line} Line @typedef {import("../marks/marks.js").Mark} Mark */

const ELSEWHERE = "it was changed elsewhere, too. Yours is not saved";
const DELETED = "it was deleted elsewhere. Yours is not saved";
const GONE = new Set(["gone", "not_found"]);

/** @type {Record<import("./line.js").Step, (line: Line) => Promise<void>>} */
export const deliver = { create, change, delete: remove, link };

/** @param {Line} line @param {string} method @param {object} [what] @param {string} [part] of the mark's address */
function ask({ id, queue }, method, what, part = "") {
  return queue.ask(method, urlOf(queue.addUrl, id) + part, what);
}

/** @param {Line} line */
async function create(line) {
  const { queue, first } = line;
  const answer = await queue.ask("POST", queue.addUrl, { body: first });
  if (answer.kind === "stored") return created(line, answer.changes);
  if (answer.code === "gone") return gone(line);
  if (answer.code === "id_reused") return adopt(line, answer);
  // These rules come after a retry is recognised: nothing is stored, and the next try may say something else.
  if (answer.status === 409 || answer.status === 422) line.first = null;
  return line.fail(answer);
}

/** A retry finds the mark as it is now: perhaps changed elsewhere, and here, too. @param {Line} line */
async function created(line, changes) {
  const stored = changes.marks.find(({ id }) => id === line.id);
  const isQuarrel = says(stored) !== says(line.first) && line.here && says(line.here) !== says(line.first);
  if (isQuarrel && !line.isDeleted) return stale(line, stored);
  line.queue.stored.take(changes, line);
}

/** Another window of the same person stored it with another body. @param {Line} line @param {object} refusal */
async function adopt(line, refusal) {
  const answer = await ask(line, "GET");
  if (answer.kind === "waiting") return line.fail(answer);
  const [stored] = answer.changes?.marks ?? [];
  return stored?.own ? stale(line, stored) : line.fail(refusal);
}

/** @param {Line} line */
async function change(line) {
  const { mine, stored, queue } = line;
  const body = differences(mine, stored, queue.quoteOf);
  const answer = await ask(line, "PATCH", { body, version: stored.version });
  if (answer.kind === "stored") return queue.stored.take(answer.changes, line);
  if (answer.kind === "stale") return stale(line, asPageMark(answer.current, stored));
  return answer.code === "gone" ? gone(line) : line.fail(answer);
}

/** Changed in two places: the same is no quarrel, else the person chooses. @param {Line} line @param {Mark} theirs */
async function stale(line, theirs) {
  const { queue, here, sent } = line;
  const isSame = says(theirs) === says(sent);
  const choice = isSame ? "same" : await queue.choose(here ?? line.mine, theirs);
  if (choice === "later") return line.fail({ kind: "refused", words: ELSEWHERE, again: true });
  if (choice === "theirs") line.sent = null; // nothing that was chosen here stays
  queue.stored.set(theirs);
  const shown = line.over(theirs);
  queue.marks.put(choice === "mine" ? { ...(here ?? line.mine), version: theirs.version, links: shown.links } : shown);
}

/** Deleted elsewhere while it was changed here. @param {Line} line */
async function gone(line) {
  const { queue, here } = line;
  const choice = here ? await queue.choose(here, null) : "theirs";
  if (choice === "later") return line.fail({ kind: "refused", code: "gone", words: DELETED, again: true });
  line.clear();
  queue.marks.remove(line.id);
  if (choice === "mine") renew(queue, here);
}

/** The same mark under another id, as the first stays taken. @param {Line["queue"]} queue @param {Mark} mark */
function renew(queue, mark) {
  const fresh = { ...mark, id: newId(), version: 0 };
  queue.marks.put(fresh);
  const line = queue.line(fresh);
  for (const [to, kind] of mark.links) line.links.set(to, kind);
  line.go();
}

/** @param {Line} line */
async function remove(line) {
  const stored = line.stored ?? (await lost(line));
  if (!stored) return;
  const answer = await ask(line, "DELETE", { version: stored.version });
  if (answer.kind === "stale") return removeStale(line, asPageMark(answer.current, stored));
  if (answer.kind === "waiting") return line.fail(answer);
  const changes = answer.changes ?? { marks: [], gone: [line.id] };
  if (answer.kind === "stored" || GONE.has(answer.code)) {
    line.clear();
    return line.queue.stored.take(changes, line);
  }
  line.isDeleted = false;
  line.queue.marks.put(stored);
  return line.fail({ ...answer, words: `not deleted. ${answer.words}`, again: false });
}

/** What became of a mark whose first answer never came, before it was taken away here. @param {Line} line */
async function lost(line) {
  const answer = await ask(line, "GET");
  if (answer.kind === "stored") return answer.changes.marks[0];
  if (answer.kind === "waiting") line.fail(answer);
  else line.clear();
  return null;
}

/** @param {Line} line @param {Mark} theirs */
async function removeStale(line, theirs) {
  const { queue } = line;
  queue.stored.set(theirs);
  if ((await queue.choose(null, theirs)) === "mine") return;
  line.isDeleted = false;
  queue.marks.put(theirs);
}
