"""Versions of an article: which there are, what was changed between two, and the marks that wait for a person.

Nothing of it is shown of a text whose source is hidden from the viewer. Of anchorings one sees those of readers whose
marks one sees in both texts: a keeper who reads the new one blind meets nobody else's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from core.access import Viewer
from core.errors import Forbidden, Invalid, NotFound
from core.models import Anchoring, AnchoringMethod, AnchoringState, Document
from core.queries.sources import is_masked
from core.queries.visibility import sees_all, visible_annotations, visible_readings
from core.text.aligning import Alignment, aligned
from core.text.changes import Changes, changes
from core.text.refinding import occurrences
from core.text.spans import Span


@dataclass(frozen=True)
class Standing:
    """Where one text stands among the versions of its article: the number of `n`, and the key of the newest."""

    number: int
    n: int
    latest: str

    @property
    def is_latest(self) -> bool:
        """Whether it is the text that is read and marked."""
        return self.number == self.n


@dataclass(frozen=True)
class Difference:
    """What was changed from the version before, and the marks (as the viewer sees them) that stood on changed words."""

    before: Document
    after: Document
    alignment: Alignment
    changes: Changes
    touched: Sequence[Anchoring]


def family(document: Document) -> Q:
    """Of documents: all versions of its article."""
    first = document.version_of_id or document.pk
    return Q(pk=first) | Q(version_of=first)


def standing_of(viewer: Viewer, document: Document) -> Standing | None:
    """Where a text stands; None where it is the only one, or its source is hidden from the viewer. One query or two."""
    if document.is_masked:
        return None
    rows = Document.objects.filter(family(document))
    last = rows.aggregate(last=Max("version_number"))["last"]
    if last < 2:
        return None
    newest = rows.filter(version_number=last).values_list("key", "neutral_key").get()
    return Standing(document.version_number, last, newest[1] if viewer.hides_sources else newest[0])


def versions_of(viewer: Viewer, document: Document) -> QuerySet[Document]:
    """All versions of an article with their texts, the first one first. One query.

    Errors: `NotFound` where the source of one is hidden from the viewer.
    """
    rows = Document.objects.filter(family(document)).select_related("outlet").order_by("version_number")
    for row in rows:
        if is_masked(viewer, row):
            raise NotFound("The versions of this text are shown once you have submitted it.", "source_hidden")
    return rows


def difference(viewer: Viewer, before: Document, after: Document) -> Difference:
    """What was changed between a version and the next; both come with their texts. Two queries."""
    alignment = aligned(before.text, after.text)
    touched = anchorings_of(viewer, after).filter(method__in=(AnchoringMethod.FUZZY, AnchoringMethod.ORPHAN))
    return Difference(before, after, alignment, changes(alignment), list(touched))


def tells_what_counts(viewer: Viewer, document: Document) -> bool:
    """Whether the viewer may know which version counts: it hangs on marks that may be withheld. One query."""
    return not Document.objects.filter(family(document)).exclude(sees_all(viewer, "pk")).exists()


def anchorings_of(viewer: Viewer, document: Document) -> QuerySet[Anchoring]:
    """Where marks of the version before stand in this one, those that the viewer sees, in the order of that text."""
    marks = visible_annotations(viewer).filter(anchorings__document=document).values("pk")
    readers = visible_readings(viewer).filter(document=document, practice=False).values("reviewer")
    rows = Anchoring.objects.filter(document=document, earlier__in=marks, earlier__reading__reviewer__in=readers)
    rows = rows.select_related(
        "earlier__label", "earlier__reading__reviewer", "earlier__document", "annotation__reading", "document",
        "decided_by",
    )  # fmt: skip
    return rows.defer("document__text", "earlier__document__text").order_by(
        "earlier__start", "earlier__end", "earlier__uuid"
    )


def carried_on() -> Q:
    """Of marks: those for which a mark of a later version stands, so that what was said once is told once."""
    return Q(Exists(Anchoring.objects.filter(earlier=OuterRef("pk"), state=AnchoringState.CARRIED)))


def ahead() -> Q:
    """Of marks: those of a text that does not count yet, which stand for a mark of the text that does. Citations and
    claims moved to them already."""
    return Q(document__is_current=False, carried_from__earlier__document__is_current=True)


def queue(viewer: Viewer, document: Document) -> QuerySet[Anchoring]:
    """Marks that wait for a person, or were settled by one: what stands without doubt is left out."""
    return anchorings_of(viewer, document).filter(~Q(state=AnchoringState.CARRIED) | Q(decided_at__isnull=False))


def anchoring(viewer: Viewer, document: Document, uuid: UUID) -> Anchoring:
    """Where the mark of this id (of the version before) stands in `document`; `NotFound` for all else."""
    if is_masked(viewer, document):
        raise NotFound("There is no such mark here.")
    found = anchorings_of(viewer, document).filter(earlier__uuid=uuid).first()
    if found is None:
        raise NotFound("There is no such mark here.")
    return found


def may_settle(viewer: Viewer, row: Anchoring) -> bool:
    """Keepers settle what they see, readers what is their own."""
    is_own = row.earlier.reading.reviewer.user_id == viewer.user.pk
    return viewer.may("provenance") or (is_own and viewer.may("mark"))


def require_settler(viewer: Viewer, row: Anchoring) -> None:
    """`Forbidden` (`not_yours`) unless the viewer may settle the mark."""
    if not may_settle(viewer, row):
        raise Forbidden("Its reader, or whoever keeps the project, says where this mark stands.", "not_yours")


def place_of(viewer: Viewer, document: Document, uuid: UUID, words: str) -> Span:
    """Where these words stand in a version (with its text): of several places the one nearest to where the mark stood.

    Errors: `Invalid` (`quote_mismatch`) where they stand nowhere.
    """
    words = words.replace("\r\n", "\n").strip()
    found = occurrences(words, document.text) if words else []
    if not found:
        message = "These words do not stand in this version. Copy them from its text, as they are."
        raise Invalid(message, "quote_mismatch", errors={"words": [message]})
    row = anchoring(viewer, document, uuid)
    stood = row.start if row.start is not None else row.earlier.start
    start = min(found, key=lambda at: abs(at - stood))
    return Span(start, start + len(words))
