"""The worker's own connection for one job: it holds the job, tells how far it is, and hears who asks for an end.

The work itself may sit in one long transaction: what is told over its connection nobody would see before the end.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import psycopg
from procrastinate.contrib.django import connector_params
from psycopg.types.json import Jsonb

from core.errors import Cancelled

TELL_EVERY_S = 0.33
LOCK_CLASS = 7_236_002  # of the advisory locks of jobs; any number, not used elsewhere
_TELL = """
    UPDATE core_job SET n_done = %s, n_total = %s, unit = %s, message = %s, report = %s
    WHERE id = %s AND state = 'running' RETURNING cancel_asked"""
_ASK = "SELECT cancel_asked FROM core_job WHERE id = %s"
# Nobody holds the row for long; who does must not stop us. A worker whose machine is gone is noticed in half a minute.
_SET_UP = "SET lock_timeout = '1s'; SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5"


class HandedBack(Cancelled):
    """The worker is to stop: the job goes back into the queue."""


class Line(threading.Thread):
    """Held while a job is done. As `Progress` it costs next to nothing: a thread tells, three times a second.

    `holds`: whether this process is the only one at the job. The lock is the connection's: it is gone with the process,
    however that ends, and so a running job that nobody holds is one whose worker died.
    """

    def __init__(self, pk: int, should_stop: Callable[[], bool]) -> None:
        super().__init__(name=f"line of job {pk}", daemon=True)
        self._pk = pk
        self._should_stop = should_stop
        self._over = threading.Event()
        self._broken: psycopg.Error | None = None
        self._is_cancelled = False
        self._told: tuple[Any, ...] = ()
        self._counting: dict[str, Any] = {}
        self.now: tuple[int, int, str, str] = (0, 0, "", "")

    def __enter__(self) -> "Line":
        self._connection = psycopg.connect(**connector_params(), autocommit=True)
        self._connection.execute(_SET_UP)
        row = self._connection.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, self._pk % 2**31]).fetchone()
        self.holds = bool(row and row[0])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hush()
        self._connection.close()

    def hush(self) -> None:
        """Tell nothing more: the end is about to be written."""
        self._over.set()
        if self.ident is not None:
            self.join()

    def __call__(self, n_done: int, n_total: int, unit: str, message: str = "") -> None:
        """See `Progress`. Raises `Cancelled`, `HandedBack`, and `psycopg.Error` where the database is gone."""
        if (n_total, unit[:40]) != self.now[1:3]:
            self._counting = {"since": datetime.now(UTC).isoformat(), "from": n_done}
        self.now = (n_done, n_total, unit[:40], message[:500])
        if self._broken:
            raise psycopg.OperationalError("The connection of the job's line is gone.") from self._broken
        if self._is_cancelled:
            raise Cancelled("Cancelled.")
        if self._should_stop():
            raise HandedBack("Its worker was stopped; another one takes it up.")

    def run(self) -> None:
        """Tells until it is over."""
        while not self._over.wait(TELL_EVERY_S):
            try:
                self._tell()
            except psycopg.errors.LockNotAvailable:
                continue
            except psycopg.Error as error:
                self._broken = error
                return

    def _tell(self) -> None:
        now = self.now
        if now == self._told:
            row = self._connection.execute(_ASK, [self._pk]).fetchone()
        else:
            row = self._connection.execute(_TELL, [*now, Jsonb({"counting": self._counting}), self._pk]).fetchone()
            self._told = now
        self._is_cancelled |= bool(row and row[0])
