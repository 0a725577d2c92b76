"""The fields of each line type of the interchange file, and how one of them is read. Unknown fields are refused."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from core.errors import Invalid
from core.models.constraints import KEY_PATTERN

KEY_RULE = re.compile(KEY_PATTERN)
DOCUMENT_FACTS = ("title", "url", "author", "published_on", "language", "genre", "event")
SECTION_FACTS = (
    "title", "author", "published_on", "genre", "originality", "attribution", "fidelity", "copy_of", "reason",
)  # fmt: skip
SOURCE_FACTS = ("kind", "title", "producer", "published_on", "url")
_FIELDS = {
    "file": {"format", "offset_unit", "invented"},
    "outlet": {"id", "name", "domain", "country", "kind", "facts"},
    "source": {"id", *SOURCE_FACTS, "filed_openly"},
    "speaker": {"name", "side", "aliases", "not_same", "note"},
    "document": {
        "id", "outlet", *DOCUMENT_FACTS, "sha256", "text", "length", "sections", "excluded", "adjudicated_at",
        "version_of", "version", "version_note", "current",
    },
    "section": {"start", "end", "outlet", *SECTION_FACTS},
    "excluded": {"start", "end", "reason"},
    "reviewer": {"id", "kind"},
    "reading": {"document", "reviewer", "state", "ranges", "none_here", "sighted", "first_submitted_at"},
    "assessment": {"document", "reviewer", "state", "answers", "sighted", "first_submitted_at"},
    "annotation": {
        "id", "document", "reviewer", "start", "end", "quote", "label", "facets", "note", "created_at",
    },
    "link": {"from", "to", "kind"},
    "claim": {"id", "text", "annotations"},
    "citation": {"annotation", "source", "finding", "excerpt", "checked_by", "checked_on"},
    "decision": {
        "id", "document", "start", "end", "quote", "label", "facets", "rests_on", "outcome", "reason", "decided_by",
        "created_at", "supersedes",
    },
}  # fmt: skip


def given_fields(kind: str, data: Mapping[str, Any], *needed: str) -> dict[str, Any]:
    """The fields that are given (null is not), all known, the needed ones there."""
    given = {key: value for key, value in data.items() if value is not None and key != "type"}
    unknown = given.keys() - _FIELDS[kind]
    if unknown:
        raise Invalid(f"A line of type {kind!r} has no field {min(unknown)!r:.60}.", "unknown_field")
    for name in needed:
        if name not in given:
            code = "span_invalid" if name in ("start", "end") else "field_missing"
            raise Invalid(f"The field {name!r} is missing.", code)
    return given


def text_of(given: Mapping[str, Any], name: str, default: str = "") -> str:
    """A field that is a text."""
    value = given.get(name, default)
    if not isinstance(value, str):
        raise Invalid(f"The field {name!r} is a text, not {value!r:.40}.", "field_invalid")
    return value


def key_of(given: Mapping[str, Any], name: str, default: str = "") -> str:
    """A field that is an id of the file."""
    value = text_of(given, name, default)
    if not KEY_RULE.match(value):
        raise Invalid(f"{value!r:.60} cannot be an id: letters, digits, '.', '_' and '-' (100 at most).", "id_invalid")
    return value


def list_of(given: Mapping[str, Any], name: str) -> list[Any]:
    """A field that is a list."""
    value = given.get(name, [])
    if not isinstance(value, list):
        raise Invalid(f"The field {name!r} is a list, not {value!r:.40}.", "field_invalid")
    return value


def texts_of(given: Mapping[str, Any], name: str) -> list[str]:
    """A field that is a list of texts."""
    values = list_of(given, name)
    for value in values:
        if not isinstance(value, str):
            raise Invalid(f"The field {name!r} is a list of texts; {value!r:.40} is none.", "field_invalid")
    return values


def yes_or_no(given: Mapping[str, Any], name: str, *, default: bool) -> bool:
    """A field that is true or false."""
    value = given.get(name, default)
    if not isinstance(value, bool):
        raise Invalid(f"{name!r} is true or false.", "field_invalid")
    return value


def moment_of(given: Mapping[str, Any], name: str) -> tuple[datetime | None, bool]:
    """The moment (UTC where no zone is given) and whether the zone had to be guessed."""
    if name not in given:
        return None, False
    try:
        moment = datetime.fromisoformat(text_of(given, name))
        guessed = moment.tzinfo is None
        return (moment.replace(tzinfo=UTC) if guessed else moment.astimezone(UTC)), guessed
    except (ValueError, OverflowError):
        raise Invalid(f"{given[name]!r:.40} is no moment such as 2026-11-21T09:30:00Z.", "date_invalid") from None
