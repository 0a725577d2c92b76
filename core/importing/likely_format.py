"""What files probably are, by their names and first lines: proposed to people, who may choose otherwise.

It runs where requests are answered, so it reads little: the first lines of a few files, and of a zip only a short table
of contents.
"""

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePath

from core.importing.marks_table import NEEDED
from core.importing.registry import DOCUMENTS, FORMATS
from core.importing.shapes import ORDER
from core.importing.unpacking import is_left_alone

LOOKED_AT = 64 * 1024
MAX_CONTENTS_BYTES = 512 * 1024  # of a zip: some 6,000 names
MAX_FILES = 5
_BY_SUFFIX = {".ann": "brat", ".xmi": "cas-xmi", ".jsonld": "w3c"}
_BY_WORDS = (
    ("w3c", b"www.w3.org/ns/anno"), ("cas-json", b'"%TYPES"'), ("cas-json", b'"%FEATURE_STRUCTURES"'),
    ("label-studio", b'"result"'), ("label-studio", b'"annotations"'), ("label-studio", b'"data"'),
)  # fmt: skip
_OF_DOCCANO = {"label", "labels", "entities", "spans"}
_CONTENT = (".jsonl", ".csv", ".json")
_BESIDE = {"loss_report.json", "about.jsonl"}

Head = Callable[[], bytes]


def likely_format(files: Mapping[str, Path]) -> str:
    """The name of a format that is read here; documents where nothing speaks for another."""
    looked = dict(_looked(files))
    found = next((_BY_SUFFIX[suffix] for suffix in map(_suffix, looked) if suffix in _BY_SUFFIX), "")
    telling = [name for name in looked if _suffix(name) in _CONTENT and PurePath(name).name not in _BESIDE]
    for name in telling[:MAX_FILES]:
        found = found or _by_content(_suffix(name), looked[name]())
    return found if found in {row.name for row in FORMATS} else DOCUMENTS.name


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()


def _looked(files: Mapping[str, Path]) -> Iterator[tuple[str, Head]]:
    """Each file, and those in a zip, with what gives its first bytes."""
    for name, path in files.items():
        if _suffix(name) == ".zip":
            yield from _in_zip(path)
        else:
            yield name, partial(_head, path)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LOOKED_AT)


def _in_zip(path: Path) -> Iterator[tuple[str, Head]]:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 22))
        end = file.read(22)
    if end[:4] != b"PK\x05\x06" or int.from_bytes(end[12:16], "little") > MAX_CONTENTS_BYTES:
        return
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not is_left_alone(name)]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return
    for name in names:
        yield name, partial(_head_in_zip, path, name)


def _head_in_zip(path: Path, name: str) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name) as file:
            return file.read(LOOKED_AT)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError, KeyError):
        return b""  # encrypted or broken: said when it is read


def _by_content(suffix: str, head: bytes) -> str:
    first = head.partition(b"\n")[0].removeprefix(b"\xef\xbb\xbf")
    if suffix == ".csv":
        columns = {cell.strip(b' "\r') for cell in first.split(b",")}
        return "csv" if columns >= {name.encode() for name in NEEDED} else ""
    if first.lstrip().startswith(b"{") and (found := _of_line(first)):
        return found
    return "" if suffix == ".jsonl" else next((name for name, words in _BY_WORDS if words in head), "")


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
    return "doccano" if _OF_DOCCANO & line.keys() and {"text", "data"} & line.keys() else ""
