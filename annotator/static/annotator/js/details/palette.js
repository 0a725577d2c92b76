/** The labels beside a selection; on narrow screens a bar at the lower edge. Choosing one makes the mark. */

/** @typedef {import("../text/selection.js").Selected} Selected @typedef {{words: string, again: () => void}} Known */

const GAP = 10;
const BAR = matchMedia("(max-width: 40rem)");

export class Palette {
  /** @type {Selected | null} */ #selected = null;
  /** @type {Known | null} */ #known = null;

  /**
   * @param {HTMLElement} element @param {(selected: Selected, label: string, byKeyboard: boolean) => void} choose
   * @param {(selected: Selected) => Known | null} [know] what these words are marked as already: a label would change that
   */
  constructor(element, choose, know = () => null) {
    Object.assign(this, { element, know });
    this.quote = element.querySelector(".palette-quote");
    this.known = element.querySelector(".palette-known");
    for (const type of ["pointerdown", "mousedown"]) {
      element.addEventListener(type, (event) => event.preventDefault()); // the selection stays
    }
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.label && this.#selected) choose(this.#selected, button.dataset.label, event.detail === 0);
      else if (button?.dataset.do === "again") this.#again();
    });
  }

  /** Beside the last line of the selection, inside the window. @param {Selected} selected @param {Range} range */
  show(selected, range) {
    this.#selected = selected;
    this.#known = this.know(selected);
    this.quote.textContent = selected.quote;
    if (this.known) this.known.hidden = !this.#known;
    if (this.known && this.#known) this.known.querySelector("[data-known]").textContent = this.#known.words;
    this.element.hidden = false;
    this.#place(range);
  }

  hide() {
    if (this.element.contains(document.activeElement)) document.getElementById("article").focus({ preventScroll: true });
    this.#selected = null;
    this.element.hidden = true;
  }

  #again() {
    const known = this.#known;
    document.getSelection().removeAllRanges();
    this.hide();
    known?.again();
  }

  /** @param {Range} range */
  #place(range) {
    const { style } = this.element;
    for (const side of ["left", "top"]) style.removeProperty(side);
    if (BAR.matches) return;
    const lines = Array.from(range.getClientRects()).filter((box) => box.width > 0);
    const [first, last] = [lines[0] ?? range.getBoundingClientRect(), lines.at(-1) ?? range.getBoundingClientRect()];
    const own = this.element.getBoundingClientRect();
    const frame = this.element.offsetParent.getBoundingClientRect();
    const isBelow = last.bottom + GAP + own.height < innerHeight;
    const top = isBelow ? last.bottom + GAP : Math.max(GAP, first.top - GAP - own.height);
    const left = Math.min(Math.max(GAP, last.right - own.width / 2), document.documentElement.clientWidth - own.width - GAP);
    style.setProperty("top", `${top - frame.top}px`);
    style.setProperty("left", `${left - frame.left}px`);
  }
}
