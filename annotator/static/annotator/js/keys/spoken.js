/** What is said about text to those who do not see it: letters by name, long passages by their ends. */

import { announce, toast } from "../notes.js";

const NAMES = {
  " ": "space",
  "\u00a0": "no-break space",
  "\t": "tab",
  ".": "full stop",
  ",": "comma",
  ";": "semicolon",
  ":": "colon",
  "!": "exclamation mark",
  "?": "question mark",
  "“": "opening quotation mark",
  "”": "closing quotation mark",
  '"': "quotation mark",
  "‘": "opening single quotation mark",
  "’": "apostrophe",
  "'": "apostrophe",
  "(": "opening bracket",
  ")": "closing bracket",
  "[": "opening square bracket",
  "]": "closing square bracket",
  "-": "hyphen",
  "–": "dash",
  "—": "long dash",
  "…": "ellipsis",
  "/": "slash",
  "\u200b": "zero-width space",
};
const LONG_WORDS = 16;
const [FIRST_WORDS, LAST_WORDS] = [6, 4];
const LONG = 160;
const [FIRST, LAST] = [60, 30];
const TOGETHER_MS = 40;

/** @param {string} letter */
export function letterName(letter) {
  return NAMES[letter] ?? (/^\s+$/u.test(letter) ? "space" : letter);
}

/** A passage; of a long one its first and last words and how many there are. @param {string} text */
export function brief(text) {
  const words = text.trim().split(/\s+/u);
  if (words.length > LONG_WORDS) {
    return `${words.slice(0, FIRST_WORDS).join(" ")} … ${words.slice(-LAST_WORDS).join(" ")} (${words.length} words)`;
  }
  const letters = Array.from(text.trim());
  if (letters.length <= LONG) return words.join(" ");
  return `${letters.slice(0, FIRST).join("")} … ${letters.slice(-LAST).join("")} (${letters.length} characters)`;
}

let timer = 0;

/** Says it when nothing else follows at once: of a key that repeats, only the end is read. @param {string} words */
export function say(words) {
  clearTimeout(timer);
  timer = setTimeout(() => announce(words), TOGETHER_MS);
}

/** A note that is shown, and said instead of what was about to be. @param {string} words @param {object} [how] */
export function note(words, how) {
  clearTimeout(timer);
  return toast(words, how);
}
