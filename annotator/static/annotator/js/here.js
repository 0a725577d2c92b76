/** The cards of all marks at one place of the text, where several lie on each other or the rail is a drawer. */

export class Here {
  /** @param {HTMLElement} element @param {import("./cards.js").Cards} cards */
  constructor(element, cards) {
    this.element = element;
    this.cards = cards;
    element.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  /** @param {string[]} ids outer marks first */
  open(ids) {
    const head = document.createElement("div");
    head.className = "sheet-top";
    const title = document.createElement("h2");
    title.textContent = ids.length === 1 ? "One mark here" : `${ids.length} marks here`;
    const close = document.createElement("button");
    Object.assign(close, { type: "button", className: "button quiet sheet-close", textContent: "✕", ariaLabel: "Close" });
    close.addEventListener("click", () => this.close());
    head.append(title, close);
    const copies = ids.map((id) => this.cards.get(id)?.cloneNode(true)).filter(Boolean);
    for (const copy of copies) {
      copy.removeAttribute("id");
      copy.classList.remove("active");
    }
    this.element.replaceChildren(head, ...copies);
    this.element.hidden = false;
  }

  close() {
    this.element.hidden = true;
  }
}
