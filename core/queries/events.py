"""What happened on a document, as far as one viewer may know of it.

A cursor is the UUID of the last event the viewer was given: its number would tell of events that others
made. Whoever follows a document from a cursor must end where a fresh look would: so a cursor that no
longer says what was seen (unknown, or of a reading now hidden) and what uncovers or hides events that lie before
the cursor (a first submission, a session that begins, is revealed or ends, a change of membership) mean `reload`:
fetch the marks anew, go on from the new cursor.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from core.access import Viewer
from core.models import Document, Event, Project
from core.queries.sources import hide_words, masks
from core.queries.visibility import kept_comments, sight, visible_readings

_WITH = (
    "reading__reviewer",
    "annotation__label",
    "annotation__document",
    "annotation__reading__reviewer",
    "other",
    "session",
    "comment__author",
    "comment__thread",
    "decision__label",
    "decision__decided_by",
)


@dataclass(frozen=True)
class EventPage:
    """Events in order. With `reload` there are none: the marks must be fetched anew.

    `number` is that of the cursor, for who goes on from here within the house; nobody is ever given it.
    """

    events: Sequence[Event]
    cursor: UUID | None
    reload: bool
    more: bool
    number: int


def visible_events(viewer: Viewer, document: Document) -> QuerySet[Event]:
    """Events of what the viewer may see now, in order, practice left out. A session is known to all of its project.

    Two queries before the one that is given, where sources may be hidden three.
    """
    now = sight(viewer, document)
    of_rulings = Q(decision__isnull=False) | Q(kind__in=(Event.Kind.ADJUDICATED, Event.Kind.UNADJUDICATED))
    seen = (
        Q(reading__in=now.readings)
        | Q(session__isnull=False)
        | Q(comment__in=kept_comments(viewer, now).values("pk"))
        | (of_rulings if now.is_whole else Q(pk__in=()))
    )
    return Event.objects.filter(seen, document=document).order_by("number")


def last_event(viewer: Viewer, document: Document) -> UUID | None:
    """The cursor of the present state. Three queries. Ask for it before the marks: then nothing is missed."""
    return _last(viewer, document)[0]


def _last(viewer: Viewer, document: Document) -> tuple[UUID | None, int]:
    found = visible_events(viewer, document).order_by("-number").values_list("uuid", "number").first()
    return found or (None, 0)


def events_after(viewer: Viewer, document: Document, after: UUID | None, *, limit: int) -> EventPage:
    """Visible events behind a cursor (None: from the first on), at most `limit`. Three queries at most."""
    events = visible_events(viewer, document)
    seen = 0
    if after is not None:
        found = events.filter(uuid=after).values_list("number", flat=True).first()
        if found is None or _uncovered(viewer, events.filter(number__gt=found)):
            return reload_from(viewer, document)
        seen = found
    rows = list(_whole(events.filter(number__gt=seen))[: limit + 1])
    shown = rows[:limit]
    for masked in masks(viewer, [document.pk]).values():
        for row in shown:
            if row.annotation is not None:
                hide_words(row.annotation, masked)
    cursor, number = (shown[-1].uuid, shown[-1].number) if shown else (after, seen)
    return EventPage(shown, cursor, reload=False, more=len(rows) > limit, number=number)


def reload_from(viewer: Viewer, document: Document) -> EventPage:
    """What somebody is told whose marks must be fetched anew: where to go on from. One query."""
    cursor, number = _last(viewer, document)
    return EventPage((), cursor, reload=True, more=False, number=number)


def _whole(events: QuerySet[Event]) -> QuerySet[Event]:
    return events.select_related(*_WITH).defer("annotation__document__text")


def _uncovered(viewer: Viewer, events: QuerySet[Event]) -> bool:
    """Whether what lies before the cursor may have become visible, or hidden: a first submission, a session's turn, or
    (where readers are blind) the beginning of a reading of one's own."""
    earlier = Event.objects.filter(reading=OuterRef("reading"), number__lt=OuterRef("number"))
    first_submitted = Q(~Exists(earlier.filter(kind=Event.Kind.SUBMITTED)), kind=Event.Kind.SUBMITTED)
    begun = Q(~Exists(earlier), reading__reviewer__user=viewer.user)
    turns = first_submitted | Q(session__isnull=False)
    if viewer.project.visibility == Project.Visibility.BLIND:
        turns |= begun
    return events.filter(turns).exists()


# ---- for who follows a document in the name of many ------------------------------------------------


class Surroundings(NamedTuple):
    """How far a document's log is, and what decides besides the log who sees what of it."""

    last_number: int
    visibility: str
    n_participants: int


def surroundings(documents: Collection[int]) -> Mapping[int, Surroundings]:
    """Those of each document, by primary keys. One query."""
    rows = Document.objects.filter(pk__in=documents).annotate(n_participants=Count("sessions__participants"))
    facts = rows.values_list("pk", "last_event", "project__visibility", "n_participants")
    return {pk: Surroundings(last, visibility, n) for pk, last, visibility, n in facts}


def events_behind(document: int, number: int, *, limit: int) -> list[Event]:
    """Events behind a number, whoever may see them: nobody is given one of them without asking `readings_in_sight`.

    One query.
    """
    return list(_whole(Event.objects.filter(document=document, number__gt=number).order_by("number"))[:limit])


def first_numbers(document: int) -> dict[int, int]:
    """By reading: the number of its first event. One query."""
    rows = Event.objects.filter(document=document, reading__isnull=False).order_by()
    return dict(rows.values_list("reading").annotate(Min("number")))


def readings_in_sight(viewer: Viewer, document: Document) -> frozenset[int]:
    """Readings of the document whose events `visible_events` shows. One query."""
    rows = visible_readings(viewer).filter(document=document, practice=False)
    return frozenset(rows.values_list("pk", flat=True))
