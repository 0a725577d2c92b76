"""The folder of a release: rows from one snapshot, every other format from what they were frozen as, cards from facts.

Nothing in it depends on when or where it is written: the same rows give the same bytes.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.access import Viewer
from core.export import figures, interchange, table
from core.export.bundle import Part, pieces, remove, write_zip
from core.export.cards.about import About, about_release
from core.export.cards.citation import citation
from core.export.cards.croissant import croissant
from core.export.cards.facts import Facts, facts_of
from core.export.cards.limits import limits
from core.export.cards.manifest import NAME as MANIFEST
from core.export.cards.manifest import manifest
from core.export.cards.readme import readme
from core.export.corpus import Corpus, DocumentLines
from core.export.parquet.files import CARD, MEDIA_TYPE, METADATA
from core.export.parquet.schema import Table, tables_of
from core.export.parquet.writing import written as table_written
from core.export.registry import FORMATS, Format, written
from core.export.scope import Choice, Scope
from core.export.snapshot import snapshot
from core.models import Release, ReleaseName, Texts
from core.queries.releases import FIRST, Chosen, chosen, folder_of
from core.queries.stored import nothing_kept
from core.services.codebooks import codebook_data
from core.services.progress import Progress, unheard
from core.services.releasing import Hashed

_JSON, _MARKDOWN, _ZIP = "application/json", "text/markdown; charset=utf-8", "application/zip"
_ROWS_TOLD = 5_000  # rows between two words about how far it is
_OF_ROWS = 3  # files with all marks that come straight from the store


@dataclass(frozen=True)
class Written:
    """What was written, and of what: for the row of the release. `chosen` names what was left out."""

    files: list[Hashed]
    facts: Facts
    chosen: Chosen
    readings: frozenset[int]


def write_release(release: Release, viewer: Viewer, progress: Progress = unheard) -> Written:
    """Write the files of a release, made by this viewer, into its folder, which is there whole or not at all.

    Whatever lay there of a try before is gone. Needs the names of everybody (`releasing.name_everybody`). Errors:
    `Cancelled`, `OSError`; then nothing is left.
    """
    folder = folder_of(release)
    part = folder.with_name(f"{folder.name}.part")
    remove(part)
    part.mkdir(parents=True)
    try:
        found = _Writing(release, viewer, part, progress).write()
        remove(folder)
        part.rename(folder)
    except BaseException:
        remove(part)
        raise
    return found


def scope_of_release(release: Release, viewer: Viewer, documents: Iterable[int]) -> Scope:
    """The rows of a release: what its maker may see, submitted, of these documents, under its names."""
    names = dict(ReleaseName.objects.filter(release=release).values_list("reviewer_id", "name"))
    choice = Choice(release.texts, release.layers, release.reviewer_kind, True, names, frozenset(documents))
    return Scope(release.project, viewer, choice)


class _Writing:
    """One release being written: its files so far, and how far it is."""

    def __init__(self, release: Release, viewer: Viewer, folder: Path, progress: Progress) -> None:
        self.release, self.viewer, self.folder, self.progress = release, viewer, folder, progress
        self.about: About = about_release(release)
        self.files: list[Hashed] = []
        self.formats = [row for row in FORMATS if row.files and (release.texts == Texts.FULL or not row.needs_text)]
        self.n_marks = self.n_done = 0

    def write(self) -> Written:
        """All files; the manifest last."""
        with snapshot(), nothing_kept():
            found = chosen(self.viewer, self.release.layers, self.release.reviewer_kind)
            scope = scope_of_release(self.release, self.viewer, found.documents)
            tables = list(tables_of(scope))
            facts = facts_of(scope) | {"left_out": {"withheld": len(found.withheld), "unread": len(found.unread)}}
            self.n_marks = facts["counts"]["annotations"]
            self._rows(scope, tables)
            codebook = codebook_data(scope.codebook)
            report = self._figures(scope, codebook)
            readings = frozenset(scope.readings().order_by().values_list("pk", flat=True))
        for row in self.formats:
            self._format(row)
        facts |= {"agreement": figures.in_short(report)}
        facts |= {"limits": limits(facts)}
        self._cards(facts, tables, codebook)
        return Written(self.files, facts, found, readings)

    def _rows(self, scope: Scope, tables: list[Table]) -> None:
        """The files straight from the store."""
        lines = self._told(interchange.write(scope), "corpus.jsonl")
        self._file(FIRST, lines, "application/x-ndjson", "Everything, one object a line; can be loaded again")
        rows = self._told(table.write(scope), "annotations.csv")
        self._file("annotations.csv", rows, "text/csv; charset=utf-8", "One row a mark, one column a detail")
        for row in tables:
            self._tell(f"Writing {row.file_name}")
            self._file(row.file_name, table_written(row, scope), MEDIA_TYPE, row.about)
        self.n_done = _OF_ROWS * self.n_marks

    def _figures(self, scope: Scope, codebook: Mapping[str, Any]) -> dict[str, Any] | None:
        self._tell("Measuring agreement")
        report = figures.agreement(self.viewer, scope)
        self._json("codebook.json", codebook, "Labels, details and their values")
        if report is not None:
            self._json("agreement.json", report, "How far readers agreed, with intervals")
        self._json("comparison.json", figures.comparison(self.viewer, scope), "Counts, rates and shares by origin")
        return report

    def _format(self, row: Format) -> None:
        """One format as one zip, from the frozen lines."""
        path = self.folder / f"{row.name}.zip"
        write_zip(path, written(row, _Heard(self.folder / FIRST, self._heard(f"Writing {path.name}"))))
        self.files.append(hashed(path, _ZIP, f"{row.title}; offsets in {row.unit}s"))

    def _cards(self, facts: Facts, tables: list[Table], codebook: dict[str, Any]) -> None:
        self._file(CARD, [readme(self.about, facts, tables, codebook)], _MARKDOWN, "What this is: the card")
        self._file("CITATION.cff", [citation(self.about)], "application/yaml", "How to cite it")
        named = [row for row in self.files if row.name not in (CARD, "CITATION.cff")]
        self._file(METADATA, [croissant(self.about, named, tables)], _JSON, "Croissant metadata, for programs")
        self._file(MANIFEST, [manifest(self.about, facts, self.files)], _JSON, "All files with size and SHA-256")

    def _json(self, name: str, data: Any, about: str) -> None:
        self._file(name, [json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"], _JSON, about)

    def _file(self, name: str, content: Iterable[bytes], media_type: str, about: str) -> None:
        """Write one file, sure to be on the disk."""
        digest, n_bytes = hashlib.sha256(), 0
        with (self.folder / name).open("wb", buffering=1 << 20) as file:
            for piece in content:
                digest.update(piece)
                n_bytes += file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        self.files.append(Hashed(name, media_type, n_bytes, digest.hexdigest(), about))

    def _tell(self, message: str) -> None:
        self.progress(self.n_done, self.n_marks * (_OF_ROWS + len(self.formats)), "rows", message)

    def _told(self, lines: Iterator[bytes], name: str) -> Iterator[bytes]:
        """The lines, with word about how far it is."""
        begin = self.n_done
        for number, line in enumerate(lines):
            if number % _ROWS_TOLD == 0:
                self.n_done = min(begin + number, begin + self.n_marks)
                self._tell(f"Writing {name}")
            yield line
        self.n_done = begin + self.n_marks

    def _heard(self, message: str) -> Any:
        def heard(n_marks: int) -> None:
            self.n_done += n_marks
            self._tell(message)

        return heard


class _Heard(Corpus):
    """A frozen file that tells how many marks of it were taken."""

    def __init__(self, path: Path, heard: Any) -> None:
        super().__init__(path)
        self._hear = heard

    def documents(self) -> Iterator[DocumentLines]:
        """As they come."""
        for document in super().documents():
            self._hear(len(document.annotations))
            yield document


def hashed(path: Path, media_type: str, about: str) -> Hashed:
    """A file that was written, with its hash; sure to be on the disk."""
    digest, n_bytes = hashlib.sha256(), 0
    for piece in pieces(path):
        digest.update(piece)
        n_bytes += len(piece)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return Hashed(path.name, media_type, n_bytes, digest.hexdigest(), about)


def parts_of(folder: Path, names: Iterable[str]) -> Iterator[Part]:
    """Files of a release for one download."""
    for name in names:
        yield Part(name, pieces(folder / name))


@dataclass(frozen=True)
class Planned:
    """What a release would hold if it were made now, and the keys of the documents that it would leave out."""

    n_documents: int
    n_readings: int
    n_marks: int
    n_decisions: int
    withheld: Sequence[str]
    unread: Sequence[str]


def planned(viewer: Viewer, layers: str, kind: str = "") -> Planned:
    """A look ahead, of what this viewer may see. Eight queries. Errors: `Forbidden`."""
    viewer.require("release")
    found = chosen(viewer, layers, kind)
    choice = Choice(Texts.NONE, layers, kind, submitted=True, documents=found.documents)
    scope = Scope(viewer.project, viewer, choice)
    return Planned(
        len(found.documents), scope.readings().count(), scope.annotations().count(), scope.decisions().count(),
        found.withheld, found.unread,
    )  # fmt: skip
