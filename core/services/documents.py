"""Documents: stored once, never changed; the ranges over them are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.access import Viewer
from core.errors import Conflict, Invalid
from core.models import Document, Excluded, Outlet, Project, Section
from core.services import derived
from core.services.texts import check_texts
from core.text import canonical
from core.text.spans import Span

MAX_LENGTH_CP = 5_000_000


@dataclass(frozen=True)
class SectionDraft:
    """A section as a file, a form or a proposal gives it; outlets and documents by key."""

    start: int
    end: int
    outlet: str
    title: str = ""
    author: str = ""
    published_on: str = ""
    genre: str = ""
    originality: str = ""
    attribution: str = ""
    fidelity: str = ""
    copy_of: str = ""
    reason: str = ""


@dataclass(frozen=True)
class DocumentDraft:
    """A document before it is stored. `text` is canonical (see `core.text.canonical`)."""

    key: str
    outlet: str
    text: str
    title: str = ""
    url: str = ""
    author: str = ""
    published_on: str = ""
    language: str = ""
    genre: str = ""
    event: str = ""
    sections: Sequence[SectionDraft] = ()
    excluded: Sequence[tuple[int, int, str]] = field(default_factory=tuple)


_PLAIN = ("title", "url", "author", "published_on", "language", "genre", "event")


def checked_document(project: Project, draft: DocumentDraft, outlets: dict[str, Outlet]) -> Document:
    """The row for a draft, not saved; `Invalid` names the fields that do not hold. No query."""
    outlet = outlets.get(draft.outlet)
    if outlet is None:
        raise Invalid(f"The project has no outlet {draft.outlet!r}.", "unknown_outlet", errors={"outlet": ["Unknown."]})
    if not draft.text.strip():
        raise Invalid("The text is empty.", "text_empty", errors={"text": ["Empty."]})
    if len(draft.text) > MAX_LENGTH_CP:
        raise Invalid(f"The text is longer than {MAX_LENGTH_CP:,} characters.", "text_too_long")
    if draft.url and not draft.url.startswith(("http://", "https://")):
        raise Invalid("An address begins with http:// or https://.", errors={"url": ["Not an address."]})
    check_texts({name: getattr(draft, name) for name in _PLAIN})
    document = Document(
        project=project, key=draft.key, outlet=outlet, text=draft.text, length=len(draft.text),
        sha256=canonical.sha256(draft.text), **{name: getattr(draft, name) for name in _PLAIN},
    )  # fmt: skip
    try:
        document.clean_fields(exclude=["text", "project", "outlet"])  # known rows: no query each
    except ValidationError as error:
        raise Invalid("The document cannot be stored.", errors=error.message_dict) from error
    if not is_partial_date(draft.published_on):
        raise Invalid(
            "A date is a year, a month or a day (2023, 2023-11, 2023-11-14).",
            errors={"published_on": ["No date."]},
        )
    return document


def is_partial_date(value: str) -> bool:
    """Whether the value is a year, a month, a day that exists, or nothing."""
    parts = value.split("-") if value else []
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > 3:
        return False
    if [len(part) for part in parts] != [4, 2, 2][: len(parts)]:
        return False
    try:
        return bool(not parts or date(*[int(part) for part in parts], *[1] * (3 - len(parts))))
    except ValueError:
        return False


@transaction.atomic
def add_document(viewer: Viewer, draft: DocumentDraft) -> Document:
    """Store one document with its sections and excluded ranges, and compare it with the others of the project.

    `Conflict` when the key is taken.
    """
    viewer.require("add_documents")
    project = viewer.project
    outlets = {row.key: row for row in Outlet.objects.filter(project=project)}
    document = checked_document(project, draft, outlets)
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # two at once: one finds the other
    if Document.objects.filter(project=project, key=draft.key).exists():
        raise Conflict(f"There is a document {draft.key!r} already.", "document_exists")
    document.save()
    set_ranges(document, draft.sections, draft.excluded, outlets=outlets)
    return document


def set_ranges(
    document: Document,
    sections: Sequence[SectionDraft],
    excluded: Sequence[tuple[int, int, str]],
    *,
    outlets: dict[str, Outlet],
) -> None:
    """Replace what differs in sections and excluded ranges, then derive the figures and what is shared anew.

    Rows that stay the same are left alone, so their history holds changes only.
    """
    check_ranges(document.length, sections, excluded)
    copies = {
        row.key: row
        for row in Document.objects.filter(
            project=document.project_id, key__in=[row.copy_of for row in sections if row.copy_of]
        ).defer("text")
    }
    wanted = [section_row(document, row, outlets, copies) for row in sections]
    _replace(Section, document, wanted, ("document_id", "start", "end", "outlet_id", "title", "author",
        "published_on", "genre", "originality", "attribution", "fidelity", "copy_of_id", "reason"))  # fmt: skip
    ranges = [Excluded(document=document, start=a, end=b, reason=reason) for a, b, reason in excluded]
    _replace(Excluded, document, ranges, ("document_id", "start", "end", "reason"))
    derived.derive_document(document)
    # Who reads strangers' files loads this module, and no numpy.
    from core.services.reusing import compare_and_propose

    compare_and_propose(document)


def _replace(model: type[Any], document: Document, wanted: list[Any], fields: tuple[str, ...]) -> None:
    def facts(row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in fields)

    stored = {facts(row): row for row in model.objects.filter(document=document)}
    keep = {facts(row) for row in wanted}
    document.parts.all().delete()  # parts point at sections; `derive_document` makes them anew
    for known, row in stored.items():
        if known not in keep:
            row.delete()
    model.objects.bulk_create(row for row in wanted if facts(row) not in stored)


def check_ranges(length: int, sections: Sequence[SectionDraft], excluded: Sequence[tuple[int, int, str]]) -> None:
    """`Invalid` (`span_invalid`, `spans_overlap`) unless all ranges are proper, inside the text, and apart."""
    named = (
        ("section", [(row.start, row.end) for row in sections]),
        ("excluded range", [(row[0], row[1]) for row in excluded]),
    )
    for name, ranges in named:
        spans = sorted(Span(start, end) for start, end in ranges)
        for span in spans:
            if span.end > length:
                raise Invalid(f"The {name} [{span.start}, {span.end}) ends after the text ({length}).", "span_invalid")
        for one, two in pairwise(spans):
            if two.start < one.end:
                raise Invalid(
                    f"The {name}s [{one.start}, {one.end}) and [{two.start}, {two.end}) overlap.",
                    "spans_overlap",
                )


def section_row(
    document: Document, draft: SectionDraft, outlets: dict[str, Outlet], copies: dict[str, Document]
) -> Section:
    """The row for a section draft, not saved; `Invalid` when it names what the project does not have."""
    outlet = outlets.get(draft.outlet)
    if outlet is None:
        raise Invalid(f"The project has no outlet {draft.outlet!r}.", "unknown_outlet")
    if draft.copy_of and draft.copy_of not in copies:
        raise Invalid(f"The project has no document {draft.copy_of!r} to be a copy of.", "unknown_document")
    if draft.copy_of == document.key:
        raise Invalid("A section cannot be a copy of its own document.", "copy_of_itself")
    if not is_partial_date(draft.published_on):
        raise Invalid(f"{draft.published_on!r} is no date: a year, a month or a day.", "date_invalid")
    check_texts({name: getattr(draft, name) for name in ("title", "author", "genre", "reason")})
    section = Section(
        document=document, start=draft.start, end=draft.end, outlet=outlet, title=draft.title,
        author=draft.author, published_on=draft.published_on, genre=draft.genre,
        originality=draft.originality, attribution=draft.attribution, fidelity=draft.fidelity,
        copy_of=copies.get(draft.copy_of), reason=draft.reason,
    )  # fmt: skip
    try:
        section.clean_fields(exclude=["document", "outlet", "copy_of", "decided_by"])
    except ValidationError as error:
        raise Invalid(f"The section [{draft.start}, {draft.end}) cannot be stored: {'; '.join(error.messages)}",
                      errors=error.message_dict) from error  # fmt: skip
    return section
