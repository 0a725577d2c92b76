"""UIMA CAS as JSON: strictly read, one file a document."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from core.errors import Invalid
from core.importing.formats.cas import OURS, Cas, Found, read_files
from core.importing.formats.values import json_object, whole
from core.importing.source import Known, Numbered, Source

_STRUCTURES = "%FEATURE_STRUCTURES"
_ID = re.compile(rb'(?<!\\)"%ID"\s*:\s*(\d{1,18})|\n')


def read(source: Source, known: Known) -> Numbered:
    """Every `.json` file, one document each; in memory is one file at a time."""
    return read_files(source, known, ".json", _parsed)


def _parsed(name: str, path: Path) -> Cas:
    """What the file holds. Errors: `Invalid` (`file_too_large`, `json_invalid`, `cas_invalid`)."""
    raw = whole(path)
    data = json_object(raw)
    lines = _lines(raw)
    cas = Cas(name)
    for id_, row in _rows(data):
        cas.add(_found(id_, row, lines))
    return cas


def _rows(data: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Structures with their ids: a list, or an object by id."""
    rows = data.get(_STRUCTURES)
    if isinstance(rows, list):
        yield from ((row.get("%ID") if isinstance(row, dict) else None, row) for row in rows)
    elif isinstance(rows, dict):
        yield from ((int(id_) if id_.isdecimal() and len(id_) < 19 else None, row) for id_, row in rows.items())
    else:
        raise Invalid(f"The file is no JSON CAS: it has no list {_STRUCTURES!r}.", "cas_invalid")


def _found(id_: Any, row: Any, lines: Mapping[int, int]) -> Found:
    if not isinstance(row, dict) or type(id_) is not int or not isinstance(row.get("%TYPE"), str):
        raise Invalid(f"A feature structure is an object with '%ID' and '%TYPE', not {row!r:.60}.", "cas_invalid")
    features = {
        name.removeprefix("@"): value for name, value in row.items()
        if not name.startswith("%") and (row["%TYPE"] in OURS or not isinstance(value, dict | list))
    }  # fmt: skip
    return Found(lines.get(id_, 0), id_, row["%TYPE"], features)


def _lines(raw: bytes) -> dict[int, int]:
    """Where each structure stands: its id -> line, from 1."""
    found: dict[int, int] = {}
    line = 1
    for match in _ID.finditer(raw):
        if match[1] is None:
            line += 1
        else:
            found.setdefault(int(match[1]), line)
    return found
