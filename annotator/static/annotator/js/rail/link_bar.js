/** The bar while a link is made: which marks may be chosen, whether one supports or contradicts the other. */

import { element } from "./card_parts.js";

const KINDS = { supports: "supports it", contradicts: "contradicts it" };

export class LinkBar {
  /** @type {"supports" | "contradicts"} */ kind = "supports";

  /** @param {HTMLElement} place that it stands in @param {{leave: () => void, turned: () => void}} answers */
  constructor(place, { leave, turned }) {
    this.element = element("div", "link-bar");
    Object.assign(this.element, { role: "group", ariaLabel: "Link two marks", hidden: true });
    this.question = element("p", "link-bar-question");
    this.choice = element("div", "segments");
    Object.assign(this.choice, { role: "group", ariaLabel: "How" });
    for (const [kind, words] of Object.entries(KINDS)) this.choice.append(this.#kindButton(kind, words, turned));
    const hint = element("p", "link-bar-hint small", "Click a mark or its card; or go to it with [ and ], then Enter.");
    const cancel = Object.assign(element("button", "button quiet", "Cancel"), { type: "button" });
    cancel.addEventListener("click", leave);
    this.element.append(this.question, this.choice, cancel, hint);
    place.append(this.element);
  }

  /** @param {string} kind @param {string} words @param {() => void} turned */
  #kindButton(kind, words, turned) {
    const button = Object.assign(element("button", "", words), { type: "button" });
    button.dataset.kind = kind;
    button.addEventListener("click", () => {
      this.turn(kind);
      turned();
    });
    return button;
  }

  /** @param {"supports" | "contradicts"} kind */
  turn(kind) {
    this.kind = kind;
    for (const button of this.choice.children) button.ariaPressed = String(button.dataset.kind === kind);
  }

  /** @param {string} question */
  show(question) {
    this.question.textContent = question;
    this.element.hidden = false;
  }

  hide() {
    this.element.hidden = true;
  }
}
