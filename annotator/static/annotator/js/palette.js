/** The labels beside a selection; on narrow screens a bar at the lower edge. Choosing one makes the mark. */

/** @typedef {import("./selection.js").Selected} Selected */

const GAP = 10;
const BAR = matchMedia("(max-width: 40rem)");

export class Palette {
  /** @type {Selected | null} */ #selected = null;

  /** @param {HTMLElement} element @param {(selected: Selected, label: string, byKeyboard: boolean) => void} choose */
  constructor(element, choose) {
    this.element = element;
    this.quote = element.querySelector(".palette-quote");
    element.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
    element.addEventListener("mousedown", (event) => event.preventDefault());
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-label]");
      if (button && this.#selected) choose(this.#selected, button.dataset.label, event.detail === 0);
    });
  }

  /** Beside the last line of the selection, inside the window. @param {Selected} selected @param {Range} range */
  show(selected, range) {
    this.#selected = selected;
    this.quote.textContent = selected.quote;
    this.element.hidden = false;
    const { style } = this.element;
    style.removeProperty("left");
    style.removeProperty("top");
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

  hide() {
    if (this.element.contains(document.activeElement)) document.getElementById("article").focus({ preventScroll: true });
    this.#selected = null;
    this.element.hidden = true;
  }
}
