/** The first visit teaches by doing: select, label, say whose voice. Each step stands at the hand and goes when it is done. */

import { announce } from "../notes.js";

/** @param {string} account */
const keyOf = (account) => `coach:${account}`;

/** Whether this account has been through it, or wants none of it. @param {string} account */
function isOver(account) {
  try {
    return localStorage.getItem(keyOf(account)) === "over";
  } catch {
    return true; // without storage it would come back on every page
  }
}

export class Coach {
  /** @type {"select" | "label" | "voice" | ""} */ step = "";

  /**
   * @param {HTMLElement | null} element `_coach.html`
   * @param {{account: string, marks: import("../marks/marks.js").Marks, article: HTMLElement, rail: HTMLElement,
   *   palette: HTMLElement, sheet: HTMLElement}} parts the first step stands in the rail, or above the article where the
   *   rail is a drawer; the others move to where the labels and the details appear
   */
  constructor(element, { account, marks, article, rail, palette, sheet }) {
    Object.assign(this, { element, account, marks, article, rail, palette, sheet });
    if (!element || isOver(account) || marks.own().length) return;
    element.querySelector("[data-do=dismiss]").addEventListener("click", () => this.end());
    marks.addEventListener("change", () => this.#follow());
    this.observer = new MutationObserver(() => this.#follow());
    for (const place of [palette, sheet]) this.observer.observe(place, { attributeFilter: ["hidden"] });
    this.#follow();
  }

  /** Done or dismissed: gone for good. */
  end() {
    if (!this.step) return;
    this.step = "";
    this.observer.disconnect();
    this.element.remove();
    try {
      localStorage.setItem(keyOf(this.account), "over");
    } catch {
      return; // the browser keeps nothing: it will come back once
    }
  }

  /** Which step it is now follows from what is on the page. */
  #follow() {
    const own = this.marks.own();
    if (this.step === "" && this.wasShown) return;
    if (own.some(({ facets }) => facets.voice)) this.end();
    else if (own.length) this.#show("voice", this.sheet.hidden ? null : this.sheet);
    else if (!this.palette.hidden) this.#show("label", this.palette);
    else this.#show("select", null);
  }

  /** @param {"select" | "label" | "voice"} step @param {HTMLElement | null} place none: beside the text */
  #show(step, place) {
    const { element, rail, article } = this;
    if (place && element.nextElementSibling === article) this.#keepRoom();
    else if (!place) this.room?.remove();
    element.hidden = step === "voice" && !place; // the details were closed: nothing to point at
    if (place) place.append(element);
    else if (rail.checkVisibility()) rail.prepend(element);
    else article.before(element);
    if (this.step === step) return;
    this.step = step;
    this.wasShown = true;
    const steps = Array.from(element.querySelectorAll("[data-step]"));
    for (const row of steps) row.hidden = row.dataset.step !== step;
    const now = steps.findIndex((row) => row.dataset.step === step);
    element.querySelector("[data-n]").textContent = String(now + 1);
    announce(`Step ${now + 1} of ${steps.length}. ${steps[now].innerText.replace(/\s+/g, " ").trim()}`);
  }
  /** Room stays where the first step stood above the text: words that are being selected must not move. Gone unseen. */
  #keepRoom() {
    const room = document.createElement("div");
    room.style.height = getComputedStyle(this.element).height;
    room.style.marginBlockEnd = getComputedStyle(this.element).marginBlockEnd;
    this.element.after(room);
    this.room = room;
    new IntersectionObserver(([{ isIntersecting }], observer) => {
      if (isIntersecting) return;
      room.remove();
      observer.disconnect();
    }).observe(room);
  }
}
