"""What happened on a document, as far as one viewer may know of it.

A cursor is the UUID of the last event the viewer was given: its number would tell of events that others
made. Whoever follows a document from a cursor must end where a fresh look would: so a cursor that no
longer says what was seen (unknown, or of a reading now hidden) and what uncovers or hides events that lie before
the cursor (a first submission, a session that begins, is revealed or ends, a change of membership) mean `reload`:
fetch the marks anew, go on from the new cursor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.access import Viewer
from core.models import Document, Event
from core.queries.visibility import kept_comments, sees_all, visible_decisions, visible_readings


@dataclass(frozen=True)
class EventPage:
    """Events in order. With `reload` there are none: the marks must be fetched anew."""

    events: Sequence[Event]
    cursor: UUID | None
    reload: bool
    more: bool


def visible_events(viewer: Viewer, document: Document) -> QuerySet[Event]:
    """Events of what the viewer may see, in order, practice left out. A session is known to all of its project."""
    readings = visible_readings(viewer).filter(practice=False)
    seen = (
        Q(reading__in=readings)
        | Q(session__isnull=False)
        | Q(comment__in=kept_comments(viewer).values("pk"))
        | Q(decision__in=visible_decisions(viewer).values("pk"))
        | Q(sees_all(viewer, "document"), kind__in=(Event.Kind.ADJUDICATED, Event.Kind.UNADJUDICATED))
    )
    return Event.objects.filter(seen, document=document).order_by("number")


def last_event(viewer: Viewer, document: Document) -> UUID | None:
    """The cursor of the present state. One query. Ask for it before the marks: then nothing is missed."""
    return visible_events(viewer, document).order_by("-number").values_list("uuid", flat=True).first()


def events_after(viewer: Viewer, document: Document, after: UUID | None, *, limit: int) -> EventPage:
    """Visible events behind a cursor (None: from the first on), at most `limit`. Three queries at most."""
    events = visible_events(viewer, document)
    if after is not None:
        seen = events.filter(uuid=after).values_list("number", flat=True).first()
        if seen is None or _uncovered(events.filter(number__gt=seen)):
            return EventPage((), last_event(viewer, document), reload=True, more=False)
        events = events.filter(number__gt=seen)
    rows = list(
        events.select_related(
            "reading__reviewer",
            "annotation__label",
            "annotation__document",
            "annotation__reading__reviewer",
            "session",
            "comment__author",
            "comment__thread",
            "decision__label",
            "decision__decided_by",
        ).defer("annotation__document__text")[: limit + 1]
    )
    shown = rows[:limit]
    return EventPage(shown, shown[-1].uuid if shown else after, reload=False, more=len(rows) > limit)


def _uncovered(events: QuerySet[Event]) -> bool:
    """Whether events before the cursor may have become visible: a first submission, or a session's turn."""
    earlier = Event.objects.filter(
        reading=OuterRef("reading"), kind=Event.Kind.SUBMITTED, number__lt=OuterRef("number")
    )
    return events.filter(Q(~Exists(earlier), kind=Event.Kind.SUBMITTED) | Q(session__isnull=False)).exists()
