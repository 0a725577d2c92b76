"""The line types of the interchange file: which fields each has, and of what kind. Unknown fields are refused.

A field that is null counts as missing. What is missing gets its default where the contract gives one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.errors import Invalid
from core.importing.fields import (
    DOCUMENT_FACTS,
    KEY_RULE,
    SECTION_FACTS,
    given_fields,
    key_of,
    list_of,
    moment_of,
    text_of,
    texts_of,
    yes_or_no,
)
from core.models import Outcome, ReviewerKind
from core.services.decision_drafts import check_label, read_outcome, read_reason
from core.services.documents import DocumentDraft, SectionDraft, is_partial_date
from core.services.drafts import MarkDraft, check_span, read_mark, read_uuid
from core.services.texts import check_texts
from core.text import canonical

__all__ = ["KEY_RULE", "ORDER", "UNIDENTIFIED"]

ORDER = (
    "file", "codebook", "outlet", "source", "speaker", "document", "reviewer", "reading", "assessment", "annotation",
    "link", "claim", "citation", "decision",
)  # fmt: skip
UNIDENTIFIED = "unidentified"


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
class FileVersion:
    """Which text of an article it is: `of` names the first one, and is empty for that."""

    of: str = ""
    number: int = 1
    note: str = ""
    is_current: bool = True


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
    version: FileVersion


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


def read_file(data: Mapping[str, Any]) -> FileFacts:
    """The first line: format 1, code points. `Invalid` for any other."""
    given = given_fields("file", data)
    if type(given.get("format", 1)) is not int or given.get("format", 1) != 1:
        raise Invalid(f"This program reads format 1, not {given['format']!r:.20}.", "format_unknown")
    if given.get("offset_unit", "code point") != "code point":
        raise Invalid(
            f"Offsets are counted in code points here, not in {given['offset_unit']!r:.40}.",
            "offset_unit_unknown",
        )
    return FileFacts(yes_or_no(given, "invented", default=False) if "invented" in given else None)


def read_outlet(data: Mapping[str, Any]) -> OutletDraft:
    """An outlet line."""
    given = given_fields("outlet", data, "id")
    key = key_of(given, "id")
    return OutletDraft(key, {name: value for name, value in given.items() if name != "id"})


def read_document(data: Mapping[str, Any]) -> FileDocument:
    """A document line with its text in stored form; without one it speaks of a document that exists, by `sha256`.

    Errors: `Invalid` (`text_shifted`) for a text that changes on storing (carriage returns, a byte order
    mark) and comes with ranges; `sha256_mismatch` unless a given hash is that of the stored text.
    """
    given = given_fields("document", data, "id", *([] if data.get("sha256") else ["text"]))
    raw = text_of(given, "text")
    text = canonical.canonical(raw)
    outlet = key_of(given, "outlet", UNIDENTIFIED)
    sections = tuple(_section(row, outlet) for row in list_of(given, "sections"))
    excluded = tuple(_excluded(row) for row in list_of(given, "excluded"))
    shifted = text != raw
    if shifted and (sections or excluded):
        raise text_shifted()
    sha256 = text_of(given, "sha256").lower() or canonical.sha256(text)
    if "text" in given and sha256 != canonical.sha256(text):
        raise Invalid("The text is not the one that 'sha256' was made of.", "sha256_mismatch")
    if "text" in given and given.get("length", len(text)) != len(text):
        raise Invalid(f"The text has {len(text)} characters, not {given['length']!r:.20}.", "length_mismatch")
    facts = {name: text_of(given, name) for name in DOCUMENT_FACTS}
    draft = DocumentDraft(
        key=key_of(given, "id"), outlet=outlet, text=text, sections=sections, excluded=excluded, **facts
    )
    adjudicated_at, _ = moment_of(given, "adjudicated_at")
    return FileDocument(draft, frozenset(given), sha256, shifted, adjudicated_at, _version(given))


def _version(given: Mapping[str, Any]) -> FileVersion:
    """Which text of its article a document is. `Invalid` (`version_invalid`) unless first and later are told apart."""
    of = key_of(given, "version_of") if "version_of" in given else ""
    number = given.get("version", 1)
    if type(number) is not int or not (2 <= number <= 32_767 if of else number == 1):
        raise Invalid("A later version names the first one in 'version_of' and has a 'version' from 2 on; the first "
                      "has neither.", "version_invalid")  # fmt: skip
    note = text_of(given, "version_note")
    check_texts({"version_note": note})
    if len(note) > 500:
        raise Invalid("The note on a version has at most 500 characters.", "field_invalid")
    return FileVersion(of, number, note, yes_or_no(given, "current", default=True))


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
    given = given_fields("section", row, "start", "end")
    check_span(given["start"], given["end"])
    facts = {name: text_of(given, name) for name in SECTION_FACTS}
    if not is_partial_date(facts["published_on"]):
        raise Invalid(f"{facts['published_on']!r:.40} is no date: a year, a month or a day.", "date_invalid")
    return SectionDraft(given["start"], given["end"], key_of(given, "outlet", outlet), **facts)


def _excluded(row: Any) -> tuple[int, int, str]:
    if not isinstance(row, dict):
        raise Invalid("An excluded range is an object.", "field_invalid")
    given = given_fields("excluded", row, "start", "end")
    check_span(given["start"], given["end"])
    reason = text_of(given, "reason")
    if len(reason) > 100:
        raise Invalid("The reason of an excluded range has at most 100 characters.", "field_invalid")
    return given["start"], given["end"], reason


def read_reviewer(data: Mapping[str, Any]) -> ReviewerDraft:
    """A reviewer line."""
    given = given_fields("reviewer", data, "id")
    kind = text_of(given, "kind")
    if kind and kind not in ReviewerKind.values:
        raise Invalid(f"A reviewer is a {', '.join(ReviewerKind.values)}, not {kind!r:.40}.", "unknown_kind")
    return ReviewerDraft(key_of(given, "id"), kind)


def read_reading(data: Mapping[str, Any]) -> ReadingDraft:
    """A reading line; without a state it is submitted."""
    given = given_fields("reading", data, "document", "reviewer")
    state = text_of(given, "state", "submitted")
    if state not in ("open", "submitted"):
        raise Invalid(f"A reading is open or submitted, not {state!r:.40}.", "unknown_state")
    none_here = texts_of(given, "none_here")
    list_of(given, "ranges")
    return ReadingDraft(
        text_of(given, "document"), text_of(given, "reviewer"), state, given.get("ranges"), tuple(none_here),
        yes_or_no(given, "sighted", default=False), moment_of(given, "first_submitted_at")[0],
    )  # fmt: skip


def read_annotation(data: Mapping[str, Any]) -> FileMark:
    """An annotation line; the body is checked as that of a request, but the quote may be missing."""
    given = given_fields("annotation", data, "id", "document", "reviewer", "start", "end", "label")
    created_at, guessed = moment_of(given, "created_at")
    body = {
        "id": given["id"], "start": given["start"], "end": given["end"], "quote": given.get("quote"),
        "label": given["label"], "facets": given.get("facets", {}), "note": given.get("note", ""),
    }  # fmt: skip
    return FileMark(
        read_mark(body), text_of(given, "document"), text_of(given, "reviewer"), created_at, guessed, "note" in given
    )


def read_link(data: Mapping[str, Any]) -> LinkDraft:
    """A link line."""
    given = given_fields("link", data, "from", "to", "kind")
    kind = text_of(given, "kind")
    if kind not in ("supports", "contradicts"):
        raise Invalid(f"A link supports or contradicts; {kind!r:.40} is unknown.", "unknown_link")
    return LinkDraft(read_uuid(given["from"]), read_uuid(given["to"]), kind)


def read_decision(data: Mapping[str, Any]) -> FileDecision:
    """A decision line. Without an outcome a label was accepted, and without a label everything rejected."""
    given = given_fields("decision", data, "id", "document", "start", "end", "decided_by")
    label, facets = given.get("label"), given.get("facets", {})
    outcome = read_outcome(given.get("outcome", Outcome.ACCEPT if label else Outcome.REJECT))
    check_label(outcome, label, facets)
    body = {"id": given["id"], "start": given["start"], "end": given["end"], "quote": given.get("quote")}
    mark = read_mark(body | {"label": label or "", "facets": facets})
    reason = read_reason(given["reason"]) if given.get("reason") else ""
    rests_on = tuple(sorted({read_uuid(mark) for mark in list_of(given, "rests_on")}, key=str))
    supersedes = read_uuid(given["supersedes"]) if "supersedes" in given else None
    return FileDecision(
        mark, text_of(given, "document"), text_of(given, "decided_by"), outcome, reason, rests_on, supersedes,
        moment_of(given, "created_at")[0],
    )  # fmt: skip
