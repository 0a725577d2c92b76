"""What was done, the newest first: in one's own reading, and to one mark."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from core.access import Viewer
from core.models import Annotation, Document, Event, Reading
from core.queries.sources import hide_words, masks

_MARK = ("annotation__label", "annotation__reading__reviewer", "other__label")
_OF_MARKS = (Event.Kind.ADDED, Event.Kind.CHANGED, Event.Kind.DELETED, Event.Kind.RESTORED)
_OF_LINKS = (Event.Kind.LINKED, Event.Kind.UNLINKED)
Row = Any  # a row of the history of marks, whose model is made by `tracked`


@dataclass(frozen=True)
class Entry:
    """One change. `before` and `after` are rows of the mark's history, None where there was no such mark.

    `mark` is the mark as it is now (None for what happened to the reading), `other` the far end of a link.
    """

    kind: str
    at: datetime
    mark: Annotation | None
    before: Row | None
    after: Row | None
    other: Annotation | None = None
    link_kind: str = ""
    turn: str = ""
    cursor: UUID | None = None


@dataclass(frozen=True)
class Log:
    """Entries, the newest first; `older` is the cursor of what came before them."""

    entries: Sequence[Entry]
    older: UUID | None = None


def reading_log(viewer: Viewer, document: Document, *, before: UUID | None, limit: int) -> Log:
    """What the viewer did in their own counting reading, before the event `before`. Four queries at most."""
    readings = Reading.objects.filter(document=document, reviewer__user=viewer.user, practice=False)
    return _log(viewer, Event.objects.filter(reading__in=readings), before, limit)


def mark_log(viewer: Viewer, mark: Annotation, *, before: UUID | None = None, limit: int) -> Log:
    """What was done to a visible mark (standing or deleted) and its links, before the event `before`. Two queries."""
    is_its_own = Q(annotation=mark, kind__in=_OF_MARKS)
    is_a_tie = Q(kind__in=_OF_LINKS) & (Q(annotation=mark) | Q(other=mark))
    return _log(viewer, Event.objects.filter(is_its_own | is_a_tie, reading=mark.reading_id), before, limit)


def _log(viewer: Viewer, events: QuerySet[Event], before: UUID | None, limit: int) -> Log:
    if before is not None:
        events = events.filter(number__lt=events.filter(uuid=before).values("number"))
    rows = list(with_marks(events).order_by("-number")[: limit + 1])
    shown = rows[:limit]
    return Log(entries_of(viewer, shown), shown[-1].uuid if len(rows) > limit else None)


def entries_of(viewer: Viewer, events: Iterable[Event]) -> list[Entry]:
    """Events (selected with their marks) with what each mark was before and after, as the viewer sees it. One query,
    and one more where sources are hidden."""
    events = list(events)
    marks = {row.annotation_id for row in events if row.kind in _OF_MARKS}
    versions = {n for row in events if row.version and row.kind in _OF_MARKS for n in (row.version - 1, row.version)}
    states = _states(marks, versions)
    documents = masks(viewer, {row.document_id for row in events})
    told = [*states.values(), *(mark for row in events for mark in (row.annotation, row.other) if mark is not None)]
    for row in told:
        if row.document_id in documents:
            hide_words(row, documents[row.document_id])
    return [_entry(row, states) for row in events]


def with_marks(events: QuerySet[Event]) -> QuerySet[Event]:
    """Events with the marks they tell of, as they are now."""
    return events.select_related(*_MARK)


def _states(marks: Collection[int | None], versions: Collection[int]) -> dict[tuple[int, int], Row]:
    """By mark and version: the last row of the history."""
    history = Annotation.history.rel.related_model  # type: ignore[attr-defined]
    rows = history.objects.filter(pgh_obj__in=marks, version__in=versions).select_related("label").order_by("pgh_id")
    return {(row.pgh_obj_id, row.version): row for row in rows}


def _entry(event: Event, states: dict[tuple[int, int], Row]) -> Entry:
    pk, version = event.annotation_id or 0, event.version if event.kind in _OF_MARKS else None
    before, after = (states.get((pk, version - 1)), states.get((pk, version))) if version else (None, None)
    return Entry(
        event.kind, event.created_at, event.annotation, _standing(before), _standing(after), event.other,
        event.link_kind, "undo" if event.undoes else "redo" if event.redoes else "", event.uuid,
    )  # fmt: skip


def _standing(row: Row | None) -> Row | None:
    return None if row is None or row.deleted_at is not None else row
