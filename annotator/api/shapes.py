"""Rows as dictionaries: the JSON edge. Pages that answer in JSON use the same functions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.models import (
    Annotation,
    Bookmark,
    Comment,
    Document,
    Event,
    Link,
    Outlet,
    Project,
    Reading,
    Role,
    Section,
)
from core.queries.annotations import Change
from core.queries.discussions import Talk
from core.services.undoing import Turn


def time_text(moment: datetime | None) -> str | None:
    """A moment as RFC 3339 in UTC, with microseconds, or None.

    >>> from datetime import UTC
    >>> time_text(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
    '2026-11-21T09:30:00.000000Z'
    """
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if moment else None


def etag(version: int) -> str:
    """The entity tag of a mark at this version."""
    return f'"{version}"'


def mark_data(annotation: Annotation) -> dict[str, Any]:
    """A mark: the body it was sent with, and what the store knows of it. No query when label, reader and
    document were selected with it."""
    return {
        "id": str(annotation.uuid),
        "start": annotation.start,
        "end": annotation.end,
        "quote": annotation.quote,
        "label": annotation.label.key,
        "facets": annotation.facets,
        "note": annotation.note,
        "document": annotation.document.key,
        "reviewer": annotation.reading.reviewer.code_name,
        "version": annotation.version,
        "created_at": time_text(annotation.created_at),
        "updated_at": time_text(annotation.updated_at),
    }


def comment_data(comment: Comment) -> dict[str, Any]:
    """A comment. No query when author and thread were selected with it."""
    return {
        "id": str(comment.uuid),
        "thread": str(comment.thread.uuid),
        "author": comment.author.code_name,
        "text": comment.text,
        "version": comment.version,
        "created_at": time_text(comment.created_at),
        "updated_at": time_text(comment.updated_at),
    }


def thread_data(talk: Talk) -> dict[str, Any]:
    """A thread with the comments that the caller may see. No query."""
    thread = talk.thread
    return {
        "id": str(thread.uuid),
        "document": thread.document.key,
        "start": talk.start,
        "end": talk.end,
        "quote": talk.quote,
        "annotation": str(thread.annotation.uuid) if thread.annotation else None,
        "session": str(thread.session.uuid) if thread.session else None,
        "kind": thread.kind,
        "started_by": thread.started_by.code_name,
        "created_at": time_text(thread.created_at),
        "resolved_at": time_text(thread.resolved_at),
        "n": talk.n,
        "last": time_text(talk.last),
        "comments": [comment_data(row) for row in talk.comments],
    }


def change_data(change: Change) -> dict[str, Any]:
    """One entry of a mark's history; `from` is null for its creation, `to` for its deletion."""
    return {
        "who": change.who,
        "when": time_text(change.at),
        "what": change.kind,
        "version": change.version,
        "from": change.before,
        "to": change.after,
    }


def link_data(link: Link) -> dict[str, Any]:
    """A link between two marks, by their ids."""
    return {
        "from": str(link.from_annotation.uuid),
        "to": str(link.to_annotation.uuid),
        "kind": link.kind,
        "created_at": time_text(link.created_at),
    }


def turn_data(turn: Turn) -> dict[str, Any]:
    """An undo or redo: its marks as they are now, and what was taken back or done again."""
    touched = {row.annotation.uuid: row.annotation for row in turn.events if row.annotation is not None}
    return {
        "marks": [mark_data(row) for row in touched.values() if row.deleted_at is None],
        "gone": [str(uuid) for uuid, row in touched.items() if row.deleted_at is not None],
        "step": [{"kind": row.kind, "annotation": str(row.annotation.uuid)} for row in turn.step if row.annotation],
    }


def bookmark_data(bookmark: Bookmark | None) -> dict[str, Any]:
    """Where the caller was; all null where the caller has not been."""
    return {
        "at": bookmark.at if bookmark else None,
        "seen": bookmark.seen if bookmark else [],
        "updated_at": time_text(bookmark.updated_at) if bookmark else None,
    }


def reading_data(reading: Reading, document_key: str) -> dict[str, Any]:
    """A reading; `ranges` null means all that is not excluded."""
    return {
        "document": document_key,
        "reviewer": reading.reviewer.code_name,
        "state": reading.state,
        "ranges": reading.ranges,
        "none_here": reading.none_here,
        "sighted": reading.sighted,
        "opened_at": time_text(reading.opened_at),
        "submitted_at": time_text(reading.submitted_at),
        "first_submitted_at": time_text(reading.first_submitted_at),
    }


def event_data(event: Event) -> dict[str, Any]:
    """An event with the mark or comment as it is now (null: deleted, or the event is not about one).

    `reviewer` is whoever's reading, comment or ruling it is; null for a session's. `version` is the mark's after this
    change. What the event is not about is null. No query when all that it is about was selected with it.
    """
    mark, comment = event.annotation, event.comment
    standing = mark is not None and mark.deleted_at is None
    return {
        "id": str(event.uuid),
        "kind": event.kind,
        "reviewer": _whose(event),
        "at": time_text(event.created_at),
        "annotation": str(mark.uuid) if mark else None,
        "version": event.version,
        "mark": mark_data(mark) if mark and standing else None,
        "link": {"to": str(event.other.uuid), "kind": event.link_kind} if event.other else None,
        "session": {"id": str(event.session.uuid), "state": event.session.state} if event.session else None,
        "thread": str(comment.thread.uuid) if comment else None,
        "comment": comment_data(comment) if comment and comment.deleted_at is None else None,
        "decision": str(event.decision.uuid) if event.decision else None,
    }


def _whose(event: Event) -> str | None:
    if event.reading is not None:
        return event.reading.reviewer.code_name
    if event.comment is not None:
        return event.comment.author.code_name
    return event.decision.decided_by.code_name if event.decision is not None else None


def project_data(project: Project, role: str) -> dict[str, Any]:
    """A project as one of its members sees it."""
    codebook = project.codebook
    return {
        "slug": project.slug,
        "name": project.name,
        "role": role,
        "visibility": project.visibility,
        "assignment": project.assignment,
        "n_readings": project.n_readings,
        "tentative_alpha": project.tentative_alpha,
        "enough_alpha": project.enough_alpha,
        "source_blind": project.source_blind,
        "hidden_names": project.hidden_names if role == Role.OWNER else None,
        "figures_from": project.figures_from,
        "invented": project.invented,
        "codebook": {"key": codebook.key, "version": codebook.version} if codebook else None,
        "created_at": time_text(project.created_at),
    }


def outlet_data(outlet: Outlet) -> dict[str, Any]:
    """An outlet with its facts."""
    return {
        "key": outlet.key,
        "name": outlet.name,
        "domain": outlet.domain,
        "country": outlet.country,
        "kind": outlet.kind,
        "facts": outlet.facts,
        "version": outlet.version,
    }


def document_data(document: Document) -> dict[str, Any]:
    """A document without its text; `id` is its key."""
    return {
        "id": document.key,
        "key": document.key,
        "outlet": document.outlet.key,
        "title": document.title,
        "url": document.url,
        "author": document.author,
        "published_on": document.published_on,
        "language": document.language,
        "genre": document.genre,
        "event": document.event,
        "sha256": document.sha256,
        "length": document.length,
        "created_at": time_text(document.created_at),
    }


def section_data(section: Section) -> dict[str, Any]:
    """One section; no query when outlet and copied document were selected with it."""
    return {
        "start": section.start,
        "end": section.end,
        "outlet": section.outlet.key,
        "title": section.title,
        "author": section.author,
        "published_on": section.published_on,
        "genre": section.genre,
        "originality": section.originality,
        "attribution": section.attribution,
        "fidelity": section.fidelity,
        "copy_of": section.copy_of.key if section.copy_of else None,
        "reason": section.reason,
    }


def sections_data(document: Document) -> list[dict[str, Any]]:
    """The sections of a document in the order of the text."""
    return [section_data(section) for section in _in_order(document.sections.all())]


def excluded_data(document: Document) -> list[dict[str, Any]]:
    """The excluded ranges of a document in the order of the text."""
    return [{"start": row.start, "end": row.end, "reason": row.reason} for row in _in_order(document.excluded.all())]


def _in_order(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: row.start)


def whole_document_data(document: Document, own_reading: Reading | None, last_event: Any | None) -> dict[str, Any]:
    """The single document, with its text, the caller's reading, and where to follow its events from."""
    return {
        **document_data(document),
        "text": document.text,
        "sections": sections_data(document),
        "excluded": excluded_data(document),
        "reading": reading_data(own_reading, document.key) if own_reading else None,
        "last_event": str(last_event) if last_event else None,
    }
