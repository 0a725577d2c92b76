"""One open stream: who follows which document, how far, and what waits to be sent."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from annotator.live.feed import Told, Turn
from core.models import Document, User

MOST_WAITING, MOST_WAITING_BYTES = 500, 1_000_000


@dataclass(frozen=True)
class Way:
    """How somebody came in: by a session or by a token (its digest), with which password hash, as what."""

    session: str | None
    token: str | None
    password: str


@dataclass(frozen=True)
class Asked:
    """A stream as it was asked for and allowed."""

    user: User
    project: int
    slug: str
    document: Document
    way: Way
    cursor: UUID | None
    is_unknown: bool  # a cursor was sent that is none of ours


class Follower:
    """Lives in the event loop. `number` is how far in the log all is told that may be; `cursor` what was told last.

    Chunks wait in a bounded queue. When a reader is too slow for it, the queue is emptied and `is_behind` is set: the
    marks are to be fetched anew.
    """

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.cursor = asked.cursor
        self.number = 0
        self.readings: frozenset[int] = frozenset()
        self.seen_as: tuple[str, str] | None = None  # role and visibility with which the readings were asked
        self.is_masked = False  # the bytes that others get would show them words that they must not see
        self.is_stale = False  # what they see may be another now
        self.is_behind = asked.is_unknown
        self.is_lost = False
        self.is_ended = False
        self.n_joins = 0
        self.told_at = time.monotonic()
        self._chunks: deque[bytes] = deque()
        self._n_bytes = 0
        self._waiter: asyncio.Future[None] | None = None

    def rejoin(self) -> bool:
        """Begin to follow, or begin again; whether the marks are to be fetched anew."""
        is_anew = self.is_behind
        self.is_behind = self.is_lost = False
        self.n_joins += 1
        return is_anew

    def take(self, turn: Turn) -> None:
        """Go on from where a turn leads."""
        self.number = max(self.number, turn.number)
        self.cursor, self.readings, self.is_masked = turn.cursor, turn.readings, turn.is_masked
        self.seen_as = (turn.viewer.role, turn.viewer.project.visibility)
        self.give(turn.chunk)

    def hear(self, told: Sequence[Told]) -> None:
        """Events of marks behind `number`: those of the readings in sight."""
        heard = [row for row in told if row.reading in self.readings]
        self.number = told[-1].number
        if heard:
            self.cursor = heard[-1].id
            self.give(heard[0].chunk if len(heard) == 1 else b"".join([row.chunk for row in heard]))

    def give(self, chunk: bytes) -> None:
        """Put into the queue; too much of it is thrown away whole."""
        if not chunk or self.is_ended or self.is_behind:
            return
        self._chunks.append(chunk)
        self._n_bytes += len(chunk)
        if len(self._chunks) > MOST_WAITING or self._n_bytes > MOST_WAITING_BYTES:
            self._empty()
            self.is_behind = True
        self._wake()

    def lose(self) -> None:
        """The database could not be asked: go on from the cursor as soon as it can."""
        self.is_lost = True
        self._wake()

    def end(self) -> None:
        """Nothing more is sent, not even what waits."""
        self.is_ended = True
        self._empty()
        self._wake()

    def is_idle(self) -> bool:
        """Whether nothing waits to be sent."""
        return not self._chunks

    async def chunk(self) -> bytes | None:
        """What waits, joined; None when the stream ended, fell behind or lost its place."""
        while not self._chunks:
            if self.is_ended or self.is_behind or self.is_lost:
                return None
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        found = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        self._empty()
        self.told_at = time.monotonic()
        return found

    def _empty(self) -> None:
        self._chunks.clear()
        self._n_bytes = 0

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
