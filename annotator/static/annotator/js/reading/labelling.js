/** From words to a label: the palette at the selection, or the brush that was taken up before. */

import { Brush } from "../details/brush.js";
import { Palette } from "../details/palette.js";
import { watchSelection } from "../details/selecting.js";
import { readSelection } from "../text/selection.js";

/** @typedef {import("./desk.js").Desk} Desk @typedef {import("../text/selection.js").Selected} Selected */

/** @param {Desk} desk */
export function beginLabelling(desk) {
  const { article, marks, words, marking } = desk;
  const known = ({ start, end }) => {
    const mark = marks.at(start, end);
    if (!mark) return null;
    const said = [words.labelName(mark.label), ...words.list(mark, { first: true })].join(", ");
    return { words: `Marked: ${said}. Another label changes it.`, again: () => marking.again(mark) };
  };
  const choose = (selected, label, byKeyboard) => {
    document.getSelection().removeAllRanges();
    desk.palette.hide();
    marking.mark(selected, label, { focus: byKeyboard });
  };
  desk.palette = new Palette(document.getElementById("palette"), choose, known);
  desk.brush = new Brush(document.querySelectorAll(".label-bar"), {
    article,
    name: (label) => words.labelName(label),
    selected: () => readSelection(article, document.getSelection(), { exact: desk.keyboard.cursor.isByKeys }),
    mark: (selected, label) => (desk.palette.hide(), marking.mark(selected, label, { details: false })),
  });
  watchSelection(article, (selected, range, by) => {
    if (!selected || desk.keyboard.hold.mark || desk.brush.take(selected, by)) return desk.palette.hide();
    desk.palette.show(selected, range);
    desk.keyboard.cursor.bring(); // the bar on a phone may cover the caret
  });
}
