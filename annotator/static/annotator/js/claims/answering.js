/** One key answers: what has `data-key` on the page is pressed by it. Without this module buttons and links do. */

/** @param {Event} event */
const isWriting = (event) =>
  event.target instanceof Element && event.target.closest("input:not([type=hidden]), select, textarea");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isWriting(event)) return;
  const goal = document.querySelector(`main [data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!(goal instanceof HTMLElement)) return;
  event.preventDefault();
  goal.click();
});
