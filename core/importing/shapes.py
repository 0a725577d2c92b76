"""The line types of the interchange file: which fields each has, and of what kind. Unknown fields are refused.

A field that is null counts as missing. What is missing gets its default where the contract gives one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from core.errors import Invalid
from core.models import Outcome, ReviewerKind
from core.models.constraints import KEY_PATTERN
from core.services.decision_drafts import check_label, read_outcome, read_reason
from core.services.documents import DocumentDraft, SectionDraft, is_partial_date
from core.services.drafts import MarkDraft, check_span, read_mark, read_uuid
from core.text import canonical

ORDER = (
    "file", "codebook", "outlet", "source", "document", "reviewer", "reading", "annotation", "link",
    "claim", "citation", "decision",
)  # fmt: skip
NOT_YET = {"source": "sources", "claim": "claims", "citation": "citations"}
UNIDENTIFIED = "unidentified"

KEY_RULE = re.compile(KEY_PATTERN)
_DOCUMENT_FACTS = ("title", "url", "author", "published_on", "language", "genre", "event")
_SECTION_FACTS = (
    "title", "author", "published_on", "genre", "originality", "attribution", "fidelity", "copy_of",
)  # fmt: skip
_FIELDS = {
    "file": {"format", "offset_unit", "invented"},
    "outlet": {"id", "name", "domain", "country", "kind", "facts"},
    "document": {
        "id", "outlet", *_DOCUMENT_FACTS, "sha256", "text", "length", "sections", "excluded", "adjudicated_at",
    },
    "section": {"start", "end", "outlet", *_SECTION_FACTS},
    "excluded": {"start", "end", "reason"},
    "reviewer": {"id", "kind"},
    "reading": {"document", "reviewer", "state", "ranges", "none_here", "sighted", "first_submitted_at"},
    "annotation": {
        "id", "document", "reviewer", "start", "end", "quote", "label", "facets", "note", "created_at",
    },
    "link": {"from", "to", "kind"},
    "decision": {
        "id", "document", "start", "end", "quote", "label", "facets", "rests_on", "outcome", "reason", "decided_by",
        "created_at", "supersedes",
    },
}  # fmt: skip


@dataclass(frozen=True)
class FileFacts:
    """What the first line says of the whole file."""

    invented: bool | None


@dataclass(frozen=True)
class OutletDraft:
    """An outlet; `values` holds only what the line says."""

    key: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class FileDocument:
    """A document line. `said`: the fields that the line gives; `shifted`: storing changed the text's offsets.

    `adjudicated_at`: since when the rulings on it are finished, None while they are not.
    """

    draft: DocumentDraft
    said: frozenset[str]
    sha256: str
    shifted: bool
    adjudicated_at: datetime | None


@dataclass(frozen=True)
class ReviewerDraft:
    """A reviewer; `kind` empty where the line does not say."""

    code_name: str
    kind: str


@dataclass(frozen=True)
class ReadingDraft:
    """A reading; ranges None for all that is not excluded."""

    document: str
    reviewer: str
    state: str
    ranges: Sequence[Sequence[int]] | None
    none_here: tuple[str, ...]
    sighted: bool
    first_submitted_at: datetime | None


@dataclass(frozen=True)
class FileMark:
    """A mark with where it belongs; `created_at` None where the line does not say. `says_note`: it has a note, though
    perhaps an empty one: data sets without texts go without notes too."""

    mark: MarkDraft
    document: str
    reviewer: str
    created_at: datetime | None
    guessed_zone: bool
    says_note: bool = True


@dataclass(frozen=True)
class LinkDraft:
    """Two marks by id, and how the first bears on the second."""

    from_id: Any
    to_id: Any
    kind: str


@dataclass(frozen=True)
class FileDecision:
    """A ruling with where it belongs; the mark's label is empty where it marks nothing."""

    mark: MarkDraft
    document: str
    decided_by: str
    outcome: str
    reason: str
    rests_on: tuple[UUID, ...]
    supersedes: UUID | None
    created_at: datetime | None


def _fields(kind: str, data: Mapping[str, Any], *needed: str) -> dict[str, Any]:
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


def _text(given: Mapping[str, Any], name: str, default: str = "") -> str:
    value = given.get(name, default)
    if not isinstance(value, str):
        raise Invalid(f"The field {name!r} is a text, not {value!r:.40}.", "field_invalid")
    return value


