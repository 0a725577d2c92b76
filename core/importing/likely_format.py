"""What files probably are, by their names and first lines: proposed to people, who may choose otherwise."""

import json
from collections.abc import Mapping
from pathlib import Path, PurePath

from core.importing.marks_table import NEEDED
from core.importing.registry import DOCUMENTS, FORMATS
from core.importing.shapes import ORDER

_LOOKED_AT = 64 * 1024
_BY_SUFFIX = {".ann": "brat", ".xmi": "cas-xmi", ".jsonld": "w3c", ".tsv": "documents"}
_BY_WORDS = (
    ("w3c", b"www.w3.org/ns/anno"), ("cas-json", b"%FEATURE_STRUCTURES"), ("label-studio", b'"result"'),
    ("label-studio", b'"from_name"'),
)  # fmt: skip


def likely_format(files: Mapping[str, Path]) -> str:
    """The name of a format that is read here; documents where nothing speaks for another. Reads a little of one file.

    >>> likely_format({"a.txt": Path("a.txt"), "a.ann": Path("a.ann")}) in ("brat", "documents")
    True
    """
    suffixes = {PurePath(name).suffix.lower() for name in files}
    names = {row.name for row in FORMATS}
    found = next((_BY_SUFFIX[suffix] for suffix in sorted(suffixes) if suffix in _BY_SUFFIX), "")
    if not found and suffixes & {".jsonl", ".csv", ".json"}:
        name = next(name for name in files if PurePath(name).suffix.lower() in (".jsonl", ".csv", ".json"))
        found = _by_content(PurePath(name).suffix.lower(), files[name])
    return found if found in names else DOCUMENTS.name


def _by_content(suffix: str, path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_LOOKED_AT)
    first = head.partition(b"\n")[0].removeprefix(b"\xef\xbb\xbf")
    if suffix == ".csv":
        columns = {cell.strip(b' "\r') for cell in first.split(b",")}
        return "csv" if columns >= {name.encode() for name in NEEDED} else ""
    found = next((name for name, words in _BY_WORDS if words in head), "")
    return found or (_of_line(first) if suffix == ".jsonl" else "")


def _of_line(first: bytes) -> str:
    try:
        line = json.loads(first)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(line, dict):
        return ""
    type_ = line.get("type")
    if isinstance(type_, str) and type_ in ORDER and type_ != "document":
        return "jsonl"
    return "doccano" if {"label", "labels", "entities", "spans"} & line.keys() and "text" in line else ""
