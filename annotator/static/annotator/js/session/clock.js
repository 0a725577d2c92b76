/** Clocks that run down by themselves: elements with `data-left-s`, the seconds that were left when they came here. */

const TICK_MS = 500;
/** When each clock is up, in this page's own time: the browser's idea of the hour may be wrong. @type {WeakMap<Element, [string, number]>} */
const ends = new WeakMap();

/** @param {number} seconds @returns {string} "12:04", "1:05:00" */
export function timeWords(seconds) {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Keeps every clock of the page true, those that come later, too. */
export function keepClocks() {
  showClocks();
  setInterval(showClocks, TICK_MS);
}

/** All clocks as they are now; whoever puts one into the page calls it, so that none stands empty. */
export function showClocks() {
  for (const clock of document.querySelectorAll("[data-left-s]")) show(clock);
}

/** @param {HTMLElement} clock */
function show(clock) {
  const said = clock.dataset.leftS;
  if (ends.get(clock)?.[0] !== said) ends.set(clock, [said, performance.now() + Number(said) * 1000]);
  const left = Math.max(0, Math.ceil((ends.get(clock)[1] - performance.now()) / 1000));
  const words = left ? timeWords(left) : "time is up";
  if (clock.textContent !== words) clock.textContent = words;
  clock.classList.toggle("up", !left);
}
