"""Corpora made up at random, and the ways that tests send them: out, in, out again."""

import json
import uuid
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from hypothesis import strategies as st

from core.export.bundle import LOSS_REPORT, write_folder
from core.export.corpus import Corpus
from core.export.registry import export, format_of, written
from core.importing.interchange import ANNOTATIONS
from core.importing.registry import import_from
from core.importing.report import Report
from core.importing.source import Source, source_of
from core.models import Project
from core.services import codebooks
from tests.core.export import ledgers
from tests.core.importing.files import FILE, ID, empty_project, take

Line = dict[str, Any]

FIXTURE = Path(__file__).resolve().parents[3] / "fixtures" / "text" / "awkward.json"
TEXTS = [
    case["text"] for case in json.loads(FIXTURE.read_text(encoding="utf-8"))["cases"]
    if case["text"].strip() and not case["text"].startswith("\ufeff") and "\r" not in case["text"]
]  # fmt: skip
FACETS = codebooks.default_codebook()["facets"]
AWKWARD = st.text(
    st.one_of(st.sampled_from('"\\\n\t,;=@’“ \u00a0\u2028👩\u200d👧é'), st.characters(exclude_categories=["Cs", "Cc"])),
    max_size=40,
)  # fmt: skip


def values_of(facet: Line, label: str) -> st.SearchStrategy[str]:
    """The values that a facet may have on a mark with this label."""
    kind = facet.get("kind", "choice")
    if kind == "flag":
        return st.just("yes")
    if kind == "text":
        return AWKWARD.filter(bool)
    return st.sampled_from([row["key"] for row in facet["values"] if row.get("label", label) == label])


