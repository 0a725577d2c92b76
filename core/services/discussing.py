"""Talking about passages: threads begun, comments added, changed and taken back, threads resolved.

Whoever may not see a thread is told that there is none. Ids are made by the client, so that a retry changes nothing.
The first comment of a thread has the thread's id. Every change locks the document, whose log tells of it.
"""

from typing import Any
from uuid import UUID, uuid4

from django.db.models import F
from django.utils import timezone

from core.access import Viewer
from core.errors import Conflict, Forbidden, Gone, Invalid, NotFound, StaleVersion
from core.models import Annotation, Comment, Document, Event, Session, SessionState, Thread, ThreadKind
from core.queries.annotations import annotation as visible_mark
from core.queries.discussions import comment as visible_comment
from core.queries.discussions import visible_threads
from core.services.drafts import check_span
from core.services.event_log import lock_document, record
from core.services.mark_rows import refusing
from core.services.projects import reviewer_of
from core.text import canonical

MAX_COMMENT_CP = 5000


@refusing
def start_thread(
    viewer: Viewer, document: Document, *, id: UUID, start: int | None = None, end: int | None = None, text: Any,
    annotation: UUID | None = None, session: Session | None = None, kind: Any = ThreadKind.DISCUSSION,
) -> tuple[Thread, bool]:  # fmt: skip
    """The thread and whether it is new; its first comment says `text`. The same id and words again change nothing.

    On the mark `annotation`, which it follows, else on the passage [start, end). Without `session` it belongs to the
    session that the viewer takes part in there now, if any. Errors: `Invalid` (`span_invalid`, `text_invalid`,
    `text_refused`, `no_codebook`, `id_reused`), `NotFound` for a mark that the viewer may not see, `Gone`.
    """
    viewer.require("discuss")
    if kind not in ThreadKind.values:
        raise Invalid(f"There is no kind of thread {kind!r:.40}.", "unknown_kind", errors={"kind": ["Unknown."]})
    words = checked_text(text)
    locked = lock_document(document.pk)
    if known := Thread.objects.filter(uuid=id).select_related("started_by", "annotation").first():
        return _same_thread(viewer, locked, known, kind, words, annotation, (start, end)), False
    mark = _mark_on(viewer, locked, annotation) if annotation else None
    span = (mark.start, mark.end) if mark else _checked_span(locked, start, end)
    thread = Thread.objects.create(
        uuid=id, project_id=locked.project_id, document=locked, annotation=mark, kind=kind, start=span[0], end=span[1],
        codebook=_codebook_of(viewer) if kind == ThreadKind.GUIDELINE_GAP else None,
        session=session or _session_now(viewer, locked), started_by=reviewer_of(viewer),
    )  # fmt: skip
    _say(locked, thread, id, thread.started_by, words)
    return thread, True


def ask_codebook(
    viewer: Viewer, document: Document, start: int | None, end: int | None, text: Any, *,
    annotation: UUID | None = None, id: UUID | None = None,
) -> Thread:  # fmt: skip
    """A question to whoever keeps the codebook: how is such a passage to be labelled? Errors as `start_thread`."""
    thread, _ = start_thread(
        viewer, document, id=id or uuid4(), start=start, end=end, text=text, annotation=annotation,
        kind=ThreadKind.GUIDELINE_GAP,
    )  # fmt: skip
    return thread


@refusing
def add_comment(viewer: Viewer, thread_uuid: UUID, *, id: UUID, text: Any) -> tuple[Comment, bool]:
    """The comment and whether it is new. The same id and words again change nothing.

    Errors: `NotFound` for a thread that is not there for the viewer, `Invalid` as for a thread, `Gone`.
    """
    viewer.require("discuss")
    words = checked_text(text)
    thread, locked = _lock_thread(viewer, thread_uuid)
    if known := Comment.objects.filter(uuid=id).select_related("author").first():
        return _same_comment(viewer, known, thread, words), False
    return _say(locked, thread, id, reviewer_of(viewer), words), True


@refusing
def change_comment(viewer: Viewer, uuid: UUID, version: int, text: Any) -> Comment:
    """The viewer's own comment with other words, if it still has this version. The same words are no change.

    Errors: `StaleVersion` with the comment as it is now, `Forbidden` (`not_yours`), `NotFound`, `Gone`, `Invalid`.
    """
    words = checked_text(text)
    found, locked = _lock_own(viewer, uuid, version)
    if found.text == words:
        return found
    found.text = words
    _write(found, version)
    record(locked, Event.Kind.COMMENT_CHANGED, about=found)
    return found


@refusing
def delete_comment(viewer: Viewer, uuid: UUID, version: int) -> Comment:
    """The viewer's own comment is shown no more; the row and its history stay. Errors as for a change."""
    found, locked = _lock_own(viewer, uuid, version)
    found.deleted_at = timezone.now()
    _write(found, version)
    record(locked, Event.Kind.COMMENT_DELETED, about=found)
    return found


@refusing
def resolve_thread(viewer: Viewer, uuid: UUID) -> Thread:
    """What was asked is answered. By whoever began the thread, or a keeper of the project. Again: no change.

    Errors: `NotFound`, `Forbidden` (`not_yours`).
    """
    thread, locked = _lock_to_settle(viewer, uuid)
    if thread.resolved_at is None:
        thread.resolved_at, thread.resolved_by = timezone.now(), viewer.user
        thread.save(update_fields=["resolved_at", "resolved_by"])
        record(locked, Event.Kind.RESOLVED, about=_first(thread))
    return thread


