/** The details of one mark, as the codebook has them: what applies to its label, each choice said at once to `change`. */

import { LastValues } from "./last_values.js";
import { announce } from "../notes.js";
import { listenToClicks } from "./sheet_clicks.js";
import { listenToKeys } from "./sheet_keys.js";
import { Rows } from "./sheet_rows.js";
import { keepTexts } from "./sheet_texts.js";

/** @typedef {import("../marks/marks.js").Mark} Mark */
const NARROW = matchMedia("(max-width: 40rem)");

export class Sheet {
  /** The mark it is open for. @type {Mark | null} */ mark = null;
  /** @type {HTMLElement | null} */ #back = null;

  /**
   * @param {HTMLElement} element
   * @param {{change: (mark: Mark) => void, act: (what: string, id: string) => void, missing?: (mark: Mark) => string[],
   *   areSingleOn?: () => boolean}} tell missing: details a mark still owes; areSingleOn: whether letters alone are keys
   * @param {{account?: string, own?: () => Iterable<Mark>}} [reader] whose last values are offered
   */
  constructor(element, tell, reader = {}) {
    Object.assign(this, { element, tell });
    this.rows = new Rows(element, {
      offer: (facet, mark) => this.memory.offer(facet, mark),
      isAsked: (facet, mark) => this.#isAsked(facet, mark),
    });
    this.memory = new LastValues({ ...reader, ties: this.rows.ties() });
    this.texts = keepTexts(this, reader.own);
    this.more = element.querySelector('[data-do="more"]');
    this.before = element.querySelector('[data-do="before"]');
    listenToClicks(this);
    element.addEventListener("toggle", () => this.mark && tell.act("grown", this.mark.id), { capture: true });
    listenToKeys(this);
  }

  /** @param {Mark} mark @param {{focus?: boolean, details?: boolean}} [how] details: on a phone, more than the labels */
  open(mark, { focus = false, details = false } = {}) {
    if (!this.mark) this.#back = document.activeElement;
    if (this.mark && this.mark.id !== mark.id) this.texts.say();
    const isOther = this.mark?.id !== mark.id;
    if (isOther && this.rows.rest) this.rows.rest.open = false;
    this.element.hidden = false;
    this.unfold(details || !NARROW.matches);
    this.show(mark);
    if (isOther) this.rows.mark(this.rows.firstOpen(mark));
    if (focus) this.goTo(this.rows.current, { typing: false });
  }

  /** Closes; the focus goes back to where it came from. */
  close() {
    if (!this.mark) return;
    this.texts.say();
    const hadFocus = this.element.contains(document.activeElement);
    this.mark = null;
    this.element.hidden = true;
    const isThere = this.#back?.isConnected && this.#back !== document.body && this.#back.checkVisibility();
    if (hadFocus) (isThere ? this.#back : document.getElementById("article")).focus({ preventScroll: true });
    this.tell.act("closed", "");
  }

  /** Presses the buttons as the mark has it. @param {Mark} mark */
  show(mark) {
    this.mark = structuredClone(mark);
    for (const button of this.element.querySelectorAll(".sheet-top [data-label]")) {
      button.ariaPressed = String(button.dataset.label === mark.label);
    }
    this.rows.show(mark);
    this.texts.show(mark);
    this.element.querySelector('[data-do="again"]').hidden = !mark.facets.target;
    this.before.hidden = Object.keys(this.rows.offers(mark)).length === Object.keys(mark.facets).length;
  }

  /** Goes to a detail by its key in the codebook; false when it does not apply. @param {string} facet */
  jump(facet) {
    const row = this.rows.get(facet);
    if (!this.mark || !row || row.hidden || row.classList.contains("silent")) return false;
    this.goTo(row);
    return true;
  }

  /** @param {HTMLElement} [row] none for a label without details @param {{typing?: boolean}} [how] typing: into its field */
  goTo(row = this.element, { typing = true } = {}) {
    this.unfold(true);
    const rest = row.closest("details");
    if (rest) rest.open = true;
    const field = typing && row.querySelector("input");
    (field || row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  /** One row on or back; after the last one what is under More. @param {1 | -1} way */
  step(way) {
    const { rest, current } = this.rows;
    if (way > 0 && rest && !rest.open && !this.rows.beside(current, this.mark, 1)) rest.open = true;
    const next = this.rows.beside(current, this.mark, way);
    if (next) this.goTo(next);
  }

  /** Chosen again it is taken back. @param {HTMLElement} row @param {string} value @param {{goOn?: boolean, typing?: boolean}} */
  pick(row, value, { goOn = true, typing = true } = {}) {
    const { facet, name } = row.dataset;
    const { [facet]: now, ...others } = this.mark.facets;
    const isTakenBack = now === value;
    this.choose({ facets: isTakenBack ? others : { ...others, [facet]: value } });
    if (!isTakenBack) this.memory.keep(facet, this.mark);
    const said = `${name.toLowerCase()}: ${isTakenBack ? "nothing" : this.rows.words(row, value)}`;
    const next = goOn && !isTakenBack ? this.rows.beside(row, this.mark, 1) : null;
    if (next) this.goTo(next, { typing });
    else if (goOn) this.goTo(row, { typing: false });
    const isLast = goOn && !isTakenBack && !next;
    announce(next ? `${said}; next: ${next.dataset.name.toLowerCase()}` : isLast ? `${said}; Enter is done` : said);
  }

  /** All that is offered, at once. */
  takeAll() {
    const facets = this.rows.offers(this.mark);
    const taken = this.rows.all.filter(({ dataset }) => facets[dataset.facet] !== this.mark.facets[dataset.facet]);
    if (!taken.length) return announce("Nothing is offered.");
    this.choose({ facets });
    this.goTo(this.rows.firstOpen(this.mark), { typing: false });
    announce(`As before: ${taken.map((row) => this.rows.words(row, facets[row.dataset.facet])).join(", ")}`);
  }

  /** Says it for the mark that is open. @param {Partial<Mark>} what */
  choose(what) {
    this.texts.stop();
    const mark = { ...this.texts.read(), ...what };
    if (what.label) mark.facets = this.rows.fitting(mark);
    const [height, hadFocus] = [this.element.offsetHeight, this.element.contains(document.activeElement)];
    this.show(mark);
    if (hadFocus && what.label && this.rows.current?.hidden) this.element.focus({ preventScroll: true });
    this.tell.change(mark);
    if (this.element.offsetHeight > height) this.tell.act("grown", mark.id);
  }

  /** Whether a mark would owe this detail if it said nothing there. @param {string} facet @param {Mark} mark */
  #isAsked(facet, mark) {
    return this.tell.missing?.({ ...mark, facets: { ...mark.facets, [facet]: "" } }).includes(facet) ?? true;
  }

  /** On a phone: the details, or the labels alone. @param {boolean} isOpen */
  unfold(isOpen) {
    if (this.more.ariaExpanded === String(isOpen)) return;
    this.element.classList.toggle("folded", !isOpen);
    this.more.ariaExpanded = String(isOpen);
    if (this.mark) this.tell.act("grown", this.mark.id);
  }
}
