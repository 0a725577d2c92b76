"""What is talked about: threads on passages and marks, and questions to the codebook, as one viewer may know of them.

A thread without a comment that the viewer may see is not there for this viewer: `visibility.visible_comments` is the
one rule. A thread on a mark stands where its mark stands, and stays where it was last when the mark is deleted.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, When
from django.db.models.functions import Substr

from core.access import Viewer
from core.errors import Gone, NotFound
from core.models import Codebook, Comment, Document, Thread, ThreadKind
from core.queries.sources import seen_threads
from core.queries.visibility import Sight, kept_comments, sight, visible_comments

_STANDS = Q(annotation__isnull=False, annotation__deleted_at__isnull=True)


@dataclass(frozen=True)
class Talk:
    """One thread with the comments that the viewer may see, the first first.

    [start, end) is where it stands now, in code points; `quote` the words there.
    """

    thread: Thread
    start: int
    end: int
    quote: str
    comments: tuple[Comment, ...]

    @property
    def n(self) -> int:
        """How many comments the viewer may see."""
        return len(self.comments)

    @property
    def last(self) -> datetime:
        """When the last of them was written."""
        return self.comments[-1].created_at if self.comments else self.thread.created_at


@dataclass(frozen=True)
class TalkedOf:
    """Where a thread stands and how many comments the viewer may see in it: what a list of marks needs."""

    uuid: UUID
    start: int
    end: int
    kind: str
    is_resolved: bool
    n: int


def visible_threads(viewer: Viewer, on: Sight | None = None) -> QuerySet[Any]:
    """Threads (on one document) with a comment that the viewer may see; `at` and `until` are where they stand now."""
    heard = Exists(visible_comments(viewer, on).filter(thread=OuterRef("pk")))
    return Thread.objects.filter(heard, project=viewer.project).annotate(
        at=Case(When(_STANDS, then=F("annotation__start")), default=F("start")),
        until=Case(When(_STANDS, then=F("annotation__end")), default=F("end")),
    )


def talks(viewer: Viewer, document: Document | None = None) -> QuerySet[Any]:
    """Threads (of a document) in the order of the text, with all that `talk_of` tells. Two queries, of one four."""
    now = sight(viewer, document) if document is not None else None
    said = visible_comments(viewer, now).select_related("author").order_by("pk")
    rows = visible_threads(viewer, now).select_related("document", "annotation", "started_by", "session")
    rows = rows.annotate(quote=Substr("document__text", F("at") + 1, F("until") - F("at"))).defer("document__text")
    if document is not None:
        rows = rows.filter(document=document)
    rows = seen_threads(viewer, rows)
    return rows.prefetch_related(Prefetch("comments", said, to_attr="said")).order_by("at", "created_at", "uuid")


def talk_of(row: Any) -> Talk:
    """A row of `talks`. No query."""
    return Talk(row, row.at, row.until, row.quote, tuple(row.said))


def threads_of(viewer: Viewer, document: Document) -> list[Talk]:
    """All threads of a document in the order of the text. Two queries."""
    return [talk_of(row) for row in talks(viewer, document)]


def threads_on(viewer: Viewer, document: Document, start: int, end: int) -> list[Talk]:
    """Threads that share a code point with [start, end). Two queries."""
    return [talk_of(row) for row in talks(viewer, document).filter(at__lt=end, until__gt=start)]


def talk(viewer: Viewer, uuid: UUID) -> Talk:
    """One thread. Two queries. `NotFound` for one that is not there for the viewer."""
    for row in talks(viewer).filter(uuid=uuid):
        return talk_of(row)
    raise NotFound("There is no such thread.")


def comments_of(viewer: Viewer, uuid: UUID) -> QuerySet[Comment]:
    """The comments of a thread, the first first. Two queries. `NotFound` as for the thread."""
    thread = visible_threads(viewer).filter(uuid=uuid).first()
    if thread is None:
        raise NotFound("There is no such thread.")
    return visible_comments(viewer).filter(thread=thread).select_related("author", "thread").order_by("pk")


def comment(viewer: Viewer, uuid: UUID) -> Comment:
    """One comment that the viewer may see. One query. `Gone` once deleted, `NotFound` for all others."""
    rows = kept_comments(viewer).filter(uuid=uuid).select_related("author", "thread")
    found = rows.first()
    if found is None:
        raise NotFound("There is no such comment.")
    if found.deleted_at is not None:
        raise Gone("This comment was deleted.")
    return found


def talked_of(viewer: Viewer, document: Document) -> list[TalkedOf]:
    """Where there are threads and how many comments each has, without the words. Four queries at most."""
    now = sight(viewer, document)
    rows = visible_comments(viewer, now).values("thread")
    numbers = dict(rows.annotate(n=Count("pk")).values_list("thread", "n"))
    if not numbers:
        return []
    threads = visible_threads(viewer, now).filter(pk__in=numbers).order_by("at", "uuid")
    places = threads.values_list("pk", "uuid", "at", "until", "kind", "resolved_at")
    return [
        TalkedOf(uuid, at, until, kind, settled is not None, numbers[pk])
        for pk, uuid, at, until, kind, settled in places
    ]


def questions(viewer: Viewer, codebook: Codebook | None) -> QuerySet[Any]:
    """Questions asked of a codebook, as far as the viewer may see them: open ones first, then as they came.

    Rows for `talk_of`. Two queries.
    """
    rows = talks(viewer).filter(codebook=codebook, codebook__isnull=False, kind=ThreadKind.GUIDELINE_GAP)
    return rows.order_by(F("resolved_at").asc(nulls_first=True), "created_at", "uuid")
