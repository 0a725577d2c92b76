"""Annotations from a table: the CSV that `export_dataset` writes, or any with the same column names."""

import csv
import io
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.errors import DomainError, Invalid, TextRefused
from core.importing.interchange import ANNOTATIONS, import_objects
from core.importing.lines import MAX_LINE_BYTES
from core.importing.report import Place, Report
from core.models import Project, Reviewer, User
from core.queries.codebooks import rules_of
from core.text import canonical

NEEDED = ("document", "reviewer", "start", "end", "label")
_CONTENT = ("quote", "note", "created_at")
_NAMESPACE = uuid.UUID("8d7f6c52-2f0e-5d0e-9a53-6c3d0e4f7a11")


def import_table(
    project: Project,
    stream: Iterable[bytes],
    *,
    dry_run: bool = False,
    skip_refused: bool = False,
    by: User | None = None,
) -> Report:
    """Marks for documents that exist, one a row. The header names the columns; facets have one each.

    Needed: document, reviewer, start, end, label. Columns that say what the project knows already (title,
    outlet, version ...) are passed over. Without an `id` column ids are made from place and reviewer, so that
    the same file twice adds nothing. Errors: `Invalid` for a header that cannot be used.
    """
    rows = _rows(stream)
    header = next(rows, None)
    names = [] if header is None else header[1]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise Invalid(f"The table has no column {missing[0]!r}; it needs {', '.join(NEEDED)}.", "table_header")
    facets = {column: key for key in rules_of(project.codebook).facets for column in (key, f"facets.{key}")}
    objects = _objects(project, list(rows), names, facets)
    return import_objects(project, objects, dry_run=dry_run, skip_refused=skip_refused, by=by, adds=ANNOTATIONS)


def _rows(stream: Iterable[bytes]) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells; bounded in size, UTF-8 with or without a byte order mark."""
    read = getattr(stream, "read", None)
    raw = read(4 * MAX_LINE_BYTES + 1) if read else b"".join(stream)
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


def _objects(
    project: Project, rows: list[tuple[int, list[str]]], names: list[str], facets: Mapping[str, str]
) -> Iterator[tuple[Place, Mapping[str, Any] | DomainError]]:
    cells = [(line, dict(zip(names, row, strict=False)), len(row) == len(names)) for line, row in rows]
    known = set(Reviewer.objects.filter(project=project).values_list("code_name", flat=True))
    for line, cell, _ in cells:
        name = cell.get("reviewer", "")
        if name and name not in known:
            known.add(name)
            yield Place(line), {"type": "reviewer", "id": name, "kind": cell.get("reviewer_kind") or None}
    for line, cell, is_whole in cells:
        if not is_whole:
            yield Place(line), Invalid("The row has another number of cells than the header.", "table_row")
            continue
        try:
            yield Place(line), _mark(cell, facets)
        except DomainError as error:
            yield Place(line), error


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
