/** The cards that are drawn: each mark has one, which stays the same element for as long as it is in the list. */

import { dress, element, isLine } from "./card_parts.js";

/** @typedef {import("../marks/marks.js").Mark} Mark @typedef {import("./rail_layout.js").Level} Level */

export class Deck {
  /** @type {Map<string, HTMLElement>} */ #drawn = new Map();
  /** Marks without a card, by slot. @type {Map<string, string[]>} */ #left = new Map();
  /** Marks that are lit. @type {Set<string>} */ lit = new Set();
  /** The mark whose card has the focus of the keyboard. @type {string | null} */ focused = null;
  /** The one card that Tab stops at. @type {string | null} */ #stop = null;

  /**
   * @param {{list: HTMLElement, marks: import("../marks/marks.js").Marks, face: import("./card.js").CardFace,
   *   here?: (ids: string[]) => void}} parts here: shows the marks of one place
   */
  constructor({ list, marks, face, here }) {
    Object.assign(this, { list, marks, face, here });
  }

  /** The mark whose card stands whole and exactly at its line. */
  get open() {
    return this.focused ?? (this.lit.size === 1 ? this.lit.values().next().value : null);
  }

  /** A card that is drawn. @param {string | null} id */
  peek(id) {
    return this.#drawn.get(id);
  }

  /** Marks whose cards are drawn. */
  ids() {
    return this.#drawn.keys();
  }

  /** @param {Mark} mark @param {Level} [level] how much of it is shown, as far as that is known */
  card(mark, level = "full") {
    const known = this.#drawn.get(mark.id);
    if (known && !isLine(level)) this.face.complete(known, mark);
    const card = known ?? this.#new(mark, level);
    this.#reach(card);
    return card;
  }

  /** Dressed before it is in the list, where it would be styled twice. @param {Mark} mark @param {Level} level */
  #new(mark, level) {
    const card = this.face.draw(mark, isLine(level));
    dress(card, level);
    card.id = `mark-${mark.id}`;
    card.classList.toggle("active", this.lit.has(mark.id));
    this.#drawn.set(mark.id, card);
    return card;
  }

  /**
   * The line that stands for marks without a card.
   * @param {string} key of the slot @param {string[]} ids @param {boolean} areAll whether none of the place has a card
   */
  more(key, ids, areAll) {
    this.#left.set(key, ids);
    const words = `${ids.length} ${areAll ? "marks" : "more"} here`;
    const known = this.list.querySelector(`[data-slot="${key}"]`);
    const button = known ?? Object.assign(element("button", "link"), { type: "button" });
    if (button.textContent !== words) button.textContent = words;
    if (known) return known.parentElement;
    button.dataset.slot = key;
    button.addEventListener("click", () => this.here?.(this.#left.get(key)));
    const row = element("div", "card-more");
    row.role = "listitem";
    row.append(button);
    return row;
  }

  /** What the list holds from now on, in this order; focus does not fall. @param {HTMLElement[]} nodes */
  lay(nodes) {
    const { activeElement } = document;
    const focused = this.list.contains(activeElement) ? activeElement : null;
    const place = focused ? Array.from(this.list.children).findIndex((node) => node.contains(focused)) : -1;
    const wanted = new Set(nodes);
    for (const node of Array.from(this.list.children)) if (!wanted.has(node) && !this.#isKept(node)) this.#drop(node);
    nodes.forEach((node, i) => {
      const there = i ? nodes[i - 1].nextSibling : this.list.firstChild;
      if (node !== there) this.list.insertBefore(node, there);
    });
    const first = nodes.find(({ dataset }) => dataset.mark);
    if (first && !this.peek(this.#stop)) this.stop(first.dataset.mark);
    if (!focused || focused.isConnected) return;
    const next = nodes[Math.min(place, nodes.length - 1)];
    (next?.querySelector("[data-slot]") ?? next)?.focus({ preventScroll: true });
  }

  /** Lights these cards and no others. @param {string[]} ids */
  light(ids) {
    this.lit = new Set(ids);
    for (const [id, card] of this.#drawn) card.classList.toggle("active", this.lit.has(id));
    if (ids.length === 1) this.stop(ids[0]);
  }

  /** Tab stops at this card from now on. @param {string} id */
  stop(id) {
    const before = this.#stop;
    this.#stop = id;
    for (const one of [before, id]) this.#reach(this.peek(one));
  }

  /**
   * Cards whose words a change of these marks may have changed.
   * @param {Set<string>} ids @returns {[string, HTMLElement][]}
   */
  touched(ids) {
    return Array.from(this.#drawn).filter(([id, card]) => {
      const isNamed = this.face.ends(card).some((end) => ids.has(end));
      return ids.has(id) || isNamed || this.marks.incoming(id).some(([from]) => ids.has(from));
    });
  }

  /** @param {string} id */
  refill(id) {
    const [mark, card] = [this.marks.get(id), this.peek(id)];
    if (!mark || !card) return;
    this.face.refill(card, mark);
    this.#reach(card);
  }

  /** Whether Tab reaches a card and what is in it. @param {HTMLElement | undefined} card */
  #reach(card) {
    const tabIndex = card?.dataset.mark === this.#stop ? 0 : -1;
    if (!card || (card.tabIndex === tabIndex && tabIndex < 0 && card.childElementCount === 1)) return;
    for (const part of [card, ...card.querySelectorAll("button, summary")]) part.tabIndex = tabIndex;
  }

  /** A card with the focus stays while its mark is shown, however far the page is scrolled. @param {Element} node */
  #isKept(node) {
    const mark = this.marks.get(node.dataset.mark);
    return Boolean(mark && this.marks.isShown(mark) && node.contains(document.activeElement));
  }

  /** @param {Element} node */
  #drop(node) {
    node.remove();
    this.#drawn.delete(node.dataset.mark);
  }
}
