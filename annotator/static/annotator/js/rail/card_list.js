/** The cards as a list in a drawer, around the place read: a hundred at most, with ways to earlier and later ones. */

import { element } from "./card_parts.js";
import { firstWhere, paragraphs } from "../text/codepoints.js";

/** @typedef {import("../marks/marks.js").Mark} Mark */

const MOST = 100;
const BEFORE = 3; // cards before the place read: the list goes on upwards
const FROM_TOP_PX = 80;

export class CardList {
  /** Index of the first that is drawn. @type {number | null} */ #from = null;

  /**
   * @param {{article: HTMLElement, list: HTMLElement, rail: HTMLElement, marks: import("../marks/marks.js").Marks}} page
   * @param {import("./deck.js").Deck} deck
   */
  constructor({ article, list, rail, marks }, deck) {
    Object.assign(this, { article, list, rail, marks, deck });
    rail.addEventListener("toggle", ({ newState }) => newState && this.#turned(newState === "open"));
  }

  /** Other marks are shown. */
  renew() {
    this.#from = null;
  }

  draw() {
    const shown = this.marks.shown();
    if (!this.rail.matches(":popover-open")) return this.deck.lay([]);
    this.#from = Math.max(0, Math.min(this.#from ?? this.#here(shown) - BEFORE, shown.length - MOST));
    const cards = shown.slice(this.#from, this.#from + MOST).map((mark) => this.deck.card(mark));
    for (const card of cards) card.classList.remove("short", "line");
    const [before, after] = [this.#from, shown.length - this.#from - cards.length];
    const earlier = before ? [this.#turn("Earlier", before, -MOST)] : [];
    const later = after > 0 ? [this.#turn("Later", after, MOST)] : [];
    this.deck.lay([...earlier, ...cards, ...later]);
  }

  /** Draws the card of a mark. @param {Mark} mark */
  reach(mark) {
    const at = this.marks.shown().indexOf(mark);
    if (this.#from === null || at < this.#from || at >= this.#from + MOST) this.#from = Math.max(0, at - BEFORE);
    this.draw();
  }

  /** @param {boolean} isOpen */
  #turned(isOpen) {
    this.#from = null;
    const here = isOpen ? this.marks.shown()[this.#here(this.marks.shown())] : undefined;
    this.draw();
    const isFirst = here === this.marks.shown()[0];
    if (here && !isFirst) this.deck.card(here).scrollIntoView({ block: "start", behavior: "instant" });
  }

  /** Index of the first mark at the place read. @param {readonly Mark[]} shown */
  #here(shown) {
    const all = paragraphs(this.article);
    const index = firstWhere(all, (paragraph) => paragraph.element.getBoundingClientRect().bottom > FROM_TOP_PX);
    const place = all[index]?.start ?? 0;
    return Math.max(0, Math.min(firstWhere(shown, ({ start }) => start >= place), shown.length - 1));
  }

  /** @param {string} words @param {number} n @param {number} by */
  #turn(words, n, by) {
    const row = element("div", "card-more");
    row.role = "listitem";
    const button = Object.assign(element("button", "button", `${words} (${n})`), { type: "button" });
    button.addEventListener("click", () => {
      this.#from = Math.max(0, this.#from + by);
      this.draw();
      const card = by > 0 ? this.list.querySelector(".card") : Array.from(this.list.querySelectorAll(".card")).at(-1);
      card?.focus({ preventScroll: true });
      card?.scrollIntoView({ block: by > 0 ? "start" : "end", behavior: "instant" });
    });
    row.append(button);
    return row;
  }
}
