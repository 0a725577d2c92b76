/* Theme: automatic, light or dark. Classic and blocking, in <head>: a module would run after the first paint and flash.
   Without a stored choice the style sheet follows the system. Kept in this browser only. */
(() => {
  "use strict";
  const root = document.documentElement;
  const CHOICES = ["auto", "light", "dark"];
  const WORDS = { auto: "Colours: as the system has them", light: "Colours: light", dark: "Colours: dark" };

  /** The stored choice; private windows may refuse storage, then the system decides. */
  function stored() {
    try {
      const choice = localStorage.getItem("theme");
      return CHOICES.includes(choice) ? choice : "auto";
    } catch {
      return "auto";
    }
  }

  function show(choice) {
    if (choice === "auto") delete root.dataset.theme;
    else root.dataset.theme = choice;
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.dataset.choice = choice;
      button.title = WORDS[choice];
      button.querySelector("[data-words]").textContent = WORDS[choice];
    }
  }

  function choose(choice) {
    try {
      localStorage.setItem("theme", choice);
    } catch {
      /* the choice then lasts as long as the page */
    }
    show(choice);
  }

  root.classList.add("js");
  show(stored());
  document.addEventListener("DOMContentLoaded", () => show(stored()));
  addEventListener("storage", (event) => event.key === "theme" && show(stored()));
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-theme-switch]");
    if (button) choose(CHOICES[(CHOICES.indexOf(button.dataset.choice) + 1) % CHOICES.length]);
  });
})();
