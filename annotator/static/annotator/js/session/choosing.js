/** Choosing words to talk about: in the list, or by a click on a paragraph in which readers differ. */

const WIDE = matchMedia("(min-width: 68.75rem)");

/** @param {() => HTMLElement} room */
export function choosing(room) {
  document.addEventListener("click", ({ target }) => {
    const paragraph = target.closest?.("#article p[data-heat]");
    if (!paragraph || !document.getSelection().isCollapsed) return;
    linkIn(room(), Number(paragraph.dataset.start), Number(paragraph.dataset.end))?.click();
  });
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => ctx.sourceElement.matches(".differ-link") && chosen());
  if (new URLSearchParams(location.search).has("passage")) chosen({ isFirst: true });
  for (const type of ["pointerover", "focusin"]) document.addEventListener(type, ({ target }) => hover(target));
}

/** The passage of a paragraph that divides readers most: the list stands in that order. @returns {HTMLAnchorElement | undefined} */
function linkIn(room, start, end) {
  return Array.from(room.querySelectorAll(".differ-link[data-start]")).find(
    ({ dataset }) => Number(dataset.start) < end && start < Number(dataset.end),
  );
}

/** The chosen words come into sight: beside the list on wide windows, on narrow ones what was said of them. */
function chosen({ isFirst = false } = {}) {
  const words = document.querySelector("#article mark[data-active]");
  const place = WIDE.matches ? words : document.getElementById("said");
  if (!place || (isFirst && place.getBoundingClientRect().top < innerHeight / 2)) return;
  place.scrollIntoView({ block: WIDE.matches ? "center" : "start" });
  document.querySelector(".differ-link[aria-current]")?.focus({ preventScroll: true });
}

/** The words that one reader marked, lit while the pointer is on what they said. @param {Element} target */
function hover(target) {
  if (!globalThis.CSS?.highlights) return;
  const row = target.closest?.(".said-list [data-start]");
  if (!row) return CSS.highlights.delete("look");
  const range = rangeIn(Number(row.dataset.start), Number(row.dataset.end));
  if (range) CSS.highlights.set("look", new Highlight(range));
}

/** @param {number} start code point @param {number} end @returns {Range | null} */
function rangeIn(start, end) {
  const range = document.createRange();
  const [from, to] = [pointAt(start), pointAt(end)];
  if (!from || !to) return null;
  range.setStart(...from);
  range.setEnd(...to);
  return range;
}

/** @param {number} offset code point @returns {[Node, number] | null} */
function pointAt(offset) {
  const inside = ({ dataset }) => Number(dataset.start) <= offset && offset <= Number(dataset.end);
  const paragraph = Array.from(document.querySelectorAll("#article p[data-start]")).find(inside);
  if (!paragraph) return null;
  let left = offset - Number(paragraph.dataset.start);
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const points = Array.from(node.data);
    if (left <= points.length) return [node, points.slice(0, left).join("").length];
    left -= points.length;
  }
  return null;
}
