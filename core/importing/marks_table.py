"""Annotations from a table: the CSV that `export_dataset` writes, or any with the same column names."""

import csv
import io
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from core.errors import DomainError, Invalid, TextRefused
from core.importing.lines import MAX_LINE_BYTES
from core.importing.report import Place
from core.importing.source import Known, Numbered, Source
from core.text import canonical

NEEDED = ("document", "reviewer", "start", "end", "label")
_CONTENT = ("quote", "note", "created_at")
_NAMESPACE = uuid.UUID("8d7f6c52-2f0e-5d0e-9a53-6c3d0e4f7a11")


def read(source: Source, known: Known) -> Numbered:
    """Marks for documents that exist, one a row. The header names the columns; facets have one each.

    Needed: document, reviewer, start, end, label. Columns that say what the project knows already (title,
    outlet, version ...) are passed over. Without an `id` column ids are made from place and reviewer, so that
    the same file twice adds nothing. Errors: `Invalid` for a header that cannot be used.
    """
    facets = {column: key for key in known.facets for column in (key, f"facets.{key}")}
    tables = [_table(path) for path in source.files.values()]
    seen: set[str] = set()
    for names, rows in tables:
        yield from _reviewers(names, rows, seen)
    for name, (names, rows) in zip(source.files, tables, strict=True):
        yield from _marks(names, rows, facets, name if len(tables) > 1 else "")


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    with path.open("rb") as stream:
        rows = list(_rows(stream))
    names = rows[0][1] if rows else []
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise Invalid(f"The table has no column {missing[0]!r}; it needs {', '.join(NEEDED)}.", "table_header")
    return names, rows[1:]


def _rows(stream: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells; bounded in size, UTF-8 with or without a byte order mark."""
    raw = stream.read(4 * MAX_LINE_BYTES + 1)
    if len(raw) > 4 * MAX_LINE_BYTES:
        raise Invalid(f"The table is larger than {4 * MAX_LINE_BYTES // 2**20} MB: use jsonl.", "file_too_large")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextRefused(f"The table is not UTF-8: position {error.start}.") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error as error:
        raise Invalid(f"The table is no CSV, line {reader.line_num}: {error}.", "table_invalid") from error


def _reviewers(names: list[str], rows: list[tuple[int, list[str]]], seen: set[str]) -> Numbered:
    for line, row in rows:
        cell = dict(zip(names, row, strict=False))
        name = cell.get("reviewer", "")
        if name and name not in seen:
            seen.add(name)
            yield Place(line), {"type": "reviewer", "id": name, "kind": cell.get("reviewer_kind") or None}


def _marks(names: list[str], rows: list[tuple[int, list[str]]], facets: Mapping[str, str], file: str) -> Numbered:
    for line, row in rows:
        if len(row) != len(names):
            yield Place(line, file), Invalid("The row has another number of cells than the header.", "table_row")
            continue
        try:
            yield Place(line, file), _mark(dict(zip(names, row, strict=True)), facets)
        except DomainError as error:
            yield Place(line, file), error


def _mark(cell: Mapping[str, str], facets: Mapping[str, str]) -> dict[str, Any]:
    for value in cell.values():
        canonical.canonical(value)
    if cell.get("offset_unit", "code point") != "code point":
        raise Invalid("Offsets are counted in code points here.", "offset_unit_unknown")
    given = {facets[name]: value for name, value in cell.items() if name in facets and value}
    mark: dict[str, Any] = {name: cell[name] for name in _CONTENT if cell.get(name)}
    mark |= {"type": "annotation", "facets": given}
    mark |= {name: cell[name] for name in ("document", "reviewer", "label")}
    mark |= {name: _offset(name, cell[name]) for name in ("start", "end")}
    made = "\x1f".join([*(cell[name] for name in NEEDED), given.get("target", "")])
    mark["id"] = cell.get("id") or str(uuid.uuid5(_NAMESPACE, made))
    return mark


def _offset(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 12):
        raise Invalid(f"{name!r} is a whole number of code points, not {value!r:.40}.", "span_invalid")
    return int(value)
