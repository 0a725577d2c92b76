/** What may have been skipped: paragraphs that were never on the screen for long enough, offered in the finish panel. */

import { paragraphs } from "../text/codepoints.js";

const WORD = /[\p{L}\p{N}_]+(?:['’-][\p{L}\p{N}_]+)*/gu;
const FIRST_WORDS = 60;

/** `1-3, 7` for the indexes 0, 1, 2, 6: the twin of `numbers_said` on the server. @param {number[]} indexes ascending */
export function numbersSaid(indexes) {
  return runs(indexes).map(([first, last]) => (first === last ? `${first + 1}` : `${first + 1}-${last + 1}`)).join(", ");
}

/** First and last of each run of neighbours. @param {number[]} indexes ascending @returns {[number, number][]} */
function runs(indexes) {
  const found = [];
  for (const index of indexes) {
    if (found.length && index === found.at(-1)[1] + 1) found.at(-1)[1] = index;
    else found.push([index, index]);
  }
  return found;
}

/** @param {string} text */
function nWords(text) {
  return text.match(WORD)?.length ?? 0;
}

export class Skipped {
  /**
   * @param {HTMLElement} panel the finish panel @param {HTMLElement} article
   * @param {import("./seen.js").Seen} seen @param {import("./progress.js").Progress} progress
   */
  constructor(panel, article, seen, progress) {
    Object.assign(this, { panel, article, seen, progress });
    this.excluded = JSON.parse(article.dataset.excluded ?? "[]");
    this.box = panel.querySelector("#skipped");
    this.field = panel.querySelector(".finish-read");
    this.isSaid = Boolean(this.field.dataset.said);
    this.field.addEventListener("change", ({ target }) => (this.isSaid ||= target.name === "read"));
    const draw = () => this.draw();
    for (const source of [seen, progress.marks]) source.addEventListener("change", () => this.isNear && draw());
    // Far from the panel nobody needs the list, and words are costly to count.
    new IntersectionObserver(([{ isIntersecting }]) => {
      this.isNear = isIntersecting;
      if (isIntersecting) draw();
    }, { rootMargin: "50% 0px" }).observe(panel);
  }

  /** Indexes of the paragraphs that hold words and were neither seen nor marked. */
  indexes() {
    const own = this.progress.own();
    const isApart = ({ start, end }) => this.excluded.some((range) => range[0] <= start && end <= range[1]);
    const isMarked = ({ start, end }) => own.some((mark) => mark.start < end && start < mark.end);
    const found = [];
    paragraphs(this.article).forEach((paragraph, index) => {
      if (this.seen.has(paragraph) || isApart(paragraph) || isMarked(paragraph)) return;
      if (nWords(paragraph.element.textContent)) found.push(index);
    });
    return found;
  }

  draw() {
    const all = paragraphs(this.article);
    const indexes = this.indexes();
    const { box, field } = this;
    box.querySelector("[name=skipped]").value = numbersSaid(indexes);
    box.querySelector("[data-these]").textContent = indexes.length === 1 ? "this paragraph" : `these ${indexes.length} paragraphs`;
    const words = indexes.reduce((sum, index) => sum + nWords(all[index].element.textContent), 0);
    box.querySelector("[data-words]").textContent = words.toLocaleString("en");
    box.querySelector(".skipped").replaceChildren(...runs(indexes).map((run) => this.#row(run)));
    for (const part of [box, field.querySelector("[data-with-skipped]")]) part.hidden = !indexes.length;
    const but = field.querySelector("[value=but]");
    field.querySelector("[data-but]").hidden = !indexes.length && !but.checked;
    if (!this.isSaid) field.querySelector("[value=all]").checked = !indexes.length; // with something skipped it needs a word
  }

  /** @param {[number, number]} run */
  #row([first, last]) {
    const { element, start } = paragraphs(this.article)[first];
    const [row, link, number, words] = ["li", "a", "span", "span"].map((tag) => document.createElement(tag));
    const text = element.textContent;
    link.href = `#p${start}`;
    number.className = "num";
    number.textContent = first === last ? `${first + 1}` : `${first + 1}-${last + 1}`;
    words.dir = "auto";
    words.textContent = text.length <= FIRST_WORDS ? text : `${text.slice(0, FIRST_WORDS).replace(/\S*$/, "")}…`;
    link.append(number, " ", words);
    row.append(link);
    return row;
  }
}
