"""A database of its own on the server in use, dropped afterwards."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import psycopg

from annotator.config import private_postgres

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).resolve().parents[2]
SETTLE_S = 5.0
N_PATIENT_TRIES, N_TRIES = 10, 20
_AT_WORK = """FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"""
# DELETE meets nobody who only reads, and costs a tenth of TRUNCATE for tables of a few rows. As a replica, so that no
# trigger keeps what is append-only and foreign keys ask for no order; that is for superusers, others truncate.
_EMPTY = """DO $$
DECLARE
    tables regclass[] := ARRAY(SELECT oid FROM pg_class WHERE relkind = 'r' AND relname <> 'django_migrations'
                               AND relnamespace = current_schema()::regnamespace ORDER BY oid);
    name regclass;
BEGIN
    PERFORM set_config('lock_timeout', '200ms', true);
    IF current_setting('is_superuser') = 'on' THEN
        PERFORM set_config('session_replication_role', 'replica', true);
        FOREACH name IN ARRAY tables LOOP
            EXECUTE format('DELETE FROM %s', name);
        END LOOP;
    ELSE
        EXECUTE 'TRUNCATE ' || array_to_string(tables, ', ');
    END IF;
END $$"""
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
    """Until no other session has been at work for two looks: a page that is left sends where its reader was, and what
    is written after the database was emptied would be there in the next test."""
    from django.db import connection

    quiet, until = 0, time.monotonic() + SETTLE_S
    while quiet < 2 and time.monotonic() < until:
        time.sleep(0.02)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) {_AT_WORK}")
            quiet = 0 if cursor.fetchone()[0] else quiet + 1


def empty(connection: "BaseDatabaseWrapper") -> None:
    """No row is left in any table but that of the migrations, whatever else uses the database.

    Every lock is waited for shorter than the server takes to look for deadlocks, so that no session which we meet is
    ended for one; then we let go and begin anew. Whoever holds on for longer is cut off: the site connects again.
    """
    from django.db import OperationalError

    for attempt in range(N_TRIES):
        try:
            with connection.cursor() as cursor:
                return cursor.execute(_EMPTY)
        except OperationalError:
            if attempt + 1 == N_TRIES:
                raise
            connection.close()  # it may be the connection that is broken
        if attempt + 1 >= N_PATIENT_TRIES:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_terminate_backend(pid) {_AT_WORK}")
