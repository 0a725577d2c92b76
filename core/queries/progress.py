"""How far a project's readings are, for its owner: readers by documents. Never a mark, never a place in a text."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from core.access import ALLOWED, Viewer
from core.models import Assignment, Document, Guest, Membership, Reading, Reviewer, ReviewerKind
from core.queries.documents import articles

ASSIGNED, BEGUN, SUBMITTED, LAPSED = "assigned", "begun", "submitted", "lapsed"
TAKEN = (ASSIGNED, BEGUN, SUBMITTED)


@dataclass(frozen=True)
class Reader:
    """A member who may read. `name` is what members know them by; the code name is there from the first asking on."""

    user_id: int
    name: str
    username: str
    role: str
    code_name: str | None


@dataclass(frozen=True)
class Cell:
    """What one reader has to do with one document. A drawn one has lapsed when it was not begun in time."""

    state: str
    is_assigned: bool
    overlap: bool
    expires_at: datetime | None


@dataclass(frozen=True)
class Count:
    """Of one reader or one document."""

    n_assigned: int
    n_begun: int
    n_submitted: int

    @property
    def n_all(self) -> int:
        """What is assigned, begun or submitted."""
        return self.n_assigned + self.n_begun + self.n_submitted


@dataclass(frozen=True)
class Progress:
    """The whole matrix by (document, user) primary keys. `elsewhere`: readings by people who are no readers now.

    `overlap` are the documents that everybody is to read.
    """

    readers: Sequence[Reader]
    documents: Sequence[Document]
    cells: Mapping[tuple[int, int], Cell]
    elsewhere: Mapping[int, int]
    n_readings: int

    def of_reader(self, reader: Reader) -> Count:
        """Of one reader over all documents."""
        return _count(cell for (_, user), cell in self.cells.items() if user == reader.user_id)

    def of_document(self, document: Document) -> Count:
        """Of one document over all readers."""
        return _count(cell for (pk, _), cell in self.cells.items() if pk == document.pk)

    @property
    def overlap(self) -> set[int]:
        """Primary keys of documents that everybody is to read."""
        return {pk for (pk, _), cell in self.cells.items() if cell.overlap}

    @property
    def n_overlap_owed(self) -> int:
        """Readings of the overlap that are assigned or begun and not submitted."""
        return sum(cell.overlap and cell.state in (ASSIGNED, BEGUN) for cell in self.cells.values())

    def n_lacking(self, document: Document) -> int:
        """Readings that nobody has begun or is asked for, up to the number that the project wants."""
        n_known = self.of_document(document).n_all + self.elsewhere.get(document.pk, 0)
        return max(0, self.n_readings - n_known)


def progress(viewer: Viewer) -> Progress:
    """The matrix, for whoever manages the project. Four queries. Errors: `Forbidden`."""
    viewer.require("manage")
    readers = readers_of(viewer)
    documents = list(articles(viewer))
    known = {row.user_id for row in readers}
    cells: dict[tuple[int, int], Cell] = {}
    elsewhere: Counter[int] = Counter()
    now = timezone.now()
    rows = Assignment.objects.filter(document__in=documents)
    for pk, user, overlap, expires_at in rows.values_list("document_id", "reviewer__user_id", "overlap", "expires_at"):
        state = LAPSED if expires_at and expires_at <= now else ASSIGNED
        cells[pk, user] = Cell(state, True, overlap, expires_at)
    readings = Reading.objects.filter(document__in=documents, practice=False, reviewer__kind=ReviewerKind.PERSON)
    for pk, user, submitted in readings.values_list("document_id", "reviewer__user_id", "first_submitted_at"):
        before = cells.get((pk, user))
        state = SUBMITTED if submitted else BEGUN
        if user in known:
            cells[pk, user] = Cell(state, before is not None, before is not None and before.overlap, None)
        else:
            elsewhere[pk] += 1
    newest = {row.pk for row in documents}  # an article counts once, as its newest version
    shown = {pair: cell for pair, cell in cells.items() if pair[0] in newest and pair[1] in known}
    return Progress(readers, documents, shown, elsewhere, viewer.project.n_readings)


def readers_of(viewer: Viewer) -> list[Reader]:
    """Standing members whose role reads, by name. One query."""
    rows = Membership.objects.filter(
        project=viewer.project, removed_at__isnull=True, user__is_active=True, role__in=ALLOWED["mark"]
    ).select_related("user__guest")
    reviewers = Reviewer.objects.filter(project=viewer.project, user=OuterRef("user"))
    rows = rows.annotate(code_name=Subquery(reviewers.values("code_name")[:1]))
    found = [Reader(row.user_id, _name(row), row.user.username, row.role, row.code_name) for row in rows]
    return sorted(found, key=lambda row: row.name.lower())


def _name(row: Any) -> str:
    """The name that a guest gave, or the user name; the code name of a guest whose name was erased."""
    guest: Guest | None = getattr(row.user, "guest", None)
    return (guest.name or row.code_name or row.user.username) if guest else row.user.username


def _count(cells: Iterable[Cell]) -> Count:
    states = Counter(cell.state for cell in cells)
    return Count(states[ASSIGNED], states[BEGUN], states[SUBMITTED])
