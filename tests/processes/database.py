"""A database of its own on the server in use, dropped afterwards."""

import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from annotator.config import private_postgres

ROOT = Path(__file__).resolve().parents[2]
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
