/**
 * Listens to the keys of the reading page and gives them to its commands. Letters and signs alone work only while the
 * text, a card or the details of a mark have the focus, and can be switched off (WCAG 2.1.4); none works in a field.
 */

import { keyTable } from "./keytable.js";
import { KeySheet } from "./keysheet.js";
import { isSingle, strokeOf } from "./strokes.js";

/** @typedef {import("./keytable.js").Row} Row @typedef {import("./keytable.js").Where} Where */

const STORED = "single-keys";
const FIELDS = "input, select, textarea, [contenteditable]";
/** What may go on while a key is held down. */
const REPEATING = new Set(["move", "extend", "mark", "naming"]);

export class Keys {
  /** @type {Map<string, {row: Row, command: string, given: unknown[]}[]>} */ #byStroke = new Map();

  /**
   * @param {{commands: Record<string, (...given: unknown[]) => unknown>, labels: import("./keytable.js").Label[],
   *   dialog: HTMLDialogElement, wheres?: Record<string, string>}} parts commands: by the table's names; one that is
   *   missing is not shown, one that answers `false` leaves the key to the browser; wheres: CSS of the table's places
   */
  constructor({ commands, labels, dialog, wheres = { article: "#article", sheet: "#sheet", card: "[data-mark]" } }) {
    this.wheres = wheres;
    this.sheet = new KeySheet(dialog, this);
    this.commands = { keys: () => this.sheet.open(), ...commands };
    this.rows = keyTable(labels).filter(({ keys }) => keys.some(([, command]) => command in this.commands));
    for (const row of this.rows) this.#bind(row);
    document.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** Whether letters and signs alone are keys. Kept in this browser. */
  get areSingleOn() {
    try {
      return localStorage.getItem(STORED) !== "off";
    } catch {
      return true; // a private window may refuse storage
    }
  }

  set areSingleOn(areOn) {
    try {
      localStorage.setItem(STORED, areOn ? "on" : "off");
    } catch {
      /* the choice cannot be kept */
    }
  }

  /** @param {Row} row */
  #bind(row) {
    for (const [stroke, command, ...given] of row.keys) {
      this.#byStroke.set(stroke, [...(this.#byStroke.get(stroke) ?? []), { row, command, given }]);
    }
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog:modal")) return;
    const stroke = strokeOf(event);
    const where = this.#where(event.target);
    if (!stroke || !where || (stroke === "Escape" && document.querySelector(":popover-open"))) return;
    if (isSingle(stroke) && (where === "elsewhere" || !this.areSingleOn)) return;
    for (const { row, command, given } of this.#byStroke.get(stroke) ?? []) {
      if (!(command in this.commands) || !(row.where.includes(where) || row.where.includes("anywhere"))) continue;
      const isIdle = event.repeat && !REPEATING.has(command); // a held key makes one mark, not twenty
      if (isIdle || this.commands[command](...given) !== false) event.preventDefault();
      return;
    }
  }

  /** Where an element is; null in a field. @param {EventTarget} target @returns {Where | "elsewhere" | null} */
  #where(target) {
    if (!(target instanceof Element)) return "elsewhere";
    if (target.closest(FIELDS)) return null;
    return Object.keys(this.wheres).find((where) => target.closest(this.wheres[where])) ?? "elsewhere";
  }
}
