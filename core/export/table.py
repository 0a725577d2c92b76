"""One long table as CSV (RFC 4180): one row a mark, UTF-8 without a byte order mark, straight from Postgres."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO

from django.db.models import Q

from core.export.columns import FIELDS, FLAG, ORDER, TEXT, Column, columns_of, select_of
from core.export.copied import copied
from core.export.corpus import Losses
from core.export.scope import Scope
from core.models import Excluded, Section


def write(scope: Scope) -> Iterator[bytes]:
    """Header and rows. `outlet` published the document, `origin` the part that the mark stands in.

    Values are exact: cells that begin with = + - @ are left as they are. Constant memory.
    """
    return _written(scope, [replace(row, sql=_cell(row)) for row in columns_of(scope)])


def write_for_spreadsheets(scope: Scope) -> Iterator[bytes]:
    """The same, with ' before every cell of words that a spreadsheet would take for a formula: those that begin with
    = + - @ or a tab or carriage return. Such cells are not exact: what is read again by programs is `write`."""
    return _written(scope, [replace(row, sql=_harmless(_cell(row)) if row.kind == TEXT else _cell(row))
                            for row in columns_of(scope)])  # fmt: skip


def lost(scope: Scope) -> Losses:
    """What the table has no place for, counted. Fourteen queries."""
    documents, readings = scope.documents().order_by().values("pk"), scope.readings().order_by()
    losses = Losses()
    losses.add("codebook", "Names, colours, descriptions and rules of the codebook; its keys are there.")
    losses.add("texts", "Texts of documents; their hashes are there.", scope.documents().count())
    losses.add("sections", "Sections of a document with an origin of their own; a mark's origin is there.",
               Section.objects.filter(document__in=documents).count())  # fmt: skip
    losses.add("excluded", "Ranges that are no part of the article.",
               Excluded.objects.filter(document__in=documents).count())  # fmt: skip
    losses.add("readings", "What was read of a text, what was said not to be there, and unfinished readings.",
               readings.count())  # fmt: skip
    losses.add("links", "Links between marks.", scope.links().count())
    losses.add("sources", "Cards of cited sources.", scope.sources().count())
    losses.add("citations", "Sources that marks cite, and what was found there.", scope.citations().count())
    losses.add("claims", "Which marks state the same claim: marks that state one.", scope.claim_marks().count())
    losses.add("speakers", "The list of speakers; a mark's own words for its speaker are there.",
               scope.speakers().count())  # fmt: skip
    losses.add("assessments", "What readers say of a document's credibility indicators.", scope.assessments().count())
    losses.add("versions", "Which text of its article a document is.",
               scope.documents().filter(Q(version_of__isnull=False) | Q(is_current=False)).count())  # fmt: skip
    losses.add("decisions", "Rulings of adjudicators.", scope.decisions().count())
    losses.add("adjudicated", "That the rulings on a document are finished.", len(scope.finished()))
    return losses


def header(names: Sequence[str]) -> bytes:
    """The first line.

    >>> header(["id", "a, b"])
    b'id,"a, b"\\r\\n'
    """
    sink = StringIO()
    csv.writer(sink, lineterminator="\r\n").writerow(names)
    return sink.getvalue().encode()


def _written(scope: Scope, columns: Sequence[Column]) -> Iterator[bytes]:
    yield header([row.name for row in columns])
    rows = copied(
        scope.annotations(), FIELDS, select_of(columns), order=ORDER, names=scope.names, as_csv=True
    )  # fmt: skip
    for row in rows:  # each is one line of the table, whatever line feeds its cells hold
        yield row[:-1] + b"\r\n"


def _cell(column: Column) -> str:
    """Postgres writes an empty text as `""`; an empty cell is the same and what everybody writes."""
    return f"nullif({column.sql}, '')" if column.kind in (TEXT, FLAG) and column.sql[0] != "'" else column.sql


def _harmless(cell: str) -> str:
    return rf"CASE WHEN left({cell}, 1) IN ('=', '+', '-', '@', E'\t', E'\r') THEN '''' || {cell} ELSE {cell} END"
