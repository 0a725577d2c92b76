"""The formats that a corpus can be written in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.access import Viewer
from core.errors import Invalid
from core.export import interchange, table
from core.export.scope import Scope, scope_of
from core.export.snapshot import snapshot
from core.models import Project


@dataclass(frozen=True)
class Format:
    """One way to write a corpus. `lossless`: it can be read back as it was."""

    name: str
    title: str
    media_type: str
    suffix: str
    lossless: bool
    write: Callable[[Scope], Iterator[bytes]]


FORMATS = (
    Format("jsonl", "Interchange file (JSON Lines)", "application/x-ndjson", ".jsonl", True, interchange.write),
    Format("csv", "One long table (CSV)", "text/csv; charset=utf-8", ".csv", False, table.write),
)
PIECE_BYTES = 65_536
LATER = ("parquet", "w3c", "brat", "cas-json", "cas-xmi", "label-studio", "doccano", "refi-qda", "conll")


def format_of(name: str) -> Format:
    """The format of that name; `Invalid` (`unknown_format`) says which there are."""
    found = next((row for row in FORMATS if row.name == name), None)
    if found is None:
        known = ", ".join(row.name for row in FORMATS)
        word = "comes in a later version" if name in LATER else "is no format of this program"
        raise Invalid(f"{name!r:.40} {word}; this one writes: {known}.", "unknown_format")
    return found


def export(whose: Project | Viewer, format_name: str) -> Iterator[bytes]:
    """A corpus in that format, as bytes: all of a project, or what a viewer may see of it.

    Right and format are checked at once; rows come from one snapshot as they are asked for. Errors:
    `Invalid` (`unknown_format`), `Forbidden`.
    """
    format_, scope = format_of(format_name), scope_of(whose)
    return _stream(format_, scope)


def _stream(format_: Format, scope: Scope) -> Iterator[bytes]:
    """The writer's lines in pieces of about 64 kB, from one snapshot."""
    with snapshot():
        piece: list[bytes] = []
        size = 0
        for line in format_.write(scope):
            piece.append(line)
            size += len(line)
            if size >= PIECE_BYTES:
                yield b"".join(piece)
                piece, size = [], 0
        if size:
            yield b"".join(piece)
