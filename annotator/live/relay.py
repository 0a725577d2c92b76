"""One document that is followed in this process: what is new is asked once, and each follower told what they may know.

Events of marks whose readings everybody has known go the short way: the same bytes to all who have the reading in
sight. Whoever must not know where the text is from is told in words masked for them. Whatever may change who sees
what (a submission, a session, a ruling, a reading that begins, a change of roles) has the database asked anew for each
follower before the event goes out.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Collection, Sequence

from django.db import Error as DatabaseError

from annotator.live import feed
from annotator.live.asking import ask
from annotator.live.feed import News, Told, Turn
from annotator.live.follower import Follower
from core.access import Viewer
from core.errors import DomainError
from core.queries.events import Surroundings

log = logging.getLogger("annotator.live")
GATHER_S = 0.004  # what follows this closely goes out together
MOST_REMEMBERED = 500
PAUSE_S = 0.5


class Relay:
    """Lives in the event loop; `number` is how far the log was read."""

    def __init__(self, document: int) -> None:
        self.document = document
        self.number = 0
        self.around: Surroundings | None = None
        self.members: set[Follower] = set()  # all, also those who do not follow yet
        self._following: set[Follower] = set()
        self._first: dict[int, int] = {}
        self._recent: deque[Told] = deque(maxlen=MOST_REMEMBERED)
        self._is_asked = False
        self._beginning = asyncio.Lock()
        self._work: asyncio.Task[None] | None = None

    def nudge(self) -> None:
        """Something may be new."""
        self._is_asked = True
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._look())

    def leave(self, follower: Follower) -> None:
        """Forget a follower."""
        self.members.discard(follower)
        self._following.discard(follower)

    def join(self, follower: Follower) -> asyncio.Task[None]:
        """Tell what is behind the follower's cursor, then let them follow."""
        self._following.discard(follower)
        return asyncio.create_task(self._join(follower, is_anew=follower.rejoin()))

    async def _join(self, follower: Follower, *, is_anew: bool) -> None:
        """Waits for the database as long as it must."""
        while not follower.is_ended:
            try:
                await self._begin()
                return await self._resume(follower, is_anew=is_anew)
            except DomainError:
                follower.end()
            except DatabaseError as error:
                log.warning("stream waits error=%s", type(error).__name__)
                await asyncio.sleep(PAUSE_S)

    async def _begin(self) -> None:
        async with self._beginning:
            if self.around is None:
                found = await ask(feed.beginning, self.document)
                self._first |= found.first
                self.number, self.around = found.around.last_number, found.around

    async def _resume(self, follower: Follower, *, is_anew: bool) -> None:
        facts = follower.asked
        who = (facts.user, facts.slug, facts.document)
        follower.is_stale = False
        follower.take(await (ask(feed.anew, *who) if is_anew else ask(feed.resumed, *who, follower.cursor)))
        while not (follower.is_ended or follower.is_behind or follower.is_lost):
            missed = self._missed(follower.number)
            if missed is None:
                follower.take(await ask(feed.resumed, *who, follower.cursor))
            elif missed or follower.is_stale:
                await self._tell([follower], missed)
            else:
                self._following.add(follower)  # nothing was awaited since it was seen that nothing is missed
                return

    def _missed(self, number: int) -> Sequence[Told] | None:
        """What was read of the log behind a number; None when that is not remembered any more."""
        if number >= self.number:
            return ()
        if self._recent and self._recent[0].number <= number + 1:
            return [row for row in self._recent if row.number > number]
        return None

    async def _look(self) -> None:
        while self._is_asked:
            self._is_asked = False
            try:
                await self._begin()
                found = await ask(feed.news, self.document, self.number)
            except DatabaseError as error:  # asked again when the listener is back, or by the clock
                log.warning("news not read document=%s error=%s", self.document, type(error).__name__)
                return
            except DomainError:  # the document is gone
                for follower in self.members:
                    follower.end()
                return
            self._remember(found)
            await self._tell(self._following, found.told)
            await asyncio.sleep(GATHER_S)

    def _remember(self, found: News) -> None:
        for row in found.told:
            if row.reading is not None:
                self._first.setdefault(row.reading, row.number)
        self._recent.extend(found.told)
        if found.told:
            self.number = found.told[-1].number
        self._is_asked |= found.around.last_number > self.number
        if self.around is not None and found.around[1:] != self.around[1:]:
            for follower in self.members:
                follower.is_stale = True
        self.around = found.around

    async def _tell(self, followers: Collection[Follower], told: Sequence[Told]) -> None:
        asking = []
        for follower in tuple(followers):
            mine = told
            if told and told[0].number <= follower.number:
                mine = [row for row in told if row.number > follower.number]
            if self._must_ask(follower, mine):
                asking.append(self._tell_asking(follower, mine))
            elif mine:
                follower.hear(mine)
            if follower.is_behind:
                self._following.discard(follower)
        await asyncio.gather(*asking)

    def _must_ask(self, follower: Follower, mine: Sequence[Told]) -> bool:
        if follower.is_stale:
            return True
        if follower.is_masked and any(row.reading in follower.readings for row in mine):
            return True
        return any(row.reading is None or self._first[row.reading] > follower.number for row in mine)

    async def _tell_asking(self, follower: Follower, mine: Sequence[Told]) -> None:
        n_joins, follower.is_stale = follower.n_joins, False
        try:
            found = await self._found(follower, mine)
        except DomainError:
            follower.end()
        except DatabaseError:
            self._following.discard(follower)
            follower.lose()
        else:
            if follower.n_joins != n_joins:  # meanwhile they began anew, from newer facts
                return None
            if isinstance(found, Turn):
                return follower.take(found)
            viewer, follower.readings, follower.is_masked = found
            follower.seen_as = (viewer.role, viewer.project.visibility)
            if mine:
                follower.hear(mine)

    async def _found(self, follower: Follower, mine: Sequence[Told]) -> Turn | tuple[Viewer, frozenset[int], bool]:
        facts, number, before = follower.asked, follower.number, follower.readings
        who = (facts.user, facts.slug, facts.document)
        if follower.is_masked or any(row.reading is None for row in mine):
            turn = await ask(feed.resumed, *who, follower.cursor)
            if turn.is_anew or not self._is_another_sight(before, turn.readings, number):
                return turn
        else:
            found = await ask(feed.in_sight, *who)
            if not self._is_another_sight(before, found[1], number):
                return found
        return await ask(feed.anew, *who)

    def _is_another_sight(self, before: frozenset[int], now: frozenset[int], number: int) -> bool:
        """Whether a reading was hidden, or one uncovered that had begun before."""
        uncovered = (self._first.get(reading, number + 1) <= number for reading in now - before)
        return bool(before - now) or any(uncovered)
