"""A mark as a client or a file gives it, checked for form before the store is asked."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.errors import Invalid
from core.text import canonical

MAX_NOTE_CP = 10_000
FIELDS = ("id", "start", "end", "quote", "label", "facets", "note")


@dataclass(frozen=True)
class MarkDraft:
    """The body of a mark: start and end in code points, half-open; `quote` None where the server may cut it."""

    id: uuid.UUID
    start: int
    end: int
    quote: str | None
    label: str
    facets: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


def read_mark(data: Mapping[str, Any]) -> MarkDraft:
    """The draft of a whole body. `Invalid` names the field: nothing is guessed or converted."""
    if not isinstance(data, Mapping):
        raise Invalid("A mark is an object with id, start, end, quote and label.", "body_invalid")
    _refuse_unknown(data)
    for name in ("id", "start", "end", "quote", "label"):
        if name not in data:
            code = "span_invalid" if name in ("start", "end") else "field_missing"
            raise Invalid(f"A mark needs {name!r}.", code, errors={name: ["Missing."]})
    draft = MarkDraft(read_uuid(data["id"]), data["start"], data["end"], data["quote"], data["label"])
    return _checked(replace(draft, facets=data.get("facets", {}), note=data.get("note", "")))


def read_change(draft: MarkDraft, data: Mapping[str, Any]) -> MarkDraft:
    """The stored mark `draft` with the given fields changed; the id never changes."""
    if not isinstance(data, Mapping):
        raise Invalid("A change is an object with the fields to change.", "body_invalid")
    _refuse_unknown(data)
    if "id" in data and read_uuid(data["id"]) != draft.id:
        raise Invalid("The id of a mark never changes.", "id_fixed", errors={"id": ["Fixed."]})
    changes = {name: data[name] for name in FIELDS[1:] if name in data}
    if {"start", "end"} & set(changes) and "quote" not in changes:
        changes["quote"] = None
    return _checked(replace(draft, **changes))


def read_uuid(value: Any) -> uuid.UUID:
    """A UUID in its usual spelling."""
    try:
        if not isinstance(value, str):
            raise ValueError
        return uuid.UUID(value)
    except ValueError:
        raise Invalid("An id is a UUID made by the client.", "id_invalid", errors={"id": ["No UUID."]}) from None


def read_version(value: Any) -> int:
    """The number of a version."""
    if type(value) is not int or not 0 < value < 2**31:
        raise Invalid("A version is a whole number.", "unknown_version", errors={"version": ["No version."]})
    return value


def _refuse_unknown(data: Mapping[str, Any]) -> None:
    unknown = [str(key) for key in data if key not in FIELDS]
    if unknown:
        raise Invalid(f"A mark has no field {unknown[0]!r:.80}.", "unknown_field", errors={unknown[0]: ["Unknown."]})


def _checked(draft: MarkDraft) -> MarkDraft:
    check_span(draft.start, draft.end)
    if draft.quote is not None and not isinstance(draft.quote, str):
        raise Invalid("A quote is a text.", "quote_mismatch", errors={"quote": ["No text."]})
    if not isinstance(draft.facets, Mapping):
        raise Invalid("Details are an object of key and value.", "unknown_facet", errors={"facets": ["No object."]})
    if not isinstance(draft.note, str):
        raise Invalid("A note is a text.", "note_invalid", errors={"note": ["No text."]})
    if len(draft.note) > MAX_NOTE_CP:
        raise Invalid(
            f"A note has at most {MAX_NOTE_CP:,} characters.", "note_too_long", errors={"note": ["Too long."]}
        )
    for value in (draft.note, *(text for text in draft.facets.values() if isinstance(text, str))):
        canonical.canonical(value)
    return draft


def check_span(start: Any, end: Any) -> None:
    """`Invalid` (`span_invalid`) unless 0 <= start < end in whole numbers (a boolean or 3.0 is none)."""
    for name, value in (("start", start), ("end", end)):
        if type(value) is not int:
            raise Invalid(f"{name!r} is a whole number of code points.", "span_invalid", errors={name: ["No offset."]})
    if not 0 <= start < end:
        raise Invalid(
            f"[{str(start)[:20]}, {str(end)[:20]}) is no passage: 0 <= start < end.",
            "span_invalid",
            errors={"end": ["Not a passage."]},
        )
