/**
 * The marks of the page: the one state that paint, cards, details and map are drawn from.
 *
 * @typedef {{id: string, start: number, end: number, label: string, facets: Record<string, string>, note: string,
 *   version: number, own: boolean, reviewer: string, links: [string, string][]}} Mark
 *   version 0: not stored yet; links: where it leads, with the kind of each
 * @typedef {{state: "saved" | "saving" | "waiting" | "refused", why: string, again: boolean}} Saving again: sending once more may help
 * @typedef {{whose: string, label: string, what: string}} Filter each "all" or one choice; what: unsupported, unsure, open
 * @typedef {{marks: Mark[], gone: string[], words?: string}} Changes as every writing address of the page answers
 */

import { outerFirst } from "./runs.js";

const SAVED = Object.freeze({ state: "saved", why: "", again: false });
const SAVING = Object.freeze({ ...SAVED, state: "saving" });
const EVERYTHING = Object.freeze({ whose: "all", label: "all", what: "all" });

/** A UUID (version 4). `crypto.randomUUID` is missing on plain-http addresses. @returns {string} */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Says `change` (detail: `{ids}`) after changes of marks, `saving` (`{id}`) of how one is saved, `filter` of what is shown. */
export class Marks extends EventTarget {
  /** @type {Map<string, Mark>} */ #byId;
  /** @type {Map<string, Saving>} */ #saving = new Map();
  /** @type {Mark[] | null} */ #ordered = null;
  /** @type {Map<string, [string, string][]> | null} */ #incoming = null;
  /** @type {Filter} */ filter = { ...EVERYTHING };

  /**
   * @param {Iterable<Mark>} marks
   * @param {{supported?: string, basis?: string, isOpen?: (mark: Mark) => boolean}} [rules] the label that wants a basis and
   *   the one that gives it; isOpen: whether details are missing
   */
  constructor(marks, { supported = "assertion", basis = "evidence", isOpen = () => false } = {}) {
    super();
    this.#byId = new Map(Array.from(marks, (mark) => [mark.id, mark]));
    Object.assign(this, { supported, basis, isOpen });
  }

  /** @param {string} id @returns {Mark | undefined} */
  get(id) {
    return this.#byId.get(id);
  }

  /** All, outer marks first, in the order of the text. Kept until something changes. @returns {readonly Mark[]} */
  ordered() {
    this.#ordered ??= Array.from(this.#byId.values()).sort(outerFirst);
    return this.#ordered;
  }

  /** One's own, in the order of the text. @returns {Mark[]} */
  own() {
    return this.ordered().filter((mark) => mark.own);
  }

  /** Those that the filter shows, in the order of the text. @returns {readonly Mark[]} */
  shown() {
    const { whose, label, what } = this.filter;
    const isAll = whose === "all" && label === "all" && what === "all";
    return isAll ? this.ordered() : this.ordered().filter((mark) => this.isShown(mark));
  }

  /** @param {Mark} mark */
  isShown(mark) {
    const { whose, label, what } = this.filter;
    if (whose !== "all" && (whose === "mine" ? !mark.own : mark.reviewer !== whose)) return false;
    if (label !== "all" && mark.label !== label) return false;
    if (what === "unsupported") return this.isUnsupported(mark);
    return what === "all" || (what === "unsure" ? Boolean(mark.facets.unsure) : this.isOpen(mark));
  }

  /** @param {Partial<Filter>} choices */
  show(choices) {
    Object.assign(this.filter, choices);
    this.#say("filter", {});
  }

  /** Own mark on exactly this span, if there is one. @param {number} start @param {number} end */
  at(start, end) {
    return this.own().find((mark) => mark.start === start && mark.end === end);
  }

  /** Links that lead to a mark: where from, and of which kind. @param {string} id @returns {[string, string][]} */
  incoming(id) {
    this.#incoming ??= this.#linksByEnd();
    return this.#incoming.get(id) ?? [];
  }

  /** Links that lead away from a mark to one that is here. @param {Mark} mark @returns {[string, string][]} */
  outgoing(mark) {
    return mark.links.filter(([to]) => this.#byId.has(to));
  }

  /** Whether it claims something and nothing here is tied to it as its basis. @param {Mark} mark */
  isUnsupported(mark) {
    return mark.label === this.supported && this.incoming(mark.id).length === 0;
  }

  /** Adds a mark, or replaces the one of its id. @param {Mark} mark */
  put(mark) {
    this.apply({ marks: [mark], gone: [] });
  }

  /** @param {string} id */
  remove(id) {
    if (this.#byId.has(id)) this.apply({ marks: [], gone: [id] });
  }

  /** Takes over what the server or the reader says. @param {Changes} changes */
  apply({ marks, gone }) {
    for (const id of gone) this.#byId.delete(id);
    for (const mark of marks) this.#byId.set(mark.id, mark);
    this.#ordered = this.#incoming = null;
    this.#say("change", { ids: [...gone, ...marks.map((mark) => mark.id)] });
  }

  /** Nothing counts as saved before the server has said so. @param {string} id @returns {Saving} */
  saving(id) {
    return this.#saving.get(id) ?? (this.#byId.get(id)?.version === 0 ? SAVING : SAVED);
  }

  /** @param {string} id @param {Saving["state"]} state @param {string} [why] what happened and what to do @param {boolean} [again] */
  setSaving(id, state, why = "", again = false) {
    this.#saving.set(id, { state, why, again });
    this.#say("saving", { id });
  }

  #linksByEnd() {
    const found = new Map();
    for (const mark of this.#byId.values()) {
      for (const [to, kind] of mark.links) found.set(to, [...(found.get(to) ?? []), [mark.id, kind]]);
    }
    return found;
  }

  /** @param {string} type @param {object} detail */
  #say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
