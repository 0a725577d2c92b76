/** What a mark says, as requests carry it: the whole body of a new one, and of a change only what differs. */

/**
 * @typedef {import("../marks/marks.js").Mark} Mark
 * @typedef {Pick<Mark, "start" | "end" | "label" | "facets" | "note">} Said
 */

/** @param {Said} mark */
const sorted = ({ facets }) => JSON.stringify(Object.entries(facets).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Two marks that say the same give the same. Links are told apart. @param {Said} mark */
export function says(mark) {
  return JSON.stringify([mark.start, mark.end, mark.label, sorted(mark), mark.note]);
}

/** The body of a new mark. @param {Mark} mark @param {string} quote */
export function bodyOf({ id, start, end, label, facets, note }, quote) {
  return { id, start, end, quote, label, facets: { ...facets }, note };
}

/**
 * The body of a change. @param {Said} mark @param {Said} stored as the server has it
 * @param {(mark: Said) => string} quoteOf
 */
export function differences(mark, stored, quoteOf) {
  const body = {};
  if (mark.start !== stored.start || mark.end !== stored.end) {
    Object.assign(body, { start: mark.start, end: mark.end, quote: quoteOf(mark) });
  }
  if (mark.label !== stored.label) body.label = mark.label;
  if (sorted(mark) !== sorted(stored)) body.facets = mark.facets;
  if (mark.note !== stored.note) body.note = mark.note;
  return body;
}

/** The stored mark that a refusal carries, as the page has marks. @param {Mark} current @param {Mark} known */
export function asPageMark(current, known) {
  const { start, end, label, facets, note, version, links = known.links } = current;
  return { ...known, start, end, label, facets, note, version, links };
}
