/** Keeps the finish panel true while marks come and go: counts, "none here", and the sentences left without a mark. */

/** @param {HTMLElement | null} panel @param {import("./marks.js").Marks} marks */
export function keepFinish(panel, marks) {
  if (!panel?.querySelector(".finish-labels")) return;
  const counted = Array.from(panel.querySelectorAll(".finish-labels li"), (row) => row.dataset.label);
  const looks = Array.from(panel.querySelectorAll(".looks li"), (item) => ({
    item,
    start: Number(item.dataset.start),
    end: Number(item.dataset.end),
  }));

  const refresh = () => {
    const own = marks.own().filter((mark) => counted.includes(mark.label));
    for (const row of panel.querySelectorAll(".finish-labels li")) {
      show(row, own.filter((mark) => mark.label === row.dataset.label).length);
    }
    let left = 0;
    for (const { item, start, end } of looks) {
      item.hidden = own.some((mark) => mark.start < end && start < mark.end);
      left += Number(!item.hidden);
    }
    const place = panel.querySelector("[data-left]");
    if (place) place.textContent = String(left);
  };
  marks.addEventListener("change", refresh);

  for (const choice of panel.querySelectorAll('[name="part"], [name="until"]')) {
    choice.addEventListener("input", () => (panel.querySelector('[name="read"][value="some"]').checked = true));
  }
}

/** @param {HTMLElement} row @param {number} n */
function show(row, n) {
  const [count, none] = [row.querySelector(".finish-n"), row.querySelector("label")];
  const box = none.querySelector("input");
  count.hidden = !n;
  none.hidden = Boolean(n);
  box.disabled = Boolean(n);
  if (n) box.checked = false;
  count.querySelector("b").textContent = String(n);
  count.querySelector("span").textContent = n === 1 ? "mark" : "marks";
}
