/** What a mark's card says: made from the page's template, filled again in place, so that focus stays where it is. */

import { linkRows } from "./card_links.js";
import { LONGEST, firstWords, show, write } from "./card_parts.js";
import { brief } from "../keys/spoken.js";

/** @typedef {import("../marks/marks.js").Mark} Mark */

export class CardFace {
  /**
   * @param {{template: HTMLTemplateElement, marks: import("../marks/marks.js").Marks, words: import("../marks/words.js").Words,
   *   quoteOf: (mark: {start: number, end: number}) => string, mode?: string, canMark?: boolean, talks?: import("../reading/talking.js").Talks | null}} parts
   */
  constructor({ template, marks, words, quoteOf, mode = "read", canMark = true, talks = null }) {
    const form = template.content.firstElementChild;
    Object.assign(this, { form, line: lineForm(form), marks, words, quoteOf, isPractice: mode === "practice", canMark, talks });
  }

  /**
   * A new card. @param {Mark} mark
   * @param {boolean} [isOneLine] its head alone: where hundreds are drawn, the rest is dear
   * @returns {HTMLElement}
   */
  draw(mark, isOneLine = false) {
    const card = /** @type {HTMLElement} */ (this.line.cloneNode(isOneLine));
    if (isOneLine) this.#fillHead(card, mark);
    else this.complete(card, mark);
    return card;
  }

  /** Makes a card of one line, or an empty one, whole. @param {HTMLElement} card @param {Mark} mark */
  complete(card, mark) {
    if (card.childElementCount > 1) return;
    card.replaceChildren(...Array.from(this.form.children, (part) => part.cloneNode(true)));
    // Opening the rest of the tools asks nothing of the mark.
    card.querySelector("summary").addEventListener("click", (event) => event.stopPropagation());
    this.#fill(card, mark);
  }

  /** The same card, as its mark stands now. @param {HTMLElement} card @param {Mark} mark */
  refill(card, mark) {
    const focused = card.contains(document.activeElement) ? document.activeElement : null;
    const way = focused?.dataset.goto;
    this.#fill(card, mark);
    if (!focused || (focused.isConnected && focused.checkVisibility())) return;
    const same = way && card.querySelector(`[data-goto="${CSS.escape(way)}"]`);
    (same || card).focus({ preventScroll: true });
  }

  /** Other marks that a card names. @param {HTMLElement} card @returns {string[]} */
  ends(card) {
    return Array.from(card.querySelectorAll("[data-goto]"), ({ dataset }) => dataset.goto);
  }

  /** "Assertion, own voice, unproven: There is no proof …". @param {Mark} mark */
  name(mark) {
    const { state } = this.marks.saving(mark.id);
    const said = [
      this.words.labelName(mark.label),
      mark.own ? "" : mark.reviewer,
      ...this.words.list(mark, { first: true }),
      this.#isUnsupported(mark) ? "unsupported here" : "",
      state === "saved" ? "" : state,
    ];
    return `${said.filter(Boolean).join(", ")}: ${brief(this.quoteOf(mark))}`;
  }

  /** @param {HTMLElement} card @param {Mark} mark */
  #fillHead(card, mark) {
    card.dataset.mark = mark.id;
    card.dataset.label = mark.label;
    card.ariaLabel = this.name(mark);
    card.querySelector(".label-word").dataset.label = mark.label;
    write(card, "card-letter", this.words.letter(mark.label));
    if (!isBrief(card)) write(card, "card-label", this.words.labelName(mark.label));
    write(card, "card-words", firstWords(this.quoteOf(mark)));
    if (!isBrief(card)) this.#countTalk(card, this.talks?.n(mark) ?? 0);
    this.#sayState(card, mark);
  }

  /** @param {HTMLElement} card @param {Mark} mark */
  #fill(card, mark) {
    this.#fillHead(card, mark);
    if (isBrief(card)) return;
    const quote = this.quoteOf(mark);
    const { again, state } = this.marks.saving(mark.id);
    write(card, "card-text", quote.length > LONGEST ? `${quote.slice(0, LONGEST)} …` : quote);
    write(card, "card-note", mark.note);
    show(card, ".card-note", Boolean(mark.note));
    card.querySelector(".card-facts").replaceChildren(...this.words.facts(mark));
    show(card, ".card-again", mark.own && (again || state === "refused"));
    show(card, "[data-do=retry]", again);
    const how = { quoteOf: this.quoteOf, canUntie: mark.own && this.canMark };
    card.querySelector(".card-links").replaceChildren(...linkRows(this.marks, mark, how));
    this.#offerTools(card, mark);
  }

  /** @param {HTMLElement} card @param {number} n comments */
  #countTalk(card, n) {
    show(card, ".card-talk", n > 0);
    write(card, "card-talk-n", n || "");
    show(card, ".card-tools [data-do=talk]", Boolean(this.talks) && (n > 0 || this.talks.canSay));
  }

  /** @param {HTMLElement} card @param {Mark} mark */
  #sayState(card, mark) {
    const place = card.querySelector(".state");
    const { state, why } = this.marks.saving(mark.id);
    const words = state === "saved" && this.isPractice ? "practice" : state;
    if (mark.own) place.dataset.state = state;
    place.textContent = mark.own ? (why ? `${words}: ${why}` : words) : mark.reviewer;
    place.title = why;
  }

  /** @param {HTMLElement} card @param {Mark} mark */
  #offerTools(card, mark) {
    const isMine = mark.own && this.canMark;
    const canTie = isMine && !this.isPractice && [this.marks.supported, this.marks.basis].includes(mark.label);
    for (const what of ["open", "again", "split", "delete"]) show(card, `.card-tools [data-do=${what}]`, isMine);
    const tying = [".card-tools [data-do=link]", ".card-handle", ".card-unsupported .link"];
    for (const tool of tying) show(card, tool, canTie);
    const isCitable = !this.isPractice && mark.version > 0;
    show(card, ".card-source", isCitable && !isMine); // under More on one's own: another line of tools moves all cards
    show(card, ".card-rest [data-do=source]", isCitable);
    show(card, "[data-do=history]", mark.own && !this.isPractice && mark.version > 0);
    show(card, ".card-rest", isMine);
    show(card, "[data-do=show]", !mark.own);
    show(card, ".card-unsupported", this.#isUnsupported(mark));
  }

  /** @param {Mark} mark */
  #isUnsupported(mark) {
    return mark.own && !this.isPractice && this.marks.isUnsupported(mark);
  }
}

/** What a card of one line consists of: style costs by the element. @param {Element} form */
function lineForm(form) {
  const card = /** @type {HTMLElement} */ (form.cloneNode(false));
  card.append(form.firstElementChild.cloneNode(true));
  for (const part of card.querySelectorAll(".card-handle, .card-label, .card-talk")) part.remove();
  return card;
}

/** Whether it is a card of one line. @param {HTMLElement} card */
function isBrief(card) {
  return card.childElementCount === 1;
}
