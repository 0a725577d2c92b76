/**
 * The span rule of the codebook for selections: outer white space, the closing full stop and lone quotation marks go.
 * `core/text/trimming.py` holds the same rules; both answer to `fixtures/text/trimming.json`.
 */

/** Named one by one: Python and JavaScript do not agree on `\s`; the last three are zero-width. */
const SPACE =
  "\t\n \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000" +
  "\u200b\u2060\ufeff";
const STOP = /(?:[。｡۔।]|(?<!\.)\.{1,2})$/u;
const DOTTED = /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}]{1,2}\.){2,}$/u; // "U.S." keeps its stop: it belongs to the word
const DOTTED_REACH = 24;
const CLOSERS_OF = { "“": "”", "„": "“”", "‘": "’", "«": "»", "‹": "›", "「": "」", "『": "』" };
const OPENERS_OF = { "”": "“„", "“": "„", "’": "‘", "»": "«", "›": "‹", "」": "「", "』": "『" };
const STRAIGHT = "\"'";
const MARKS = new Set([...Object.keys(CLOSERS_OF), ...Object.keys(OPENERS_OF), ...STRAIGHT]);

/**
 * How many code points the rule takes off both ends of a quote; null when nothing is left.
 * @param {string} quote @returns {{left: number, right: number} | null}
 */
export function trim(quote) {
  const all = Array.from(quote);
  let [start, end] = [0, all.length];
  while (start < end) {
    const [left, right] = oneStep(all.slice(start, end));
    if (!left && !right) return { left: start, right: all.length - end };
    start += left;
    end -= right;
  }
  return null;
}

/** What the next rule takes off left and right. @param {string[]} quote code points @returns {[number, number]} */
function oneStep(quote) {
  const last = quote.length - 1;
  const left = quote.findIndex((character) => !SPACE.includes(character));
  if (left < 0) return [quote.length, 0];
  const right = last - quote.findLastIndex((character) => !SPACE.includes(character));
  if (left || right) return [left, right];
  const tail = quote.slice(-DOTTED_REACH).join("");
  const stop = STOP.exec(tail);
  if (stop && !DOTTED.test(tail)) return [0, stop[0].length];
  if (MARKS.has(quote[0]) && !isApostrophe(quote, 0) && !closesLater(quote)) return [1, 0];
  if (MARKS.has(quote[last]) && !opensEarlier(quote)) return [0, 1];
  return [0, 0];
}

/** Whether the mark at the left edge is an opening one whose partner stands inside. @param {string[]} quote */
function closesLater(quote) {
  if (STRAIGHT.includes(quote[0])) {
    const later = quote.findIndex((character, i) => i > 0 && character === quote[0] && !isApostrophe(quote, i));
    return later > 0 && !SPACE.includes(quote[later - 1]);
  }
  return isPaired(quote, 0, 1, CLOSERS_OF[quote[0]] ?? "");
}

/** Whether the mark at the right edge is a closing one whose partner stands inside. @param {string[]} quote */
function opensEarlier(quote) {
  const last = quote.length - 1;
  const mark = quote[last];
  if (STRAIGHT.includes(mark)) {
    const earlier = quote.findLastIndex((character, i) => i < last && character === mark && !isApostrophe(quote, i));
    return earlier >= 0 && !SPACE.includes(quote[earlier + 1]);
  }
  return isPaired(quote, last, -1, OPENERS_OF[mark] ?? "");
}

/**
 * Whether the mark at `from` meets its partner; the plural’s apostrophe makes depth useless for ‘ ’.
 * @param {string[]} quote @param {number} from @param {1 | -1} step @param {string} partners
 */
function isPaired(quote, from, step, partners) {
  const isSingle = "‘’".includes(quote[from]);
  let depth = 0;
  for (let i = from; i >= 0 && i < quote.length; i += step) {
    if (partners.includes(quote[i]) && !isApostrophe(quote, i)) {
      depth -= 1;
      if (depth <= 0 || isSingle) return true;
    } else if (quote[i] === quote[from]) {
      depth += 1;
    }
  }
  return false;
}

/** Whether a mark belongs to a word: letters on both sides (don’t, צה"ל), or at the left edge (’90s, ’tis). */
function isApostrophe(quote, index) {
  const mark = quote[index];
  if (mark !== "’" && mark !== "'" && mark !== '"') return false;
  const after = quote[index + 1] ?? "";
  if (index === 0) return (mark !== '"' && /^[0-9]$/.test(after)) || (mark === "’" && /^\p{L}$/u.test(after));
  return /^[\p{L}\p{N}]$/u.test(quote[index - 1]) && /^[\p{L}\p{N}]$/u.test(after);
}
