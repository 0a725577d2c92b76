/** The gestures that tie marks: keys and clicks while a link is made, drags from a card's handle, the ✕ of a link. */

import { say } from "../keys/spoken.js";
import { strokeOf } from "../keys/strokes.js";
import { svg } from "./ties.js";

/** @typedef {import("./links.js").Links} Links */

const CLICK_PX = 5;
const PRESSED = "button, a, summary";

/** Before anybody else hears of them: while a link is made, keys and clicks mean other things. @param {Links} links */
export function listenForLinks(links) {
  const tell = (event, listen) => {
    if (listen(links, event) !== true) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("keydown", (event) => tell(event, pressed), true);
  document.addEventListener("click", (event) => tell(event, clicked), true);
  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest?.("[data-handle]");
    if (handle && event.button === 0) new Drag(links, handle, event);
  });
}

/** @param {Links} links @param {KeyboardEvent} event @returns {boolean} whether it was for the link */
function pressed(links, event) {
  if (!links.source || event.isComposing || document.querySelector("dialog:modal")) return false;
  const stroke = strokeOf(event);
  const { target } = event;
  if (stroke === "Escape") return links.leave(), true;
  if (target.closest?.("input, select, textarea")) return false;
  if (stroke === "[" || stroke === "]") return links.areSingleOn() && (links.step(stroke === "[" ? -1 : 1), true);
  if (stroke !== "Enter" || target.closest?.(PRESSED)) return false;
  const id = links.chosen?.id ?? target.closest?.("[data-mark]")?.dataset.mark;
  if (!id || !links.take(id)) say("Go to one of them first, or click it.");
  return true;
}

/** @param {Links} links @param {MouseEvent} event @returns {boolean} */
function clicked(links, { target, clientX, clientY }) {
  const untie = target.closest("[data-untie-from]");
  if (untie) return links.untie(untie.dataset.untieFrom, untie.dataset.untieTo), true;
  if (target.closest("[data-handle]")) return true;
  if (!links.source) return false;
  const isCard = target.closest("[data-mark]");
  if (!isCard && !links.article.contains(target)) return false;
  takeAt(links, target, clientX, clientY);
  return true;
}

/** The innermost candidate at a point; the card under it first. @param {Links} links @param {Element | null} target */
function takeAt(links, target, x, y) {
  const card = target?.closest("[data-mark]");
  const ids = card ? [card.dataset.mark] : links.article.contains(target) ? links.marksAt(x, y) : [];
  const id = ids.findLast((one) => links.candidates.some((mark) => mark.id === one));
  return id !== undefined && links.take(id);
}

/** One drag from a card to another, by any pointer. */
class Drag {
  /** @param {Links} links @param {HTMLElement} handle @param {PointerEvent} event */
  constructor(links, handle, event) {
    event.preventDefault();
    Object.assign(this, { links, from: { x: event.clientX, y: event.clientY }, listening: new AbortController() });
    if (!links.start(handle.closest("[data-mark]").dataset.mark)) return;
    this.line = svg("svg", { class: "tie-drag", "aria-hidden": "true" });
    this.path = svg("path", {});
    this.line.append(this.path);
    document.body.append(this.line);
    handle.setPointerCapture(event.pointerId);
    const { signal } = this.listening;
    handle.addEventListener("pointermove", (move) => this.#moved(move), { signal });
    handle.addEventListener("pointerup", (up) => this.#let(up), { signal });
    handle.addEventListener("pointercancel", () => this.#end(), { signal });
  }

  /** @param {PointerEvent} event */
  #moved({ clientX, clientY }) {
    this.path.setAttribute("d", `M ${this.from.x} ${this.from.y} L ${clientX} ${clientY}`);
    const { links } = this;
    const under = document.elementFromPoint(clientX, clientY)?.closest(".may-tie");
    for (const card of links.page.querySelectorAll(".card.under")) card.classList.remove("under");
    under?.classList.add("under");
  }

  /** A drag that went nowhere leaves the question open, for a click. @param {PointerEvent} event */
  #let({ clientX, clientY }) {
    this.#end();
    if (Math.hypot(clientX - this.from.x, clientY - this.from.y) < CLICK_PX) return;
    if (!takeAt(this.links, document.elementFromPoint(clientX, clientY), clientX, clientY)) this.links.leave();
  }

  #end() {
    this.listening.abort();
    this.line.remove();
    for (const card of this.links.page.querySelectorAll(".card.under")) card.classList.remove("under");
  }
}
