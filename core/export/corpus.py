"""An interchange file read again document by document: what every other format is written from.

So a format needs no query of its own, and a release, which is frozen as such a file, can be written in any format
at any time.
"""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

Line = dict[str, Any]


@dataclass(frozen=True)
class Head:
    """What stands before the documents, and the readers: lines of the interchange file as objects."""

    file: Line
    codebook: Line
    outlets: tuple[Line, ...]
    reviewers: tuple[Line, ...]
    sources: tuple[Line, ...] = ()
    speakers: tuple[Line, ...] = ()

    @property
    def facets(self) -> tuple[str, ...]:
        """The keys of the codebook's facets, in order."""
        return tuple(facet["key"] for facet in self.codebook["facets"])

    @property
    def labels(self) -> tuple[str, ...]:
        """The keys of the codebook's labels, in order."""
        return tuple(label["key"] for label in self.codebook["labels"])


@dataclass(frozen=True)
class DocumentLines:
    """One document with all that is said of it, in the order of the file; the line `document` has no `text` where the
    corpus goes without. `claims`: mark -> the claim that it states, which marks of other documents may state too."""

    document: Line
    readings: list[Line]
    annotations: list[Line]
    links: list[Line]
    decisions: list[Line]
    assessments: list[Line] = field(default_factory=list)
    citations: list[Line] = field(default_factory=list)
    claims: dict[str, Line] = field(default_factory=dict)


@dataclass
class Losses:
    """What a format could not carry: reason -> how often, and one sentence each. Counted while it is written."""

    counts: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def add(self, code: str, reason: str, n: int = 1) -> None:
        """Count `n` things lost for this reason."""
        if n:
            self.counts[code] = self.counts.get(code, 0) + n
            self.reasons[code] = reason

    def data(self, format_name: str) -> dict[str, Any]:
        """The content of `loss_report.json`."""
        return {
            "format": format_name,
            "lost": [
                {"code": code, "n": self.counts[code], "reason": self.reasons[code]} for code in sorted(self.counts)
            ],
        }  # fmt: skip


class Corpus:
    """An interchange file of ours, in the order that `interchange.write` gives it."""

    def __init__(self, path: Path) -> None:
        """Finds where each type of line begins: reads the file once, without parsing it."""
        self.path = path
        self._begins = _beginnings(path)
        names = ("file", "codebook", "outlet", "reviewer", "source", "speaker")
        file, codebook, *rows = (tuple(self._lines(name)) for name in names)
        self.head = Head(file[0], codebook[0], *rows)

    def documents(self) -> Iterator[DocumentLines]:
        """Documents by key, each with its lines; in memory is one at a time, and all claims."""
        of_document = {
            name: _Run(self._lines(name), lambda line: line["document"])
            for name in ("reading", "annotation", "decision", "assessment")
        }
        links = _Run(self._lines("link"), lambda line: line["from"])
        citations = _Run(self._lines("citation"), lambda line: line["annotation"])
        claims = {mark: line for line in self._lines("claim") for mark in line["annotations"]}
        for document in self._lines("document"):
            found = {name: run.take({document["id"]}) for name, run in of_document.items()}
            marks = {mark["id"] for mark in found["annotation"]}
            yield DocumentLines(
                document, found["reading"], found["annotation"], links.take(marks), found["decision"],
                found["assessment"], citations.take(marks), {mark: claims[mark] for mark in marks & claims.keys()},
            )  # fmt: skip

    def lines(self, type_: str) -> Iterator[bytes]:
        """The lines of one type as they stand, line feeds included."""
        if type_ not in self._begins:
            return
        with self.path.open("rb") as file:
            file.seek(self._begins[type_])
            start = _start(type_)
            for line in file:
                if not line.startswith(start):
                    return
                yield line

    def _lines(self, type_: str) -> Iterator[Line]:
        return map(json.loads, self.lines(type_))


class _Run:
    """Lines that are taken as long as they belong to what is looked at."""

    def __init__(self, lines: Iterator[Line], owner: Callable[[Line], str]) -> None:
        self._lines, self._owner = lines, owner
        self._next = next(lines, None)

    def take(self, owners: Collection[str]) -> list[Line]:
        """All lines from here on that belong to one of these."""
        found = []
        while self._next is not None and self._owner(self._next) in owners:
            found.append(self._next)
            self._next = next(self._lines, None)
        return found


def _start(type_: str) -> bytes:
    return b'{"type":"' + type_.encode() + b'"'


def _beginnings(path: Path) -> dict[str, int]:
    """Line type -> where its first line begins, in bytes."""
    found: dict[str, int] = {}
    with path.open("rb") as file:
        _scan(file, found)
    return found


def _scan(file: BinaryIO, found: dict[str, int]) -> None:
    place, start = 0, b"\x00"
    for line in file:
        if not line.startswith(start):
            type_ = line[len(b'{"type":"') : line.index(b'"', len(b'{"type":"'))].decode()
            found[type_], start = place, _start(type_)
        place += len(line)
