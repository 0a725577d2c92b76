"""Annotations from a table: the CSV that `export_dataset` writes, or any with the same column names."""

import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from core.errors import DomainError, Invalid
from core.importing.encodings import Encoding
from core.importing.report import Place
from core.importing.source import Known, Numbered, Source
from core.importing.table_cells import read_rows
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
    many = len(source.files) > 1
    seen: set[str] = set()
    for name, path in source.files.items():
        yield from _reviewers(path, name if many else "", seen)
    for name, path in source.files.items():
        yield from _marks(path, facets, name if many else "")


def _table(path: Path) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The names of the columns, and the rows as they come: read twice rather than kept, whatever their number."""
    rows = read_rows(path, Encoding("utf-8"))
    _, names = next(rows, (0, []))
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise Invalid(f"The table has no column {missing[0]!r}; it needs {', '.join(NEEDED)}.", "table_header")
    return names, rows


def _reviewers(path: Path, file: str, seen: set[str]) -> Numbered:
    names, rows = _table(path)
    for line, row in rows:
        cell = dict(zip(names, row, strict=False))
        name = cell.get("reviewer", "")
        if name and name not in seen:
            seen.add(name)
            yield Place(line, file), {"type": "reviewer", "id": name, "kind": cell.get("reviewer_kind") or None}


def _marks(path: Path, facets: Mapping[str, str], file: str) -> Numbered:
    names, rows = _table(path)
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
