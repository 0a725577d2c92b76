/** What modules say to people: the live region, toasts; and the token they send. Only exports: a second copy of this file does no harm. */

/**
 * Says something to screen readers without moving focus. The region is emptied first, so that the same words are read twice.
 * @param {string} words
 */
export function announce(words) {
  const region = document.getElementById("announcer");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => (region.textContent = words), 50);
}

/**
 * Shows a short note at the lower edge, and reads it out. Errors stay until dismissed.
 * @param {string} words
 * @param {{error?: boolean, action?: {words: string, run: () => void}, seconds?: number}} [options]
 * @returns {() => void} takes the note away
 */
export function toast(words, { error = false, action, seconds = 5 } = {}) {
  const note = document.createElement("div");
  note.className = error ? "toast error" : "toast";
  const text = document.createElement("span");
  text.textContent = words;
  note.append(text);
  const away = () => note.remove();
  const offered = action ?? (error ? { words: "Close", run: () => {} } : null);
  if (offered) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = offered.words;
    button.addEventListener("click", () => (away(), offered.run()));
    note.append(button);
  }
  document.getElementById("toasts")?.append(note);
  announce(words);
  if (!error) setTimeout(away, seconds * 1000);
  return away;
}

/** The token Django wants with every POST made by a module. @returns {string} */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}
