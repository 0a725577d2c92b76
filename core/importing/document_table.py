"""A table of documents (CSV): which column is what is chosen by a person, or follows from the columns' names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import Invalid
from core.importing.encodings import Encoding, encoding_of
from core.importing.report import Remark
from core.importing.source import Wish
from core.importing.table_cells import DELIMITERS, delimiter_of, read_rows

MAX_OUTLETS = 1_000
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]")
# Field of a document -> names of columns that are taken for it, the likeliest first.
NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "full_text", "fulltext", "article_text", "article_body"),
    "title": ("title", "headline", "heading", "head"),
    "id": ("id", "key", "document_id", "article_id", "uid"),
    "url": ("url", "link", "address", "uri", "href", "web_url", "permalink"),
    "published_on": ("published_on", "date", "published", "published_at", "publication_date", "pub_date", "day"),
    "outlet": ("outlet", "source", "publication", "publisher", "newspaper", "media", "medium", "site", "domain"),
    "author": ("author", "authors", "byline", "writer", "by"),
    "language": ("language", "lang"),
    "genre": ("genre", "type", "section", "category", "kind"),
    "event": ("event", "topic"),
}
FIELDS = tuple(NAMES)
_ON_SCREEN = {"id": "key", "url": "address", "published_on": "date", "author": "byline"}


@dataclass(frozen=True)
class Table:
    """How a file is written and what its columns are: `fields` is field of a document -> number of its column."""

    encoding: Encoding
    delimiter: str
    columns: tuple[str, ...]
    fields: Mapping[str, int]


def table_of(path: Path, wish: Wish) -> Table:
    """What is known of a table before its rows are read.

    Errors: `Invalid` (`table_header`) when a chosen column is not there.
    """
    encoding = encoding_of(path, wish.encoding)
    if wish.delimiter and wish.delimiter not in DELIMITERS:
        raise Invalid(f"Cells are parted by one of {', '.join(DELIMITERS.values())}.", "table_delimiter")
    delimiter = wish.delimiter or delimiter_of(path, encoding)
    columns = next((tuple(name.strip() for name in row) for _, row in read_rows(path, encoding, delimiter)), ())
    if not columns:
        raise Invalid("The table is empty.", "table_header")
    fields = _chosen(columns, wish.columns) if wish.columns else proposed(columns)
    return Table(encoding, delimiter, columns, fields)


def proposed(columns: tuple[str, ...]) -> dict[str, int]:
    """Which column is what, by its name.

    >>> proposed(("Headline", "Full text", "Pub date"))
    {'text': 1, 'title': 0, 'published_on': 2}
    """
    plain = ["_".join(name.lower().replace("-", " ").replace("_", " ").split()) for name in columns]
    found: dict[str, int] = {}
    for field, names in NAMES.items():
        number = next((plain.index(name) for name in names if name in plain), None)
        if number is not None and number not in found.values():
            found[field] = number
    return found


def _chosen(columns: tuple[str, ...], wanted: Mapping[str, str]) -> dict[str, int]:
    for field, column in wanted.items():
        if field not in NAMES:
            raise Invalid(f"A document has no field {field!r:.40}; there are {', '.join(FIELDS)}.", "table_header")
        if column not in columns:
            raise Invalid(f"The table has no column {column!r:.60}.", "table_header")
    return {field: columns.index(column) for field, column in wanted.items()}


def rows(path: Path, wish: Wish) -> Iterator[tuple[int, dict[str, str] | Invalid | Remark]]:
    """Remarks on how the table is read, then each row as fields of a document, with the number of its line."""
    table = table_of(path, wish)
    yield 0, Remark("document", "table_read", _in_words(table), _facts(table))
    if "text" not in table.fields:
        listed = ", ".join(repr(name) for name in table.columns[:20])
        raise Invalid(f"Which column holds the text? There are: {listed:.400}.", "table_header")
    numbered = read_rows(path, table.encoding, table.delimiter)
    next(numbered)
    for line, row in numbered:
        if len(row) != len(table.columns):
            fault = f"The row has {len(row)} cells, the header {len(table.columns)}."
            yield line, Invalid(fault, "table_row")
            continue
        given = {field: row[number] for field, number in table.fields.items() if row[number].strip()}
        if "text" not in given:
            column = table.columns[table.fields["text"]]
            yield line, Invalid(f"The row has no text: its cell under {column!r:.80} is empty.", "text_empty")
            continue
        yield line, {field: _value(field, cell) for field, cell in given.items()}


def _value(field: str, cell: str) -> str:
    """The text as it is; of a moment, the day."""
    if field == "text":
        return cell
    cell = cell.strip()
    return cell[:10] if field == "published_on" and _MOMENT.match(cell) else cell


def outlets_said(path: Path, wish: Wish) -> Iterator[str]:
    """What the cells of the outlet's column say, each once. Errors: `Invalid` when there are too many."""
    table = table_of(path, wish)
    number = table.fields.get("outlet")
    if number is None:
        return
    seen: set[str] = set()
    numbered = read_rows(path, table.encoding, table.delimiter)
    next(numbered)
    for _, row in numbered:
        said = row[number].strip() if number < len(row) else ""
        if said and said not in seen:
            seen.add(said)
            if len(seen) > MAX_OUTLETS:
                raise Invalid(f"The column names more than {MAX_OUTLETS:,} outlets: is it the right one?", "table_row")
            yield said


def _facts(table: Table) -> dict[str, Any]:
    """The same for programs: what a person may change."""
    return {
        "columns": [name[:200] for name in table.columns[:200]],
        "fields": {field: table.columns[number] for field, number in table.fields.items()},
        "encoding": table.encoding.name,
        "delimiter": table.delimiter,
    }


def _in_words(table: Table) -> str:
    how = f"Read as {table.encoding.name}{', by its look' if table.encoding.guessed else ''}"
    columns = ", ".join(
        f"{_ON_SCREEN.get(field, field)} from {table.columns[number]!r}" for field, number in table.fields.items()
    )
    taken = set(table.fields.values())
    unused = [repr(name) for number, name in enumerate(table.columns) if number not in taken]
    left = f" Left aside: {', '.join(unused)[:300]}." if unused else ""
    return f"{how}, cells parted by {DELIMITERS[table.delimiter]}: {columns or 'no column is known'}.{left}"
