/** The cards of all marks at one place: where several lie on each other, have no room, or the rail is a drawer. */

import { element } from "./card_parts.js";

const MOST = 100;

export class Here {
  /** @type {string[]} */ #ids = [];

  /** @param {HTMLElement} place @param {import("./cards.js").Cards} cards */
  constructor(place, cards) {
    Object.assign(this, { element: place, cards });
    place.addEventListener("keydown", (event) => this.#pressed(event));
    for (const type of ["change", "saving"]) cards.marks.addEventListener(type, () => place.hidden || this.#draw());
  }

  /** Focus comes along from the line in the rail that stood for these marks. @param {string[]} ids outer marks first */
  open(ids) {
    this.#ids = ids;
    this.before = document.activeElement;
    this.element.replaceChildren(this.#head());
    this.element.hidden = false;
    this.#draw();
    this.element.scrollTop = 0;
    if (this.before?.matches("[data-slot]")) this.element.querySelector(".card")?.focus({ preventScroll: true });
  }

  close() {
    if (this.element.hidden) return;
    const hadFocus = this.element.contains(document.activeElement);
    this.element.hidden = true;
    this.element.replaceChildren();
    if (hadFocus && this.before?.isConnected) this.before.focus({ preventScroll: true });
  }

  #head() {
    const head = element("div", "sheet-top");
    const named = { type: "button", ariaLabel: "Close" };
    const close = Object.assign(element("button", "button quiet sheet-close", "✕"), named);
    close.addEventListener("click", () => this.close());
    head.append(element("h2", ""), close);
    return head;
  }

  /** Fills known cards again, so that focus stays; adds and drops others. */
  #draw() {
    const found = this.#ids.map((id) => this.cards.marks.get(id)).filter(Boolean);
    if (!found.length) return this.close();
    const words = found.length === 1 ? "One mark here" : `${found.length} marks here`;
    this.element.querySelector("h2").textContent = found.length > MOST ? `${words}; the first ${MOST}` : words;
    const cards = found.slice(0, MOST).map((mark) => this.#card(mark));
    for (const card of this.element.querySelectorAll(".card")) if (!cards.includes(card)) card.remove();
    for (const card of cards) if (!card.isConnected) this.element.append(card);
  }

  /** @param {import("../marks/marks.js").Mark} mark */
  #card(mark) {
    const { face } = this.cards;
    const known = this.element.querySelector(`.card[data-mark="${CSS.escape(mark.id)}"]`);
    if (known) face.refill(known, mark);
    const card = known ?? face.draw(mark);
    card.role = "group";
    return card;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // one step back at a time
    this.close();
  }
}