def _key(given: Mapping[str, Any], name: str, default: str = "") -> str:
    value = _text(given, name, default)
    if not KEY_RULE.match(value):
        raise Invalid(f"{value!r:.60} cannot be an id: letters, digits, '.', '_' and '-' (100 at most).", "id_invalid")
    return value


def _list(given: Mapping[str, Any], name: str) -> list[Any]:
    value = given.get(name, [])
    if not isinstance(value, list):
        raise Invalid(f"The field {name!r} is a list, not {value!r:.40}.", "field_invalid")
    return value


def read_file(data: Mapping[str, Any]) -> FileFacts:
    """The first line: format 1, code points. `Invalid` for any other."""
    given = _fields("file", data)
    if type(given.get("format", 1)) is not int or given.get("format", 1) != 1:
        raise Invalid(f"This program reads format 1, not {given['format']!r:.20}.", "format_unknown")
    if given.get("offset_unit", "code point") != "code point":
        raise Invalid(
            f"Offsets are counted in code points here, not in {given['offset_unit']!r:.40}.",
            "offset_unit_unknown",
        )
    invented = given.get("invented")
    if invented is not None and not isinstance(invented, bool):
        raise Invalid("'invented' is true or false.", "field_invalid")
    return FileFacts(invented)


def read_outlet(data: Mapping[str, Any]) -> OutletDraft:
    """An outlet line."""
    given = _fields("outlet", data, "id")
    key = _key(given, "id")
    return OutletDraft(key, {name: value for name, value in given.items() if name != "id"})


def read_document(data: Mapping[str, Any]) -> FileDocument:
    """A document line with its text in stored form; without one it speaks of a document that exists, by `sha256`.

    Errors: `Invalid` (`text_shifted`) for a text that changes on storing (carriage returns, a byte order
    mark) and comes with ranges; `sha256_mismatch` unless a given hash is that of the stored text.
    """
    given = _fields("document", data, "id", *([] if data.get("sha256") else ["text"]))
    raw = _text(given, "text")
    text = canonical.canonical(raw)
    outlet = _key(given, "outlet", UNIDENTIFIED)
    sections = tuple(_section(row, outlet) for row in _list(given, "sections"))
    excluded = tuple(_excluded(row) for row in _list(given, "excluded"))
    shifted = text != raw
    if shifted and (sections or excluded):
        raise text_shifted()
    sha256 = _text(given, "sha256").lower() or canonical.sha256(text)
    if "text" in given and sha256 != canonical.sha256(text):
        raise Invalid("The text is not the one that 'sha256' was made of.", "sha256_mismatch")
    if "text" in given and given.get("length", len(text)) != len(text):
        raise Invalid(f"The text has {len(text)} characters, not {given['length']!r:.20}.", "length_mismatch")
    facts = {name: _text(given, name) for name in _DOCUMENT_FACTS}
    draft = DocumentDraft(
        key=_key(given, "id"), outlet=outlet, text=text, sections=sections, excluded=excluded, **facts
    )
    adjudicated_at, _ = _time(given, "adjudicated_at")
    return FileDocument(draft, frozenset(given), sha256, shifted, adjudicated_at)


def text_shifted() -> Invalid:
    """A text whose offsets do not hold once it is stored."""
    return Invalid(
        "The text has carriage returns (or begins with a byte order mark) and comes with offsets: they would "
        "not hold. Count them in the text with line feeds only.",
        "text_shifted",
    )


def _section(row: Any, outlet: str) -> SectionDraft:
    if not isinstance(row, dict):
        raise Invalid("A section is an object.", "field_invalid")
    given = _fields("section", row, "start", "end")
    check_span(given["start"], given["end"])
    facts = {name: _text(given, name) for name in _SECTION_FACTS}
    if not is_partial_date(facts["published_on"]):
        raise Invalid(f"{facts['published_on']!r:.40} is no date: a year, a month or a day.", "date_invalid")
    return SectionDraft(given["start"], given["end"], _key(given, "outlet", outlet), **facts)


def _excluded(row: Any) -> tuple[int, int, str]:
    if not isinstance(row, dict):
        raise Invalid("An excluded range is an object.", "field_invalid")
    given = _fields("excluded", row, "start", "end")
    check_span(given["start"], given["end"])
    reason = _text(given, "reason")
    if len(reason) > 100:
        raise Invalid("The reason of an excluded range has at most 100 characters.", "field_invalid")
    return given["start"], given["end"], reason


