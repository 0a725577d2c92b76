/** The doubtful marks by keyboard: walk with J and K, and one key does what a button does. Without it the forms work alike. */

const entries = [...document.querySelectorAll(".anchoring")].filter((entry) => entry instanceof HTMLElement);
const ACTS = { a: "accept", s: "set-aside", t: "take-back" };

/** @param {Event} event */
const isWriting = (event) => event.target instanceof Element && event.target.closest("input, select, textarea");

/** The entry that has the focus, else the first that waits. */
function here() {
  const focused = document.activeElement?.closest(".anchoring");
  return entries.find((entry) => entry === focused) ?? null;
}

/** @param {HTMLElement | undefined} entry */
function go(entry) {
  entry?.focus({ preventScroll: true });
  entry?.scrollIntoView({ block: "center" });
}

/** @param {number} by */
function walk(by) {
  const at = entries.indexOf(/** @type {HTMLElement} */ (here()));
  const first = entries.findIndex((entry) => entry.dataset.state === "doubtful");
  go(at < 0 ? entries[Math.max(0, first)] : entries[Math.min(entries.length - 1, Math.max(0, at + by))]);
}

/** The next entry that waits, which the page opens at afterwards.
 * @param {HTMLElement} entry */
function sayNext(entry) {
  const waiting = entries.filter((each) => each.dataset.state === "doubtful" && each !== entry);
  const next = waiting.find((each) => entries.indexOf(each) > entries.indexOf(entry)) ?? waiting[0];
  const form = entry.querySelector("form");
  if (!next || !form) return;
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: "next", value: next.id.slice(5) });
  form.append(field);
}

/** @param {HTMLElement} entry @param {string} key */
function act(entry, key) {
  if (key === "w") {
    const details = entry.querySelector("details");
    if (!details) return false;
    details.open = true;
    entry.querySelector("textarea")?.select();
    return true;
  }
  const button = entry.querySelector(`button[name=act][value="${ACTS[key] ?? ""}"]`);
  if (!(button instanceof HTMLButtonElement)) return false;
  button.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (isWriting(event)) {
    if (event.key === "Escape") go(here() ?? undefined);
    return;
  }
  const key = event.key.toLowerCase();
  const entry = here();
  if (key === "j" || key === "k") walk(key === "j" ? 1 : -1);
  else if (!entry || !act(entry, key)) return;
  event.preventDefault();
});

for (const entry of entries) entry.querySelector("form")?.addEventListener("submit", () => sayNext(entry));
for (const keys of document.querySelectorAll("[data-keys]")) if (keys instanceof HTMLElement) keys.hidden = false;
go(entries.find((entry) => "refused" in entry.dataset || `#${entry.id}` === location.hash));
