"""The two corpora that come with the program: `demo` (invented) and `seeds` (five real articles, without texts).

Loading again does nothing, adds documents whose texts were missing, or, when the manifest is newer, upgrades
what it brought, without touching anybody else's readings.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core.errors import DomainError, Invalid
from core.importing.interchange import EVERYTHING, import_objects
from core.importing.lines import read_objects
from core.importing.report import Place, Report, Tally
from core.importing.run import Run, begin
from core.importing.upgrading import upgrade
from core.importing.upgrading_ledger import bring_in_line, cut, unknown_lines
from core.models import Document, Outlet, Project, ReviewerKind
from core.services.codebooks import default_codebook
from core.services.projects import create_project
from core.services.reusing import bring_up_to_date
from core.text import canonical

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
HANGING = ("link", "claim", "citation")
_LOCK = 7_105_112  # any number that no other advisory lock of this program uses


@dataclass(frozen=True)
class Corpus:
    """What is loaded under which slug, from which file."""

    slug: str
    name: str
    figures_from: str
    path: Path


DEMO = Corpus(
    "demo",
    "China in the fentanyl trade: the invented corpus",
    ReviewerKind.SIMULATED,
    SEEDS / "demo.jsonl",
)
ARTICLES = Corpus("seeds", "China in the fentanyl trade", ReviewerKind.MACHINE, SEEDS / "articles.jsonl")


@dataclass(frozen=True)
class Loaded:
    """What loading did. `missing` and `differing` are file names of texts; `report` None when all was there."""

    project: Project | None
    missing: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    report: Report | None = None
    upgraded: bool = False

    def __iter__(self) -> Iterator[str]:
        """What a person should read about it: sentences, none when there is nothing to say."""
        if self.missing:
            yield f"Texts that are not in the folder: {', '.join(self.missing)}."
        if self.differing:
            yield f"Texts that are not the ones the marks were made on: {', '.join(self.differing)}."


def load_demo(corpus: Corpus = DEMO) -> Loaded:
    """The invented corpus: made, upgraded, or found as it should be."""
    raw = corpus.path.read_bytes()
    return _compared(_load(corpus, raw, _lines(raw), (), ()))


def load_seeds(texts: Path, corpus: Corpus = ARTICLES) -> Loaded:
    """The five articles, as far as their texts lie in the folder; without any, nothing is made.

    A text is taken when the SHA-256 of its stored form is the manifest's. Texts that are stored already are
    not read again.
    """
    raw = corpus.path.read_bytes()
    lines = _lines(raw)
    stored = dict(
        Document.objects.filter(project__slug=corpus.slug).values_list("key", "text")
        if _is_newer(corpus, raw)
        else Document.objects.filter(project__slug=corpus.slug).values_list("key", "sha256")
    )
    missing: list[str] = []
    differing: list[str] = []
    texts_by_key: dict[str, str] = {}
    for line in lines:
        if line["type"] != "document":
            continue
        if line["id"] in stored:
            texts_by_key[line["id"]] = stored[line["id"]]
            continue
        text = _text(texts / line["file"], line["sha256"])
        if text is None:
            present = (texts / line["file"]).is_file()
            (differing if present else missing).append(line["file"])
        else:
            texts_by_key[line["id"]] = text
    if not texts_by_key:
        return Loaded(None, tuple(missing), tuple(differing))
    return _compared(_load(corpus, raw, list(_filled(lines, texts_by_key)), tuple(missing), tuple(differing)))


def _compared(loaded: Loaded) -> Loaded:
    """The same, once it is known what its texts share. One query where nothing is new."""
    if loaded.project is not None:
        bring_up_to_date(loaded.project)
    return loaded


def _is_newer(corpus: Corpus, raw: bytes) -> bool:
    """Whether the manifest is not the one that the project was last loaded from."""
    digest = hashlib.sha256(raw).hexdigest()
    return not Project.objects.filter(slug=corpus.slug, seeds_sha256=digest).exists()


def _lines(raw: bytes) -> list[dict[str, Any]]:
    lines = []
    for number, data in read_objects(raw.splitlines(keepends=True)):
        if isinstance(data, DomainError):
            raise Invalid(f"The manifest cannot be read, line {number}: {data.message}")
        lines.append(data)
    return lines


def _text(path: Path, sha256: str) -> str | None:
    """The stored form of a text file if it is the one meant."""
    try:
        text = canonical.decode(path.read_bytes())
    except (OSError, Invalid):
        return None
    return text if canonical.sha256(text) == sha256 else None


def _filled(lines: Iterable[Mapping[str, Any]], texts: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The manifest as an interchange file: with texts, and only what concerns documents that have one."""
    kept: set[str] = set()
    for line in lines:
        if line["type"] == "document":
            if line["id"] in texts:
                yield {key: value for key, value in line.items() if key != "file"} | {"text": texts[line["id"]]}
        elif line["type"] in ("reading", "annotation"):
            if line["document"] in texts:
                kept.add(line.get("id", ""))
                yield dict(line)
        elif left := cut(line, kept) if line["type"] in HANGING else line:
            yield dict(left)


