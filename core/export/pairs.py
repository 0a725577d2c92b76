"""The pairing table as CSV (RFC 4180): which mark met which, and which met none; exact values, UTF-8 without a mark."""

import csv
from collections.abc import Iterator
from typing import Any

from core.access import Viewer
from core.queries.filters import Filters
from core.queries.pairings import Pair, Pairing, Side, pairing

_OF_MARK = ("reviewer", "id", "start", "end", "label", "quote")
COLUMNS = ("document", "passage", "iou", "same_label", "read_by_colleague",
           *(f"{side}_{name}" for side in "ab" for name in _OF_MARK))  # fmt: skip
_BATCH = 500


def pairs_csv(viewer: Viewer, filters: Filters) -> Iterator[bytes]:
    """Header and rows in batches, in the order of documents and text: a row for two marks of one passage, and a row
    for each mark that no colleague's met, without `b`.

    Filters are checked and marks are matched at once; words are fetched as rows are asked for. Errors: `Forbidden`,
    `Invalid` (`unknown_filter`).
    """
    viewer.require("export")
    return _written(pairing(viewer, filters))


def _written(found: Pairing) -> Iterator[bytes]:
    sink = Sink()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number, row in enumerate(found.rows(), start=1):
        writer.writerow(_row(row))
        if number % _BATCH == 0:
            yield sink.take()
    yield sink.take()


def _row(row: Pair) -> list[Any]:
    same = "" if row.b is None else _yes(row.a.label == row.b.label)
    iou = "" if row.iou is None else f"{row.iou:.4f}"
    nobody = [""] * len(_OF_MARK)
    return [row.document, row.unit, iou, same, _yes(row.is_comparable), *_side(row.a),
            *(nobody if row.b is None else _side(row.b))]  # fmt: skip


def _side(mark: Side) -> list[Any]:
    return [mark.reviewer, mark.uuid, mark.start, mark.end, mark.label, mark.quote]


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
