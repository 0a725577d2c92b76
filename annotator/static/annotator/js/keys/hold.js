/** Changing where a mark begins and ends by keys: its words become the selection, Enter keeps what is then selected. */

import { note } from "./spoken.js";

/** @typedef {import("../marks/marks.js").Mark} Mark @typedef {import("../text/selection.js").Selected} Selected */

const SAID = "Shift and arrows move the end of the mark. G: its start. Enter keeps it, Esc leaves it as it was.";
const STAYS_S = 12;

export class Hold {
  /** The mark whose ends are being moved. @type {Mark | null} */ mark = null;
  #away = () => {};

  /** @param {import("./cursor.js").Cursor} cursor @param {(mark: Mark, selected: Selected) => void} keep new ends */
  constructor(cursor, keep) {
    Object.assign(this, { cursor, tell: keep });
  }

  /** Takes hold; false when this mark is held already. @param {Mark} mark */
  take(mark) {
    if (this.mark?.id === mark.id) return false;
    this.#end();
    this.mark = mark;
    this.cursor.article.focus({ preventScroll: true });
    this.cursor.select(mark.start, mark.end);
    this.#away = note(SAID, { seconds: STAYS_S });
    return true;
  }

  /** Keeps what is selected; false when nothing is held. */
  keep() {
    const { mark } = this;
    const { selected } = this.cursor;
    if (!mark) return false;
    if (!selected) {
      note("Nothing is selected. Select the words of the mark, or press Esc.");
      return true;
    }
    this.#end();
    if (selected.start !== mark.start || selected.end !== mark.end) this.tell(mark, selected);
    return true;
  }

  /** Lets go, the mark stays as it was; false when nothing is held. */
  leave() {
    const { mark } = this;
    if (!mark) return false;
    this.#end();
    note("The mark stays as it was.");
    return true;
  }

  #end() {
    if (!this.mark) return;
    this.mark = null;
    this.#away();
    this.cursor.clear();
  }
}
