/**
 * When to look again: what the live stream tells, and every few seconds in any case, so that a page is right without it.
 * Nothing is asked while the page is not in front; once it is again, at once.
 */

const EVERY_MS = 8000;
const PAUSE_MS = 400;
const APART_MS = 2500; // twenty people come in together: one look shows them all
const TOLD_BY = ["live:event", "live:presence", "live:reload"];

/**
 * @param {() => Promise<unknown>} look @param {{isNews?: (event: CustomEvent) => boolean}} [which] isNews: whether an
 *   event of the stream matters here
 * @returns {() => void} looks now
 */
export function watch(look, { isNews = () => true } = {}) {
  let [timer, last, isLooking] = [0, -APART_MS, false];
  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(run, ms);
  };
  async function run() {
    if (document.visibilityState !== "visible" || isLooking) return later(EVERY_MS);
    isLooking = true;
    last = performance.now();
    await look().catch(() => {});
    isLooking = false;
    later(EVERY_MS);
  }
  for (const type of TOLD_BY) {
    document.addEventListener(type, (event) => isNews(event) && later(Math.max(PAUSE_MS, last + APART_MS - performance.now())));
  }
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && later(PAUSE_MS));
  later(EVERY_MS);
  return () => later(0);
}
