"""This process's Django, for a while on another database of the same server."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.processes.database import name_in


@contextmanager
def on_database(url: str, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Everything that Django asks goes to the database of that address. Not within a test of the usual one."""
    facts, kept = connection.settings_dict, connection.settings_dict["NAME"]
    _leave()
    facts["NAME"] = name_in(url)
    try:
        with blocker.unblock():
            yield
    finally:
        _leave()
        facts["NAME"] = kept


def _leave() -> None:
    connection.close()
    connection.close_pool()  # of the engine for Postgres
