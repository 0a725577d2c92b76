/**
 * Unpacks the marks that the page carries (`read_data.mark_table`): what many share stands once, a mark is a row.
 *
 * @typedef {import("./marks.js").Mark} Mark
 * @typedef {[string, number, number, number, number, number, number, string?, [string, string][]?]} Row
 *   id, start, end, version; places of label, reader, facets; note and links where there are any
 */

/**
 * @param {{labels: string[], readers: [string, boolean][], facets: Record<string, string>[], rows: Row[]}} table
 * @returns {Mark[]}
 */
export function unpacked({ labels, readers, facets, rows }) {
  facets.forEach(Object.freeze); // shared: whoever changes details makes an object of their own
  return rows.map(([id, start, end, version, label, reader, said, note = "", links = []]) => {
    const [reviewer, own] = readers[reader];
    return { id, start, end, label: labels[label], facets: facets[said], note, version, own, reviewer, links };
  });
}
