"""An import that people asked for: their files, read in a process with limits, stored all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.access import Viewer
from core.errors import Cancelled, DomainError
from core.importing.apart import read_apart
from core.importing.asking import asked_of
from core.importing.interchange import ANNOTATIONS, EVERYTHING, import_objects
from core.importing.registry import DOCUMENTS
from core.importing.report import Place, Remark, Report
from core.importing.source import Numbered, Source, known_of
from core.jobs.line import HandedBack
from core.models import Document
from core.models.jobs import Job
from core.queries.jobs import asker
from core.services import uploads
from core.services.progress import Progress
from core.services.reusing import bring_up_to_date

MOST_LISTED = 20_000
MOST_SHOWN = 50
_TELL_EVERY = 50
_BY_LINES = (".jsonl", ".csv", ".tsv")


def run_import(job: Job, progress: Progress) -> dict[str, Any]:
    """The report of the import: counts by type, refusals and notes by file and line, and the first documents that the
    files hold. One transaction; the same files again change nothing. What new texts share is found after it.

    Errors: `NotFound` when an upload is gone, `Forbidden` when who asked may no longer import, `Cancelled`.
    """
    uploads.forget_old()
    viewer, asked = asker(job), asked_of(job.asked)
    viewer.require("import")
    source = _source(viewer, asked.uploads)
    watched = _Watched(progress, _n_lines(source, asked.format), keeps_lines=asked.dry_run)
    watched.tell()
    objects = read_apart(
        asked.format, source, known_of(viewer.project, asked.wish), tick=watched.tell,
        within=uploads.folder(),
    )  # fmt: skip
    report = import_objects(
        viewer.project, watched.passing(objects), dry_run=asked.dry_run, skip_refused=asked.skip_refused,
        by=viewer.user if viewer.user.pk else None, adds=_adds(viewer, asked.format), most_listed=MOST_LISTED,
    )  # fmt: skip
    if report.stored:
        _compare(viewer, progress)
        watched.finish()
    return report.data() | {"job": str(job.uuid), "format": asked.format, "documents": watched.shown(viewer, report),
                            "tables": watched.tables}  # fmt: skip


def _compare(viewer: Viewer, progress: Progress) -> None:
    """What the new texts share. The import is stored already: cancelled here, pages say that texts wait for it."""
    try:
        bring_up_to_date(viewer.project, progress)
    except HandedBack:
        raise
    except Cancelled:
        return


def _adds(viewer: Viewer, format_name: str) -> frozenset[str]:
    """What files of this format may bring: marks alone in other people's formats; a codebook from owners only."""
    if format_name not in ("jsonl", DOCUMENTS.name):
        return ANNOTATIONS
    return EVERYTHING if viewer.may("manage") else EVERYTHING - {"codebook"}


def _source(viewer: Viewer, ids: Any) -> Source:
    """The uploaded files under the names they came with; a name that comes twice gets a number."""
    files: dict[str, Path] = {}
    for upload in uploads.uploads_of(viewer.project, ids):
        name, n = upload.name, 1
        while name in files:
            n += 1
            stem, dot, suffix = upload.name.rpartition(".")
            name = f"{stem} ({n}).{suffix}" if dot else f"{upload.name} ({n})"
        files[name] = upload.path
    return Source(files)


def _n_lines(source: Source, format_name: str) -> int:
    """How many lines there are to read; 0 where that is not known beforehand."""
    if format_name == DOCUMENTS.name and all(name.lower().endswith((".txt", ".html", ".htm")) for name in source.files):
        return len(source.files)
    if not all(name.lower().endswith(_BY_LINES) for name in source.files):
        return 0
    return sum(_count(path) for path in source.files.values())


def _count(path: Path) -> int:
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))


@dataclass
class _Watched:
    """Counts lines on their way, and remembers what a person is shown of them before they are stored."""

    progress: Progress
    n_total: int
    keeps_lines: bool
    n_done: int = 0
    documents: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)

    def tell(self) -> None:
        """How far it is; raises `Cancelled`."""
        self.progress(min(self.n_done, self.n_total) if self.n_total else self.n_done, self.n_total, "lines",
                      "Checking" if self.keeps_lines else "Importing")  # fmt: skip

    def passing(self, objects: Numbered) -> Numbered:
        """The same lines."""
        for at, found in objects:
            if isinstance(found, Remark):
                if found.code == "table_read" and len(self.tables) < MOST_SHOWN:
                    self.tables.append({"file": at.file} | dict(found.details))
            else:
                self._count(at, found)
            yield at, found
        self.finish()

    def finish(self) -> None:
        """All lines are read."""
        self.progress(self.n_done, self.n_total and max(self.n_total, self.n_done), "lines", "Finishing")

    def _count(self, at: Place, found: Mapping[str, Any] | DomainError) -> None:
        self.n_done += 1
        if self.n_done % _TELL_EVERY == 0:
            self.tell()
        is_document = not isinstance(found, DomainError) and found.get("type") == "document"
        if is_document and self.keeps_lines and len(self.documents) < MOST_SHOWN:
            self.documents.append(_shown(at, found))  # type: ignore[arg-type]  # a mapping, as just asked

    def shown(self, viewer: Viewer, report: Report) -> list[dict[str, Any]]:
        """The first documents of a dry run, each with what would become of it. One query."""
        refused = {(row.file, row.line) for row in report.refusals if row.type == "document"}
        keys = [row["id"] for row in self.documents]
        known = set(Document.objects.filter(project=viewer.project, key__in=keys).values_list("key", flat=True))
        return [
            row | {"state": "refused" if (row["file"], row["line"]) in refused
                   else "unchanged" if row["id"] in known else "added"}
            for row in self.documents
        ]  # fmt: skip


def _shown(at: Place, line: Mapping[str, Any]) -> dict[str, Any]:
    text = line.get("text")
    facts = {name: str(line.get(name) or "")[:200] for name in ("id", "title", "outlet", "published_on", "author")}
    return {"file": at.file, "line": at.line, "n_characters": len(text) if isinstance(text, str) else 0} | facts