@refusing
def reopen_thread(viewer: Viewer, uuid: UUID) -> Thread:
    """It is not settled after all. Errors as `resolve_thread`."""
    thread, locked = _lock_to_settle(viewer, uuid)
    if thread.resolved_at is not None:
        thread.resolved_at = thread.resolved_by = None
        thread.save(update_fields=["resolved_at", "resolved_by"])
        record(locked, Event.Kind.UNRESOLVED, about=_first(thread))
    return thread


def checked_text(text: Any) -> str:
    """The words of a comment as they are stored, without white space around them.

    Errors: `Invalid` (`text_invalid`) for none and for too many, `TextRefused` for what cannot be stored.
    """
    if not isinstance(text, str):
        raise Invalid("A comment is a text.", "text_invalid", errors={"text": ["No text."]})
    words = canonical.canonical(text).strip()
    if not 0 < len(words) <= MAX_COMMENT_CP:
        raise Invalid(
            f"A comment has 1 to {MAX_COMMENT_CP:,} characters.", "text_invalid",
            errors={"text": ["Too long." if words else "Empty."]},
        )  # fmt: skip
    return words


def _say(locked: Document, thread: Thread, id: UUID, author: Any, words: str) -> Comment:
    said = Comment.objects.create(uuid=id, thread=thread, author=author, text=words)
    record(locked, Event.Kind.COMMENTED, about=said)
    return said


def _mark_on(viewer: Viewer, locked: Document, uuid: UUID) -> Annotation:
    mark = visible_mark(viewer, uuid)
    if mark.document_id != locked.pk or mark.reading.practice:
        raise NotFound("There is no such mark.")
    return mark


def _checked_span(locked: Document, start: Any, end: Any) -> tuple[int, int]:
    check_span(start, end)
    if end > locked.length:
        raise Invalid(
            f"The passage ends at {end}, the text at {locked.length}.", "span_invalid",
            errors={"end": ["After the text."]},
        )  # fmt: skip
    return start, end


def _codebook_of(viewer: Viewer) -> Any:
    if viewer.project.codebook is None:
        raise Invalid("This project has no codebook in force.", "no_codebook")
    return viewer.project.codebook


def _session_now(viewer: Viewer, locked: Document) -> Session | None:
    rows = Session.objects.filter(document=locked, participants__user=viewer.user)
    return rows.exclude(state=SessionState.CLOSED).first()


def _same_thread(
    viewer: Viewer, locked: Document, known: Thread, kind: str, words: str, annotation: UUID | None, span: Any
) -> Thread:
    """A retry: the thread of this id if it was begun with these very words at this very place."""
    on_mark = known.annotation.uuid if known.annotation else None
    asked = (locked.pk, kind, annotation, (known.start, known.end) if annotation else span)
    if (known.document_id, known.kind, on_mark, (known.start, known.end)) != asked:
        raise _id_reused()
    first = Comment.objects.filter(uuid=known.uuid).select_related("author").first()
    if first is None:
        raise _id_reused()
    _same_comment(viewer, first, known, words)
    return known


def _same_comment(viewer: Viewer, known: Comment, thread: Thread, words: str) -> Comment:
    is_own = known.author.user_id == viewer.user.pk and known.thread_id == thread.pk
    if not is_own or known.history.order_by("pgh_id").first().text != words:  # type: ignore[attr-defined]
        raise _id_reused()
    if known.deleted_at is not None:
        raise Gone("This comment was deleted.")
    return known


def _id_reused() -> Invalid:
    return Invalid("This id belongs to another comment. Make a new one.", "id_reused", errors={"id": ["In use."]})


def _lock_thread(viewer: Viewer, uuid: UUID) -> tuple[Thread, Document]:
    found = visible_threads(viewer).filter(uuid=uuid).first()
    if found is None:
        raise NotFound("There is no such thread.")
    locked = lock_document(found.document_id)
    thread = visible_threads(viewer).filter(uuid=uuid).select_related("started_by").first()
    if thread is None:  # its last comment went while waiting for the lock
        raise NotFound("There is no such thread.")
    return thread, locked


def _lock_to_settle(viewer: Viewer, uuid: UUID) -> tuple[Thread, Document]:
    viewer.require("discuss")
    thread, locked = _lock_thread(viewer, uuid)
    if thread.started_by.user_id != viewer.user.pk and not viewer.may("adjudicate"):
        raise Forbidden("Whoever began a thread resolves it, or an adjudicator or owner.", "not_yours")
    return thread, locked


def _lock_own(viewer: Viewer, uuid: UUID, version: int) -> tuple[Comment, Document]:
    """The viewer's own comment under its document's lock, at the version the viewer has read."""
    viewer.require("discuss")
    own_comment(viewer, uuid)
    locked = lock_document(visible_comment(viewer, uuid).thread.document_id)
    found = visible_comment(viewer, uuid)  # again: it may have changed while waiting for the lock
    if found.version != version:
        raise StaleVersion("This comment was changed meanwhile. Compare both versions.", found)
    return found, locked


def own_comment(viewer: Viewer, uuid: UUID) -> Comment:
    """A comment that the viewer may change. Errors: `NotFound`, `Gone`, `Forbidden` (`not_yours`)."""
    found = visible_comment(viewer, uuid)
    if found.author.user_id != viewer.user.pk:
        raise Forbidden("Only its author changes a comment.", "not_yours")
    return found


def _write(found: Comment, version: int) -> None:
    """Compare and set: the row is written only at the version that was read."""
    now = timezone.now()
    values = {"text": found.text, "deleted_at": found.deleted_at, "updated_at": now}
    if not Comment.objects.filter(pk=found.pk, version=version).update(**values, version=F("version") + 1):
        raise Conflict("This comment was changed meanwhile.", "changed_meanwhile")
    found.version, found.updated_at = version + 1, now


def _first(thread: Thread) -> Comment:
    return Comment.objects.filter(thread=thread).order_by("pk")[0]
