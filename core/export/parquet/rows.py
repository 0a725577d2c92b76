"""The rows of the smaller tables, as values by column: from lines of the interchange file, or from the store."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from core.export import interchange
from core.export.scope import CHUNK, Scope, bytewise
from core.models import Coverage, Outlet, Part

Row = dict[str, Any]


def rows_of(table: str, scope: Scope) -> Iterator[Row]:
    """The rows of one table in its order; what a row does not name is null. Constant memory."""
    return _ROWS[table](scope)


def _lines(lines: Iterable[bytes]) -> Iterator[Row]:
    return map(json.loads, lines)


def _documents(scope: Scope) -> Iterator[Row]:
    names = dict(Outlet.objects.filter(project=scope.project).values_list("key", "name"))
    for line in _lines(interchange.documents(scope)):
        at, length = line.get("adjudicated_at"), line.get("length")
        yield line | {
            "document": line["id"], "outlet_name": names[line["outlet"]], "adjudicated_at": at and moment(at),
            "length": len(line["text"]) if length is None else length,
            "version": line.get("version", 1), "current": line.get("current", True),
        }  # fmt: skip


def _parts(scope: Scope) -> Iterator[Row]:
    wanted = scope.documents().order_by().values("pk")
    rows = Part.objects.filter(document__in=wanted).order_by(bytewise("document__key"), "section__start")
    names = ("genre", "published_on", "fidelity", "counted", "n_words", "n_target_sentences")
    fields = ("document__key", "outlet__key", "outlet__name", "section__start", "section__end", "section__originality",
              "section__attribution", *names)  # fmt: skip
    for document, origin, name, start, end, originality, attribution, *facts in rows.values_list(*fields).iterator(
        CHUNK
    ):
        yield {
            "part": _part(document, start), "document": document, "origin": origin, "origin_name": name,
            "start": start, "end": end, "originality": originality, "attribution": attribution,
            **dict(zip(names, facts, strict=True)),
        }  # fmt: skip


def _part(document: str, start: int | None) -> str:
    return f"{document}#{'' if start is None else start}"


def _readings(scope: Scope) -> Iterator[Row]:
    kinds = kinds_of(scope)
    for line in _lines(interchange.readings(scope)):
        first = line.get("first_submitted_at")
        yield line | {
            "reviewer_kind": kinds[line["reviewer"]], "sighted": line.get("sighted", False),
            "first_submitted_at": first and moment(first),
        }  # fmt: skip


def kinds_of(scope: Scope) -> dict[str, str]:
    """Name in the files -> kind of the reader. One query."""
    kinds = dict(scope.reviewers().values_list("pk", "kind"))
    return {name: kinds[pk] for pk, name in scope.names.items()}


def _coverage(scope: Scope) -> Iterator[Row]:
    """By document, in each by name and part."""
    rows = Coverage.objects.filter(reading__in=scope.readings().order_by().values("pk"))
    rows = rows.order_by(bytewise("reading__document__key"), "reading__document_id")
    fields = ("reading__document__key", "reading__reviewer_id", "part__section__start", "n_words", "n_sentences",
              "n_sentences_marked")  # fmt: skip
    batch: list[tuple[Any, ...]] = []
    for row in rows.values_list(*fields).iterator(CHUNK):
        if batch and batch[0][0] != row[0]:
            yield from _covered(scope, batch)
            batch = []
        batch.append(row)
    yield from _covered(scope, batch)


def _covered(scope: Scope, batch: list[tuple[Any, ...]]) -> Iterator[Row]:
    rows = [(scope.names[reviewer], -1 if start is None else start, document, *counts)
            for document, reviewer, start, *counts in batch]  # fmt: skip
    for name, start, document, n_words, n_sentences, n_marked in sorted(rows):
        yield {
            "document": document, "reviewer": name, "part": _part(document, None if start < 0 else start),
            "n_words": n_words, "n_target_sentences": n_sentences, "n_target_sentences_marked": n_marked,
        }  # fmt: skip


def _links(scope: Scope) -> Iterator[Row]:
    return _lines(interchange.links(scope))


def _decisions(scope: Scope) -> Iterator[Row]:
    for line in _lines(interchange.decisions(scope)):
        yield line | {"created_at": moment(line["created_at"])}


def _sources(scope: Scope) -> Iterator[Row]:
    for line in _lines(interchange.sources(scope)):
        yield line | {"source": line["id"]}


def _claims(scope: Scope) -> Iterator[Row]:
    for line in _lines(interchange.claims(scope)):
        yield line | {"claim": line["id"]}


def _claim_marks(scope: Scope) -> Iterator[Row]:
    for line in _lines(interchange.claims(scope)):
        yield from ({"claim": line["id"], "annotation": mark} for mark in line["annotations"])


def _citations(scope: Scope) -> Iterator[Row]:
    return _lines(interchange.citations(scope))


def _speakers(scope: Scope) -> Iterator[Row]:
    return _lines(interchange.speakers(scope))


def _assessments(scope: Scope) -> Iterator[Row]:
    """A row an answer."""
    kinds = kinds_of(scope)
    for line in _lines(interchange.assessments(scope)):
        about = {name: line[name] for name in ("document", "reviewer", "state")}
        about |= {"reviewer_kind": kinds[line["reviewer"]], "sighted": line.get("sighted", False)}
        for indicator, answer in line["answers"].items():
            value = answer["value"]
            values = value if isinstance(value, list) else [value]
            yield about | {"indicator": indicator, "values": values, "note": answer.get("note")}


def moment(value: str) -> datetime:
    """A moment of the interchange file.

    >>> moment("2026-11-21T09:30:00Z").isoformat()
    '2026-11-21T09:30:00+00:00'
    """
    return datetime.fromisoformat(value)


_ROWS = {
    "documents": _documents, "parts": _parts, "readings": _readings, "coverage": _coverage, "links": _links,
    "decisions": _decisions, "sources": _sources, "citations": _citations, "claims": _claims,
    "claim_marks": _claim_marks, "speakers": _speakers, "assessments": _assessments,
}  # fmt: skip