def read_reviewer(data: Mapping[str, Any]) -> ReviewerDraft:
    """A reviewer line."""
    given = _fields("reviewer", data, "id")
    kind = _text(given, "kind")
    if kind and kind not in ReviewerKind.values:
        raise Invalid(f"A reviewer is a {', '.join(ReviewerKind.values)}, not {kind!r:.40}.", "unknown_kind")
    return ReviewerDraft(_key(given, "id"), kind)


def read_reading(data: Mapping[str, Any]) -> ReadingDraft:
    """A reading line; without a state it is submitted."""
    given = _fields("reading", data, "document", "reviewer")
    state = _text(given, "state", "submitted")
    if state not in ("open", "submitted"):
        raise Invalid(f"A reading is open or submitted, not {state!r:.40}.", "unknown_state")
    none_here = _list(given, "none_here")
    if not all(isinstance(key, str) for key in none_here):
        raise Invalid("'none_here' is a list of label keys.", "field_invalid")
    sighted = given.get("sighted", False)
    if not isinstance(sighted, bool):
        raise Invalid("'sighted' is true or false.", "field_invalid")
    _list(given, "ranges")
    return ReadingDraft(
        _text(given, "document"), _text(given, "reviewer"), state, given.get("ranges"), tuple(none_here),
        sighted, _time(given, "first_submitted_at")[0],
    )  # fmt: skip


def read_annotation(data: Mapping[str, Any]) -> FileMark:
    """An annotation line; the body is checked as that of a request, but the quote may be missing."""
    given = _fields("annotation", data, "id", "document", "reviewer", "start", "end", "label")
    created_at, guessed = _time(given, "created_at")
    body = {
        "id": given["id"], "start": given["start"], "end": given["end"], "quote": given.get("quote"),
        "label": given["label"], "facets": given.get("facets", {}), "note": given.get("note", ""),
    }  # fmt: skip
    return FileMark(
        read_mark(body), _text(given, "document"), _text(given, "reviewer"), created_at, guessed, "note" in given
    )


def read_link(data: Mapping[str, Any]) -> LinkDraft:
    """A link line."""
    given = _fields("link", data, "from", "to", "kind")
    kind = _text(given, "kind")
    if kind not in ("supports", "contradicts"):
        raise Invalid(f"A link supports or contradicts; {kind!r:.40} is unknown.", "unknown_link")
    return LinkDraft(read_uuid(given["from"]), read_uuid(given["to"]), kind)


def read_decision(data: Mapping[str, Any]) -> FileDecision:
    """A decision line. Without an outcome a label was accepted, and without a label everything rejected."""
    given = _fields("decision", data, "id", "document", "start", "end", "decided_by")
    label, facets = given.get("label"), given.get("facets", {})
    outcome = read_outcome(given.get("outcome", Outcome.ACCEPT if label else Outcome.REJECT))
    check_label(outcome, label, facets)
    body = {"id": given["id"], "start": given["start"], "end": given["end"], "quote": given.get("quote")}
    mark = read_mark(body | {"label": label or "", "facets": facets})
    reason = read_reason(given["reason"]) if given.get("reason") else ""
    rests_on = tuple(sorted({read_uuid(mark) for mark in _list(given, "rests_on")}, key=str))
    supersedes = read_uuid(given["supersedes"]) if "supersedes" in given else None
    return FileDecision(
        mark, _text(given, "document"), _text(given, "decided_by"), outcome, reason, rests_on, supersedes,
        _time(given, "created_at")[0],
    )  # fmt: skip


def _time(given: Mapping[str, Any], name: str) -> tuple[datetime | None, bool]:
    """The moment (UTC where no zone is given) and whether the zone had to be guessed."""
    if name not in given:
        return None, False
    try:
        moment = datetime.fromisoformat(_text(given, name))
        guessed = moment.tzinfo is None
        return (moment.replace(tzinfo=UTC) if guessed else moment.astimezone(UTC)), guessed
    except (ValueError, OverflowError):
        raise Invalid(f"{given[name]!r:.40} is no moment such as 2026-11-21T09:30:00Z.", "date_invalid") from None
