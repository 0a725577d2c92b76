"""A database with all migrations and nothing else, of which copies are made: to copy takes a tenth of a second, to
migrate as many seconds as all tests of a small file."""

import hashlib
import inspect
import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
from django.db.migrations.loader import MigrationLoader

from tests.processes.database import DROP, ROOT, ask, name_in, own_database, server_url
from tests.processes.server import environment

LOCK = 5_117_203  # any number, the same for all who ask
NAME = re.compile(r"migrated_[0-9a-f]{16}")


def template(server: str | None = None) -> str:
    """The name of the template on a server (the tests' own unless given), made when it is not there.

    It is kept from run to run under a name that tells the migrations, and dropped when they are others. Processes that
    ask at once wait for the one that makes it. Nobody connects to it: Postgres copies only what nobody uses.
    """
    server = server or server_url()
    name = f"migrated_{_digest()}"
    with closing(psycopg.connect(server, autocommit=True, connect_timeout=5)) as lock:
        lock.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        kept = {row[0] for row in lock.execute("SELECT datname FROM pg_database") if NAME.fullmatch(row[0])}
        if name not in kept:
            for other in () if os.environ.get("DATABASE_URL") else kept:  # a server of others may serve other versions
                lock.execute(DROP.format(other))
            _make(server, name)
    return name


def _digest() -> str:
    """Of all migrations as they stand in their files."""
    found = hashlib.sha256()
    for key, migration in sorted(MigrationLoader(None).disk_migrations.items()):
        found.update(repr(key).encode() + Path(inspect.getfile(type(migration))).read_bytes())
    return found.hexdigest()[:16]


def _make(server: str, name: str) -> None:
    with own_database("migrating", server=server) as url:
        command = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--no-input"]
        subprocess.run(command, cwd=ROOT, env=environment(url), check=True)
        ask(server, f"ALTER DATABASE {name_in(url)} RENAME TO {name}")
    ask(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
