/** The drawer in which talk about a passage opens beside the text. It stays open while one reads on. */

import { toast } from "../notes.js";
import { fetchTalk, ready } from "./fetching.js";

/** @typedef {{mark?: string, start?: number, end?: number}} Passage nothing: all of the document */

export class TalkDrawer {
  /** @type {Element | null} */ #before = null;
  #asked = "";

  /**
   * @param {HTMLElement} element @param {string} url of the document's threads
   * @param {{bring?: (place: {start: number, end: number}) => void}} [tell] bring: shows a passage in the text
   */
  constructor(element, url, { bring } = {}) {
    Object.assign(this, { element, url, bring });
    this.body = element.querySelector("[data-talk-body]");
    element.addEventListener("click", (event) => this.#clicked(event));
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.stopPropagation(); // one step back at a time
      this.close();
    });
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /**
   * @param {Passage} passage @param {{kind?: string, isByKeys?: boolean}} [how] isByKeys: the field gets the focus; with a
   *   finger that would cover half of the text
   */
  async open(passage, { kind = "discussion", isByKeys = false } = {}) {
    const asked = `${this.url}?${new URLSearchParams({ ...passage, kind })}`;
    this.#asked = asked;
    if (!this.isOpen) this.#before = document.activeElement;
    const talk = await fetchTalk(asked);
    if (this.#asked !== asked) return; // another was asked for meanwhile
    if (!talk) return void toast("The talk could not be loaded. Try again.", { error: true });
    this.body.replaceChildren(talk);
    ready(talk);
    this.element.hidden = false;
    this.body.scrollTop = 0;
    const field = isByKeys && talk.querySelector(".talk-start textarea");
    (field || talk).focus({ preventScroll: true });
  }

  /** @returns {boolean} whether it was open */
  close() {
    if (!this.isOpen) return false;
    const hadFocus = this.element.contains(document.activeElement);
    this.#asked = "";
    this.element.hidden = true;
    this.body.replaceChildren();
    const before = this.#before?.isConnected ? this.#before : document.getElementById("article");
    if (hadFocus) before?.focus({ preventScroll: true });
    return true;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const { target } = event;
    if (target.closest("[data-talk-close]")) return void this.close();
    const place = target.closest("[data-talk-place]");
    if (!place || !this.bring || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const [start, end] = place.dataset.talkPlace.split(" ").map(Number);
    this.bring({ start, end });
  }
}
