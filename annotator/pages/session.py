"""The room of a session: one address, and a face for each state of it and each kind of person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from annotator.pages import words
from annotator.pages.joining import join_address, qr_picture
from annotator.pages.read_data import account_id, following
from core.access import Viewer
from core.models import Document, Session, SessionState
from core.queries.documents import document as document_of
from core.queries.events import last_event
from core.queries.sessions import Room, codes_into, room, session_of, sessions_of, was_revealed
from core.text.codes import grouped

NO_FACE = "none"
_STEPS = ("open", "timer", "reveal", "close", "enter", "heard", "now", "done", "code")


@dataclass(frozen=True)
class WayIn:
    """A code to join by as it is typed, where to type it, both as a picture, and the page for the wall."""

    code: str
    address: str
    picture: SafeString
    wall_url: str


@dataclass(frozen=True)
class PastSession:
    """A session that is over, with its minutes."""

    words: str
    url: str


@dataclass(frozen=True)
class SessionPage:
    """What all faces share. `face` is the state of the session, or `none`.

    `leads`: may open, reveal and close; `takes_part`; `may_look`: sees what was revealed. `left_s`: seconds on the
    clock, None where none runs. `urls` by step.
    """

    key: str
    title: str
    face: str
    name: str
    facts: str
    asked: str
    leads: bool
    takes_part: bool
    may_mark: bool
    has_reading: bool
    has_finished: bool
    may_look: bool
    room: Room | None
    left_s: int | None
    ways_in: Sequence[WayIn]
    past: Sequence[PastSession]
    read_url: str
    articles_url: str
    revise_url: str
    url: str
    stream: Mapping[str, object]
    urls: Mapping[str, str]
    minutes: Mapping[str, str]


def session_page(viewer: Viewer, key: str, uuid: UUID | None = None) -> SessionPage:
    """The page of the session of that id, else of the one that runs, else of the last. Ten queries at most."""
    document = document_of(viewer, key)
    page = page_of(viewer, document, session_of(viewer, document, uuid))
    return replace(page, stream=_stream(viewer, document)) if page.face not in (NO_FACE, SessionState.CLOSED) else page


def page_of(viewer: Viewer, document: Document, session: Session | None) -> SessionPage:
    """What all faces share, of a session on a document; for fragments, which need no stream of their own."""
    now = room(viewer, session) if session else None
    own = next((person for person in now.people if person.is_viewer), None) if now else None
    face = session.state if session else NO_FACE
    address = [viewer.project.slug, document.key]
    leads, takes_part = viewer.may("host"), own is not None
    running = session is not None and session.state != SessionState.CLOSED
    return SessionPage(
        key=document.key, title=shown_title(session, document), face=face, name=session_name(session),
        facts=_facts(session, now), asked=asked_words(session) if session else "",
        leads=leads, takes_part=takes_part, may_mark=viewer.may("mark"),
        has_reading=bool(own and own.reads), has_finished=bool(own and own.has_finished),
        may_look=session is not None and was_revealed(session) and (leads or takes_part),
        room=now if leads or takes_part else None, left_s=seconds_left(session), ways_in=_ways_in(viewer, session),
        past=_past(viewer, document, session) if leads and not running else (),
        read_url=reverse("read", args=address), articles_url=reverse("articles", args=address[:1]),
        revise_url=reverse("reopen", args=address), url=reverse("session", args=address), urls=step_urls(address),
        minutes=_minutes(session, address), stream={},
    )  # fmt: skip


def step_urls(address: Sequence[str]) -> dict[str, str]:
    """Where each step of a session is taken."""
    return {step: reverse(f"session_{step}", args=address) for step in _STEPS}


def session_name(session: Session | None) -> str:
    """What the session is called."""
    return (session.name if session else "") or "Session"


def shown_title(session: Session | None, document: Document) -> str:
    """The article's title, unless it is to be read without knowing where it is from."""
    hides = session is not None and session.source_blind and not was_revealed(session)
    return "An article whose source is hidden" if hides else document.title or document.key


def seconds_left(session: Session | None) -> int | None:
    """Whole seconds on the clock while everybody marks, 0 when the time is up."""
    if session is None or session.state != SessionState.MARKING or session.ends_at is None:
        return None
    return max(0, round((session.ends_at - timezone.now()).total_seconds()))


def asked_words(session: Session) -> str:
    """How much is asked of each passage, in words."""
    if session.details is None:
        return "labels and all details"
    n_details = len(session.details)
    return f"labels and {words.count(n_details, 'detail', 'details')}" if n_details else "labels only"


def at_time(moment: datetime | None) -> str:
    """`14:32`, in the time of this installation."""
    return timezone.localtime(moment).strftime("%H:%M") if moment else ""


def _facts(session: Session | None, now: Room | None) -> str:
    if session is None or now is None:
        return ""
    readers = words.count(now.n_reading, "reader", "readers") if now.n_reading else ""
    when = f"revealed {at_time(session.revealed_at)}" if session.revealed_at else ""
    ended = f"closed {at_time(session.closed_at)}" if session.closed_at else ""
    return " · ".join(fact for fact in (readers, when, ended) if fact)


def _ways_in(viewer: Viewer, session: Session | None) -> Sequence[WayIn]:
    """Codes that still let somebody in, for whoever leads. One query."""
    if session is None or not viewer.may("host") or session.state == SessionState.CLOSED:
        return ()
    address = settings.PUBLIC_URL.partition("://")[2] + reverse("join").rstrip("/")
    return [
        WayIn(
            grouped(row.code),
            address,
            qr_picture(join_address(row)),
            reverse("wall", args=[viewer.project.slug, row.pk]),
        )
        for row in codes_into(session)
    ]


def _stream(viewer: Viewer, document: Document) -> dict[str, object]:
    """What the room's scripts follow. Three queries."""
    return following(viewer, document, last_event(viewer, document), None) | {"account": account_id(viewer)}


def _past(viewer: Viewer, document: Document, shown: Session | None) -> list[PastSession]:
    address = [viewer.project.slug, document.key]
    return [
        PastSession(
            f"{session_name(row)}, {words.date(timezone.localtime(row.created_at).date().isoformat())}",
            f"{reverse('session', args=address)}?session={row.uuid}",
        )
        for row in sessions_of(viewer, document)
        if row.state == SessionState.CLOSED and row != shown
    ]


def _minutes(session: Session | None, address: Sequence[str]) -> dict[str, str]:
    if session is None or not was_revealed(session):
        return {}
    return {
        form: f"{reverse(f'session_minutes_{form}', args=address)}?session={session.uuid}" for form in ("md", "json")
    }
