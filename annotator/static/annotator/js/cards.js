/** The cards in the rail: one for each mark, in the order of the text, lit, and with the state of saving. */

import { markOf } from "./marks.js";

/** @typedef {import("./marks.js").Mark} Mark */

const STATES = { saving: "saving", waiting: "waiting", refused: "refused", saved: "saved" };

export class Cards {
  /** @param {HTMLElement} list @param {HTMLTemplateElement} template @param {import("./words.js").Words} words */
  constructor(list, template, words) {
    this.list = list;
    this.template = template;
    this.words = words;
  }

  /** @param {string} id @returns {HTMLElement | null} */
  get(id) {
    return document.getElementById(`mark-${id}`);
  }

  /** The card of a mark that the server has not told yet, or tells otherwise. @param {Mark} mark @param {string} quote */
  draw(mark, quote) {
    const card = this.template.content.firstElementChild.cloneNode(true);
    card.id = `mark-${mark.id}`;
    card.dataset.mark = JSON.stringify(mark);
    card.dataset.label = mark.label;
    const name = card.querySelector(".label-word");
    name.dataset.label = mark.label;
    name.textContent = this.words.label(mark.label);
    card.querySelector(".card-text").textContent = quote;
    card.querySelector(".card-facts").replaceChildren(...this.words.facts(mark));
    card.querySelector(".card-unsupported")?.remove();
    this.put(card);
    this.state(mark.id, "saving");
  }

  /** Puts a card into its place; the one of the same mark gives way, its light stays. @param {HTMLElement} card */
  put(card) {
    const old = this.get(markOf(card).id);
    if (old) {
      card.classList.toggle("active", old.classList.contains("active"));
      const focused = old.contains(document.activeElement) ? document.activeElement.dataset.do : null;
      old.replaceWith(card);
      if (focused) card.querySelector(`[data-do="${focused}"]`)?.focus();
      return;
    }
    const { start, end } = markOf(card);
    const isAfter = (other) => other.start > start || (other.start === start && other.end < end);
    const next = Array.from(this.list.children).find((other) => isAfter(markOf(other)));
    this.list.insertBefore(card, next ?? null);
  }

  /** The card in an answer of the server. @param {string} html @returns {HTMLElement} */
  parse(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.querySelector("[data-mark]");
  }

  /** @param {string} id */
  remove(id) {
    this.get(id)?.remove();
  }

  /** Lights these cards and no others; the first comes into view in the rail. @param {string[]} ids */
  light(ids) {
    for (const card of this.list.querySelectorAll(".card.active")) card.classList.remove("active");
    for (const id of ids) this.get(id)?.classList.add("active");
    if (ids.length) this.bring(ids[0]);
  }

  /** Scrolls the rail, not the page. @param {string} id */
  bring(id) {
    const card = this.get(id);
    const rail = this.list.closest(".rail");
    if (!card || !rail) return;
    const [inner, outer] = [card.getBoundingClientRect(), rail.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom) rail.scrollTop += inner.top - outer.top - outer.height / 3;
  }

  /**
   * Says on a card how its mark stands. @param {string} id @param {keyof typeof STATES} state
   * @param {string} [why] what happened and what to do @param {boolean} [again] whether sending once more may help
   */
  state(id, state, why = "", again = false) {
    const card = this.get(id);
    const place = card?.querySelector(".state");
    if (!place) return;
    place.dataset.state = state;
    place.textContent = why ? `${STATES[state]}: ${why}` : STATES[state];
    const tools = card.querySelector(".card-tools");
    tools.querySelector('[data-do="retry"]')?.remove();
    if (!again) return;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "link", textContent: "Try again" });
    button.dataset.do = "retry";
    tools.prepend(button, " ");
  }
}
