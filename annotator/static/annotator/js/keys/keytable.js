/**
 * All keys of the reading page, in one table: what the page listens to and what its key sheet shows.
 *
 * @typedef {{key: string, name: string, letter: string, counted: boolean}} Label
 * @typedef {"article" | "card" | "sheet" | "anywhere"} Where the text, a mark's card, its details; never a field
 * @typedef {[string, string, ...unknown[]]} Key stroke, command, what the command is given
 * @typedef {{group: string, where: Where[], words: string, shown?: string[], keys: Key[]}} Row
 *   words: for people; shown: the strokes to name, when not all
 *
 * A stroke is what `strokes.js` makes of an event: "s", "Shift+s", "Ctrl+ArrowLeft", "[" (however a layout types it).
 */

const TEXT = ["article"];
const MARK = ["article", "card", "sheet"];
const NAMING = "to the next sentence that names a target and has no mark of yours; with Shift the one before";
/** Groups in the order of the sheet, with where their keys work. */
export const GROUPS = Object.freeze({
  Move: "in the text",
  Select: "in the text",
  Label: "in the text, on a card and in its details",
  Details: "for the chosen mark",
  Marks: "for the chosen mark",
  Elsewhere: "",
});

/** @param {string} backward @param {string} forward @param {string} unit @returns {Key[]} */
const both = (backward, forward, unit) => [
  [backward, "move", "back", unit],
  [forward, "move", "forward", unit],
];

/** @type {Row[]} */
const WALKING = [
  row("Move", TEXT, "letter by letter", [
    ["ArrowLeft", "move", "left", "letter"],
    ["ArrowRight", "move", "right", "letter"],
  ]),
  row("Move", TEXT, "word by word", [
    ["Ctrl+ArrowLeft", "move", "left", "word"],
    ["Ctrl+ArrowRight", "move", "right", "word"],
  ]),
  row("Move", TEXT, "line by line", both("ArrowUp", "ArrowDown", "line")),
  row("Move", TEXT, "paragraph by paragraph", both("Ctrl+ArrowUp", "Ctrl+ArrowDown", "paragraph")),
  row("Move", TEXT, "to the start or end of the line", both("Home", "End", "edge")),
  row("Move", TEXT, "to the start or end of the text", both("Ctrl+Home", "Ctrl+End", "text")),
  row("Move", TEXT, "a screen up or down", both("PageUp", "PageDown", "screen")),
];

/** The same strokes with Shift select. @type {Row} */
const EXTENDING = {
  ...row("Select", TEXT, "with any of the keys above: select as far as they lead", []),
  shown: ["Shift"],
  keys: WALKING.flatMap(({ keys }) => keys.map(([stroke, , ...given]) => [shifted(stroke), "extend", ...given])),
};

/** @type {Row[]} */
const REST = [
  { ...row("Move", TEXT, NAMING, [["w", "naming", "forward"], ["Shift+w", "naming", "back"]]), shown: ["w"] },
  EXTENDING,
  growing("s", "sentence", "moreSentence"),
  growing("p", "paragraph", "moreParagraph"),
  row("Details", TEXT, "open the details of the mark at the cursor", [["Enter", "enter"]]),
  row("Details", MARK, "whose voice it is", [["v", "detail", "voice"]]),
  row("Details", MARK, "the target", [["t", "detail", "target"]]),
  row("Details", MARK, "the role", [["r", "detail", "role"]]),
  row("Details", MARK, "unsure, or sure again", [["q", "unsure"]]),
  row("Marks", MARK, "the mark before", [["[", "mark", "back"], ["k", "mark", "back"]]),
  row("Marks", MARK, "the next mark", [["]", "mark", "forward"], ["j", "mark", "forward"]]),
  row("Marks", MARK, "change where it begins and ends; again: the other end", [["g", "hold"]]),
  row("Marks", TEXT, "split it at the cursor", [["y", "split"]]),
  row("Marks", MARK, "the same words again, for another target", [["m", "again"]]),
  row("Marks", MARK, "link it to another", [["l", "link"]]),
  row("Marks", ["article", "card"], "the card of its source", [["i", "source"]]),
  row("Marks", MARK, "its history", [["h", "history"]]),
  row("Marks", MARK, "delete it", [["d", "remove"], ["Delete", "remove"]]),
  row("Marks", MARK, "talk about it, or about what is selected", [["c", "talk", "discussion"]]),
  row("Marks", MARK, "ask the codebook about it, or about what is selected", [["f", "talk", "guideline-gap"]]),
  row("Elsewhere", ["article", "card"], "the next article", [["n", "article", "forward"]]),
  row("Elsewhere", ["article", "card"], "the article before", [["b", "article", "back"]]),
  row("Elsewhere", ["anywhere"], "undo", [["u", "undo"], ["Ctrl+z", "undo"]]),
  {
    ...row("Elsewhere", ["anywhere"], "redo", [["Shift+u", "redo"], ["Ctrl+Shift+z", "redo"], ["Ctrl+y", "redo"]]),
    shown: ["Shift+u", "Ctrl+Shift+z"],
  },
  row("Elsewhere", MARK, "find in the article", [["/", "find"]]),
  row("Elsewhere", MARK, "show these keys", [["?", "keys"]]),
  row("Elsewhere", ["anywhere"], "one step back: drop the selection, let go, close", [["Escape", "back"]]),
];

/**
 * The whole table. A label is chosen by its number (0 when it does not count) and its letter, when no command has that.
 * @param {Label[]} labels in the codebook's order @returns {Row[]}
 */
export function keyTable(labels) {
  const taken = new Set(["c", "f", ...REST.flatMap(({ keys }) => keys.map(([stroke]) => stroke))]);
  let n = 0;
  const rows = labels.map(({ key, name, letter, counted }) => {
    const number = String(counted ? (n += 1) : 0);
    const strokes = [number, letter.toLowerCase()].filter((stroke) => stroke.length === 1 && !taken.has(stroke));
    for (const stroke of strokes) taken.add(stroke);
    return row("Label", MARK, name, strokes.map((stroke) => [stroke, "label", key]));
  });
  return [...WALKING, ...REST, ...rows];
}

/** @param {string} group @param {Where[]} where @param {string} words @param {Key[]} keys @returns {Row} */
function row(group, where, words, keys) {
  return { group, where, words, keys };
}

/** @param {string} key @param {string} piece @param {string} more @returns {Row} */
function growing(key, piece, more) {
  const keys = [[key, piece], [`Shift+${key}`, more]];
  return { ...row("Select", TEXT, `the ${piece} at the cursor; with Shift one more`, keys), shown: [key] };
}

/** @param {string} stroke */
function shifted(stroke) {
  return stroke.startsWith("Ctrl+") ? stroke.replace("Ctrl+", "Ctrl+Shift+") : `Shift+${stroke}`;
}
