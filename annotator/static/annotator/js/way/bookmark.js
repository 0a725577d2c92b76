/** Where the reader is: kept on the server with what was seen, and gone back to on the next visit. */

import { firstWhere, paragraphs, toPoint } from "../text/codepoints.js";
import { csrfToken, toast } from "../notes.js";

const EVERY_MS = 15_000;
const PAUSE_MS = 1500;
const FROM_TOP_PX = 90;
const DAY_MS = 86_400_000;

/** The code point at the upper edge of the window; 0 above the text. @param {HTMLElement} article */
export function placeNow(article) {
  const all = paragraphs(article);
  const index = firstWhere(all, ({ element }) => element.getBoundingClientRect().bottom > FROM_TOP_PX);
  if (index === all.length) return all.at(-1)?.end ?? 0;
  const { element, start, end } = all[index];
  const { top, height } = element.getBoundingClientRect();
  const share = Math.min(1, Math.max(0, (FROM_TOP_PX - top) / (height || 1)));
  return index === 0 && share === 0 ? 0 : Math.floor(start + (end - start) * share);
}

/**
 * Scrolls to where the reader was, and says so. Nothing happens where an address names a place, on a reload (the browser
 * knows better), or within the first screen.
 * @param {HTMLElement} article @param {number | null} at code point @param {string} [when] ISO time of the last visit
 * @returns {boolean} whether it scrolled
 */
export function restorePlace(article, at, when = "") {
  const kind = performance.getEntriesByType("navigation")[0]?.type;
  if (!at || location.hash || new URLSearchParams(location.search).has("mark") || (kind && kind !== "navigate")) return false;
  const { node, offset } = toPoint(article, at);
  const range = document.createRange();
  range.setStart(node, Math.min(offset, node.length - 1));
  range.setEnd(node, node.length);
  const top = (range.getClientRects()[0] ?? node.parentElement.getBoundingClientRect()).top + scrollY;
  if (top < innerHeight) return false;
  scrollTo({ top: top - FROM_TOP_PX, behavior: "instant" });
  const toTop = () => scrollTo({ top: 0 });
  toast(`You were here ${ago(when)}.`, { action: { words: "To the top", run: toTop }, seconds: 8 });
  return true;
}

/** "yesterday", "3 days ago". @param {string} when ISO @returns {string} */
export function ago(when, now = new Date()) {
  const then = new Date(when);
  if (Number.isNaN(then.getTime())) return "before";
  const midnight = (time) => new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
  const days = Math.round((midnight(now) - midnight(then)) / DAY_MS);
  if (days <= 0) return "earlier today";
  if (days < 14) return days === 1 ? "yesterday" : `${days} days ago`;
  return `on ${then.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" })}`;
}

/** Sends where the reader is when they pause, never more often than every 15 seconds; once more when they leave. */
export class Bookmark {
  #sentAt = -EVERY_MS;
  #timer = 0;
  #isChanged = false;

  /** @param {string} url @param {HTMLElement} article @param {import("./seen.js").Seen} seen */
  constructor(url, article, seen) {
    Object.assign(this, { url, article, seen });
    addEventListener("scroll", () => this.#changed(), { passive: true });
    seen.addEventListener("change", () => this.#changed());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.#isChanged) this.send();
    });
  }

  #changed() {
    this.#isChanged = true;
    clearTimeout(this.#timer);
    const rest = this.#sentAt + EVERY_MS - performance.now();
    this.#timer = setTimeout(() => this.send(), Math.max(PAUSE_MS, rest));
  }

  /** Failures are nobody's business: all of it is sent again, a refusal (signed out, say) with the next change. */
  async send() {
    clearTimeout(this.#timer);
    this.#sentAt = performance.now();
    this.#isChanged = false;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
    const body = JSON.stringify({ at: placeNow(this.article), seen: this.seen.ranges });
    const sent = { method: "POST", headers, body, keepalive: true, redirect: "manual" };
    const answer = await fetch(this.url, sent).catch(() => null);
    if (!answer || answer.status >= 500) this.#changed();
  }
}
