"""The interchange file out: what comes in goes out, and out again as the same bytes."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby, islice
from typing import Any

from core.export.copied import copied, facets_sql, identifier, moment_sql, object_sql, text_sql
from core.export.scope import CHUNK, Scope
from core.models import Decision, Document, Excluded, Facet, Outlet, Section, Texts
from core.queries.codebooks import rules_of
from core.services.codebooks import codebook_data

_DOCUMENT_FACTS = ("title", "url", "author", "published_on", "language", "genre", "event")
_SECTION_FACTS = ("title", "author", "published_on", "genre", "originality", "attribution", "fidelity")
UNTOLD = "Left out: this data set holds no words."  # in the place of a ruling's reason, which may quote

_READER = ('document COLLATE "C"', 'n.reviewer COLLATE "C"')
IN_TEXT = (*_READER, "start", '"end"', "id")
MARK = {
    "id": "uuid", "document": "document__key", "reviewer_id": "reading__reviewer_id", "start": "start", "end": "end",
    "quote": "quote", "label": "label__key", "facets": "facets", "note": "note", "created_at": "created_at",
}  # fmt: skip


def write(scope: Scope) -> Iterator[bytes]:
    """The lines in the order of the contract; keys in its order, nulls left out. Constant memory.

    Nothing says which project it was or when: loaded into an empty project it comes out the same.
    """
    project = scope.project
    yield _line("file", format=1, offset_unit="code point", invented=project.invented)
    yield _line("codebook", **codebook_data(scope.codebook))
    for outlet in scope.outlets().iterator(CHUNK):
        yield _outlet(outlet)
    yield from documents(scope)
    kinds = dict(scope.reviewers().values_list("pk", "kind"))
    for pk, name in scope.names.items():
        yield _line("reviewer", id=name, kind=kinds[pk])
    yield from readings(scope)
    yield from _annotations(scope)
    yield from links(scope)
    yield from decisions(scope)


def has_words(scope: Scope) -> bool:
    """Whether anything that people wrote goes with the places: quotes, titles, notes, reasons."""
    return scope.choice.texts != Texts.NONE


def told_facets(scope: Scope) -> tuple[str, ...]:
    """The facets that go with the marks: free text is made of words."""
    facets = rules_of(scope.codebook).facets.values()
    return tuple(facet.key for facet in facets if has_words(scope) or facet.kind != Facet.Kind.TEXT)


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


def documents(scope: Scope) -> Iterator[bytes]:
    """Documents in batches, each batch with its ranges in two queries."""
    rows = scope.documents().iterator(100)
    finished, told = scope.finished(), has_words(scope)
    while batch := list(islice(rows, 100)):
        sections = _sections(batch, set(scope.masked_copies().values_list("pk", flat=True)), told)
        excluded: dict[int, list[dict[str, Any]]] = {}
        for row in Excluded.objects.filter(document__in=batch).order_by("start"):
            excluded.setdefault(row.document_id, []).append(
                {"start": row.start, "end": row.end, **_given(reason=row.reason)}
            )
        for document in batch:
            adjudicated_at = finished.get(document.pk)
            yield _line(
                "document", **_facts(document, told), **_words(document, scope.choice.texts),
                sections=sections.get(document.pk, []), excluded=excluded.get(document.pk, []),
                adjudicated_at=moment(adjudicated_at) if adjudicated_at else None,
            )  # fmt: skip


def _sections(documents: list[Document], unnamed: set[int], told: bool) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    rows = Section.objects.filter(document__in=documents).select_related("outlet", "copy_of")
    for row in rows.defer("copy_of__text").order_by("start"):
        facts = {name: getattr(row, name) for name in _SECTION_FACTS if told or name != "title"}
        copy_of = row.copy_of.key if row.copy_of and row.copy_of_id not in unnamed else None
        found.setdefault(row.document_id, []).append(
            {"start": row.start, "end": row.end, **_given(outlet=row.outlet.key, **facts, copy_of=copy_of)}
        )
    return found


def _facts(row: Document, told: bool) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in _DOCUMENT_FACTS if told or name != "title"}
    return _given(id=row.key, outlet=row.outlet.key, **facts)


def _words(row: Document, texts: str) -> dict[str, Any]:
    """The text, or what it is known by."""
    return {"sha256": row.sha256} | ({"text": row.text} if texts == Texts.FULL else {"length": row.length})


def readings(scope: Scope) -> Iterator[bytes]:
    """Lines of readings by document and name."""
    fields = {
        "document": "document__key", "reviewer_id": "reviewer_id", "state": "state", "ranges": "ranges",
        "none_here": "none_here", "sighted": "sighted", "first": "first_submitted_at", "last": "submitted_at",
    }  # fmt: skip
    select = _object(
        type="'reading'", document="document", reviewer="n.reviewer", state="state", ranges="ranges::json",
        none_here="to_json(none_here)", sighted="nullif(sighted, false)",
        first_submitted_at=f"CASE WHEN last IS NULL THEN {moment_sql('first')} END",
    )  # fmt: skip
    yield from copied(scope.readings(), fields, select, order=_READER, names=scope.names)


def _annotations(scope: Scope) -> Iterator[bytes]:
    """Rows as Postgres writes them: by far the most lines of any file."""
    told = has_words(scope)
    select = object_sql({
        "type": text_sql("'annotation'::text"), "id": text_sql("id"), "document": text_sql("document"),
        "reviewer": text_sql("n.reviewer"), "start": "start", "end": '"end"',
        **({"quote": text_sql("quote")} if told else {}), "label": text_sql("label"),
        "facets": facets_sql(told_facets(scope)), **({"note": text_sql("note")} if told else {}),
        "created_at": text_sql(moment_sql("created_at")),
    })  # fmt: skip
    yield from copied(scope.annotations(), MARK, select, order=IN_TEXT, names=scope.names)


def links(scope: Scope) -> Iterator[bytes]:
    """Lines of links in the order of the marks that they leave from."""
    ends = {
        "document": "document__key",
        "reviewer_id": "reading__reviewer_id",
        "start": "start",
        "end": "end",
        "id": "uuid",
    }
    fields = {name: f"from_annotation__{field}" for name, field in ends.items()}
    fields |= {f"to_{name}": f"to_annotation__{ends[name]}" for name in ("start", "end", "id")}
    select = _object(type="'link'", **{"from": "id", "to": "to_id", "kind": "kind"})
    order = (*IN_TEXT, "to_start", "to_end", "to_id")
    yield from copied(scope.links(), fields | {"kind": "kind"}, select, order=order, names=scope.names)


def _object(**members: str) -> str:
    """A line as an expression of SQL: its members in this order, each an expression; nulls left out."""
    row = ", ".join(f"{value} AS {identifier(name)}" for name, value in members.items())
    return f"json_strip_nulls((SELECT row_to_json(line) FROM (SELECT {row}) AS line))"


def decisions(scope: Scope) -> Iterator[bytes]:
    """Rulings by document and name, each batch with the marks that they rest on in one query."""
    for _, of_document in groupby(scope.decisions().iterator(CHUNK), key=lambda row: row.document_id):
        rows = sorted(of_document, key=lambda row: (scope.names[row.decided_by_id], row.start, row.end, row.uuid))
        basis: dict[int, list[str]] = {}
        for decision, mark in scope.basis(rows).values_list("decision_id", "annotation__uuid"):
            basis.setdefault(decision, []).append(str(mark))
        for row in rows:
            yield _decision(scope, row, sorted(basis.get(row.pk, [])))


def _decision(scope: Scope, row: Decision, rests_on: list[str]) -> bytes:
    return _line(
        "decision", id=str(row.uuid), document=row.document.key, start=row.start, end=row.end,
        quote=row.quote if has_words(scope) else None, label=row.label.key if row.label else None,
        facets={key: row.facets[key] for key in told_facets(scope) if key in row.facets},
        rests_on=rests_on, outcome=row.outcome, reason=row.reason if has_words(scope) else UNTOLD,
        decided_by=scope.names[row.decided_by_id],
        created_at=moment(row.created_at), supersedes=str(row.supersedes.uuid) if row.supersedes else None,
    )  # fmt: skip


def moment(value: datetime) -> str:
    """A moment in UTC as ISO 8601 with a Z.

    >>> moment(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
    '2026-11-21T09:30:00Z'
    """
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
