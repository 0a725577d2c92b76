"""Sessions: several people mark one document blind, then see and discuss each other's marks, led by a host.

Whatever changes a session holds its document's lock, as every mark does: what was acknowledged before a reveal is
within it, and what comes after finds its reading submitted. A step that was taken already changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.access import Viewer
from core.errors import Conflict, Invalid, NotFound
from core.models import Annotation, Document, Event, Membership, Participant, Reading, Session, SessionState
from core.queries.codebooks import rules_of
from core.queries.sessions import HERE_FOR
from core.services.event_log import lock_document, record
from core.services.latest import require_latest
from core.services.read_so_far import submit_as_read
from core.services.readings import begin_reading
from core.services.waking import wake

MAX_NAME = 200
MAX_MINUTES = 600
HEARD_EVERY = timedelta(seconds=10)
_LATE = {
    SessionState.LOBBY: "The article has not been opened yet.",
    SessionState.MARKING: "The article is open and everybody marks.",
    SessionState.REVEALED: "The marks of this session have been revealed.",
    SessionState.CLOSED: "This session is closed.",
}


@transaction.atomic
def make_session(
    viewer: Viewer, document: Document, *, name: Any = "", details: Any = None, source_blind: Any = False,
    n_minutes: Any = None,
) -> Session:  # fmt: skip
    """A session on a document, in its lobby. `details`: keys of those that are asked, None for all.

    Errors: `Conflict` (`session_exists`) while another one on it is not closed; `Invalid` for what cannot be.
    """
    viewer.require("host")
    locked = lock_document(document.pk)
    require_latest(viewer, locked)
    if Session.objects.filter(document=locked).exclude(state=SessionState.CLOSED).exists():
        raise Conflict("There is a session on this article already. Close it first.", "session_exists")
    session = Session.objects.create(
        project=viewer.project, document=locked, host=viewer.user, name=_name(name), details=_details(viewer, details),
        source_blind=_yes_or_no(source_blind), n_minutes=_minutes(n_minutes),
    )  # fmt: skip
    record(locked, Event.Kind.SESSION_MADE, about=session)
    return session


@transaction.atomic
def enter(viewer: Viewer, session: Session) -> Participant:
    """The viewer takes part, or comes back. While everybody marks, the reading of whoever may mark is opened, also
    where the project assigns documents; after the reveal one looks on.

    Errors: `Conflict` (`session_closed`).
    """
    viewer.require("see")
    locked, now = _locked(viewer, session)
    if now.state == SessionState.CLOSED:
        raise _out_of_turn(now, "Nobody can join it any more.")
    participant, _ = Participant.objects.update_or_create(
        session=now, user=viewer.user, defaults={"left_at": None, "seen_at": timezone.now()}
    )
    if now.state == SessionState.MARKING:
        _ensure_reading(viewer, locked)
    wake(session=now.pk)
    if now.state == SessionState.REVEALED:
        wake(account=viewer.user.pk)  # whoever takes part sees what was revealed
    return participant


@transaction.atomic
def open_article(viewer: Viewer, session: Session) -> Session:
    """Everybody marks from now on: their readings are opened, and the clock runs if there is one.

    Errors: `Conflict` once the marks are revealed or the session is closed.
    """
    viewer.require("host")
    locked, now = _locked(viewer, session)
    if now.state == SessionState.MARKING:
        return now
    if now.state != SessionState.LOBBY:
        raise _out_of_turn(now, "It cannot be opened again.")
    now.state, now.opened_at = SessionState.MARKING, timezone.now()
    now.ends_at = now.opened_at + timedelta(minutes=now.n_minutes) if now.n_minutes else None
    now.save()
    for reader in _readers(now):
        _ensure_reading(reader, locked)
    record(locked, Event.Kind.SESSION_OPENED, about=now)
    return now


@transaction.atomic
def change_timer(viewer: Viewer, session: Session, n_minutes: Any) -> Session:
    """The time for marking: from now on while everybody marks, else from when the article is opened; None for no end.

    Errors: `Conflict` after the reveal, `Invalid` for what is no time.
    """
    viewer.require("host")
    n_minutes = _minutes(n_minutes)
    _, now = _locked(viewer, session)
    return _timed(now, n_minutes, timezone.now())


@transaction.atomic
def extend(viewer: Viewer, session: Session, n_minutes: Any) -> Session:
    """So many minutes more than are left. Errors: as `change_timer`; `Conflict` (`no_timer`) where no clock runs."""
    viewer.require("host")
    n_minutes = _minutes(n_minutes)
    _, now = _locked(viewer, session)
    if now.ends_at is None:
        raise Conflict("No clock runs in this session.", "no_timer")
    return _timed(now, n_minutes, max(now.ends_at, timezone.now()))


def _timed(session: Session, n_minutes: int | None, start: datetime) -> Session:
    if session.state not in (SessionState.LOBBY, SessionState.MARKING):
        raise _out_of_turn(session, "Its clock has stopped.")
    if session.state == SessionState.LOBBY:
        session.n_minutes = n_minutes
    else:
        session.ends_at = start + timedelta(minutes=n_minutes) if n_minutes else None
    session.save()
    wake(session=session.pk)
    return session


@transaction.atomic
def hand_in(viewer: Viewer, session: Session) -> Reading:
    """Submit one's own reading with what was read so far, as the reveal would, or what was revised. Again: no change.

    Errors: `Conflict` in the lobby, once closed, or without a reading.
    """
    viewer.require("mark")
    locked, now = _locked(viewer, session)
    reading = _readings(now).filter(reviewer__user=viewer.user).first()
    if reading is None:
        raise Conflict("You have no reading in this session. Join it first.", "no_reading")
    if reading.state == Reading.State.SUBMITTED:
        return reading
    if now.state not in (SessionState.MARKING, SessionState.REVEALED):
        raise _out_of_turn(now, "Submit your reading at its end.")
    submit_as_read(locked, [reading])
    wake(session=now.pk)
    return reading


@transaction.atomic
def reveal(viewer: Viewer, session: Session) -> Session:
    """Submit every open reading of the participants with what was read so far, and show each other's marks.

    One transaction under the document's lock. Errors: `Conflict` before the article is opened, and once closed.
    """
    viewer.require("host")
    locked, now = _locked(viewer, session)
    if now.state == SessionState.REVEALED:
        return now
    if now.state != SessionState.MARKING:
        raise _out_of_turn(now, "There is nothing to reveal.")
    submit_as_read(locked, list(_open_readings(now)))
    now.state, now.revealed_at = SessionState.REVEALED, timezone.now()
    now.save()
    record(locked, Event.Kind.SESSION_REVEALED, about=now)
    return now


@transaction.atomic
def close(viewer: Viewer, session: Session) -> Session:
    """End the session, revealed or not. What was revealed stays so; what was not follows the project's rule.

    Readings that are being revised are submitted as they stand: else the state after talking would lack them.
    """
    viewer.require("host")
    locked, now = _locked(viewer, session)
    if now.state == SessionState.CLOSED:
        return now
    if now.state == SessionState.REVEALED:
        submit_as_read(locked, list(_open_readings(now).filter(first_submitted_at__isnull=False)))
    now.state, now.closed_at = SessionState.CLOSED, timezone.now()
    now.save()
    record(locked, Event.Kind.SESSION_CLOSED, about=now)
    return now


def heard(viewer: Viewer, session: Session) -> bool:
    """Note that a participant's browser was heard of, at most every ten seconds; whether they are taking part.

    Others are woken only when somebody comes back: who goes away is seen by looking.
    """
    now = timezone.now()
    own = Participant.objects.filter(
        session=session, session__project=viewer.project, user=viewer.user, left_at__isnull=True
    )
    known = own.values_list("seen_at", flat=True).first()
    if known is None:
        return False
    if own.filter(seen_at__lt=now - HEARD_EVERY).update(seen_at=now) and known < now - HERE_FOR:
        wake(session=session.pk)
    return True


def _locked(viewer: Viewer, session: Session) -> tuple[Document, Session]:
    """The session as it is now under its document's lock; `NotFound` for that of another project."""
    if session.project_id != viewer.project.pk:
        raise NotFound("There is no such session.")
    locked = lock_document(session.document_id)
    return locked, Session.objects.get(pk=session.pk)


