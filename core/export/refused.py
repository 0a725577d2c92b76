"""What a job refused, as a file to work through."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict

from core.queries.jobs import JobError

_COMPUTED = ("=", "+", "-", "@", "\t", "\r")


def errors_csv(errors: Sequence[JobError]) -> bytes:
    """For spreadsheets: place, code, reason. A cell that they would compute gets an apostrophe before it."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow(["place", "code", "reason"])
    writer.writerows([_as_text(cell) for cell in asdict(row).values()] for row in errors)
    return sink.getvalue().encode()


def errors_jsonl(errors: Sequence[JobError]) -> bytes:
    """For programs: one object a line, exactly as it is."""
    return b"".join(json.dumps(asdict(row), ensure_ascii=False).encode() + b"\n" for row in errors)


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_COMPUTED) else cell


WRITERS: dict[str, tuple[str, Callable[[Sequence[JobError]], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", errors_csv),
    "jsonl": ("application/x-ndjson", errors_jsonl),
}
