"""A small interchange file to bend: every test changes one thing in it."""

import json
from collections.abc import Iterable
from typing import Any

from core.importing.interchange import import_corpus
from core.importing.report import Report
from core.models import Project
from core.services import codebooks, projects

TEXT = "China banned it in 2019. Officials say Beijing does little 👩‍👩‍👧. There is no proof."
ID = "00000000-0000-4000-8000-{:012d}"

FILE = {"type": "file", "format": 1, "offset_unit": "code point", "invented": False}
OUTLET = {"type": "outlet", "id": "gazette", "name": "The Gazette"}
DOCUMENT = {
    "type": "document", "id": "d1", "outlet": "gazette", "title": "A title", "text": TEXT,
    "sections": [{"start": 0, "end": 24, "outlet": "gazette", "genre": "news"}],
    "excluded": [{"start": 67, "end": 84, "reason": "junk"}],
}  # fmt: skip
REVIEWER = {"type": "reviewer", "id": "r1"}
READING = {"type": "reading", "document": "d1", "reviewer": "r1", "ranges": [[0, 24], [67, 84]]}
MARK = {
    "type": "annotation", "id": ID.format(1), "document": "d1", "reviewer": "r1", "start": 0, "end": 23,
    "quote": TEXT[0:23], "label": "evidence", "facets": {"voice": "own-voice", "target": "china"},
    "note": "A note.", "created_at": "2026-11-21T09:30:00Z",
}  # fmt: skip
SECOND = MARK | {"id": ID.format(2), "start": 0, "end": 12, "quote": TEXT[0:12], "label": "assertion"}
LINK = {"type": "link", "from": ID.format(1), "to": ID.format(2), "kind": "supports"}
DECISION = {
    "type": "decision", "id": ID.format(11), "document": "d1", "start": 0, "end": 23, "quote": TEXT[0:23],
    "label": "evidence", "facets": {"voice": "own-voice", "target": "china"}, "rests_on": [ID.format(1)],
    "outcome": "accept", "reason": "A date is given.", "decided_by": "r1", "created_at": "2026-11-22T10:00:00Z",
}  # fmt: skip
BETTER = {
    "type": "decision", "id": ID.format(10), "document": "d1", "start": 0, "end": 23, "quote": TEXT[0:23],
    "facets": {}, "rests_on": [ID.format(1), ID.format(2)], "outcome": "reject", "reason": "On second thoughts.",
    "decided_by": "r1", "created_at": "2026-11-22T11:00:00Z", "supersedes": ID.format(11),
}  # fmt: skip
CORPUS = (FILE, OUTLET, DOCUMENT, REVIEWER, READING, MARK, SECOND, LINK)
SOURCE = {"type": "source", "id": "s1", "kind": "report", "title": "A survey", "producer": "The Bureau",
          "published_on": "2019", "url": "https://bureau.example/survey"}  # fmt: skip
SPEAKER = {"type": "speaker", "name": "The Bureau", "side": "us-executive", "aliases": ["Bureau"]}
ASSESSMENT = {
    "type": "assessment", "document": "d1", "reviewer": "r1", "state": "submitted",
    "answers": {"emotional-tone": {"value": "even", "note": "Three words are loud."}},
}  # fmt: skip
CLAIM = {"type": "claim", "id": ID.format(21), "text": "China banned it.", "annotations": [ID.format(1), ID.format(2)]}
CITATION = {"type": "citation", "annotation": ID.format(1), "source": "s1", "finding": "says-so",
            "excerpt": "It was banned.", "checked_by": "r1", "checked_on": "2026-11-21"}  # fmt: skip
LEDGER = (FILE, OUTLET, SOURCE, SPEAKER, DOCUMENT, REVIEWER, READING, ASSESSMENT, MARK, SECOND, LINK, CLAIM, CITATION)


def as_lines(rows: Iterable[dict[str, Any] | bytes]) -> list[bytes]:
    """Objects as lines; bytes stay as they are."""
    return [row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows]


def take(project: Project, rows: Iterable[dict[str, Any] | bytes], **options: Any) -> Report:
    """The report of importing these lines."""
    return import_corpus(project, as_lines(rows), **options)


def empty_project(slug: str = "empty") -> Project:
    """A project with the default codebook and nothing else."""
    return projects.create_project(slug, name="Empty", codebook=codebooks.default_codebook())


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """The line without these fields."""
    return {key: value for key, value in row.items() if key not in names}
