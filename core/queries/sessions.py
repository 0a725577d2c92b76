"""The session of a document: how far it is, and who is there.

Before the reveal nothing but names, here or away, and finished or not: no count of marks, no place, no time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from core.access import Viewer
from core.errors import NotFound
from core.models import Document, Invitation, InvitationKind, Participant, Reading, Reviewer, Session, SessionState
from core.queries.members import is_open, name_today

HERE_FOR = timedelta(seconds=35)
"""How long after the last word of somebody's browser they are taken to be here: three words may be lost."""
RUNNING = (SessionState.LOBBY, SessionState.MARKING, SessionState.REVEALED)
NAMELESS = "somebody"


@dataclass(frozen=True)
class Person:
    """One participant as the room is told of them; `reads`: has a reading in this session."""

    name: str
    is_here: bool
    reads: bool
    has_finished: bool
    is_viewer: bool


@dataclass(frozen=True)
class Room:
    """Who takes part; `code_name` is the viewer's own, empty without marks here."""

    people: Sequence[Person]
    takes_part: bool
    code_name: str

    @property
    def n_here(self) -> int:
        """How many are here now."""
        return sum(person.is_here for person in self.people)

    @property
    def n_reading(self) -> int:
        """How many read in this session."""
        return sum(person.reads for person in self.people)

    @property
    def n_finished(self) -> int:
        """How many of them have submitted."""
        return sum(person.has_finished for person in self.people)


def sessions_of(viewer: Viewer, document: Document) -> QuerySet[Session]:
    """The sessions on a document, the last first."""
    rows = Session.objects.filter(project=viewer.project, document=document)
    return rows.select_related("document", "host").defer("document__text").order_by("-created_at", "-pk")


def session_of(viewer: Viewer, document: Document, uuid: UUID | None = None) -> Session | None:
    """The session of that id, else the one that is not closed, else the last; None where there is none. One query.

    Errors: `NotFound` for an id that is not one of this document's.
    """
    rows = list(sessions_of(viewer, document) if uuid is None else sessions_of(viewer, document).filter(uuid=uuid))
    if uuid is not None and not rows:
        raise NotFound("There is no such session on this article.")
    for row in rows:
        row.document = document if document.is_masked else row.document
    return next((row for row in rows if row.state != SessionState.CLOSED), rows[0] if rows else None)


def the_session(viewer: Viewer, document: Document) -> Session:
    """As `session_of`; `NotFound` where there is none."""
    found = session_of(viewer, document)
    if found is None:
        raise NotFound("There is no session on this article.")
    return found


def marking_session(viewer: Viewer, document: Document) -> Session | None:
    """The session in which the viewer is marking this document, or sees it revealed and not closed. One query."""
    own = Participant.objects.filter(session=OuterRef("pk"), user=viewer.user, left_at__isnull=True)
    running = (SessionState.MARKING, SessionState.REVEALED)
    return sessions_of(viewer, document).filter(Exists(own), state__in=running).first()


def running_sessions(projects: Sequence[int]) -> dict[int, Session]:
    """By document: the session of each document of these projects that is not closed. One query."""
    rows = Session.objects.filter(project__in=projects, state__in=RUNNING)
    return {row.document_id: row for row in rows}


def room(viewer: Viewer, session: Session) -> Room:
    """Who takes part in a session, in the order in which they came. Two queries."""
    readings = Reading.objects.filter(document=session.document_id, practice=False, reviewer__user=OuterRef("user"))
    rows = session.participants.filter(left_at__isnull=True).select_related("user__guest")
    marked = rows.annotate(reads=Exists(readings), done=Exists(readings.filter(state=Reading.State.SUBMITTED)))
    since, today = timezone.now() - HERE_FOR, timezone.localdate()
    people = [
        Person(name_of(row, today), row.seen_at >= since, row.reads, row.done, row.user_id == viewer.user.pk)
        for row in marked.order_by("joined_at", "pk")
    ]
    own = Reviewer.objects.filter(project=viewer.project, user=viewer.user).values_list("code_name", flat=True)
    return Room(people, any(person.is_viewer for person in people), own.first() or "")


def name_of(participant: Participant, today: date) -> str:
    """The name that somebody who came by a code gave, as long as it is kept; the user name of an account."""
    guest = getattr(participant.user, "guest", None)
    if guest is None:
        return participant.user.get_username()
    return name_today(guest, today) or NAMELESS


def codes_into(session: Session) -> list[Invitation]:
    """The codes by which somebody can still come into a session, the first first. One query."""
    rows = session.invitations.filter(kind=InvitationKind.CODE, closed_at__isnull=True)
    return [row for row in rows.order_by("pk") if is_open(row)]


def was_revealed(session: Session) -> bool:
    """Whether the participants have seen each other's marks."""
    return session.revealed_at is not None


def sees_room(viewer: Viewer, session: Session) -> bool:
    """Whether what a session came to is for the viewer: whoever takes or took part, and keepers. One query at most."""
    return viewer.may("host") or session.participants.filter(user=viewer.user).exists()
