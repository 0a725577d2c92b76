/** A mark was changed in two places: both versions side by side, and the person chooses. One question at a time. */

/**
 * @typedef {import("../marks/marks.js").Mark} Mark
 * @typedef {"mine" | "theirs" | "later"} Choice later: closed without an answer
 */

const DELETED = { mine: "You deleted it.", theirs: "It was deleted." };
const ASKED = {
  changed: ["This mark was changed meanwhile", "Keep mine", "Keep the stored one"],
  deletedHere: ["This mark was changed meanwhile", "Delete it", "Keep the stored one"],
  deletedThere: ["This mark was deleted meanwhile", "Keep mine as a new mark", "Leave it deleted"],
};

/**
 * @param {HTMLDialogElement} dialog @param {import("../marks/words.js").Words} words @param {(mark: Mark) => string} quoteOf
 * @returns {(mine: Mark | null, stored: Mark | null) => Promise<Choice>} null: it was deleted there
 */
export function chooser(dialog, words, quoteOf) {
  let last = Promise.resolve();
  return (mine, stored) => {
    const answer = last.then(() => {
      fill(dialog, mine && version(mine, words, quoteOf), stored && version(stored, words, quoteOf));
      dialog.showModal();
      return chosen(dialog);
    });
    last = answer.catch(() => {});
    return answer;
  };
}

/** @param {HTMLDialogElement} dialog @param {Node[] | null} mine @param {Node[] | null} theirs */
function fill(dialog, mine, theirs) {
  const [title, first, second] = ASKED[!theirs ? "deletedThere" : mine ? "changed" : "deletedHere"];
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector('[data-do="mine"]').textContent = first;
  dialog.querySelector('[data-do="theirs"]').textContent = second;
  dialog.querySelector("[data-mine]").replaceChildren(...(mine ?? [part("", DELETED.mine)]));
  dialog.querySelector("[data-theirs]").replaceChildren(...(theirs ?? [part("", DELETED.theirs)]));
}

/** Settled by the event that follows closing: the next question must not hear it. @param {HTMLDialogElement} dialog */
function chosen(dialog) {
  const listening = new AbortController();
  /** @type {Choice} */ let choice = "later";
  return new Promise((settle) => {
    const clicked = ({ target }) => {
      const button = target.closest("[data-do]");
      if (!button) return;
      choice = button.dataset.do;
      dialog.close();
    };
    const closed = () => {
      listening.abort();
      settle(choice);
    };
    dialog.addEventListener("click", clicked, { signal: listening.signal });
    dialog.addEventListener("close", closed, { signal: listening.signal });
  });
}

/** @param {Mark} mark @param {import("../marks/words.js").Words} words @param {(mark: Mark) => string} quoteOf */
function version(mark, words, quoteOf) {
  const label = document.createElement("span");
  label.className = "label-word";
  label.dataset.label = mark.label;
  label.textContent = words.label(mark.label);
  const facts = part("card-facts", "");
  facts.append(...words.facts(mark));
  return [label, part("card-text", quoteOf(mark)), facts, part("card-note", mark.note)];
}

/** @param {string} name @param {string} words */
function part(name, words) {
  return Object.assign(document.createElement("p"), { className: name, textContent: words });
}
