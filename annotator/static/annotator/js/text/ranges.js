/**
 * Sorted, disjoint ranges of code points, half-open.
 * @typedef {[number, number][]} Ranges
 */

import { firstWhere } from "./codepoints.js";

/** Those that overlap or touch become one. @param {Ranges} ranges any order @returns {Ranges} */
export function merged(ranges) {
  const found = [];
  for (const [start, end] of ranges.slice().sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}

/** How much of a span they cover, in code points. O(log n + hits). @param {Ranges} ranges merged @param {number} start */
export function covered(ranges, start, end) {
  let sum = 0;
  for (let i = firstWhere(ranges, (range) => range[1] > start); i < ranges.length && ranges[i][0] < end; i += 1) {
    sum += Math.min(end, ranges[i][1]) - Math.max(start, ranges[i][0]);
  }
  return sum;
}

/** Whether they touch a span. @param {Ranges} ranges merged @param {number} start @param {number} end */
export function touches(ranges, start, end) {
  const i = firstWhere(ranges, (range) => range[1] > start);
  return i < ranges.length && ranges[i][0] < end;
}
