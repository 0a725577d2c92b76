/** The details of one mark, as the codebook has them: what applies to its label, each choice said at once to `change`. */

/** @typedef {import("./marks.js").Mark} Mark */

const NARROW = matchMedia("(max-width: 40rem)");
const TYPING_MS = 700;

export class Sheet {
  /** The mark it is open for. @type {Mark | null} */ mark = null;
  #typing = 0;
  /** @type {HTMLElement | null} */ #back = null;

  /** @param {HTMLElement} element @param {{change: (mark: Mark) => void, act: (what: string, id: string) => void}} tell */
  constructor(element, tell) {
    this.element = element;
    this.tell = tell;
    this.note = element.querySelector("#sheet-note");
    this.more = element.querySelector('[data-do="more"]');
    element.addEventListener("click", (event) => this.#clicked(event.target.closest("button")));
    element.addEventListener("input", () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => this.#typed(), TYPING_MS);
    });
    element.addEventListener("change", () => this.#typed());
  }

  /** @param {Mark} mark @param {{focus?: boolean, details?: boolean}} [how] details: on a phone, more than the labels */
  open(mark, { focus = false, details = false } = {}) {
    if (!this.mark) this.#back = document.activeElement;
    if (this.mark && this.mark.id !== mark.id) this.#typed();
    if (this.mark?.id !== mark.id) this.element.querySelector("details").open = false;
    this.element.hidden = false;
    this.#unfold(details || !NARROW.matches);
    this.show(mark);
    if (focus) this.element.querySelector('.label-choice [aria-pressed="true"]')?.focus();
  }

  close() {
    if (!this.mark) return;
    this.#typed();
    const hadFocus = this.element.contains(document.activeElement);
    this.mark = null;
    this.element.hidden = true;
    if (hadFocus) (this.#back?.isConnected ? this.#back : document.getElementById("article")).focus({ preventScroll: true });
    this.tell.act("closed", "");
  }

  /** Presses the buttons as the mark has it. @param {Mark} mark */
  show(mark) {
    this.mark = structuredClone(mark);
    for (const button of this.element.querySelectorAll(".label-choice button")) {
      button.ariaPressed = String(button.dataset.label === mark.label);
    }
    for (const row of this.element.querySelectorAll(".facet[data-facet]")) this.#showRow(row, mark);
    if (document.activeElement !== this.note) this.note.value = mark.note;
    this.element.querySelector('[data-do="again"]').hidden = !mark.facets.target;
  }

  /** @param {HTMLElement} row @param {Mark} mark */
  #showRow(row, mark) {
    const value = mark.facets[row.dataset.facet] ?? "";
    row.hidden = !row.dataset.labels.split(" ").includes(mark.label);
    const input = row.querySelector("input");
    if (input && document.activeElement !== input) input.value = value;
    for (const button of row.querySelectorAll("[data-value]")) {
      button.ariaPressed = String(button.dataset.value === value);
      button.hidden = Boolean(button.dataset.for) && button.dataset.for !== mark.label;
    }
  }

  /** @param {HTMLButtonElement | null} button */
  #clicked(button) {
    if (!button || !this.mark) return;
    if (button.dataset.label) this.choose({ label: button.dataset.label });
    else if (button.dataset.value) this.#toggle(button.closest("[data-facet]").dataset.facet, button.dataset.value);
    else if (button.dataset.do === "close") this.close();
    else if (button.dataset.do === "more") this.#unfold(this.more.ariaExpanded !== "true");
    else if (button.dataset.do) this.#act(button.dataset.do);
  }

  /** @param {string} what */
  #act(what) {
    this.#typed();
    this.tell.act(what, this.mark.id);
  }

  /** A value chosen again is taken back. @param {string} facet @param {string} value */
  #toggle(facet, value) {
    const { [facet]: now, ...others } = this.mark.facets;
    this.choose({ facets: now === value ? others : { ...others, [facet]: value } });
  }

  /** Says it for the mark that is open. @param {Partial<Mark>} what */
  choose(what) {
    const mark = { ...this.mark, ...what };
    if (what.label) mark.facets = this.#fitting(mark);
    this.show(mark);
    this.tell.change(mark);
  }

  /** The details that go with the label; those of another label fall away. @param {Mark} mark */
  #fitting({ label, facets }) {
    const fits = ([facet, value]) => {
      const row = this.element.querySelector(`[data-facet="${facet}"]`);
      const bound = Array.from(row?.querySelectorAll("[data-for]") ?? []).find((one) => one.dataset.value === value);
      return row?.dataset.labels.split(" ").includes(label) && (!bound || bound.dataset.for === label);
    };
    return Object.fromEntries(Object.entries(facets).filter(fits));
  }

  /** Speaker and note are said when the reader pauses, goes on or closes. */
  #typed() {
    clearTimeout(this.#typing);
    if (!this.mark) return;
    const facets = { ...this.mark.facets };
    for (const row of this.element.querySelectorAll('.facet[data-kind="text"]')) {
      const value = row.querySelector("input").value.trim();
      if (value) facets[row.dataset.facet] = value;
      else delete facets[row.dataset.facet];
    }
    const note = this.note.value;
    if (note === this.mark.note && JSON.stringify(facets) === JSON.stringify({ ...this.mark.facets })) return;
    this.mark = { ...this.mark, facets, note };
    this.tell.change(this.mark);
  }

  /** @param {boolean} isOpen */
  #unfold(isOpen) {
    this.element.classList.toggle("folded", !isOpen);
    this.more.ariaExpanded = String(isOpen);
    if (this.mark) this.tell.act("grown", this.mark.id);
  }
}
