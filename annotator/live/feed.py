"""What followers of a document are to be told: asked once for all of them, or for one.

Everything here runs in a thread of its own and asks the database; what it returns holds no connection.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from annotator.api.shapes import event_data
from core import access
from core.access import Viewer
from core.errors import NotFound
from core.models import Document, Event, Session, User
from core.queries import events
from core.queries.events import EventPage, Surroundings
from core.queries.sources import is_masked

MOST_AT_ONCE = 500  # events behind a cursor; who missed more fetches the marks anew
_OF_MARKS = frozenset({
    Event.Kind.ADDED, Event.Kind.CHANGED, Event.Kind.DELETED, Event.Kind.RESTORED, Event.Kind.LINKED,
    Event.Kind.UNLINKED,
})  # fmt: skip


@dataclass(frozen=True)
class Told:
    """An event as it travels: made once, the same bytes for whoever may see the reading.

    `reading` is None where the event may change who sees what, or where more than the reading decides who sees it.
    """

    number: int
    id: UUID
    reading: int | None
    chunk: bytes


@dataclass(frozen=True)
class News:
    """What is new on a document, whoever may see it, and what decides that besides the log."""

    told: Sequence[Told]
    around: Surroundings


@dataclass(frozen=True)
class Beginning:
    """Where a document stands when its first follower comes; `first` is by reading the number of its first event."""

    first: Mapping[int, int]
    around: Surroundings


@dataclass(frozen=True)
class Turn:
    """What one follower is told, from where they go on, and the readings that they see from then on.

    `is_masked`: the words of the document are hidden from them, also those of their own marks.
    """

    chunk: bytes
    cursor: UUID | None
    number: int
    readings: frozenset[int]
    viewer: Viewer
    is_anew: bool
    is_masked: bool


def beginning(document: int) -> Beginning:
    """Two queries."""
    around = _around(document)
    return Beginning(events.first_numbers(document), around)


def news(document: int, number: int) -> News:
    """Two queries: the surroundings last, so that they are at least as new as the events."""
    rows = events.events_behind(document, number, limit=MOST_AT_ONCE)
    return News([_told(row) for row in rows], _around(document))


def resumed(user: User, slug: str, document: Document, cursor: UUID | None) -> Turn:
    """All that is behind a cursor, or that the marks must be fetched anew. Seven queries at most.

    The readings in sight are asked last: what changes them later is behind the number, too.
    """
    viewer = access.viewer(user, slug)
    number = _around(document.pk).last_number
    page = events.events_after(viewer, document, cursor, limit=MOST_AT_ONCE)
    return _turn(viewer, document, events.reload_from(viewer, document) if page.more else page, number)


def anew(user: User, slug: str, document: Document) -> Turn:
    """That the marks must be fetched anew. Four queries."""
    viewer = access.viewer(user, slug)
    number = _around(document.pk).last_number
    return _turn(viewer, document, events.reload_from(viewer, document), number)


def in_sight(user: User, slug: str, document: Document) -> tuple[Viewer, frozenset[int], bool]:
    """The viewer, asked anew, the readings that they see, and whether words are masked for them. Three queries."""
    viewer = access.viewer(user, slug)
    return viewer, events.readings_in_sight(viewer, document), is_masked(viewer, document)


def place_of(session: int) -> tuple[int, bytes] | None:
    """The document of a session, and the chunk that says that somebody came or went."""
    found = Session.objects.filter(pk=session).values_list("document", "uuid").first()
    return (found[0], _chunk("presence", {"session": str(found[1])})) if found else None


def _around(document: int) -> Surroundings:
    found = events.surroundings([document])
    if document not in found:
        raise NotFound("There is no such document.")
    return found[document]


def _turn(viewer: Viewer, document: Document, page: EventPage, number: int) -> Turn:
    if page.reload:
        cursor = str(page.cursor) if page.cursor else None
        chunk = _chunk("reload", {"cursor": cursor}, id=cursor or "")
    else:
        chunk = b"".join(_change(row) for row in page.events)
    readings = events.readings_in_sight(viewer, document)
    number = max(number, page.number)
    return Turn(chunk, page.cursor, number, readings, viewer, page.reload, is_masked(viewer, document))


def _told(event: Event) -> Told:
    reading = event.reading_id if event.kind in _OF_MARKS else None
    return Told(event.number, event.uuid, reading, _change(event))


def _change(event: Event) -> bytes:
    return _chunk("change", event_data(event), id=str(event.uuid))


def _chunk(name: str, data: Mapping[str, Any], *, id: str | None = None) -> bytes:
    """One event of the stream. JSON has no line ends of its own, so it is one line."""
    head = "" if id is None else f"id: {id}\n"
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()