@transaction.atomic
def _load(
    corpus: Corpus,
    raw: bytes,
    lines: list[dict[str, Any]],
    missing: tuple[str, ...],
    differing: tuple[str, ...],
) -> Loaded:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    project = Project.objects.filter(slug=corpus.slug).first()
    changed = _changed_texts(corpus, lines)
    if changed:
        kept = {line["id"] for line in lines if line["type"] == "document"} - changed
        lines = list(_of_documents(lines, kept, set()))
        differing = (*differing, *sorted(changed))
    wanted, whole = {line["id"] for line in lines if line["type"] == "document"}, lines
    if project and not _is_newer(corpus, raw):
        known = set(Document.objects.filter(project=project).values_list("key", flat=True))
        if wanted <= known:
            return Loaded(project, missing, differing)
        outlets = set(Outlet.objects.filter(project=project).values_list("key", flat=True))
        lines = list(_of_documents(lines, wanted - known, outlets))
    elif project:
        upgrade(_begun(project), lines)
    known_before = project
    if project:
        lines = [dict(line) for line in unknown_lines(_begun(project), lines)]
    is_upgrade = project is not None and _is_newer(corpus, raw)
    project = project or create_project(
        corpus.slug, name=corpus.name, codebook=default_codebook(), figures_from=corpus.figures_from
    )
    report = import_objects(project, ((Place(n), line) for n, line in enumerate(lines, start=1)))
    if report.refusals:
        raise Invalid(f"The manifest {corpus.path.name} does not hold: {report.refusals[0]}", "manifest_invalid")
    if known_before:
        bring_in_line(_begun(project), whole)
    project.seeds_sha256 = hashlib.sha256(raw).hexdigest()
    project.save(update_fields=["seeds_sha256"])
    return Loaded(project, missing, differing, report, is_upgrade)


def _begun(project: Project) -> Run:
    return begin(project, Tally(), by=None, now=timezone.now(), adds=EVERYTHING)


def _changed_texts(corpus: Corpus, lines: Iterable[Mapping[str, Any]]) -> set[str]:
    """Documents that are stored with another text than the manifest means: a stored text never changes."""
    stored = dict(Document.objects.filter(project__slug=corpus.slug).values_list("key", "sha256"))
    return {
        line["id"]
        for line in lines
        if line["type"] == "document" and line["id"] in stored and stored[line["id"]] != line["sha256"]
    }


def _of_documents(lines: Iterable[dict[str, Any]], keys: set[str], outlets: set[str]) -> Iterator[dict[str, Any]]:
    """What concerns these documents only: the others are stored, and people may have worked on them."""
    kept: set[str] = set()
    for line in lines:
        document = line.get("document") or (line["id"] if line["type"] == "document" else None)
        if line["type"] in HANGING:
            if left := cut(line, kept):
                yield dict(left)
        elif line["type"] == "outlet" and line["id"] in outlets:
            continue  # known, and perhaps edited here since
        elif document is None or document in keys:
            kept.add(line.get("id", ""))
            yield line
