"""The minutes of a session: what was read, by how many, how far they agreed, what divided them, what they said."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from core.access import Viewer
from core.errors import NotFound
from core.models import Decision, Document, Session, Thread
from core.queries.agreement import BeforeAfter, before_after
from core.queries.compared import compared_readings, read_by
from core.queries.disagreements import Passage, passages
from core.queries.discussions import Talk, threads_of
from core.queries.sessions import sees_room, session_of, was_revealed
from core.queries.visibility import visible_decisions


@dataclass(frozen=True)
class Minutes:
    """All of it under code names. `readers`: who read in it; `n_nothing_read` of them had read nothing at the reveal.

    `passages`: those that divide readers most first. `talks` are of this session; `rulings` those that stand.
    """

    session: Session
    readers: Sequence[str]
    n_nothing_read: int
    agreement: BeforeAfter
    passages: Sequence[Passage]
    talks: Sequence[Talk]
    rulings: Sequence[Decision]


def _is_of(thread: Thread, session: Session) -> bool:
    """Whether a thread was begun in a session: by whoever takes part, or while it ran, by whoever leads it."""
    if thread.session_id is not None or session.opened_at is None:
        return thread.session_id == session.pk
    return session.opened_at <= thread.created_at and (
        session.closed_at is None or thread.created_at <= session.closed_at
    )


def minutes(viewer: Viewer, document: Document, uuid: UUID | None = None) -> Minutes:
    """The minutes of the session of that id, else of the one that runs, else of the last. About twenty queries.

    `NotFound` before the reveal, and for whoever neither takes part nor keeps the project.
    """
    session = session_of(viewer, document, uuid)
    if session is None or not was_revealed(session) or not sees_room(viewer, session):
        raise NotFound("There are no minutes here for you.")
    readings = read_by(compared_readings(viewer, [document], session=session))
    rulings = visible_decisions(viewer).filter(document=document, superseded_by__isnull=True)
    return Minutes(
        session=session,
        readers=[row.code_name for row in readings],
        n_nothing_read=sum(not row.ranges for row in readings),
        agreement=before_after(viewer, document, session=session),
        passages=passages(viewer, document, session=session),
        talks=[row for row in threads_of(viewer, document) if _is_of(row.thread, session)],
        rulings=list(rulings.select_related("label", "decided_by").order_by("start", "end", "pk")),
    )
