/** Colleagues' marks, and one's own from another window or device, come, change and go while the page is open. */

import { announce, toast } from "../notes.js";
import { unpacked } from "../marks/table.js";

/** @typedef {import("../marks/marks.js").Mark} Mark @typedef {import("../marks/marks.js").Marks} Marks */

const TOGETHER_MS = 120; // what comes within this time is drawn as one change
const SPOKEN_MS = 10_000; // and said to screen readers at most so often
const AGAIN_MS = 3000;
const SUBMITTED = "Your reading was submitted meanwhile.";
const REOPENED = "Your reading was opened again meanwhile.";

export class Following {
  /** By code name whether that is the reader of this page. @type {Map<string, boolean>} */ #readers = new Map();
  /** @type {object[]} */ #events = [];
  #timer = 0;
  #isFetching = false;
  #isStale = false;
  #n = 0;
  #saying = 0;
  #isLeaving = false; // by a form of this page, whose next page says it

  /**
   * @param {{marks: Marks, url: string, take: (changes: {marks: Mark[], gone: string[]}) => void, reading: string | null,
   *   offer: (readers: [string, string][]) => void}} parts url: where all marks are; take: shows what the server says and
   *   leaves alone what is not sent yet; reading: how one's own stands on this page; offer: readers to filter by
   */
  constructor(parts) {
    Object.assign(this, parts);
    this.#learn(this.marks.ordered());
    document.addEventListener("live:event", ({ detail }) => this.#heard(detail));
    document.addEventListener("live:reload", () => this.refresh());
    addEventListener("beforeunload", () => (this.#isLeaving = true));
  }

  /** @param {readonly Mark[]} marks */
  #learn(marks) {
    for (const { reviewer, own } of marks) if (reviewer) this.#readers.set(reviewer, own);
  }

  /** @param {object} event as the interface has it */
  #heard(event) {
    if (!event.annotation) return;
    this.#events.push(event);
    this.#timer ||= setTimeout(() => this.#apply(), TOGETHER_MS);
  }

  #apply() {
    this.#timer = 0;
    if (this.#isFetching) return; // they are applied to what comes
    const events = this.#events.splice(0);
    this.#learn(this.marks.own());
    // A reader not seen before may be oneself on another device; a mark that comes back has links that events do not name.
    if (events.some(({ reviewer, kind }) => !this.#readers.has(reviewer) || kind === "annotation-restored")) {
      return this.refresh();
    }
    const [news, gone] = [new Map(), new Set()];
    for (const event of events) this.#step(event, news, gone);
    this.#show(Array.from(news.values()), Array.from(gone));
  }

  /** One event on top of those before it. @param {object} event @param {Map<string, Mark>} news @param {Set<string>} gone */
  #step(event, news, gone) {
    const { annotation: id, version, mark, link, kind } = event;
    const known = news.get(id) ?? this.marks.get(id);
    if (known && known.version > (mark ? mark.version : version)) return; // newer is here already
    if (!mark) {
      news.delete(id);
      if (this.marks.get(id)) gone.add(id);
      return;
    }
    gone.delete(id);
    const others = (known?.links ?? []).filter(([to]) => to !== link?.to);
    const links = link && kind === "link-added" ? [...others, [link.to, link.kind]] : others;
    const { start, end, label, facets, note, reviewer } = mark;
    const own = this.#readers.get(reviewer);
    const now = { id, start, end, label, facets, note, version: mark.version, own, reviewer, links };
    if (!known || !isSame(known, now)) news.set(id, now);
  }

  /** All marks as they are now. */
  async refresh() {
    this.#isStale = true;
    if (this.#isFetching) return;
    this.#isFetching = true;
    while (this.#isStale) {
      this.#isStale = false;
      const before = new Map(this.marks.ordered().map((mark) => [mark.id, mark]));
      const answer = await fetch(this.url, { headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => null);
      if (answer?.ok) this.#reconcile(await answer.json(), before);
      else if (!answer || answer.status >= 500) {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS)); // the stream will not say it twice
        this.#isStale = true;
      }
    }
    this.#isFetching = false;
    if (this.#events.length) this.#apply();
  }

  /** What changed here since it was asked is newer than the answer. @param {object} answer @param {Map<string, Mark>} before */
  #reconcile({ marks: table, readers, reading }, before) {
    const marks = unpacked(table);
    this.#learn(marks);
    this.offer(readers);
    const there = new Set(marks.map(({ id }) => id));
    const isNews = (mark) => {
      const known = this.marks.get(mark.id);
      if (!known) return !before.has(mark.id);
      return mark.version >= known.version && !isSame(known, mark);
    };
    const isGone = ({ id, version }) => version > 0 && !there.has(id) && this.marks.get(id)?.version === version;
    this.#show(marks.filter(isNews), Array.from(before.values()).filter(isGone).map(({ id }) => id));
    if (reading !== this.reading && !this.#isLeaving) this.#offerPage(this.reading, reading);
    this.reading = reading;
  }

  /** What may be done here is another now. @param {string | null} before @param {string | null} now */
  #offerPage(before, now) {
    if (before !== "submitted" && now !== "submitted") return;
    const action = { words: "Load the page again", run: () => location.reload() };
    toast(now === "submitted" ? SUBMITTED : REOPENED, { error: true, action });
  }

  /** @param {Mark[]} marks @param {string[]} gone */
  #show(marks, gone) {
    if (!marks.length && !gone.length) return;
    this.#n += marks.filter(({ id, own }) => !own && !this.marks.get(id)).length;
    this.take({ marks, gone });
    if (this.#n && !this.#saying) this.#say();
  }

  #say() {
    announce(this.#n === 1 ? "One new mark by a colleague." : `${this.#n} new marks by colleagues.`);
    this.#n = 0;
    this.#saying = setTimeout(() => {
      this.#saying = 0;
      if (this.#n) this.#say();
    }, SPOKEN_MS);
  }
}

/** @param {Mark} a @param {Mark} b */
function isSame(a, b) {
  const said = ({ start, end, label, facets, note, version, own, reviewer, links }) =>
    JSON.stringify([start, end, label, Object.entries(facets).sort(), note, version, own, reviewer, [...links].sort()]);
  return said(a) === said(b);
}
