/** The form to rule otherwise: begins with the candidate that was looked at last, offers only what its label has. */

/**
 * Fill the form with what a candidate says.
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} candidate its radio, which carries its words, label and details
 */
export function fillFrom(form, candidate) {
  const { start, end, says, facets } = candidate.dataset;
  const details = JSON.parse(facets ?? "{}");
  for (const [name, value] of [["start", start], ["end", end]]) {
    const field = form.elements.namedItem(String(name));
    if (field instanceof HTMLSelectElement) field.value = String(value);
  }
  for (const radio of form.querySelectorAll("input[name=label]")) {
    if (radio instanceof HTMLInputElement) radio.checked = radio.value === says;
  }
  for (const field of form.querySelectorAll("[name^='facet-']")) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) continue;
    const value = details[field.name.slice("facet-".length)] ?? "";
    if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value === "yes";
    else field.value = value;
  }
}

/**
 * Details and values that do not go with the chosen label are put away, and say nothing.
 * @param {HTMLFormElement} form
 */
export function keepToLabel(form) {
  const chosen = form.querySelector("input[name=label]:checked");
  const label = chosen instanceof HTMLInputElement ? chosen.value : "";
  for (const row of form.querySelectorAll("[data-labels]")) {
    if (!(row instanceof HTMLElement)) continue;
    row.hidden = Boolean(label) && !(row.dataset.labels ?? "").split(" ").includes(label);
    for (const field of row.querySelectorAll("input, select")) field.toggleAttribute("disabled", row.hidden);
  }
  for (const option of form.querySelectorAll("option[data-for]")) {
    if (!(option instanceof HTMLOptionElement)) continue;
    option.hidden = option.disabled = option.dataset.for !== label;
    if (option.disabled && option.selected) option.selected = false;
  }
}
