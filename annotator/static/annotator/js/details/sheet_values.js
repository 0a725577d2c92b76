/** One row of the details and its values: whether it applies, how it shows what is offered. */

/** @param {HTMLElement} row @param {{label: string}} mark */
export function applies(row, { label }) {
  return row.dataset.labels.split(" ").includes(label);
}

/** Whether a row waits for another detail: no speaker before there is a voice, none for the own voice. */
export function isSilent({ dataset: { after, silent } }, { facets }) {
  return Boolean(after) && (!facets[after] || silent.split(" ").includes(facets[after]));
}

/** @param {HTMLElement} row @returns {HTMLButtonElement[]} */
export function buttons(row) {
  return Array.from(row.querySelectorAll("[data-value]"));
}

/** The words of a value without its key. @param {HTMLElement | undefined} button */
export function nameOf(button) {
  const texts = Array.from(button?.childNodes ?? []).filter((node) => node.nodeType === Node.TEXT_NODE);
  return texts.map((node) => node.data).join("").trim();
}

/** Says on a value that it was chosen before, and which key takes it. @param {HTMLButtonElement} button @param {boolean} isOn */
export function offerOn(button, isOn) {
  button.classList.toggle("offered", isOn);
  const said = button.querySelector(".before");
  if (!isOn) said?.remove();
  if (!isOn || said) return;
  const words = document.createElement("small");
  words.className = "before";
  const key = document.createElement("kbd");
  Object.assign(key, { textContent: ".", ariaHidden: "true" });
  words.append("as before ", key);
  button.append(words);
}
