/** A mark was changed in two places: both versions side by side, and the person chooses. */

/** @typedef {import("./marks.js").Mark} Mark */

/**
 * @param {HTMLDialogElement} dialog @param {import("./words.js").Words} words @param {(mark: Mark) => string} quoteOf
 * @returns {(mine: Mark | null, stored: Mark) => Promise<"mine" | "theirs">} mine null: the person wanted to delete it
 */
export function chooser(dialog, words, quoteOf) {
  const [mineButton] = dialog.querySelectorAll('[data-do="mine"]');

  const version = (mark) => {
    const label = document.createElement("span");
    label.className = "label-word";
    label.dataset.label = mark.label;
    label.textContent = words.label(mark.label);
    const [quote, facts, note] = ["card-text", "card-facts", "card-note"].map((name) => {
      const line = document.createElement("p");
      line.className = name;
      return line;
    });
    quote.textContent = mark.quote ?? quoteOf(mark);
    facts.append(...words.facts(mark));
    note.textContent = mark.note;
    return [label, quote, facts, note];
  };

  const deleted = () => {
    const line = document.createElement("p");
    line.textContent = "You deleted it.";
    return [line];
  };

  return (mine, stored) =>
    new Promise((settle) => {
      dialog.querySelector("[data-mine]").replaceChildren(...(mine ? version(mine) : deleted()));
      dialog.querySelector("[data-theirs]").replaceChildren(...version(stored));
      mineButton.textContent = mine ? "Keep mine" : "Delete it";
      const chosen = (event) => {
        const button = event.target.closest?.("[data-do]");
        if (event.type === "click" && !button) return;
        if (event.type === "cancel") event.preventDefault();
        for (const type of ["click", "cancel"]) dialog.removeEventListener(type, chosen);
        dialog.close();
        settle(button?.dataset.do === "mine" ? "mine" : "theirs");
      };
      for (const type of ["click", "cancel"]) dialog.addEventListener(type, chosen);
      dialog.showModal();
    });
}
