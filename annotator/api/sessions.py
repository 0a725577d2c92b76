"""The session of a document: made, entered, led, and its minutes."""

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema_sessions as schema
from annotator.api.base import ProjectView, body
from annotator.api.minutes import minutes_data
from annotator.api.schema import described
from annotator.api.shapes import time_text
from core.access import Viewer
from core.models import Document
from core.models import Session as SessionRow
from core.queries.documents import document
from core.queries.minutes import minutes
from core.queries.sessions import room, the_session
from core.services import sessions

_FIELDS = ("name", "details", "source_blind", "n_minutes")
_REFUSED = (403, 409, 415, 422)


class Session(ProjectView):
    """The session that is not closed, else the last."""

    actions: ClassVar = {"POST": "host"}

    @described("Sessions", "Read the session", {200: schema.SESSION})
    def get(self, request: Request, slug: str, key: str) -> Response:
        """How far the session on a document is and who is there; 404 where there was none.

        Names are told to whoever takes part or may lead. Before the reveal nothing is told of what somebody marks.
        """
        found = document(self.viewer, key)
        return Response(session_data(self.viewer, the_session(self.viewer, found), found))

    @described("Sessions", "Make a session", {201: schema.SESSION}, refusals=[403, 409], request=schema.SESSION_BODY)
    def post(self, request: Request, slug: str, key: str) -> Response:
        """Opens the lobby. Needs the role owner or adjudicator; 409 `session_exists` while another is not closed."""
        sent = body(request, _FIELDS)
        given = {name: sent[name] for name in _FIELDS if name in sent}
        found = document(self.viewer, key)
        return Response(
            session_data(self.viewer, sessions.make_session(self.viewer, found, **given), found), status=201
        )


class _Step(ProjectView):
    """What all steps have in common."""

    def take(self, request: Request, key: str, step: Any) -> Response:
        """One step on the session of this document, without a body; the session as it is then."""
        body(request, ())
        found = document(self.viewer, key)
        step(self.viewer, the_session(self.viewer, found))
        return Response(session_data(self.viewer, the_session(self.viewer, found), document(self.viewer, key)))


class Open(_Step):
    """Everybody marks."""

    actions: ClassVar = {"POST": "host"}

    @described("Sessions", "Open the article", {200: schema.SESSION}, refusals=_REFUSED)
    def post(self, request: Request, slug: str, key: str) -> Response:
        """Opens the readings of all who take part and may mark, and starts the clock. Again: no change."""
        return self.take(request, key, sessions.open_article)


class Reveal(_Step):
    """Everybody sees."""

    actions: ClassVar = {"POST": "host"}

    @described("Sessions", "Reveal all marks", {200: schema.SESSION}, refusals=_REFUSED)
    def post(self, request: Request, slug: str, key: str) -> Response:
        """Submits every open reading of who takes part with what was read so far. Again: no change."""
        return self.take(request, key, sessions.reveal)


class Close(_Step):
    """The end."""

    actions: ClassVar = {"POST": "host"}

    @described("Sessions", "Close the session", {200: schema.SESSION}, refusals=_REFUSED)
    def post(self, request: Request, slug: str, key: str) -> Response:
        """Ends the session, revealed or not. Again: no change."""
        return self.take(request, key, sessions.close)


class Timer(ProjectView):
    """The time for marking."""

    actions: ClassVar = {"POST": "host"}

    @described("Sessions", "Set the clock", {200: schema.SESSION}, refusals=[403, 409], request=schema.TIMER_BODY)
    def post(self, request: Request, slug: str, key: str) -> Response:
        """Minutes from now on (in the lobby: from when the article is opened); null stops the clock."""
        found, n_minutes = document(self.viewer, key), body(request, ("n_minutes",)).get("n_minutes")
        changed = sessions.change_timer(self.viewer, the_session(self.viewer, found), n_minutes)
        return Response(session_data(self.viewer, changed, found))


class Enter(_Step):
    """Taking part."""

    @described("Sessions", "Enter the session", {200: schema.SESSION}, refusals=_REFUSED)
    def post(self, request: Request, slug: str, key: str) -> Response:
        """Take part, or come back. While everybody marks your reading is opened; after the reveal you look on."""
        return self.take(request, key, sessions.enter)


class Heard(_Step):
    """Being there."""

    @described("Sessions", "Say that you are here", {200: schema.SESSION}, refusals=(403, 415, 422))
    def post(self, request: Request, slug: str, key: str) -> Response:
        """Call it every ten seconds or so while your page is in front. Whoever does not take part changes nothing."""
        return self.take(request, key, sessions.heard)


class Done(_Step):
    """Being finished."""

    actions: ClassVar = {"POST": "mark"}

    @described("Sessions", "Hand in your reading", {200: schema.SESSION}, refusals=_REFUSED)
    def post(self, request: Request, slug: str, key: str) -> Response:
        """Submits your reading with what was read so far, as the reveal would; `submit/` says it precisely."""
        return self.take(request, key, sessions.hand_in)


class SessionMinutes(ProjectView):
    """What a session came to."""

    @described("Sessions", "Read the minutes", {200: schema.MINUTES})
    def get(self, request: Request, slug: str, key: str) -> Response:
        """For whoever takes or took part, and keepers, once the marks are revealed; 404 before, and for others."""
        return Response(minutes_data(minutes(self.viewer, document(self.viewer, key))))


def session_data(viewer: Viewer, session: SessionRow, about: Document) -> dict[str, Any]:
    """A session as the caller may know it, `about` a document under the key that the caller is told. Two queries."""
    now = room(viewer, session)
    people = now.people if now.takes_part or viewer.may("host") else ()
    return {
        "id": str(session.uuid),
        "document": about.key,
        "name": session.name,
        "state": session.state,
        "details": session.details,
        "source_blind": session.source_blind,
        "n_minutes": session.n_minutes,
        "ends_at": time_text(session.ends_at),
        "created_at": time_text(session.created_at),
        "opened_at": time_text(session.opened_at),
        "revealed_at": time_text(session.revealed_at),
        "closed_at": time_text(session.closed_at),
        "takes_part": now.takes_part,
        "n_here": now.n_here,
        "n_reading": now.n_reading,
        "n_finished": now.n_finished,
        "people": [
            {"name": row.name, "here": row.is_here, "finished": row.has_finished, "you": row.is_viewer}
            for row in people
        ],
    }
