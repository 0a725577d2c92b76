/**
 * Where cards stand beside the text, in numbers alone. A slot is the room from one paragraph with marks to the next:
 * what a card shows follows from its slot, never from how far the page is scrolled, so nothing jumps.
 *
 * @typedef {{line: number, short: number}} Sizes heights of a card of one line and of a short one, CSS pixels
 * @typedef {{top: number, height: number}} Box @typedef {"full" | "short" | "line" | "crowded"} Level
 */

const GAP = 4;

/**
 * How many cards of a slot are drawn when each has one line; the rest is one more line.
 * @param {number} n @param {number} room @param {Sizes} sizes
 */
export function linesShown(n, room, { line }) {
  const fits = Math.max(1, Math.floor(room / line));
  return n <= fits ? n : Math.max(0, fits - 1);
}

/**
 * The most that the cards of a slot can show: `full`, `short`, `line`; `crowded` when even lines are too many.
 * @param {number} n @param {number} room @param {Sizes} sizes
 * @param {() => number} sumOfFull asked only when it decides: it has to be measured @returns {Level}
 */
export function levelOf(n, room, sizes, sumOfFull) {
  if (linesShown(n, room, sizes) < n) return "crowded";
  if (n * (sizes.short + GAP) > room && n > 1) return "line";
  if (sumOfFull() + n * GAP <= room) return "full";
  return n * (sizes.short + GAP) <= room ? "short" : "line";
}

/**
 * Cards at their lines, pushed down as far as those before need, and up again from the end of the slot.
 * @param {{at: number, height: number}[]} cards @param {number} from @param {number} to @returns {Box[]}
 */
export function placed(cards, from, to) {
  let free = from;
  const boxes = cards.map(({ at, height }) => {
    const top = Math.max(at, free);
    free = top + height;
    return { top, height };
  });
  let end = to;
  for (const box of boxes.slice().reverse()) {
    box.top = Math.max(from, Math.min(box.top, end - box.height));
    end = box.top;
  }
  return boxes;
}

/**
 * The card at an index stands exactly at its line; the others give way as far as they must, covered at the very top.
 * @param {Box[]} boxes in the order of the text, changed in place @param {number} index @param {number} at
 */
export function pushApart(boxes, index, at) {
  boxes[index].top = at;
  for (let i = index + 1; i < boxes.length; i += 1) {
    const least = boxes[i - 1].top + boxes[i - 1].height;
    if (boxes[i].top >= least) break;
    boxes[i].top = least;
  }
  for (let i = index - 1; i >= 0; i -= 1) {
    const most = boxes[i + 1].top - boxes[i].height;
    if (boxes[i].top <= most) break;
    boxes[i].top = Math.max(0, most);
  }
}