@st.composite
def marks(draw: st.DrawFn, texts: list[str]) -> Line:
    """One mark anywhere; half of them on one of two places of the text, so that many have the same words."""
    number = draw(st.integers(0, len(texts) - 1))
    length = len(texts[number])
    start = draw(st.one_of(st.sampled_from([0, length // 2]), st.integers(0, length - 1)))
    end = draw(st.one_of(st.just(length), st.integers(start + 1, length)))
    label = draw(st.sampled_from(["evidence", "assertion", "opinion"]))
    chosen = draw(st.lists(st.sampled_from(FACETS), unique_by=lambda facet: facet["key"], max_size=6))
    facets = {facet["key"]: draw(values_of(facet, label)) for facet in chosen}
    line = {
        "type": "annotation", "id": str(draw(st.uuids())), "document": f"d{number}",
        "reviewer": draw(st.sampled_from(["r1", "r2"])), "start": start, "end": end,
        "quote": texts[number][start:end], "label": label, "facets": facets, "note": draw(AWKWARD),
    }  # fmt: skip
    if draw(st.booleans()):
        line["created_at"] = draw(st.sampled_from(["2026-11-21T09:30:00Z", "2026-11-21T09:30:00.000001Z"]))
    return line


@st.composite
def readings(draw: st.DrawFn, found: list[Line]) -> list[Line]:
    """For some who marked something, what they read: all, or up to their last mark."""
    by_reading: dict[tuple[str, str], list[Line]] = {}
    for line in found:
        by_reading.setdefault((line["document"], line["reviewer"]), []).append(line)
    rows: list[Line] = []
    for (document, reviewer), of_reading in by_reading.items():
        if draw(st.booleans()):
            last = max(line["start"] for line in of_reading) + 1
            choices: list[Line] = [{}, {"ranges": [[0, last]]}, {"sighted": True}, {"state": "open"}]
            more = draw(st.sampled_from(choices))
            none_here = draw(st.sampled_from([[], ["evidence"], ["evidence", "opinion"]]))
            rows.append({"type": "reading", "document": document, "reviewer": reviewer, "none_here": none_here} | more)
    return rows


@st.composite
def links(draw: st.DrawFn, found: list[Line]) -> list[Line]:
    """Between some marks of one reading."""
    pairs = [
        (one["id"], two["id"]) for one in found for two in found
        if one is not two and (one["document"], one["reviewer"]) == (two["document"], two["reviewer"])
    ]  # fmt: skip
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4)) if pairs else []
    kind = st.sampled_from(["supports", "contradicts"])
    return [{"type": "link", "from": one, "to": two, "kind": draw(kind)} for one, two in chosen]


@st.composite
def corpora(draw: st.DrawFn) -> list[Line]:
    """Lines of an interchange file: awkward texts, marks that overlap, nest and share their words, every facet."""
    texts = draw(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4))
    rows: list[Line] = [FILE, {"type": "outlet", "id": "o", "name": draw(AWKWARD.filter(str.strip))}]
    for number, text in enumerate(texts):
        line = {"type": "document", "id": f"d{number}", "outlet": "o", "title": draw(AWKWARD), "text": text}
        if draw(st.booleans()):
            line["excluded"] = [{"start": 0, "end": 1, "reason": draw(AWKWARD)}]
        if draw(st.booleans()):
            line["sections"] = [{"start": 0, "end": len(text), "outlet": "o", "title": draw(AWKWARD)}]
        rows.append(line)
    documents = rows[2:]
    draw(ledgers.versions(documents))
    cards = draw(ledgers.sources())
    rows[2:2] = [*cards, *draw(ledgers.speakers())]
    rows += [{"type": "reviewer", "id": "r1"}, {"type": "reviewer", "id": "r2", "kind": "simulated"}]
    places: dict[tuple[Any, ...], Line] = {}
    for line in draw(st.lists(marks(texts), max_size=25, unique_by=lambda line: line["id"])):
        place = (line["document"], line["reviewer"], line["start"], line["end"], line["label"])
        places[*place, line["facets"].get("target")] = line
    found = list(places.values())
    of_documents = draw(readings(found)) + draw(ledgers.assessments([row["id"] for row in documents]))
    of_marks = draw(links(found)) + draw(ledgers.claims(found)) + draw(ledgers.citations(found, cards))
    return rows + of_documents + found + of_marks


def awkward_lines() -> list[Line]:
    """Every awkward text with a mark on each third of it and one on the whole, the last two linked."""
    lines: list[Line] = [FILE]
    lines += [{"type": "document", "id": f"t{n}", "text": text} for n, text in enumerate(TEXTS)]
    lines += [{"type": "reviewer", "id": "r1"}, {"type": "reviewer", "id": "r2", "kind": "machine"}]
    spans = [(n, text, *span) for n, text in enumerate(TEXTS)
             for span in ((0, 1), (len(text) // 3, len(text) // 3 + 1), (0, len(text)))]  # fmt: skip
    marks = [
        {"type": "annotation", "id": ID.format(number), "document": f"t{n}", "reviewer": "r2" if n % 2 else "r1",
         "start": start, "end": end, "quote": text[start:end], "label": "evidence", "note": f"{number}.\n“{text}”",
         "facets": {"speaker": text, "loaded": "yes", "target": f"{('ccp', 'china', 'other')[number % 3]}"}}
        for number, (n, text, start, end) in enumerate(spans)
    ]  # fmt: skip
    return [*lines, *marks, {"type": "link", "from": ID.format(1), "to": ID.format(2), "kind": "contradicts"}]


def exported(project: Project, format_name: str = "jsonl") -> bytes:
    """All of a project in that format."""
    return b"".join(export(project, format_name))


def lines_of(project: Project) -> list[Line]:
    """All of a project as lines of the interchange file."""
    return [json.loads(line) for line in exported(project).decode().split("\n")[:-1]]


def loaded(lines: Iterable[Line]) -> Project:
    """A project of its own that holds these lines."""
    project = empty_project(f"loaded-{uuid.uuid4().hex[:8]}")
    report = take(project, lines)
    assert report.stored, report.refusals[:3]
    return project


def frozen(project: Project, folder: Path) -> Path:
    """The interchange file of a project, in a folder."""
    path = folder / "corpus.jsonl"
    path.write_bytes(exported(project))
    return path


def corpus_file(lines: Iterable[Line], folder: Path) -> Path:
    """The interchange file that these lines become once they were stored; in its order, with defaults."""
    return frozen(loaded(lines), folder)


def write_format(project: Project, format_name: str, folder: Path) -> dict[str, int]:
    """Write the files of a format into a folder, without its loss report; what was lost: code -> how often."""
    with TemporaryDirectory() as aside:
        corpus = Corpus(frozen(project, Path(aside)))
        write_folder(folder, written(format_of(format_name), corpus))
    report = folder / LOSS_REPORT
    if not report.exists():
        return {}
    lost = json.loads(report.read_bytes())["lost"]
    report.unlink()
    return {row["code"]: row["n"] for row in lost}


class Trip(NamedTuple):
    """A project before, the project that its files of some format were read into, and what the loss report said."""

    before: list[Line]
    after: list[Line]
    report: Report
    losses: dict[str, int]

    def of(self, *types: str) -> tuple[list[Line], list[Line]]:
        """The lines of these types, before and after."""
        before, after = ([line for line in lines if line["type"] in types] for lines in (self.before, self.after))
        return before, after


def round_trip(project: Project, format_name: str, adds: frozenset[str] = ANNOTATIONS) -> Trip:
    """Write a project in a format and read that into another one that has the documents, and nothing else, already."""
    before = lines_of(project)
    documents = [line for line in before if line["type"] in ("file", "codebook", "outlet", "document")]
    other = loaded({key: value for key, value in line.items() if key != "adjudicated_at"} for line in documents)
    with TemporaryDirectory() as folder:
        losses = write_format(project, format_name, Path(folder))
        report = import_from(other, format_name, source_of(Path(folder)), adds=adds)
    return Trip(before, lines_of(other), report, losses)


def source(folder: Path, files: dict[str, bytes | str]) -> Source:
    """Files of strangers: name -> content."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return source_of(folder)
