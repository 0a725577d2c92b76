/** The sheet that lists the keys, drawn from their table when it is first opened; and the switch for single keys. */

import { GROUPS } from "./keytable.js";
import { keyNames } from "./strokes.js";

/** @typedef {import("./keytable.js").Row} Row */

export class KeySheet {
  #isDrawn = false;

  /** @param {HTMLDialogElement} dialog @param {{rows: Row[], areSingleOn: boolean}} keys */
  constructor(dialog, keys) {
    Object.assign(this, { dialog, keys });
    const { choice } = this;
    choice.addEventListener("change", () => (keys.areSingleOn = choice.checked));
    for (const button of document.querySelectorAll("[data-do=keys]")) {
      button.addEventListener("click", () => this.open());
    }
    dialog.querySelector("[data-do=close]").addEventListener("click", () => dialog.close());
  }

  /** @returns {HTMLInputElement} */
  get choice() {
    return this.dialog.querySelector("[data-single-keys]");
  }

  /** The focus goes back to where it was when the sheet closes: the browser sees to that. */
  open() {
    if (!this.#isDrawn) this.#draw();
    this.choice.checked = this.keys.areSingleOn;
    this.dialog.showModal();
  }

  #draw() {
    this.#isDrawn = true;
    const sections = Object.keys(GROUPS).map((group) => {
      const rows = this.keys.rows.filter((row) => row.group === group);
      return rows.length ? section(group, rows) : "";
    });
    this.dialog.querySelector("[data-keys]").replaceChildren(...sections);
  }
}

/** @param {string} group @param {Row[]} rows */
function section(group, rows) {
  const lines = rows.map((row) => element("div", element("dt", ...strokes(row)), element("dd", row.words)));
  const where = element("span", GROUPS[group]);
  where.className = "small";
  const made = element("section", element("h3", group, " ", where), element("dl", ...lines));
  made.className = "keys-group";
  return made;
}

/** Each stroke as a group of keys; what is held down is not named again for the next. @param {Row} row */
function strokes({ keys, shown }) {
  const all = (shown ?? keys.map(([stroke]) => stroke)).map((stroke) => keyNames(stroke));
  return all.map((names, i) => {
    const held = names.slice(0, -1).join();
    const isSame = i > 0 && held && held === all[i - 1].slice(0, -1).join();
    const caps = (isSame ? names.slice(-1) : names).flatMap((name) => ["+", element("kbd", name)]).slice(1);
    return element("span", ...caps);
  });
}

/** @param {string} tag @param {(Node | string)[]} inside */
function element(tag, ...inside) {
  const made = document.createElement(tag);
  made.append(...inside);
  return made;
}
