"""Talk about a passage: its threads with their comments, and the small forms to say something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.urls import reverse

from annotator.pages.marks import reader_words
from core.access import Viewer
from core.errors import Invalid
from core.models import Comment, Document, ThreadKind
from core.queries.annotations import annotation
from core.queries.discussions import Talk, TalkedOf, talked_of, threads_of, threads_on
from core.queries.sources import words_at
from core.services.drafts import check_span


@dataclass(frozen=True)
class Refused:
    """What was sent and not taken: said where it was written, with the words kept.

    `thread`: a comment for it was refused; `comment`: a change of it was.
    """

    message: str
    text: str = ""
    thread: UUID | None = None
    comment: UUID | None = None
    is_stale: bool = False


@dataclass(frozen=True)
class CommentView:
    """One comment; its author may change it at `version`. `refused`: a change of it that was not taken."""

    id: UUID
    author: str
    own: bool
    text: str
    at: datetime
    is_edited: bool
    version: int
    url: str
    refused: Refused | None


@dataclass(frozen=True)
class ThreadView:
    """One thread. `reply_id` is the id that the next comment would have, made now so that sending twice is once."""

    id: UUID
    is_question: bool
    is_resolved: bool
    on_mark: str
    quote: str
    start: int
    end: int
    comments: Sequence[CommentView]
    can_discuss: bool
    can_settle: bool
    reply_id: UUID
    url: str
    settle_url: str
    place_url: str
    read_url: str
    refused: Refused | None

    @property
    def n_answers(self) -> int:
        """Comments after the first."""
        return len(self.comments) - 1


@dataclass(frozen=True)
class TalkPage:
    """The threads on a passage, or all of a document (then there is no quote and nothing is begun here).

    `url` gives the same again; `title` is the document's.
    """

    url: str
    title: str
    read_url: str
    all_url: str
    quote: str
    start: int
    end: int
    mark: str
    kind: str
    threads: Sequence[ThreadView]
    can_start: bool
    start_id: UUID
    start_url: str
    refused: Refused | None

    @property
    def n(self) -> int:
        """Comments shown."""
        return sum(len(row.comments) for row in self.threads)


def talk_on_mark(
    viewer: Viewer, document: Document, mark: UUID, *, kind: str = "", refused: Refused | None = None
) -> TalkPage:
    """Talk about the passage of a mark; what is begun there follows the mark. `NotFound` as for the mark."""
    found = annotation(viewer, mark)
    return _page(viewer, document, found.start, found.end, found.quote, str(mark), kind, refused)


def talk_on_passage(
    viewer: Viewer, document: Document, start: int, end: int, *, kind: str = "", refused: Refused | None = None
) -> TalkPage:
    """Talk about [start, end). `Invalid` (`span_invalid`) for what is no passage."""
    check_span(start, end)
    if end > document.length:
        raise Invalid(f"The passage ends at {end}, the text at {document.length}.", "span_invalid")
    return _page(viewer, document, start, end, words_at(viewer, document, start, end), "", kind, refused)


def talk_of_document(viewer: Viewer, document: Document) -> TalkPage:
    """All threads of a document."""
    return _page(viewer, document, 0, 0, "", "", "", None)


def _page(
    viewer: Viewer, document: Document, start: int, end: int, quote: str, mark: str, kind: str, refused: Refused | None
) -> TalkPage:
    here = reverse("threads", args=[viewer.project.slug, document.key])
    found = threads_on(viewer, document, start, end) if end else threads_of(viewer, document)
    asked = {"mark": mark} if mark else {"start": start, "end": end} if end else {}
    read = reverse("read", args=[viewer.project.slug, document.key])
    return TalkPage(
        url=f"{here}?{urlencode(asked)}" if asked else here, title=document.title or document.key,
        read_url=f"{read}?mark={mark}" if mark else read, all_url=here, quote=quote, start=start, end=end, mark=mark,
        kind=kind if kind in ThreadKind.values else ThreadKind.DISCUSSION.value,
        threads=[thread_view(viewer, row) for row in found], can_start=bool(end) and viewer.may("discuss"),
        start_id=uuid4(), start_url=here, refused=refused,
    )  # fmt: skip


def thread_view(viewer: Viewer, talk: Talk, refused: Refused | None = None) -> ThreadView:
    """One thread as it is shown. No query."""
    thread, slug = talk.thread, viewer.project.slug
    is_resolved = thread.resolved_at is not None
    here = reverse("threads", args=[slug, thread.document.key])
    can_settle = viewer.may("discuss") and (viewer.may("adjudicate") or thread.started_by.user_id == viewer.user.pk)
    mark = str(thread.annotation.uuid) if thread.annotation and thread.annotation.deleted_at is None else ""
    asked = {"mark": mark} if mark else {"start": talk.start, "end": talk.end}
    read = reverse("read", args=[slug, thread.document.key])
    return ThreadView(
        id=thread.uuid, is_question=thread.kind == ThreadKind.GUIDELINE_GAP, is_resolved=is_resolved, on_mark=mark,
        quote=talk.quote, start=talk.start, end=talk.end,
        comments=[_comment(viewer, row, refused) for row in talk.comments], can_discuss=viewer.may("discuss"),
        can_settle=can_settle, reply_id=uuid4(), url=reverse("thread", args=[slug, thread.uuid]),
        settle_url=reverse("reopen_thread" if is_resolved else "resolve_thread", args=[slug, thread.uuid]),
        place_url=f"{here}?{urlencode(asked)}#thread-{thread.uuid}",
        read_url=f"{read}?{urlencode(({'mark': mark} if mark else {}) | {'talk': str(thread.uuid)})}",
        refused=refused if refused and refused.thread == thread.uuid else None,
    )  # fmt: skip


def _comment(viewer: Viewer, row: Comment, refused: Refused | None) -> CommentView:
    return CommentView(
        id=row.uuid, author=reader_words(row.author.code_name, row.author.kind),
        own=row.author.user_id == viewer.user.pk, text=row.text, at=row.created_at,
        is_edited=row.updated_at > row.created_at and row.version > 1, version=row.version,
        url=reverse("comment", args=[viewer.project.slug, row.uuid]),
        refused=refused if refused and refused.comment == row.uuid else None,
    )  # fmt: skip


def places_data(rows: Sequence[TalkedOf]) -> list[dict[str, object]]:
    """Where there is talk, for the page's scripts."""
    return [
        {"id": str(row.uuid), "start": row.start, "end": row.end, "kind": row.kind, "resolved": row.is_resolved,
         "n": row.n}
        for row in rows
    ]  # fmt: skip


def talk_places(viewer: Viewer, document: Document) -> list[dict[str, object]]:
    """Where there is talk in a document that the viewer may see. Two queries at most."""
    return places_data(talked_of(viewer, document))
