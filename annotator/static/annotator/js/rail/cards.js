/**
 * The cards of the marks, drawn from the store alone: beside the text at their lines on wide windows, else a list in a
 * drawer. They are one list for the keyboard: arrows go on beyond what is drawn.
 */

import { CardFace } from "./card.js";
import { CardKeys } from "./card_keys.js";
import { CardList } from "./card_list.js";
import { Deck } from "./deck.js";
import { Rail } from "./rail.js";

const WIDE = "(min-width: 68.75rem)";

/** Says `layout` whenever cards were drawn anew. */
export class Cards extends EventTarget {
  #isAsked = false;
  #isScrolled = false;

  /**
   * @param {{rail: HTMLElement, article: HTMLElement, marks: import("../marks/marks.js").Marks, mode?: string,
   *   canMark?: boolean, words: import("../marks/words.js").Words, quoteOf: (span: {start: number, end: number}) => string,
   *   act: (what: string, id: string) => void, template?: HTMLTemplateElement, here?: (ids: string[]) => void}} parts
   *   here: shows the marks of one place, where there is no room for a card of each
   */
  constructor({ rail, article, marks, act, here, template = document.getElementById("card-template"), ...parts }) {
    super();
    const list = rail.querySelector("#cards");
    Object.assign(this, { list, article, marks, wide: matchMedia(WIDE) });
    this.face = new CardFace({ template, marks, ...parts });
    this.deck = new Deck({ list, marks, face: this.face, here });
    this.beside = new Rail({ article, list, marks }, this.deck);
    this.drawer = new CardList({ article, list, rail, marks }, this.deck);
    this.keys = new CardKeys(this, act);
    list.role = "list";
    this.#watch();
    this.draw();
  }

  /** The card of a mark, when it is drawn. @param {string} id @returns {HTMLElement | null} */
  get(id) {
    if (this.#isAsked) this.draw();
    return this.deck.peek(id) ?? null;
  }

  /** Lights these cards and no others. @param {string[]} ids */
  light(ids) {
    this.beside.forget([...this.deck.lit, ...ids]);
    this.deck.light(ids);
    this.ask();
  }

  /** Draws the card of a mark and shows it. @param {string} id */
  bring(id) {
    const mark = this.marks.get(id);
    if (!mark || !this.marks.isShown(mark)) return;
    this.#isAsked = false;
    if (this.wide.matches) this.beside.reach(mark);
    else this.drawer.reach(mark);
    this.#drawn();
    this.deck.peek(id)?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  /** Draws the card of a mark and gives it the focus. @param {string} id */
  focus(id) {
    this.keys.focus(id);
  }

  /** The card of the keyboard changes. @param {string | null} id */
  hold(id) {
    this.beside.forget([this.deck.focused, id].filter(Boolean));
    this.deck.focused = id;
    if (id) this.deck.stop(id);
    this.ask();
  }

  /** What the cards tell beside their marks has changed. */
  retell() {
    for (const id of this.deck.ids()) this.deck.refill(id);
    this.beside.forget();
    this.ask();
  }

  /** Draws soon: the frame that follows a change is for the paint on the text. */
  ask() {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => setTimeout(() => this.#isAsked && this.draw()));
  }

  draw() {
    this.#isAsked = false;
    this.list.classList.toggle("beside", this.wide.matches);
    if (this.wide.matches) this.beside.draw();
    else this.drawer.draw();
    this.#drawn();
  }

  #drawn() {
    this.keys.count();
    this.dispatchEvent(new Event("layout"));
  }

  #watch() {
    const { marks, beside, drawer, keys, deck } = this;
    const anew = () => (beside.forget(), this.ask());
    marks.addEventListener("change", ({ detail }) => this.#changed(new Set(detail.ids)));
    marks.addEventListener("saving", ({ detail }) => this.#refill(detail.id));
    marks.addEventListener("filter", () => (beside.renew(), drawer.renew(), keys.renew(), this.ask()));
    this.wide.addEventListener("change", anew);
    document.fonts.addEventListener("loadingdone", anew);
    const sizes = new ResizeObserver(anew);
    for (const place of [this.article.parentElement, this.list]) sizes.observe(place);
    addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const grown = ({ target }) => this.#grown(target.closest("[data-mark]")?.dataset.mark);
    this.list.addEventListener("toggle", grown, true);
  }

  /** At most once a frame, however often the page scrolls. */
  #scrolled() {
    if (this.#isScrolled || !this.wide.matches) return;
    this.#isScrolled = true;
    requestAnimationFrame(() => {
      this.#isScrolled = false;
      if (this.beside.hasMoved()) this.draw();
    });
  }

  /** @param {Set<string>} ids */
  #changed(ids) {
    this.beside.renew();
    this.keys.renew();
    for (const [id] of this.deck.touched(ids)) this.#refill(id);
    this.beside.forget(ids);
    this.ask();
  }

  /** @param {string} id */
  #refill(id) {
    this.deck.refill(id);
    this.#grown(id);
  }

  /** A card is higher or lower than it was. @param {string} id */
  #grown(id) {
    this.beside.forget([id]);
    this.ask();
  }
}
