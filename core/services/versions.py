"""A new text of the same article: a document of its own, that takes over what was said of the one before.

Its marks count as soon as none is doubtful, or when a keeper says so; until then the version before counts. The newest
text is the one that is read and marked, from the beginning.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from core.access import Viewer
from core.errors import Conflict, Invalid
from core.models import (
    Anchoring,
    AnchoringState,
    Document,
    Excluded,
    Project,
    Section,
    Session,
    SessionState,
    SharedPassage,
)
from core.services import derived
from core.services.carrying import carry
from core.services.comparing_alone import alone
from core.services.documents import MAX_LENGTH_CP
from core.services.event_log import lock_document
from core.services.latest import require_latest
from core.services.proposing import propose_all
from core.services.reusing import compare_document
from core.services.texts import check_texts
from core.services.waking import wake
from core.text import canonical
from core.text.aligning import Alignment, aligned
from core.text.spans import Span

MAX_NOTE = 500
HALF = 0.5  # of the words of a section, to be the same section still
_FACTS = ("outlet_id", "title", "url", "author", "published_on", "language", "genre", "event")
_OF_SECTION = (
    "outlet_id", "title", "author", "published_on", "genre", "originality", "attribution", "fidelity", "copy_of_id",
    "reason", "decided_by_id",
)  # fmt: skip


@dataclass(frozen=True)
class Added:
    """The new version; how many marks stand in it and how many wait; `lost`: ranges not found in it, in words."""

    document: Document
    n_carried: int
    n_doubtful: int
    lost: Sequence[str]


@transaction.atomic
def add_version(viewer: Viewer, document: Document, text: Any, *, key: Any = None, note: Any = "") -> Added:
    """Store a new text of the article of which `document` is the newest, and carry over what was said.

    What it shares with other articles is found, and its origins are proposed, as of any document that arrives. `key` is
    the first version's with `.2` and so on, unless given; facts are copied. Locks the project, its comparing, then
    the document. The same key and text again gives the version as it is. Errors: `Invalid` (`version_identical`,
    `text_empty`, `text_too_long`), `TextRefused`, `Conflict` (`later_version`, `marks_doubtful`, `session_running`,
    `document_exists`), `Forbidden`.
    """
    viewer.require("provenance")
    text, note = _checked_text(text), _checked_note(note)
    Project.objects.select_for_update(no_key=True).get(pk=viewer.project.pk)
    alone(viewer.project.pk)
    locked = lock_document(document.pk)
    old = Document.objects.select_related("project__codebook").get(pk=locked.pk)
    family = list(_family(old).defer("text").order_by("version_number"))
    for known in family:
        if known.version_number > 1 and known.key == key and known.sha256 == canonical.sha256(text):
            return Added(known, *counts(known), ())
    require_latest(viewer, locked)
    _require_settled(old)
    for known in family:
        if known.sha256 == canonical.sha256(text):
            raise Invalid(
                f"This is the text of version {known.version_number} ({known.key!r}), word for word.",
                "version_identical", errors={"text": ["Nothing was changed."]},
            )  # fmt: skip
    new = _stored(old, family, text, key, note)
    alignment = aligned(old.text, text)
    lost = _carry_ranges(alignment, old, new)
    carried = carry(viewer, alignment, old, new)
    if carried.n_doubtful:
        derived.derive_document(new)
    else:
        make_current(new)
    propose_anew(new, compare_document(new))
    wake(document=old.pk)
    return Added(new, carried.n_carried, carried.n_doubtful, lost)


def counts(version: Document) -> tuple[int, int]:
    """How many marks of the version before stand in this one, and how many are doubtful. Two queries."""
    carried = Anchoring.objects.filter(document=version, state=AnchoringState.CARRIED)
    return carried.count(), doubtful(version).count()


def doubtful(version: Document) -> QuerySet[Anchoring]:
    """Marks that wait for a person; one that was deleted since, by a reader who left, waits no more."""
    rows = Anchoring.objects.filter(document=version, state=AnchoringState.DOUBTFUL)
    return rows.filter(earlier__deleted_at__isnull=True)


def make_current(version: Document) -> None:
    """From now on this version counts, and no other of its article. The caller holds the locks of all of them."""
    others = list(_family(version).filter(is_current=True).exclude(pk=version.pk).select_related("project__codebook"))
    for other in others:
        other.is_current = False
        other.save(update_fields=["is_current"])
        derived.derive_document(other)
    version.is_current = True
    version.save(update_fields=["is_current"])
    derived.derive_document(version)
    for other in (*others, version):
        wake(document=other.pk)


def propose_anew(version: Document, changed: Iterable[int] = ()) -> None:
    """Make true what is proposed for the texts of an article, of which another counts now, for those that share words
    with one of them, and for the `changed` (primary keys). The caller compares alone."""
    family = list(_family(version).values_list("pk", flat=True))
    shared = SharedPassage.objects.filter(Q(a__in=family) | Q(b__in=family)).values_list("a", "b")
    propose_all(sorted({*family, *changed, *(pk for pair in shared for pk in pair)}))


def _family(document: Document) -> QuerySet[Document]:
    first = document.version_of_id or document.pk
    return Document.objects.filter(Q(pk=first) | Q(version_of=first))


def _checked_text(text: Any) -> str:
    if not isinstance(text, str):
        raise Invalid("A version is a text.", "text_empty", errors={"text": ["No text."]})
    text = canonical.canonical(text)
    if not text.strip():
        raise Invalid("The text is empty.", "text_empty", errors={"text": ["Empty."]})
    if len(text) > MAX_LENGTH_CP:
        raise Invalid(f"The text is longer than {MAX_LENGTH_CP:,} characters.", "text_too_long")
    return text


def _checked_note(note: Any) -> str:
    if not isinstance(note, str) or len(note) > MAX_NOTE:
        raise Invalid(f"A note is a text of {MAX_NOTE} characters at most.", errors={"note": ["Too long, or no text."]})
    check_texts({"note": note})
    return note


def _require_settled(old: Document) -> None:
    """Marks that wait in this text would be lost behind the next one; a session would go on marking it."""
    if doubtful(old).exists():
        raise Conflict("Marks of the version before are still doubtful in this one. Settle them first.",
                       "marks_doubtful")  # fmt: skip
    if Session.objects.filter(document=old).exclude(state=SessionState.CLOSED).exists():
        raise Conflict("A session on this text is not closed. Close it before you add a version.", "session_running")


def _stored(old: Document, family: Sequence[Document], text: str, key: Any, note: str) -> Document:
    """The row of the new version; nobody sees it before the commit."""
    first, number = family[0], family[-1].version_number + 1
    new = Document(
        project=old.project, key=key or f"{first.key[:95]}.{number}", text=text, length=len(text),
        sha256=canonical.sha256(text), version_of=first, version_number=number, version_note=note, is_current=False,
        **{name: getattr(old, name) for name in _FACTS},
    )  # fmt: skip
    try:
        new.clean_fields(exclude=["text", "project", "outlet", "version_of"])
    except ValidationError as error:
        raise Invalid("The version cannot be stored.", errors=error.message_dict) from error
    if Document.objects.filter(project=old.project, key=new.key).exists():
        raise Conflict(f"There is a document {new.key!r} already. Give the version another key.", "document_exists",
                       errors={"key": ["Taken."]})  # fmt: skip
    new.save(force_insert=True)
    return new


def _carry_ranges(alignment: Alignment, old: Document, new: Document) -> list[str]:
    """Sections and excluded ranges at the words they hold; in words those of which less than half is there."""
    sections = list(old.sections.select_related("outlet").order_by("start"))
    kept, lost = _moved(alignment, sections)
    Section.objects.bulk_create(
        Section(document=new, start=span.start, end=span.end, **{name: getattr(row, name) for name in _OF_SECTION})
        for row, span in kept
    )
    left_out, gone = _moved(alignment, list(old.excluded.order_by("start")))
    Excluded.objects.bulk_create(
        Excluded(document=new, start=span.start, end=span.end, reason=row.reason, decided_by_id=row.decided_by_id)
        for row, span in left_out
    )
    return [f"section of {row.outlet.name} [{row.start}, {row.end})" for row in lost] + [
        f"left out, {row.reason} [{row.start}, {row.end})" for row in gone
    ]


def _moved(alignment: Alignment, rows: Iterable[Any]) -> tuple[list[tuple[Any, Span]], list[Any]]:
    """Ranges, in order, with where they stand now; and those that are lost."""
    kept: list[tuple[Any, Span]] = []
    lost = []
    for row in rows:
        before = kept[-1][1].end if kept else 0
        start = max(before, alignment.border(row.start, is_end=False))
        end = alignment.border(row.end, is_end=True)
        if end <= start or alignment.share_kept(Span(row.start, row.end)) < HALF:
            lost.append(row)
        else:
            kept.append((row, Span(start, end)))
    return kept, lost
