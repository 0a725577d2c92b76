"""The card of a data set: README.md with the front matter that the Hugging Face hub reads."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from core.export.cards.about import LICENCES, About
from core.export.cards.facts import Facts
from core.export.cards.limits import agreement_lines, counted, limits, listed
from core.export.parquet.schema import Table
from core.models import Finding, ReviewerKind

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
          (10_000_000, "1M<n<10M"))  # fmt: skip
_KINDS: dict[str, str] = {
    ReviewerKind.PERSON: "people", ReviewerKind.SIMULATED: "simulated readers", ReviewerKind.MACHINE: "machine readers",
}  # fmt: skip


def readme(about: About, facts: Facts, tables: Sequence[Table], codebook: dict[str, Any]) -> bytes:
    """The whole card. Nothing is left to be filled in by hand."""
    body = [
        f"# {about.title}", *([about.description] if about.description else []), _what(about, facts),
        "## Known limits", _points(limits(facts)),
        *_agreement(facts),
        "## Files", _loading(tables), _table_of_tables(tables),
        "## Codebook", *_codebook(codebook),
        "## Licence and texts", f"{about.licence_words} {about.texts_words}",
    ]  # fmt: skip
    text = f"---\n{_front(about, facts, tables)}---\n\n" + "\n\n".join(body) + "\n"
    return text.encode()


def _front(about: About, facts: Facts, tables: Sequence[Table]) -> str:
    """YAML, every value written as JSON, which is YAML."""
    known = LICENCES.get(about.licence)
    licence: dict[str, Any] = {"license": known[1] if known else "other" if about.licence else "unknown"}
    if about.licence and not known:
        licence["license_name"] = about.licence
    languages = [one for one in facts["languages"] if re.fullmatch("[a-z]{2,3}", one)]
    people = ReviewerKind.PERSON in facts["readers"]
    made = [kind for kind in facts["readers"] if kind != ReviewerKind.PERSON]
    front = {
        **licence,
        **({"language": languages} if languages else {}),
        "pretty_name": about.title,
        "annotations_creators": [*(["other"] if people else []), *(["machine-generated"] if made else [])],
        "task_categories": ["token-classification", "text-classification"],
        "size_categories": [size_of(facts["counts"]["annotations"])],
        "tags": ["rhetoric", "source credibility", "news", *(["invented"] if facts["invented"] else [])],
        "configs": [
            {"config_name": row.name, "data_files": row.file_name} | ({"default": True} if place == 0 else {})
            for place, row in enumerate(tables)
            if facts["counts"].get(row.name, 1)  # the hub's reader fails at a table without rows
        ],
    }
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items())


def size_of(n: int) -> str:
    """The hub's word for so many rows.

    >>> size_of(999), size_of(1_000), size_of(12_000_000)
    ('n<1K', '1K<n<10K', 'n>10M')
    """
    return next((name for most, name in _SIZES if n < most), "n>10M")


def _what(about: About, facts: Facts) -> str:
    counts, codebook = facts["counts"], facts["codebook"]
    lines = [
        f"{counted(counts['annotations'], 'mark', 'marks')} in {counted(counts['readings'], 'reading', 'readings')} of "
        f"{counted(counts['documents'], 'document', 'documents')} ({counted(facts['n_words'], 'word', 'words')}, "
        f"{counted(facts['n_outlets'], 'outlet', 'outlets')}), {counted(counts['links'], 'link', 'links')} between "
        f"marks, {counted(counts['decisions'], 'ruling', 'rulings')}.",
        *_ledger(facts),
        f"Read by {_who(facts)}." if facts["readers"] else "It holds no readings.",
        f"Codebook {codebook['key']}, version {codebook['version']}.",
    ]
    if about.number:
        lines.append(f"Release {about.number} of {about.makers}, {about.day}. It never changes; a better one has "
                     "another number.")  # fmt: skip
    if facts["published"]:
        first, last = facts["published"]
        lines.append(f"Published {first}." if first == last else f"Published from {first} to {last}.")
    if facts["genres"]:
        lines.append(f"Genres: {', '.join(facts['genres'])}.")
    lines.append("Places are Unicode code points, half-open, into the text whose SHA-256 stands beside them.")
    return "\n".join(lines)


_FOUND: dict[str, str] = {
    Finding.SAYS_SO: "says so", Finding.SAYS_OTHERWISE: "says otherwise", Finding.NOT_FOUND: "not found",
}  # fmt: skip


def _ledger(facts: Facts) -> Iterator[str]:
    """What hangs on marks, where there is anything."""
    counts, findings = facts["counts"], facts["findings"]
    if every := counts["citations"]:
        opened = every - findings.get(Finding.UNCHECKED, 0)
        told = [f"{words} {findings[key]:,}" for key, words in _FOUND.items() if key in findings]
        yield (f"{counted(every, 'citation', 'citations')} of {counted(counts['sources'], 'source', 'sources')}, "
               f"{opened:,} of {every:,} opened{f' ({listed(told)})' if told else ''}.")  # fmt: skip
    if n := counts["claims"]:
        yield f"{counted(n, 'claim', 'claims')}, stated by {counted(counts['claim_marks'], 'mark', 'marks')}."


def _who(facts: Facts) -> str:
    return listed([f"{row['readers']:,} {_KINDS[kind]}" for kind, row in facts["readers"].items()])


def _points(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines) or "- None is known."


def _agreement(facts: Facts) -> Iterator[str]:
    if lines := agreement_lines(facts):
        yield "## Agreement at the time of release"
        yield _points(lines)
        yield (
            "Of marks and answers as they stood when each was first submitted, before anybody saw colleagues'. "
            "All figures with their intervals stand in `agreement.json`."
        )


def _loading(tables: Sequence[Table]) -> str:
    return (
        "```python\nfrom datasets import load_dataset\n\n"
        f'marks = load_dataset("path/to/this/folder", "{tables[0].name}", split="train")\n```'
    )


def _table_of_tables(tables: Sequence[Table]) -> str:
    rows = [f"| `{row.file_name}` | {row.about}. | {', '.join(f'`{one.name}`' for one in row.columns)} |"
            for row in tables]  # fmt: skip
    return "\n".join(["| file | what | columns |", "|---|---|---|", *rows])


def _codebook(codebook: dict[str, Any]) -> Iterator[str]:
    labels = [f"| `{row['key']}` | {_cell(row.get('name', ''))} | {_cell(row.get('description', ''))} |"
              for row in codebook["labels"]]  # fmt: skip
    yield "\n".join(["| label | name | what it is |", "|---|---|---|", *labels])
    facets = [f"| `{row['key']}` | {_cell(row.get('name', ''))} | {_values(row)} |" for row in codebook["facets"]]
    yield "\n".join(["| detail | name | values |", "|---|---|---|", *facets])


def _values(facet: dict[str, Any]) -> str:
    if facet.get("kind", "choice") != "choice":
        return {"flag": "set or not", "text": "free text"}[facet["kind"]]
    return ", ".join(f"`{value['key']}`" for value in facet["values"])


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
