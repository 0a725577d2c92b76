"""All streams of this process: by document, with the one listener and the one clock that they share."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Collection, Coroutine, Mapping
from contextlib import suppress
from typing import Any

from django.db import Error as DatabaseError

from annotator.live import feed, standing
from annotator.live.asking import ask
from annotator.live.follower import Asked, Follower
from annotator.live.listener import Listener
from annotator.live.relay import Relay
from core.queries.events import surroundings

log = logging.getLogger("annotator.live")
TICK_S = 2.5
SILENCE_S = 12.5  # then a comment line is sent: at most a tick later
PRESENCE_S = 0.25  # who comes and goes within this time is told as one
ALIVE = b":\n\n"


class Board:
    """Lives in one event loop, from the first stream until some seconds after the last."""

    def __init__(self) -> None:
        self.relays: dict[int, Relay] = {}
        self._running: asyncio.Task[None] | None = None
        self._presence: set[int] = set()
        self._errands: set[asyncio.Task[None]] = set()

    @property
    def followers(self) -> list[Follower]:
        """All of them."""
        return [follower for relay in self.relays.values() for follower in relay.members]

    async def follow(self, asked: Asked) -> AsyncGenerator[bytes, None]:
        """What one stream sends, until its way in is closed; who hangs up cancels it."""
        self._start()
        follower = Follower(asked)
        relay = self.relays.setdefault(asked.document.pk, Relay(asked.document.pk))
        relay.members.add(follower)
        try:
            while not follower.is_ended:
                joining = relay.join(follower)
                try:
                    while (chunk := await follower.chunk()) is not None:
                        yield chunk
                finally:
                    joining.cancel()
        finally:
            follower.end()
            relay.leave(follower)
            if not relay.members:
                self.relays.pop(relay.document, None)

    def end(self) -> None:
        """Ends every stream: the server is closing."""
        for follower in self.followers:
            follower.end()

    def _start(self) -> None:
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run_all())

    async def _run_all(self) -> None:
        listening = asyncio.create_task(Listener(self._heard, self._listening).run())
        try:
            await self._keep_time()
        finally:
            listening.cancel()

    def _listening(self) -> None:
        """What was notified before now, nobody heard."""
        for relay in self.relays.values():
            relay.nudge()

    def _heard(self, where: Mapping[str, int]) -> None:
        if (document := where.get("document")) in self.relays:
            self.relays[document].nudge()
        if (account := where.get("account")) is not None:
            followers = [row for row in self.followers if row.asked.user.pk == account]
            for follower in followers:
                follower.is_stale = True
            if followers:
                self._run(self._check_now(followers))
        if (session := where.get("session")) is not None and self.relays and session not in self._presence:
            self._presence.add(session)
            self._run(self._tell_presence(session))

    def _run(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(errand)
        self._errands.add(task)  # the loop itself keeps no strong reference
        task.add_done_callback(self._errands.discard)

    async def _tell_presence(self, session: int) -> None:
        await asyncio.sleep(PRESENCE_S)
        self._presence.discard(session)
        try:
            found = await ask(feed.place_of, session)
        except DatabaseError:
            return
        relay = self.relays.get(found[0]) if found else None
        if relay is not None and found is not None:
            relay.nudge()  # another participant may hide what was seen
            for follower in relay.members:
                follower.give(found[1])

    async def _keep_time(self) -> None:
        """The clock. It stops when nobody has followed for a while."""
        n_silent = 0
        while n_silent < 2:
            await asyncio.sleep(TICK_S)
            n_silent = 0 if self.relays else n_silent + 1
            try:
                await self._check(self.followers)
                await self._compare()
            except DatabaseError as error:
                log.warning("streams not checked error=%s", type(error).__name__)
            self._say_alive()

    async def _check_now(self, followers: Collection[Follower]) -> None:
        with suppress(DatabaseError):  # the clock checks, too
            await self._check(followers)

    async def _check(self, followers: Collection[Follower]) -> None:
        if not followers:
            return
        closed, changed = await ask(standing.check, followers)
        for follower in closed:
            follower.end()
        for follower in changed:
            follower.is_stale = True
        for relay in self.relays.values():
            if any(follower.is_stale for follower in relay.members):
                relay.nudge()

    async def _compare(self) -> None:
        """A notification that was lost costs a tick and no more."""
        if not self.relays:
            return
        found = await ask(surroundings, tuple(self.relays))
        for document, around in found.items():
            relay = self.relays.get(document)
            if relay is None or relay.around is None:
                continue
            if around.last_number > relay.number or around[1:] != relay.around[1:]:
                relay.nudge()

    def _say_alive(self) -> None:
        silent_since = time.monotonic() - SILENCE_S
        for follower in self.followers:
            if follower.is_idle() and follower.told_at < silent_since:
                follower.give(ALIVE)


_boards: dict[asyncio.AbstractEventLoop, Board] = {}


def board() -> Board:
    """That of the running loop: a process has one loop, a test may have another for each."""
    loop = asyncio.get_running_loop()
    for other in [known for known in _boards if known.is_closed()]:
        del _boards[other]
    return _boards.setdefault(loop, Board())
