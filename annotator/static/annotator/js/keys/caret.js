/**
 * The caret that is drawn in the article. It stands in the article beside the paragraphs, so that it moves with them,
 * and is drawn anew when they are broken into other lines.
 */

/** @typedef {{x: number, top: number, bottom: number}} Line in the window, CSS pixels */

export class Caret {
  /** @param {HTMLElement} article @param {() => Line | null} where */
  constructor(article, where) {
    Object.assign(this, { article, where });
    this.element = document.createElement("span");
    Object.assign(this.element, { className: "text-caret", hidden: true, ariaHidden: "true" });
    article.append(this.element);
    const redraw = () => this.element.hidden || this.draw();
    new ResizeObserver(redraw).observe(article);
    document.fonts.addEventListener("loadingdone", redraw);
  }

  /** @returns {Line | null} where it was drawn */
  draw() {
    const box = this.where();
    this.element.hidden = !box;
    if (!box) return null;
    const frame = this.article.getBoundingClientRect();
    const { style } = this.element;
    style.setProperty("left", `${box.x - frame.left - this.article.clientLeft}px`);
    style.setProperty("top", `${box.top - frame.top - this.article.clientTop}px`);
    style.setProperty("height", `${box.bottom - box.top}px`);
    for (const blinking of this.element.getAnimations()) blinking.currentTime = 0; // seen at once where it goes
    return box;
  }

  hide() {
    this.element.hidden = true;
  }
}

const COVERS = ".sheet, .palette, .label-bar";
const LINES_AROUND = 1.5;

/** Where things fixed at the lower edge begin, in the window. */
export function lowerEdge() {
  const fixed = Array.from(document.querySelectorAll(COVERS)).filter(
    (element) => element.checkVisibility() && getComputedStyle(element).position === "fixed",
  );
  return Math.min(innerHeight, ...fixed.map((element) => element.getBoundingClientRect().top));
}

/** Where what sticks above ends, in the window. */
export function upperEdge() {
  return Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
}

/** Scrolls the page so that a box is between what sticks above and what is fixed below. @param {Line} box */
export function keepInSight({ top, bottom }) {
  const [first, last] = [upperEdge(), lowerEdge()];
  const around = Math.max(0, Math.min(LINES_AROUND * (bottom - top), (last - first - (bottom - top)) / 2));
  if (top - around < first) scrollBy({ top: top - around - first, behavior: "instant" });
  else if (bottom + around > last) scrollBy({ top: bottom + around - last, behavior: "instant" });
}
