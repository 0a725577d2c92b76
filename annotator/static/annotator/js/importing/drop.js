/** Files dropped on the import page go into its file field, folders opened; what was chosen is listed before it is sent. */

import { announce } from "../notes.js";

const SHOWN = 20;
const zone = document.querySelector("[data-drop]");
const field = zone?.querySelector("input[type=file]");

/** @param {number} bytes @returns {string} */
function sizeWords(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * All files under what was dropped; hidden ones are left alone.
 * @param {FileSystemEntry} entry
 * @returns {Promise<File[]>}
 */
async function filesOf(entry) {
  if (entry.name.startsWith(".")) return [];
  if (entry.isFile) return [await new Promise((give, fail) => entry.file(give, fail))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((give, fail) => reader.readEntries(give, fail)); // a hundred at a time
    if (!some.length) return found;
    for (const one of some) found.push(...(await filesOf(one)));
  }
}

/** Lists what is chosen, and says at once what is too much. */
function show() {
  const list = zone.querySelector("[data-list]");
  const refused = zone.querySelector("[data-refused]");
  const files = [...field.files];
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  const rows = files.slice(0, SHOWN).map((file) => [file.name, sizeWords(file.size)]);
  if (files.length > SHOWN) rows.push([`and ${files.length - SHOWN} more`, ""]);
  list.replaceChildren(...rows.map((row) => {
    const line = document.createElement("li");
    for (const words of row) line.append(Object.assign(document.createElement("span"), { textContent: words }));
    return line;
  }));
  list.hidden = !files.length;
  const most = Number(zone.dataset.most);
  refused.textContent = bytes > most ? `These are ${sizeWords(bytes)}; at most ${sizeWords(most)} can be sent at once.` : "";
  refused.hidden = bytes <= most;
  field.setCustomValidity(refused.textContent);
  if (files.length) announce(`${files.length} ${files.length === 1 ? "file" : "files"} chosen`);
}

if (zone && field) {
  field.addEventListener("change", show);
  for (const type of ["dragenter", "dragover"]) {
    zone.addEventListener(type, (event) => {
      event.preventDefault();
      zone.toggleAttribute("data-over", true);
    });
  }
  zone.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) zone.toggleAttribute("data-over", false);
  });
  zone.addEventListener("drop", async (event) => {
    event.preventDefault();
    zone.toggleAttribute("data-over", false);
    const entries = [...event.dataTransfer.items].map((one) => one.webkitGetAsEntry?.()).filter(Boolean);
    const files = entries.length ? (await Promise.all(entries.map(filesOf))).flat() : [...event.dataTransfer.files];
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    field.files = chosen.files;
    show();
  });
  const button = field.form.querySelector("button[type=submit]");
  const words = button.textContent;
  field.form.addEventListener("submit", () => {
    button.textContent = "Sending …";
    announce("Sending the files");
  });
  addEventListener("pageshow", () => (button.textContent = words));
  if (field.files.length) show(); // the browser kept them on the way back
}
