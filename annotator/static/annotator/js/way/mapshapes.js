/**
 * What marks look like on the map: as under the words, a label is told by its shape and its lane, not by colour alone.
 * Each takes runs of rows (first, behind the last) and gives path data; the map is 12 wide.
 *
 * @typedef {[number, number][]} Rows
 */

/** A bar. @param {Rows} rows @param {number} x @param {number} width */
export function solid(rows, x = 9, width = 3) {
  return rows.map(([from, to]) => `M${x} ${from}h${width}v${to - from}h${-width}z`).join("");
}

/** A bar cut to dashes. @param {Rows} rows */
export function dashed(rows) {
  return solid(rows.flatMap(([from, to]) => cut(from, to, 4, 2)), 4, 2.5);
}

/** Teeth, as a wavy line has them. @param {Rows} rows */
function toothed(rows) {
  return rows.flatMap(([from, to]) => cut(from, to, 4, 0)).map(([from, to]) => `M0 ${from}L3.5 ${(from + to) / 2}L0 ${to}z`).join("");
}

/** Small squares. @param {Rows} rows */
export function dotted(rows) {
  return solid(rows.flatMap(([from, to]) => cut(from, to, 2, 3)), 7, 1.5);
}

/** Labels of the codebook and the lane each has; others are drawn as bars. */
export const LANES = Object.freeze({ "not-part": dotted, opinion: toothed, assertion: dashed, evidence: (rows) => solid(rows) });

/** Pieces of a run. @param {number} from @param {number} to @param {number} on @param {number} off rows between two pieces */
function cut(from, to, on, off) {
  const found = [];
  for (let at = from; at < to; at += on + off) found.push([at, Math.min(to, at + on)]);
  return found;
}
