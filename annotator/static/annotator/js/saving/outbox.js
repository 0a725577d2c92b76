/**
 * What the server has not acknowledged, kept in the browser: it survives reload, closing and crash. A record belongs to
 * one account and one document's address; nobody else on this computer sees it or sends it.
 *
 * @typedef {import("../marks/marks.js").Mark} Mark
 * @typedef {{id: string, mark: Mark, base: Mark | null, first: object | null, isDeleted: boolean,
 *   links: [string, string][], at: number}} Unsent mark: as wanted; base: as the server last told it; first: the body
 *   it was first sent with; links: wanted and not told, "" to untie; at: since when, for the order of sending
 * @typedef {Unsent & {scope: string, stamp: string}} Row stamp: another one for each writing
 */

const [DATABASE, STORE] = ["annotator", "unsent"];
const PATIENCE_MS = 2000;

export class Outbox {
  /** @type {Promise<IDBDatabase | null>} */ #database;
  /** Ids whose last record is on disk. @type {Set<string>} */ #kept = new Set();

  /** @param {string} scope account and address */
  constructor(scope) {
    this.scope = scope;
    this.#database = opened();
  }

  /** What waits, the oldest first; none where the browser keeps nothing. @returns {Promise<Row[]>} */
  async all() {
    const everything = IDBKeyRange.bound([this.scope], [this.scope, []]); // an array sorts behind every string
    const rows = await this.#run("readonly", (store) => store.getAll(everything)).catch(() => []);
    return rows.sort((a, b) => a.at - b.at);
  }

  /** Writes a record, or over the one of its id. @param {Unsent} unsent @param {string} stamp */
  async keep(unsent, stamp) {
    this.#kept.delete(unsent.id);
    const row = { ...unsent, scope: this.scope, stamp };
    const isKept = await this.#run("readwrite", (store) => store.put(row)).catch(() => false);
    if (isKept) this.#kept.add(unsent.id);
  }

  /**
   * Forgets a record, unless another window has written it since.
   * @param {string} id @param {string} [stamp] none: whoever wrote it
   */
  async drop(id, stamp) {
    this.#kept.delete(id);
    const forget = (store) => {
      const found = store.get([this.scope, id]);
      found.onsuccess = () => {
        if (found.result && (!stamp || found.result.stamp === stamp)) store.delete([this.scope, id]);
      };
      return found;
    };
    await this.#run("readwrite", forget).catch(() => {}); // what stays is found stored when the page is opened next
  }

  /** Whether the last record of a mark would survive the page. @param {string} id */
  isKept(id) {
    return this.#kept.has(id);
  }

  /**
   * One transaction, on disk when this returns. Transactions of one store run in the order in which they are asked for.
   * @template T @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} what
   * @returns {Promise<T>}
   */
  async #run(mode, what) {
    const database = await this.#database;
    if (!database) throw new Error("This browser keeps nothing.");
    return new Promise((resolve, reject) => {
      setTimeout(reject, PATIENCE_MS, new Error("The browser's database does not answer."));
      const work = database.transaction(STORE, mode, { durability: mode === "readonly" ? "default" : "strict" });
      const asked = what(work.objectStore(STORE));
      work.oncomplete = () => resolve(asked.result);
      work.onabort = () => reject(work.error); // the disk is full, say
    });
  }
}

/** The database of this site, or null where the browser has none to give. @returns {Promise<IDBDatabase | null>} */
function opened() {
  return new Promise((resolve) => {
    setTimeout(resolve, PATIENCE_MS, null); // some browsers never answer
    try {
      const asked = indexedDB.open(DATABASE, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: ["scope", "id"] });
      asked.onerror = () => resolve(null);
      asked.onsuccess = () => {
        asked.result.onversionchange = () => asked.result.close(); // a newer page wants to change it
        resolve(asked.result);
      };
    } catch {
      resolve(null);
    }
  });
}
