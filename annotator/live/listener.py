"""The one connection of a process on which Postgres says that something has happened."""

import asyncio
import json
import logging
import random
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import suppress

import psycopg
from django.db import connections
from psycopg.conninfo import make_conninfo

from core.services.waking import CHANNEL

log = logging.getLogger("annotator.live")
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 5.0
CONNECT_S = 5


class Listener:
    """Listens for as long as its task runs, connecting again by itself.

    `heard` gets each payload; `connected` is called whenever listening begins (again): what was said before then was
    said to nobody.
    """

    def __init__(self, heard: Callable[[Mapping[str, int]], None], connected: Callable[[], None]) -> None:
        self._heard = heard
        self._connected = connected

    async def run(self) -> None:
        """Until cancelled."""
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                async for payload in self._payloads():
                    pause_s = FIRST_PAUSE_S
                    self._tell(payload)
            except (psycopg.Error, OSError) as error:
                log.warning("listener lost error=%s again_in_s=%.1f", type(error).__name__, pause_s)
            await asyncio.sleep(pause_s * random.uniform(0.5, 1))
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _payloads(self) -> AsyncGenerator[str, None]:
        connection = await psycopg.AsyncConnection.connect(_address(), autocommit=True)
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self._connected()
            async for notice in connection.notifies():
                yield notice.payload

    def _tell(self, payload: str) -> None:
        with suppress(ValueError):  # whoever may write to the database may notify anything
            where = json.loads(payload)
            if isinstance(where, dict) and all(type(pk) is int for pk in where.values()):
                self._heard(where)


def _address() -> str:
    """The database of the settings, as libpq takes it."""
    facts = connections["default"].settings_dict
    parts = {"dbname": facts["NAME"], "user": facts["USER"], "password": facts["PASSWORD"], "host": facts["HOST"],
             "port": facts["PORT"]}  # fmt: skip
    more = {key: facts["OPTIONS"][key] for key in ("sslmode", "sslrootcert") if key in facts["OPTIONS"]}
    known = {key: value for key, value in (parts | more).items() if value}
    return make_conninfo(**known, application_name="annotator live", connect_timeout=CONNECT_S)
