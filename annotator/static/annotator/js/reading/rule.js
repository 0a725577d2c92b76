/** The codebook beside the text: one label's rule at a time. Without script all of them stand below each other. */

/** @param {HTMLElement} rail @returns {{show: (label: string) => void}} */
export function keepRule(rail) {
  const tabs = Array.from(rail.querySelectorAll(".rule-tabs button"));
  const rules = Array.from(rail.querySelectorAll(".rule-of"));
  const show = (label) => {
    if (!tabs.some((tab) => tab.dataset.label === label)) return;
    for (const tab of tabs) tab.ariaPressed = String(tab.dataset.label === label);
    for (const rule of rules) rule.classList.toggle("shown", rule.dataset.label === label);
  };
  for (const tab of tabs) tab.addEventListener("click", () => show(tab.dataset.label));
  return { show };
}
