/** The cards as one stop for Tab: arrows go from mark to mark in the order of the text, also to those not drawn yet. */

const STEPS = { ArrowUp: -1, ArrowDown: 1 };

export class CardKeys {
  /** Where each mark stands among those shown, from 1. @type {Map<string, number> | null} */ #places = null;
  /** What each card says of its place. @type {WeakMap<HTMLElement, string>} */ #told = new WeakMap();

  /** @param {import("./cards.js").Cards} cards @param {(what: string, id: string) => void} act */
  constructor(cards, act) {
    Object.assign(this, { cards, act });
    cards.list.addEventListener("keydown", (event) => this.#pressed(event));
    cards.list.addEventListener("focusin", ({ target }) => this.#entered(target));
    cards.list.addEventListener("focusout", ({ relatedTarget }) => this.#left(relatedTarget));
  }

  /** Other marks are shown. */
  renew() {
    this.#places = null;
  }

  /** Draws a card, and gives it the focus. @param {string} id */
  focus(id) {
    this.cards.hold(id);
    this.cards.bring(id);
    this.cards.get(id)?.focus({ preventScroll: true });
  }

  /** Tells each drawn card its place among all that are shown. */
  count() {
    const shown = this.cards.marks.shown();
    this.#places ??= new Map(shown.map(({ id }, i) => [id, i + 1]));
    for (const id of this.cards.deck.ids()) {
      const [card, place] = [this.cards.deck.peek(id), this.#places.get(id) ?? 1];
      if (this.#told.get(card) === `${place} ${shown.length}`) continue;
      this.#told.set(card, `${place} ${shown.length}`);
      card.ariaPosInSet = String(place);
      card.ariaSetSize = String(shown.length);
    }
  }

  /**
   * Only a keyboard opens a card by coming to it: under a mouse that presses a button nothing may move.
   * @param {Element} target
   */
  #entered(target) {
    const id = target.closest("[data-mark]")?.dataset.mark;
    if (id && id !== this.cards.deck.focused && target.matches(":focus-visible")) this.cards.hold(id);
  }

  /** @param {Element | null} to */
  #left(to) {
    if (!this.cards.list.contains(to) && this.cards.deck.focused) this.cards.hold(null);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const { key, target } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    const id = idNear(target);
    const mark = this.cards.marks.get(id);
    if (!mark) return;
    if (key === "Enter" && target.matches(".card")) this.act(mark.own ? "open" : "show", id);
    else if (key in STEPS) this.#step(id, STEPS[key]);
    else return;
    event.preventDefault();
  }

  /** @param {string} id @param {number} way */
  #step(id, way) {
    const shown = this.cards.marks.shown();
    const next = shown[shown.findIndex((mark) => mark.id === id) + way];
    if (next) this.focus(next.id);
  }
}

/** The mark of a card, or of the last card before a line that says how many more there are. @param {Element} target */
function idNear(target) {
  const card = target.closest("[data-mark]") ?? target.closest(".card-more")?.previousElementSibling;
  return card?.dataset.mark ?? "";
}
