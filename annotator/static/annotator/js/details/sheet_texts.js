/** The free texts of a mark's details: said when the reader pauses, goes on or closes. */

/** @typedef {import("../marks/marks.js").Mark} Mark */

const TYPING_MS = 700;

/**
 * @param {import("./sheet.js").Sheet} sheet
 * @param {(() => Iterable<Mark>) | undefined} own the reader's marks here: their speakers are suggested, too
 * @returns {{show: (mark: Mark) => void, read: () => Mark, say: () => void, stop: () => void}}
 */
export function keepTexts(sheet, own) {
  const { element } = sheet;
  const note = element.querySelector("#sheet-note");
  const rows = sheet.rows.all.filter((row) => row.dataset.kind === "text");
  let timer = 0;

  const stop = () => clearTimeout(timer);
  const say = () => {
    stop();
    if (!sheet.mark) return;
    const now = read();
    const { note: noteBefore, facets: before } = sheet.mark;
    const isSame = rows.every(({ dataset: { facet } }) => now.facets[facet] === before[facet]);
    if (isSame && now.note === noteBefore) return;
    sheet.mark = now;
    for (const { dataset } of rows) sheet.memory.keep(dataset.facet, now);
    sheet.tell.change(now);
  };

  /** The open mark with what stands in the fields. */
  const read = () => {
    const facets = { ...sheet.mark.facets };
    for (const row of rows) {
      const value = row.querySelector("input").value.trim();
      if (value && !row.hidden) facets[row.dataset.facet] = value;
      else delete facets[row.dataset.facet];
    }
    return { ...sheet.mark, facets, note: note.value };
  };

  const isText = ({ target }) => target === note || Boolean(target.closest('[data-kind="text"]'));
  element.addEventListener("input", (event) => {
    if (!isText(event)) return;
    stop();
    timer = setTimeout(say, TYPING_MS);
  });
  element.addEventListener("change", (event) => isText(event) && say());
  element.addEventListener("focusin", ({ target }) => target.list && suggest(target, own?.() ?? []));
  const show = (mark) => {
    if (document.activeElement !== note) note.value = mark.note;
  };
  return { show, read, say, stop };
}

/**
 * Adds what was written on this page just now to what the project has.
 * @param {HTMLInputElement} field @param {Iterable<Mark>} marks
 */
function suggest(field, marks) {
  const { facet } = field.closest(".facet").dataset;
  const known = new Set(Array.from(field.list.options, ({ value }) => value));
  for (const { facets } of marks) {
    const value = facets[facet];
    if (!value || known.has(value)) continue;
    known.add(value);
    const option = document.createElement("option");
    option.value = value;
    field.list.append(option);
  }
}
