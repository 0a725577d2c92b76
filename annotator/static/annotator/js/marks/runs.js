/**
 * Overlapping marks become flat, disjoint runs for drawing. `core/text/runs.py` is the same sweep; both answer to
 * `fixtures/text/runs.json`.
 *
 * @typedef {{id: string, start: number, end: number, label?: string, quiet?: boolean}} Mark code points, half-open; a
 *   quiet one (a colleague's) does not count as overlapping
 * @typedef {{start: number, end: number, ids: string[]}} Run covered by exactly these marks, outer marks first
 */

/** By start, then the longer one first, then by id. @param {Mark} a @param {Mark} b */
export function outerFirst(a, b) {
  return a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/**
 * Every stretch with at least one mark, in the order of the text. `active` is the sweep's own map, outer marks first:
 * look at it at once, it changes with the next step. O(n log n) and no copy.
 * @param {Iterable<Mark>} marks @yields {{start: number, end: number, active: Map<string, Mark>}}
 */
export function* sweep(marks) {
  const ordered = Array.from(marks).filter((mark) => mark.start < mark.end).sort(outerFirst);
  const ending = ordered.slice().sort((a, b) => a.end - b.end);
  /** @type {Map<string, Mark>} */
  const active = new Map();
  let [begun, ended, at] = [0, 0, 0];
  while (ended < ending.length) {
    const nextEnd = ending[ended].end;
    const border = begun < ordered.length ? Math.min(ordered[begun].start, nextEnd) : nextEnd;
    if (active.size && border > at) yield { start: at, end: border, active };
    while (ended < ending.length && ending[ended].end === border) active.delete(ending[ended++].id);
    while (begun < ordered.length && ordered[begun].start === border) active.set(ordered[begun].id, ordered[begun++]);
    at = border;
  }
}

/** The runs with the ids of their marks. @param {Iterable<Mark>} marks @returns {Run[]} */
export function flatRuns(marks) {
  const runs = [];
  for (const { start, end, active } of sweep(marks)) runs.push({ start, end, ids: Array.from(active.keys()) });
  return runs;
}

/**
 * Runs for painting: the style names each wears; neighbours that look the same are one.
 * @param {Iterable<Mark>} marks @returns {{start: number, end: number, names: string[]}[]}
 */
export function styledRuns(marks) {
  const runs = [];
  for (const { start, end, active } of sweep(marks)) {
    const labels = [];
    let loud = 0;
    for (const { label, quiet } of active.values()) {
      if (!labels.includes(label)) labels.push(label);
      if (!quiet) loud += 1;
    }
    const last = runs.at(-1);
    const isOverlap = loud > 1;
    if (last?.end === start && last.isOverlap === isOverlap && isSame(last.labels, labels)) last.end = end;
    else runs.push({ start, end, labels, isOverlap });
  }
  return runs.map(({ start, end, labels, isOverlap }) => {
    const names = labels.map((label) => `mark-${label}`);
    return { start, end, names: isOverlap ? [...names, "mark-overlap"] : names };
  });
}

/** Whether two short lists without repetition hold the same. @param {string[]} a @param {string[]} b */
function isSame(a, b) {
  return a.length === b.length && a.every((name) => b.includes(name));
}
