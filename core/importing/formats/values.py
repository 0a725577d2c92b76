"""Values of strangers' files: whole files within limits, texts, offsets, keys and ids."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from core.errors import Invalid
from core.importing.lines import read_object
from core.text.offsets import OffsetMap

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_STRUCTURES = 500_000
_SPACE = UUID("6d1f3f1e-6a3c-4b1e-9a53-3d3e0f6b7c11")  # of ids made for marks that have none


def whole(path: Path) -> bytes:
    """The bytes of a file. Errors: `Invalid` (`file_too_large`)."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise Invalid(
            f"The file is larger than {MAX_FILE_BYTES // 2**20} MB. Give each document a file of its own.",
            "file_too_large",
        )
    return path.read_bytes()


def json_object(raw: bytes) -> dict[str, Any]:
    """The JSON object that a file is, as strictly read as a line. Errors: those of `read_object`."""
    if raw.count(b"{") + raw.count(b"[") > 4 * MAX_STRUCTURES:
        raise Invalid(f"The file has more than {4 * MAX_STRUCTURES:,} objects and lists. Split it.", "file_too_large")
    try:
        return read_object(raw)
    except Invalid as error:
        said = error.message.replace("The line", "The file").replace("A line", "A file")
        raise type(error)(said, error.code) from error


def text_of(given: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """A text field. Errors: `Invalid` (`field_missing`, `field_invalid`)."""
    value = given.get(name, default)
    if value is None:
        raise Invalid(f"The field {name!r} is missing.", "field_missing")
    if not isinstance(value, str):
        raise Invalid(f"The field {name!r} is a text, not {value!r:.40}.", "field_invalid")
    return value


def list_of(given: Mapping[str, Any], name: str) -> list[Any]:
    """A list field, empty where it is missing. Errors: `Invalid` (`field_invalid`)."""
    value = given.get(name)
    if value is not None and not isinstance(value, list):
        raise Invalid(f"The field {name!r} is a list, not {value!r:.40}.", "field_invalid")
    return value or []


def object_of(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object field, empty where it is missing. Errors: `Invalid` (`field_invalid`)."""
    value = given.get(name)
    if value is not None and not isinstance(value, dict):
        raise Invalid(f"The field {name!r} is an object, not {value!r:.40}.", "field_invalid")
    return value or {}


def passage(text: str, offsets: OffsetMap, start: Any, end: Any) -> dict[str, Any]:
    """`start`, `end` and `quote` of offsets in UTF-16 units: the quote keeps the mark from landing on other words.

    Errors: `Invalid` (`span_invalid`).
    """
    place = span(offsets, start, end)
    return place | {"quote": text[place["start"] : place["end"]]}


def span(offsets: OffsetMap, start: Any, end: Any) -> dict[str, int]:
    """`start` and `end` in code points, of offsets in UTF-16 units. Errors: `Invalid` (`span_invalid`)."""
    for value in (start, end):
        if type(value) is not int:
            raise Invalid(f"An offset is a whole number of UTF-16 units, not {value!r:.40}.", "span_invalid")
    if not 0 <= start < end <= offsets.length_utf16:
        raise Invalid(
            f"[{str(start)[:20]}, {str(end)[:20]}) is no passage of this text: 0 <= start < end <= "
            f"{offsets.length_utf16}, in UTF-16 units.",
            "span_invalid",
        )
    return {"start": offsets.to_code_point(start), "end": offsets.to_code_point(end)}


def ranges(offsets: OffsetMap, given: Any) -> list[list[int]]:
    """Ranges in code points, of ranges in UTF-16 units. Errors: `Invalid` (`span_invalid`)."""
    if not isinstance(given, list) or not all(isinstance(row, list) and len(row) == 2 for row in given):
        raise Invalid("The ranges of a reading are a list of pairs.", "span_invalid")
    return [list(span(offsets, start, end).values()) for start, end in given]


def key_of(name: str) -> str:
    """A name of strangers as a key: what a key cannot hold becomes a hyphen.

    >>> key_of("Ärger & Co.txt"), key_of("…")
    ('rger-Co.txt', 'unnamed')
    """
    return re.sub("[^A-Za-z0-9._-]+", "-", name).strip("._-")[:100] or "unnamed"


def mark_id(given: Any, *place: Any) -> str:
    """The id that a mark has, where it is a UUID; else one that follows from where it stands.

    So the same file again brings the same marks.
    """
    try:
        return str(UUID(given if isinstance(given, str) else ""))
    except ValueError:
        return str(uuid5(_SPACE, "\n".join(map(str, (given, *place)))))
