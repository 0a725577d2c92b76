"""The body of a document, read into the draft that the service takes: nothing is guessed or converted."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import Invalid
from core.services.documents import DocumentDraft, SectionDraft
from core.text import canonical

_TEXTS = ("outlet", "title", "url", "author", "published_on", "language", "genre", "event")
_SECTION_TEXTS = ("outlet", "title", "author", "published_on", "genre", "originality", "attribution",
                  "fidelity", "copy_of", "reason")  # fmt: skip
DOCUMENT_FIELDS = ("id", "key", "text", "sha256", *_TEXTS, "sections", "excluded")


def read_document(data: Mapping[str, Any]) -> DocumentDraft:
    """The draft of a whole body. `Invalid` names the field."""
    sections = [_section(row, place) for row, place in _rows(data, "sections")]
    excluded = [_excluded(row, place) for row, place in _rows(data, "excluded")]
    return DocumentDraft(
        key=_key(data),
        text=_text(data, with_offsets=bool(sections or excluded)),
        sections=sections,
        excluded=excluded,
        **_texts(data, _TEXTS, "", needed=("outlet",)),
    )


def _key(data: Mapping[str, Any]) -> str:
    given = {str(data[name]) if isinstance(data[name], str) else "" for name in ("key", "id") if name in data}
    if len(given) != 1 or not (key := given.pop()):
        raise _refused("key", "A document needs one key, which is a text.", "field_missing")
    return key


def _text(data: Mapping[str, Any], *, with_offsets: bool) -> str:
    """The stored text. One that changes on the way in is refused with offsets: they would not fit."""
    given = data.get("text")
    if not isinstance(given, str):
        raise _refused("text", "A document needs a text.", "field_missing")
    text = canonical.canonical(given)
    if with_offsets and text != given:
        raise _refused("text", "A text that comes with offsets has line ends LF and no byte order mark.")
    expected = data.get("sha256")
    if expected is not None and expected != canonical.sha256(text):
        raise _refused("sha256", "This is not the SHA-256 of the stored text.", "sha256_mismatch")
    return text


def _texts(data: Mapping[str, Any], names: Sequence[str], place: str, *, needed: Sequence[str] = ()) -> dict[str, str]:
    found = {}
    for name in names:
        value = data.get(name)
        if value is None and name not in needed:
            continue
        if not isinstance(value, str):
            code = "invalid" if name in data else "field_missing"
            raise _refused(f"{place}{name}", f"{place}{name} is a text.", code)
        found[name] = canonical.canonical(value)
    return found


def _rows(data: Mapping[str, Any], name: str) -> list[tuple[Mapping[str, Any], str]]:
    rows = data.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _refused(name, f"{name} is a list of objects.")
    return [(row, f"{name}[{position}].") for position, row in enumerate(rows)]


def _section(row: Mapping[str, Any], place: str) -> SectionDraft:
    _known(row, ("start", "end", *_SECTION_TEXTS), place)
    start, end = _span(row, place)
    return SectionDraft(start=start, end=end, **_texts(row, _SECTION_TEXTS, place, needed=("outlet",)))


def _excluded(row: Mapping[str, Any], place: str) -> tuple[int, int, str]:
    _known(row, ("start", "end", "reason"), place)
    reason = _texts(row, ("reason",), place, needed=("reason",))["reason"]
    if not 0 < len(reason) <= 100:
        raise _refused(f"{place}reason", "A reason has 1 to 100 characters.")
    return (*_span(row, place), reason)


def _span(row: Mapping[str, Any], place: str) -> tuple[int, int]:
    for name in ("start", "end"):
        if type(row.get(name)) is not int:
            raise _refused(f"{place}{name}", f"{place}{name} is a whole number of code points.", "span_invalid")
    return row["start"], row["end"]


def _known(row: Mapping[str, Any], names: Sequence[str], place: str) -> None:
    for name in row:
        if name not in names:
            raise _refused(f"{place}{name[:80]}", f"There is no field {place}{name[:80]}.", "unknown_field")


def _refused(field: str, message: str, code: str = "invalid") -> Invalid:
    return Invalid(message, code, errors={field: [message]})