def _readers(session: Session) -> list[Viewer]:
    """Those who take part and may mark. One query."""
    members = Membership.objects.filter(
        project=session.project_id, removed_at__isnull=True, user__is_active=True,
        user__participations__in=session.participants.filter(left_at__isnull=True),
    ).select_related("user", "project")  # fmt: skip
    viewers = [Viewer(row.user, row.project, row.role) for row in members]
    return [viewer for viewer in viewers if viewer.may("mark")]


def _readings(session: Session) -> Any:
    """Counting readings of whoever takes or took part."""
    readers = session.participants.values("user")
    rows = Reading.objects.filter(document=session.document_id, practice=False, reviewer__user__in=readers)
    return rows.select_related("reviewer").order_by("pk")


def _open_readings(session: Session) -> Any:
    """Those that the host ends; of who left only one that was never submitted and still has its marks.

    Who left and took the marks along would be said to have found nothing. (Those under a ruling stand, and it was
    submitted before.)
    """
    here = session.participants.filter(left_at__isnull=True).values("user")
    standing = Annotation.objects.filter(reading=OuterRef("pk"), deleted_at__isnull=True)
    was_left = Q(Exists(standing), first_submitted_at__isnull=True)
    return _readings(session).filter(Q(reviewer__user__in=here) | was_left, state=Reading.State.OPEN)


def _ensure_reading(viewer: Viewer, locked: Document) -> None:
    own = Reading.objects.filter(document=locked, reviewer__user=viewer.user, practice=False)
    if viewer.may("mark") and not own.exists():
        begin_reading(viewer, locked)


def _out_of_turn(session: Session, why_not: str) -> Conflict:
    state = SessionState(session.state)
    return Conflict(f"{_LATE[state]} {why_not}", f"session_{state}")


def _name(name: Any) -> str:
    if not isinstance(name, str) or len(name.strip()) > MAX_NAME:
        raise Invalid(f"A name is a text of at most {MAX_NAME} characters.", errors={"name": ["No name."]})
    return name.strip()


def _details(viewer: Viewer, details: Any) -> Sequence[str] | None:
    """In the codebook's order, each once."""
    if details is None:
        return None
    if not isinstance(details, (list, tuple)) or not all(isinstance(key, str) for key in details):
        raise Invalid("`details` is a list of keys, or null for all.", errors={"details": ["No list of keys."]})
    known = rules_of(viewer.project.codebook).facets
    unknown = [key for key in details if key not in known]
    if unknown:
        message = f"The codebook has no detail {unknown[0]!r:.80}."
        raise Invalid(message, "unknown_facet", errors={"details": [message]})
    return [key for key in known if key in details]


def _minutes(n_minutes: Any) -> int | None:
    if n_minutes is None:
        return None
    if type(n_minutes) is not int or not 1 <= n_minutes <= MAX_MINUTES:
        raise Invalid(f"The time is 1 to {MAX_MINUTES} whole minutes.", errors={"n_minutes": ["No such time."]})
    return n_minutes


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Invalid("`source_blind` is true or false.", errors={"source_blind": ["Neither true nor false."]})
    return value
