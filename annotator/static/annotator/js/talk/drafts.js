/** Words that were typed and not sent yet: they stay with their field when the talk around it is drawn anew. */

/** By the id of the field. @type {Map<string, string>} */
const kept = new Map();

/** Keeps what stands in a field. @param {HTMLTextAreaElement} field */
export function keepDraft(field) {
  if (field.id && field.value.trim() && field.value !== field.defaultValue) kept.set(field.id, field.value);
  else kept.delete(field.id);
}

/** These words were sent. @param {Element} form */
export function dropDrafts(form) {
  for (const field of form.querySelectorAll("textarea")) kept.delete(field.id);
}

/** Puts kept words back where they were typed; an open change of a comment opens again. @param {Element} place */
export function fillDrafts(place) {
  for (const field of place.querySelectorAll("textarea")) {
    if (!kept.has(field.id) || field.ariaInvalid === "true") continue;
    field.value = kept.get(field.id);
    field.closest("details")?.setAttribute("open", "");
  }
}
