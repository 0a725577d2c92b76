"""Runs what pg_dump and pg_restore say as SQL over a connection of ours, which may be within a transaction."""

import re
from collections.abc import Iterable, Iterator

from django.db.backends.utils import CursorWrapper

_COPY = re.compile(rb"COPY .* FROM stdin;\n")
_END_OF_ROWS = b"\\.\n"
# Of psql, not SQL; there already; unknown to servers before 17.
_SKIPPED = (b"\\restrict ", b"\\unrestrict ", b"CREATE SCHEMA public;", b"SET transaction_timeout ")


def lines_of(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from (line + b"\n" for line in whole)
    if rest:
        yield rest


def run_script(cursor: CursorWrapper, lines: Iterator[bytes]) -> None:
    """What pg_restore says as SQL, statement by statement: rows of a table between COPY and its end as they come."""
    script: list[bytes] = []
    for line in lines:
        if line.startswith(_SKIPPED):
            continue
        if not _COPY.fullmatch(line):
            script.append(line)
            continue
        _execute(cursor, script)
        script = []
        with cursor.copy(line.decode()) as rows:
            for row in lines:
                if row == _END_OF_ROWS:
                    break
                rows.write(row)
    _execute(cursor, script)


def _execute(cursor: CursorWrapper, script: list[bytes]) -> None:
    if statements := b"".join(script).strip():
        cursor.execute(statements.decode())
