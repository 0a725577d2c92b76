/**
 * Follows a document: one connection for all windows of this browser that show it. The leading window has the stream and
 * passes on what it hears; when it goes, another takes over where it was.
 *
 * On `document`: `live:event` (detail: an event as the interface has it), `live:reload` (fetch the marks anew),
 * `live:presence` (detail: `{session}`), `live:state` (detail: `{state}`: open, waiting, offline, closed).
 *
 * @typedef {import("./source.js").Told} Told
 */

import { Leader } from "./leader.js";
import { newId } from "../marks/marks.js";
import { Recent } from "./recent.js";
import { Source } from "./source.js";

const NAMES = { change: "live:event", reload: "live:reload", presence: "live:presence" };
const HIDDEN_MS = 20_000; // a browser has six connections to a server: windows nobody looks at must not hold them

export class Live {
  #id = newId();
  #hiding = 0;
  #state = "closed";

  /** @param {{url: string, cursor: string | null}} stream cursor: what the page shows is as of then @param {string} account */
  constructor({ url, cursor }, account) {
    const scope = `live ${account} ${url}`; // the next person at this computer hears nothing of it
    this.recent = new Recent(cursor);
    this.source = new Source(url, {
      cursor: () => this.recent.cursor,
      told: (told) => (this.#send({ told }), this.#tell(told)),
      state: (state) => this.#say(state),
    });
    this.leader = new Leader(scope);
    this.leader.addEventListener("lead", () => this.#lead());
    this.leader.addEventListener("follow", () => this.source.close());
    this.channel = globalThis.BroadcastChannel ? new BroadcastChannel(scope) : null;
    this.channel?.addEventListener("message", ({ data }) => this.#heard(data));
    document.addEventListener("visibilitychange", () => this.#seen());
    addEventListener("pagehide", () => this.leader.resign());
    addEventListener("pageshow", ({ persisted }) => persisted && this.#follow());
    this.#follow();
  }

  /** Leads if nobody does, else asks the leading window what it has heard since this page was made. */
  #follow() {
    this.leader.stand();
    this.#ask();
  }

  #ask() {
    this.#send({ ask: this.#id, cursor: this.recent.cursor });
  }

  #lead() {
    this.#send({ leads: true });
    this.source.open();
  }

  #seen() {
    clearTimeout(this.#hiding);
    if (document.hidden) this.#hiding = setTimeout(() => this.leader.resign(), HIDDEN_MS);
    else this.#follow();
  }

  /** From another window. @param {{told?: Told, state?: string, leads?: boolean, ask?: string, to?: string}} message */
  #heard(message) {
    if (message.told) this.#tell(message.told);
    if (message.state && !this.leader.isLeading) this.#show(message.state);
    if (message.leads) this.#ask();
    if (message.ask && this.leader.isLeading) this.#answer(message.ask, message.cursor);
    if (message.to === this.#id) this.#catchUp(message);
  }

  /** @param {string} to @param {string | null} cursor */
  #answer(to, cursor) {
    this.#send({ to, since: this.recent.since(cursor), cursor: this.recent.cursor, now: this.#state });
  }

  /** @param {{since: Told[] | null, cursor: string | null, now: string}} answer */
  #catchUp({ since, cursor, now }) {
    this.#show(now);
    if (since) for (const told of since) this.#tell(told);
    else this.#tell({ name: "reload", id: cursor, data: { cursor } });
  }

  /** @param {Told} told */
  #tell(told) {
    this.recent.add(told);
    document.dispatchEvent(new CustomEvent(NAMES[told.name], { detail: told.data }));
  }

  /** @param {string} state of the connection of this window, which leads */
  #say(state) {
    if (state === "closed") return; // another window has it, or nobody looks
    this.#show(state);
    this.#send({ state });
  }

  /** @param {string} state */
  #show(state) {
    if (state === this.#state) return;
    this.#state = state;
    document.dispatchEvent(new CustomEvent("live:state", { detail: { state } }));
  }

  /** @param {object} message */
  #send(message) {
    this.channel?.postMessage(message);
  }
}
