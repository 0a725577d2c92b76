/** What is said while marks are tied, in the codebook's own names of labels. */

export class LinkWords {
  /** @param {import("../marks/marks.js").Marks} marks @param {import("../marks/words.js").Words} words */
  constructor({ supported, basis }, words) {
    Object.assign(this, { supported, basis, words });
  }

  /** "assertion". @param {string} label */
  name(label) {
    return this.words.labelName(label).toLowerCase();
  }

  /** The label of the other end; undefined when marks of this one are not tied. @param {string} label */
  other(label) {
    return { [this.supported]: this.basis, [this.basis]: this.supported }[label];
  }

  /** "Which evidence supports this assertion?" @param {string} label of the mark that is tied @param {string} kind */
  question(label, kind) {
    const [basis, supported] = [this.name(this.basis), this.name(this.supported)];
    if (label === this.basis) return `Which ${supported} does this ${basis} ${kind.slice(0, -1)}?`;
    return `Which ${basis} ${kind} this ${supported}?`;
  }

  /** Why there is nothing to choose. @param {string} label */
  nothing(label) {
    const other = this.other(label);
    if (!other) return `Links tie ${this.name(this.basis)} and ${this.name(this.supported)}.`;
    return `There is no other ${this.name(other)} of yours to link it to yet. Mark it first.`;
  }

  /** @param {string} kind */
  linked(kind) {
    return `Linked: ${this.name(this.basis)} ${kind} ${this.name(this.supported)}.`;
  }
}
