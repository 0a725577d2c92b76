/**
 * Lines in the margin between marks that are linked: those of the lit mark always, all when asked for. Solid supports,
 * dashed with a bar at both ends contradicts. The cards say the same in words, so screen readers pass the lines over.
 */

import { lineBox } from "./rail_slots.js";

/**
 * @typedef {{from: string, to: string, kind: string}} Tie
 * @typedef {{tie: Tie, y: [number, number]}} Drawn y: CSS pixels in the list of cards
 */

const SVG = "http://www.w3.org/2000/svg";
const MOST = 300;
const [EDGE, BAR, NEAR, FAR] = [5, 10, 14, 8]; // FAR: as many pixels of distance bow a line by one
const RAISED = 14; // the lit card stands out towards the text

export class Ties {
  #areAll = false;

  /** @param {{article: HTMLElement, marks: import("../marks/marks.js").Marks, cards: import("./cards.js").Cards}} parts */
  constructor({ article, marks, cards }) {
    Object.assign(this, { article, marks, cards });
    this.svg = svg("svg", { class: "ties", "aria-hidden": "true" });
    cards.list.before(this.svg);
    cards.addEventListener("layout", () => this.draw());
    this.draw();
  }

  /** @param {boolean} areAll whether all links near the window have a line */
  showAll(areAll) {
    this.#areAll = areAll;
    this.draw();
  }

  draw() {
    const ties = this.cards.wide.matches ? this.#ties() : [];
    if (!ties.length) return this.svg.replaceChildren(); // asks for no boxes: that would lay the page out
    const list = this.cards.list.getBoundingClientRect();
    const room = list.left - this.article.getBoundingClientRect().right;
    const heightOf = (id) => {
      const { top, bottom } = lineBox(this.article, this.marks.get(id));
      return (top + bottom) / 2 - list.top;
    };
    const drawn = ties.map((tie) => ({ tie, y: [heightOf(tie.from), heightOf(tie.to)] }));
    this.svg.style.setProperty("--room", `${Math.round(room)}px`);
    this.svg.style.setProperty("--down", `${this.cards.list.offsetTop}px`);
    this.svg.replaceChildren(...drawn.map((one) => this.#line(one, room)));
  }

  /** Links that have a line now: both ends are shown. @returns {Tie[]} */
  #ties() {
    const { lit, focused } = this.cards.deck;
    const chosen = new Set([...lit, focused].filter(Boolean));
    const near = this.#areAll ? new Set([...chosen, ...this.cards.deck.ids()]) : chosen;
    if (!near.size) return [];
    const found = new Map();
    for (const id of near) for (const tie of this.#of(id)) found.set(`${tie.from} ${tie.to}`, tie);
    return Array.from(found.values()).slice(0, MOST);
  }

  /** @param {string} id @returns {Tie[]} */
  #of(id) {
    const mark = this.marks.get(id);
    if (!mark || !this.marks.isShown(mark)) return [];
    const away = this.marks.outgoing(mark).map(([to, kind]) => ({ from: id, to, kind }));
    const here = this.marks.incoming(id).map(([from, kind]) => ({ from, to: id, kind }));
    const isShown = (end) => this.marks.isShown(this.marks.get(end));
    return [...away, ...here].filter(({ from, to }) => isShown(from) && isShown(to));
  }

  /** @param {Drawn} drawn @param {number} room */
  #line({ tie, y: [from, to] }, room) {
    const bow = Math.max(NEAR, Math.min(room - RAISED, NEAR + Math.abs(to - from) / FAR));
    const { lit, focused } = this.cards.deck;
    const isLit = [tie.from, tie.to].some((id) => lit.has(id) || id === focused);
    const group = svg("g", { class: isLit ? "tie lit" : "tie", "data-kind": tie.kind });
    const control = bow * (4 / 3); // of a curve that reaches as far as `bow`
    group.append(svg("path", { d: `M ${EDGE} ${from} C ${control} ${from}, ${control} ${to}, ${EDGE} ${to}` }));
    for (const y of [from, to]) group.append(end(tie.kind, y));
    return group;
  }
}

/** @param {string} kind @param {number} y */
function end(kind, y) {
  if (kind === "contradicts") return svg("path", { class: "tie-bar", d: `M ${BAR} ${y - EDGE} V ${y + EDGE}` });
  return svg("circle", { cx: EDGE, cy: y, r: 2.5 });
}

/** @param {string} name @param {Record<string, string | number>} attributes */
export function svg(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
