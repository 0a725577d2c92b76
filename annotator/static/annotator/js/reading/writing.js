/** Joins what those have who mark: labels at the selection, brush, details, ends, links, undo. */

import { Coach } from "../way/coach.js";
import { Ends } from "../details/ends.js";
import { beginLabelling } from "./labelling.js";
import { Links } from "../rail/links.js";
import { Marking } from "./marking.js";
import { past } from "./past.js";
import { showResult } from "./practice.js";
import { Sheet } from "../details/sheet.js";

/** @typedef {import("../marks/marks.js").Mark} Mark @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk @param {{account: string}} data */
export function beginWriting(desk, data) {
  const { article, marks, words, stage, quoteOf, rail, page, saver, cards } = desk;
  desk.marking = new Marking({
    marks, stage, words, quoteOf, saver,
    open: (mark, how) => open(desk, mark, how),
    changed: (mark) => desk.rule.show(mark.label),
    fitting: (mark) => desk.sheet.rows.fitting(mark),
  });
  desk.sheet = new Sheet(
    document.getElementById("sheet"),
    {
      change: (mark) => desk.marking.change(mark), act: (what, id) => desk.act(what, id),
      missing: (mark) => words.missing(mark), areSingleOn: () => desk.keyboard.keys.areSingleOn,
    },
    { account: data.account, own: () => marks.own() },
  );
  desk.ends = new Ends(article, { paint: (mark) => stage.preview(mark), change: (mark) => desk.marking.change(mark) });
  desk.links = new Links({
    page, article, rail, marks, words, quoteOf, cards,
    marksAt: (x, y) => stage.painter.marksAt(x, y), light: (ids) => desk.light(ids), bring: (mark) => stage.bring(mark),
    link: (from, to, kind) => saver.link(from, to, kind), unlink: (from, to) => saver.unlink(from, to),
    areSingleOn: () => desk.keyboard.keys.areSingleOn,
  });
  beginLabelling(desk);
  Object.assign(desk.verbs, verbsOf(desk));
  Object.assign(desk.tools, { undo: () => desk.saver.undo(), redo: () => desk.saver.redo() });
  desk.lighted = () => desk.ends.show(desk.lit.length === 1 ? ownOf(desk, desk.lit[0]) : null);
  desk.picked = (ids) => picked(desk, ids);
  desk.leave = () => left(desk);
  desk.forWriting = keysOf(desk);
  marks.addEventListener("change", ({ detail }) => refresh(desk, detail.ids));
  for (const type of ["change", "saving"]) marks.addEventListener(type, () => tellSaving(desk));
  new Coach(document.getElementById("coach"), {
    account: data.account, marks, article, rail, palette: desk.palette.element, sheet: desk.sheet.element,
  });
}

/** @param {Desk} desk @returns {Record<string, (mark: Mark) => unknown>} */
function verbsOf(desk) {
  const { marking, saver } = desk;
  return {
    open: (mark) => (mark.own ? open(desk, mark, { focus: true, details: true }) : desk.show(mark)),
    grown: (mark) => keepInSight(desk, mark),
    delete: (mark) => marking.remove(mark),
    again: (mark) => marking.again(mark),
    split: (mark) => marking.split(mark, desk.keyboard.cursor.place),
    link: ({ id }) => desk.links.start(id),
    history: (mark) => past(document.getElementById("mark-past"), mark, saver),
    compare: ({ id }) => compare(desk, id),
  };
}

/** @param {Desk} desk */
function keysOf(desk) {
  const { marking, saver, brush } = desk;
  return {
    mark: (selected, label) => {
      document.getSelection().removeAllRanges();
      desk.palette.hide();
      marking.mark(selected, label, { focus: !brush.label, details: !brush.label });
    },
    change: (mark) => marking.change(mark),
    brush: (label) => brush.toggle(label),
    detail: (facet, mark) => (open(desk, mark, { focus: true, details: true }), desk.sheet.jump(facet)),
    split: (mark, at) => marking.split(mark, at),
    undo: () => saver.undo(),
    redo: () => saver.redo(),
  };
}

/** Opens the details; the passage stays in sight above them. @param {Desk} desk @param {Mark} mark */
function open(desk, mark, how = {}) {
  if (desk.rail.matches(":popover-open")) desk.rail.hidePopover();
  desk.light([mark.id]);
  desk.rule.show(mark.label);
  desk.sheet.open(mark, how);
  tellSaving(desk);
  keepInSight(desk, mark);
}

/** @param {Desk} desk @param {Mark} mark */
function keepInSight({ stage, sheet }, mark) {
  stage.bring(mark, { below: sheet.element.getBoundingClientRect().top });
}

/** A click on the text: the details of the one mark of one's own that lies there. @param {Desk} desk @param {string[]} ids */
function picked(desk, ids) {
  const mark = ids.length === 1 ? ownOf(desk, ids[0]) : null;
  if (mark) open(desk, mark);
  else desk.sheet.close();
  return Boolean(mark);
}

/** Escape, one step: the brush, then the labels, then the details, then what is lit. @param {Desk} desk */
function left(desk) {
  const { brush, palette, sheet, here } = desk;
  if (brush.end()) return true;
  if (!palette.element.hidden) return palette.hide(), document.getSelection().removeAllRanges(), true;
  if (sheet.mark) return sheet.close(), true;
  if (!here.element.hidden) return here.close(), true;
  if (!desk.lit.length) return false;
  desk.light([]);
  return true;
}

/** @param {Desk} desk @param {string[]} ids of marks that changed */
function refresh({ sheet, marks, lighted }, ids) {
  lighted();
  if (!sheet.mark || !ids.includes(sheet.mark.id)) return;
  const now = marks.get(sheet.mark.id);
  if (now) sheet.show(now);
  else sheet.close();
}

/** How the mark whose details are open is saved: on a phone its card is not in sight. @param {Desk} desk */
function tellSaving({ sheet, marks }) {
  if (!sheet.mark) return;
  const place = sheet.element.querySelector(".sheet-top .state");
  const { state, why } = marks.saving(sheet.mark.id);
  place.dataset.state = state;
  place.textContent = state;
  place.title = why;
}

/** @param {Desk} desk @param {string} id of a practice mark */
async function compare({ saver, sheet, page }, id) {
  await saver.settled(id);
  if (await showResult(document.getElementById("result"), page.dataset.practiceUrl, id)) sheet.close();
}

/** @param {Desk} desk @param {string} id @returns {Mark | null} */
function ownOf({ marks }, id) {
  const mark = marks.get(id);
  return mark?.own ? mark : null;
}
