/** The form of credibility indicators saves itself after each answer, one request at a time. Without script its buttons do. */

import { announce, csrfToken } from "./notes.js";

const form = document.getElementById("indicators-form");
const state = document.getElementById("indicators-state");
const OFFLINE = "Not saved: no answer from the server. Tried again with your next answer, or press “Save for later”.";

let saving = Promise.resolve();
let queued = false;
let asked = 0;

/** Says how the answers stand. @param {string} name @param {string} words */
function say(name, words) {
  state.dataset.state = name;
  state.textContent = words;
}

/** What stands alone takes the others out of the same question, and the other way round. @param {HTMLInputElement} box */
function keepAlone(box) {
  if (box.type !== "checkbox" || !box.checked) return;
  for (const other of form.querySelectorAll(`input[name="${box.name}"]`)) {
    if (other !== box && (box.hasAttribute("data-alone") || other.hasAttribute("data-alone"))) other.checked = false;
  }
}

/** How many questions have an answer, and no warning about those that have. */
function count() {
  let answered = 0;
  for (const question of form.querySelectorAll(".question")) {
    const given = question.querySelector("input:checked") !== null;
    answered += given ? 1 : 0;
    if (given) {
      question.removeAttribute("data-missing");
      question.querySelector(":scope > .errorlist")?.remove();
    }
  }
  form.querySelector("[data-answered]").textContent = String(answered);
}

async function send() {
  queued = false;
  const headers = { Accept: "application/json, application/problem+json", "X-CSRFToken": csrfToken() };
  try {
    const answer = await fetch(form.dataset.save, { method: "POST", headers, body: new FormData(form) });
    const said = await answer.json();
    if (!answer.ok) {
      say("refused", `Not saved. ${said.detail ?? ""}`);
      return;
    }
    form.elements.version.value = said.version;
    if (!queued) say("saved", "Saved");
  } catch {
    say("refused", OFFLINE);
  }
}

/** One request at a time, and one more for all that was answered meanwhile: each goes out with the version it follows. */
function save() {
  say("saving", "Saving …");
  if (queued) return;
  queued = true;
  saving = saving.then(send);
}

if (form && state) {
  form.addEventListener("change", (event) => {
    keepAlone(event.target);
    count();
    save();
  });
  form.addEventListener("submit", async (event) => {
    if (asked || !queued) return; // nothing is on its way: the browser sends the form as it stands
    event.preventDefault();
    asked += 1;
    await saving;
    announce("Saved");
    form.requestSubmit(event.submitter);
  });
}
