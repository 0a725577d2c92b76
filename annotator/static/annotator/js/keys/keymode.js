/**
 * The way into marking for people who read with a screen reader. As it is read the article stays an article of
 * paragraphs; while they mark it is an application, and the screen reader hands the keys on, until the focus leaves.
 */

const WALKING =
  "Arrow keys move by letter and line, with Control by word and paragraph; with Shift they select. " +
  "S selects the sentence, P the paragraph.";
const ENDING = "Question mark lists all keys. Tab leaves.";
/** Where the focus may be meanwhile: words are sought, the mark is being detailed, the person comes back. */
const PARTS = "#article, #find, #sheet, #palette, #here, .link-bar, dialog, [data-mark]";

/** @param {HTMLElement} article @param {import("./keytable.js").Row[]} rows the table of keys, as the page has it */
export function offerKeyMode(article, rows) {
  const button = document.createElement("button");
  button.className = "button visually-hidden key-mode";
  Object.assign(button, { type: "button", textContent: "Mark by keyboard" });
  const instructions = document.createElement("p");
  Object.assign(instructions, { id: "key-instructions", hidden: true });
  const labels = rows.filter(({ group, keys }) => group === "Label" && keys.length);
  const named = labels.map(({ words, keys: [[stroke]] }) => `${stroke.toUpperCase()} ${words}`).join(", ");
  instructions.textContent = [WALKING, named && `${named}.`, ENDING].join(" ");
  article.before(button, instructions);
  button.addEventListener("click", () => {
    begin(article);
    article.focus();
  });
  document.addEventListener("focusout", () => setTimeout(() => endWhenLeft(article)));
}

/** @param {HTMLElement} article */
function begin(article) {
  article.role = "application";
  article.setAttribute("aria-roledescription", "text to mark");
  article.setAttribute("aria-describedby", "key-instructions");
}

/** Another window's focus is no leaving: the element keeps the focus of the page. @param {HTMLElement} article */
function endWhenLeft(article) {
  const { activeElement } = document;
  const isLost = !activeElement || activeElement === document.body; // what had the focus was taken away: it comes back
  if (!article.role || isLost || activeElement.closest(PARTS)) return;
  article.removeAttribute("role");
  article.removeAttribute("aria-roledescription");
  article.removeAttribute("aria-describedby");
}
