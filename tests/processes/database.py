"""A database of its own on the server in use, dropped afterwards."""

import os
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg

from annotator.config import private_postgres

ROOT = Path(__file__).resolve().parents[2]
SETTLE_S = 5.0
N_FLUSHES, FLUSH_AGAIN_S = 5, 0.3
_BUSY = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"""
DROP = "DROP DATABASE IF EXISTS {} WITH (FORCE)"


def server_url() -> str:
    """DATABASE_URL, else the private server, started and used until this process ends."""
    return os.environ.get("DATABASE_URL") or private_postgres.ensure_running(ROOT)


@contextmanager
def own_database(purpose: str, *, server: str | None = None, template: str = "template1") -> Iterator[str]:
    """The address of a new database (a copy of `template`), which is dropped at the end whoever still uses it."""
    server = server or server_url()
    name = f"{purpose}_{os.getpid()}_{secrets.token_hex(3)}"
    ask(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield address(server, name)
    finally:
        ask(server, DROP.format(name))


def address(server: str, name: str) -> str:
    """The same server, another database."""
    parts = urlsplit(server)
    return f"{parts.scheme}://{parts.netloc}/{name}" + (f"?{parts.query}" if parts.query else "")


def name_in(url: str) -> str:
    """The database that an address names."""
    return urlsplit(url).path.removeprefix("/")


def ask(url: str, statement: str, *values: Any) -> Any:
    """The first column of the first row, or None, over a connection of its own."""
    with closing(psycopg.connect(url, autocommit=True, connect_timeout=5)) as connection:
        cursor = connection.execute(statement, values or None)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def url_of_tests() -> str:
    """The address of the database that this process's tests are run on."""
    from django.db import connection

    facts = connection.settings_dict
    parts = {"host": facts["HOST"], "port": facts["PORT"], "user": facts["USER"], "password": facts["PASSWORD"]}
    query = "&".join(f"{key}={quote(str(value), safe='')}" for key, value in parts.items() if value)
    return f"postgresql:///{facts['NAME']}?{query}"


def let_the_site_finish() -> None:
    """A page that is left sends where its reader was: a database emptied meanwhile would be a deadlock."""
    from django.db import connection

    quiet, until = 0, time.monotonic() + SETTLE_S
    while quiet < 2 and time.monotonic() < until:
        time.sleep(0.02)
        with connection.cursor() as cursor:
            cursor.execute(_BUSY)
            quiet = 0 if cursor.fetchone()[0] else quiet + 1


@contextmanager
def patient_flush() -> Iterator[None]:
    """Emptying the database goes again where a stream's clock, which asks every few seconds, met it in a deadlock."""
    from django.db import OperationalError, connection

    flush = connection.ops.execute_sql_flush

    def again(sql_list: Sequence[str]) -> None:
        for _ in range(N_FLUSHES - 1):
            try:
                return flush(sql_list)
            except OperationalError:
                time.sleep(FLUSH_AGAIN_S)
        return flush(sql_list)

    connection.ops.execute_sql_flush = again
    try:
        yield
    finally:
        connection.ops.execute_sql_flush = flush
