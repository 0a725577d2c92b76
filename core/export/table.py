"""One long table as CSV (RFC 4180): one row a mark, exact values, UTF-8 without a byte order mark."""

import csv
from collections.abc import Iterator, Sequence
from typing import Any

from core.export.interchange import moment
from core.export.scope import CHUNK, Scope
from core.queries.codebooks import rules_of

BEFORE = (
    "id", "document", "title", "outlet", "origin", "reviewer", "reviewer_kind", "start", "end", "quote", "label",
)  # fmt: skip
AFTER = (
    "note", "created_at", "updated_at", "version", "in_figures", "offset_unit", "text_sha256", "codebook",
    "invented",
)  # fmt: skip
_BATCH = 500


def columns(facets: Sequence[str]) -> list[str]:
    """The header: a facet has a column of its key, `facets.KEY` where the key is a column already.

    >>> columns(["voice", "note"])[11:13]
    ['voice', 'facets.note']
    """
    taken = {*BEFORE, *AFTER}
    return [*BEFORE, *(f"facets.{key}" if key in taken else key for key in facets), *AFTER]


def write(scope: Scope) -> Iterator[bytes]:
    """Header and rows, in batches. `outlet` published the document, `origin` the part that the mark stands in.

    Values are exact: cells that begin with = + - @ are left as they are. Constant memory.
    """
    facets = tuple(rules_of(scope.codebook).facets)
    sink = Sink()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow(columns(facets))
    for number, row in enumerate(_rows(scope, facets), start=1):
        writer.writerow(row)
        if number % _BATCH == 0:
            yield sink.take()
    yield sink.take()


def _rows(scope: Scope, order: Sequence[str]) -> Iterator[list[Any]]:
    codebook = scope.codebook
    after = ["code point", None, f"{codebook.key} {codebook.version}", _yes(scope.project.invented)]
    rows = scope.annotations().values_list(
        "uuid", "document__key", "document__title", "document__outlet__key", "part__outlet__key",
        "reading__reviewer__code_name", "reading__reviewer__kind", "start", "end", "quote", "label__key", "facets",
        "note", "created_at", "updated_at", "version", "in_figures", "document__sha256",
    )  # fmt: skip
    for *before, facets, note, created_at, updated_at, version, in_figures, sha256 in rows.iterator(CHUNK):
        after[1] = sha256
        yield [
            *before, *(facets.get(key, "") for key in order), note, moment(created_at), moment(updated_at),
            version, _yes(in_figures), *after,
        ]  # fmt: skip


def _yes(value: bool) -> str:
    return "yes" if value else "no"


class Sink:
    """What `csv` writes into: rows until they are taken as bytes."""

    def __init__(self) -> None:
        self.rows: list[str] = []

    def write(self, row: str) -> int:
        """Called by `csv.writer`."""
        self.rows.append(row)
        return len(row)

    def take(self) -> bytes:
        """The rows so far, as bytes."""
        rows, self.rows = self.rows, []
        return "".join(rows).encode()
