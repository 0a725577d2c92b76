"""The interchange file out: what comes in goes out, and out again as the same bytes."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from core.export.scope import CHUNK, Scope
from core.models import Document, Excluded, Outlet, Section
from core.queries.codebooks import rules_of
from core.services.codebooks import codebook_data

_DOCUMENT_FACTS = ("title", "url", "author", "published_on", "language", "genre", "event")
_SECTION_FACTS = ("title", "author", "published_on", "genre", "originality", "attribution", "fidelity")


def write(scope: Scope) -> Iterator[bytes]:
    """The lines in the order of the contract; keys in its order, nulls left out. Constant memory.

    Nothing says which project it was or when: loaded into an empty project it comes out the same.
    """
    project = scope.project
    yield _line("file", format=1, offset_unit="code point", invented=project.invented)
    yield _line("codebook", **codebook_data(scope.codebook))
    for outlet in scope.outlets().iterator(CHUNK):
        yield _outlet(outlet)
    yield from _documents(scope)
    for reviewer in scope.reviewers().iterator(CHUNK):
        yield _line("reviewer", id=reviewer.code_name, kind=reviewer.kind)
    yield from _readings(scope)
    yield from _annotations(scope)
    yield from _links(scope)
    yield from _decisions(scope)


def _line(type_: str, **fields: Any) -> bytes:
    return _json({"type": type_} | {key: value for key, value in fields.items() if value is not None})


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _given(**fields: Any) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value not in (None, "")}


def _outlet(row: Outlet) -> bytes:
    facts = [_given(text=fact.get("text"), source=fact.get("source")) for fact in row.facts]
    given = _given(id=row.key, name=row.name, domain=row.domain, country=row.country, kind=row.kind)
    return _line("outlet", **given, facts=facts or None)


def _documents(scope: Scope) -> Iterator[bytes]:
    """Documents in batches, each batch with its ranges in two queries."""
    rows = scope.documents().iterator(100)
    finished = scope.finished()
    while batch := list(islice(rows, 100)):
        sections = _sections(batch, set(scope.masked_copies().values_list("pk", flat=True)))
        excluded: dict[int, list[dict[str, Any]]] = {}
        for row in Excluded.objects.filter(document__in=batch).order_by("start"):
            excluded.setdefault(row.document_id, []).append(
                {"start": row.start, "end": row.end, **_given(reason=row.reason)}
            )
        for document in batch:
            adjudicated_at = finished.get(document.pk)
            yield _document(
                document, sections.get(document.pk, []), excluded.get(document.pk, []),
                moment(adjudicated_at) if adjudicated_at else None,
            )  # fmt: skip


def _sections(documents: list[Document], unnamed: set[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    rows = Section.objects.filter(document__in=documents).select_related("outlet", "copy_of")
    for row in rows.defer("copy_of__text").order_by("start"):
        facts = {name: getattr(row, name) for name in _SECTION_FACTS}
        copy_of = row.copy_of.key if row.copy_of and row.copy_of_id not in unnamed else None
        found.setdefault(row.document_id, []).append(
            {"start": row.start, "end": row.end, **_given(outlet=row.outlet.key, **facts, copy_of=copy_of)}
        )
    return found


def _document(
    row: Document, sections: list[dict[str, Any]], excluded: list[dict[str, Any]], adjudicated_at: str | None
) -> bytes:
    facts = {name: getattr(row, name) for name in _DOCUMENT_FACTS}
    return _line(
        "document", **_given(id=row.key, outlet=row.outlet.key, **facts), sha256=row.sha256, text=row.text,
        sections=sections, excluded=excluded, adjudicated_at=adjudicated_at,
    )  # fmt: skip


def _readings(scope: Scope) -> Iterator[bytes]:
    for row in scope.readings().iterator(CHUNK):
        first = row.first_submitted_at if row.submitted_at is None else None
        yield _line(
            "reading", document=row.document.key, reviewer=row.reviewer.code_name, state=row.state,
            ranges=row.ranges, none_here=row.none_here, sighted=row.sighted or None,
            first_submitted_at=moment(first) if first else None,
        )  # fmt: skip


def _annotations(scope: Scope) -> Iterator[bytes]:
    order = tuple(rules_of(scope.codebook).facets)
    rows = scope.annotations().values_list(
        "uuid", "document__key", "reading__reviewer__code_name", "start", "end", "quote", "label__key",
        "facets", "note", "created_at",
    )  # fmt: skip
    for id_, document, reviewer, start, end, quote, label, facets, note, created_at in rows.iterator(CHUNK):
        yield _json(
            {"type": "annotation", "id": str(id_), "document": document, "reviewer": reviewer, "start": start,
             "end": end, "quote": quote, "label": label,
             "facets": {key: facets[key] for key in order if key in facets}, "note": note,
             "created_at": moment(created_at)}
        )  # fmt: skip


def _links(scope: Scope) -> Iterator[bytes]:
    rows = scope.links().values_list("from_annotation__uuid", "to_annotation__uuid", "kind")
    for source, target, kind in rows.iterator(CHUNK):
        yield _line("link", **{"from": str(source), "to": str(target)}, kind=kind)


def _decisions(scope: Scope) -> Iterator[bytes]:
    """Rulings in batches, each batch with the marks that they rest on in one query."""
    order = tuple(rules_of(scope.codebook).facets)
    rows = scope.decisions().iterator(CHUNK)
    while batch := list(islice(rows, CHUNK)):
        basis: dict[int, list[str]] = {}
        for decision, mark in scope.basis(batch).values_list("decision_id", "annotation__uuid"):
            basis.setdefault(decision, []).append(str(mark))
        for row in batch:
            yield _line(
                "decision", id=str(row.uuid), document=row.document.key, start=row.start, end=row.end,
                quote=row.quote, label=row.label.key if row.label else None,
                facets={key: row.facets[key] for key in order if key in row.facets},
                rests_on=sorted(basis.get(row.pk, [])), outcome=row.outcome, reason=row.reason,
                decided_by=row.decided_by.code_name, created_at=moment(row.created_at),
                supersedes=str(row.supersedes.uuid) if row.supersedes else None,
            )  # fmt: skip


def moment(value: datetime) -> str:
    """A moment in UTC as ISO 8601 with a Z.

    >>> moment(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
    '2026-11-21T09:30:00Z'
    """
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
