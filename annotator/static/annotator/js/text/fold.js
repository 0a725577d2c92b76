/**
 * Texts folded for searching: small letters, without accents, typographic signs as their plain forms, each run of white
 * space one space. Every letter of the folded text knows where it stands in the text.
 *
 * @typedef {{text: string, starts: Uint32Array | null}} Folded starts: UTF-16 offset of each folded unit and of the end;
 *   null when both texts run alike
 */

const PLAIN = /^[\x20-\x7e]*$/;
const IGNORED = /[\p{M}\u00ad\u200b-\u200f\u2060\ufeff]/gu;
const SIGNS = new Map(
  Object.entries({ "'": "‘’‚‛ʼ′‹›`´", '"': "“”„‟″«»", "-": "‐‑‒–—―−", " ": "\u00a0\u202f\u2007\u2009\t\n" }).flatMap(
    ([plain, signs]) => Array.from(signs, (sign) => [sign, plain]),
  ),
);
/** @type {Map<string, string>} */
const known = new Map();

/** @param {string} text @returns {Folded} */
export function fold(text) {
  if (PLAIN.test(text) && !text.includes("  ")) return { text: text.toLowerCase().replaceAll("`", "'"), starts: null };
  const starts = [];
  let [folded, at] = ["", 0];
  for (const letter of text) {
    let plain = foldLetter(letter);
    if (plain === " " && folded.endsWith(" ")) plain = "";
    for (let i = 0; i < plain.length; i += 1) starts.push(at);
    folded += plain;
    at += letter.length;
  }
  starts.push(text.length);
  return { text: folded, starts: Uint32Array.from(starts) };
}

/** Places of a folded query in a folded text, as UTF-16 offsets into the text itself. @param {Folded} folded @param {string} query */
export function* places({ text, starts }, query) {
  for (let at = text.indexOf(query); at >= 0; at = text.indexOf(query, at + query.length)) {
    let end = at + query.length;
    if (!starts) {
      yield [at, end];
      continue;
    }
    while (starts[end] === starts[end - 1]) end += 1; // one letter that folds to two is taken whole
    yield [starts[at], starts[end]];
  }
}

/** @param {string} letter one code point */
function foldLetter(letter) {
  let plain = known.get(letter);
  if (plain === undefined) {
    plain = SIGNS.get(letter) ?? letter.toLowerCase().normalize("NFKD").replace(IGNORED, "");
    plain = SIGNS.get(plain) ?? plain;
    known.set(letter, plain);
  }
  return plain;
}
