/** The rail keeps beside the text: while the page scrolls, the card of the first mark in sight comes into view. */

import { firstWhere, paragraphs } from "./codepoints.js";

const FROM_TOP_PX = 80;

/**
 * @param {HTMLElement} article @param {HTMLElement} rail @param {import("./marks.js").Marks} marks
 * @param {import("./cards.js").Cards} cards
 */
export function followText(article, rail, marks, cards) {
  let isWaiting = false;
  const follow = () => {
    isWaiting = false;
    if (rail.matches(":hover, :focus-within") || rail.scrollHeight <= rail.clientHeight) return;
    const all = paragraphs(article);
    const index = firstWhere(all, ({ element }) => element.getBoundingClientRect().bottom > FROM_TOP_PX);
    const first = marks.shown().find((mark) => mark.start >= (all[index]?.start ?? Infinity));
    if (first) cards.bring(first.id);
  };
  const scrolled = () => {
    if (!isWaiting) requestAnimationFrame(follow);
    isWaiting = true;
  };
  addEventListener("scroll", scrolled, { passive: true });
}
