"""The interchange file out: what comes in goes out, and out again as the same bytes."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import groupby, islice
from typing import Any

from core.export.copied import copied, facets_sql, identifier, moment_sql, object_sql, text_sql
from core.export.scope import CHUNK, Scope, bytewise
from core.models import Assessment, Decision, Document, Excluded, Facet, Finding, Outlet, Section, Texts
from core.queries.codebooks import rules_of
from core.queries.speakers import keys_of
from core.services.codebooks import codebook_data
from core.text.names import name_key

_DOCUMENT_FACTS = ("title", "url", "author", "published_on", "language", "genre", "event")
_SECTION_FACTS = ("title", "author", "published_on", "genre", "originality", "attribution", "fidelity")
_QUOTING = frozenset({"title", "reason", "version_note"})  # of documents and sections: left out where no words go
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
    yield from sources(scope)
    yield from speakers(scope)
    yield from documents(scope)
    kinds = dict(scope.reviewers().values_list("pk", "kind"))
    for pk, name in scope.names.items():
        yield _line("reviewer", id=name, kind=kinds[pk])
    yield from readings(scope)
    yield from assessments(scope)
    yield from _annotations(scope)
    yield from links(scope)
    yield from claims(scope)
    yield from citations(scope)
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


def sources(scope: Scope) -> Iterator[bytes]:
    """Cards of cited sources, by key."""
    told = has_words(scope)
    for row in scope.sources().iterator(CHUNK):
        facts = _given(kind=row.kind, title=row.title if told else "", producer=row.producer,
                       published_on=row.published_on, url=row.url)  # fmt: skip
        yield _line("source", id=row.key, **facts, filed_openly=None if row.filed_openly else False)


def speakers(scope: Scope) -> Iterator[bytes]:
    """Speakers with all their names; a side that was merged is told as it stands now. Where not all of the list is
    told, neither is who of it is not the same as one that is."""
    merged = rules_of(scope.codebook).merged
    rows = list(scope.speakers())
    told = set().union(*map(keys_of, rows))
    for row in rows:
        side = merged.get(f"side/{row.side}", f"side/{row.side}").partition("/")[2]
        not_same = [name for name in row.not_same if scope.has_every_speaker or name_key(name) in told]
        yield _line("speaker", name=row.name, **_given(side=side), aliases=row.aliases, not_same=not_same or None,
                    **_given(note=row.note))  # fmt: skip


def documents(scope: Scope) -> Iterator[bytes]:
    """Documents in batches, each batch with its ranges in two queries."""
    rows = scope.documents().iterator(100)
    finished, told = scope.finished(), has_words(scope)
    unnamed = set(scope.masked_copies().values_list("pk", flat=True))
    while batch := list(islice(rows, 100)):
        sections = _sections(batch, unnamed, told)
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
                **_version(document, unnamed, told),
            )  # fmt: skip


def _version(row: Document, unnamed: set[int], told: bool) -> dict[str, Any]:
    """Which text of its article it is, where there was ever another."""
    current = None if row.is_current else False
    note = row.version_note if told else ""
    if row.version_of is None or row.version_of_id in unnamed:
        return _given(version_note=note, current=current)
    return _given(version_of=row.version_of.key, version=row.version_number, version_note=note, current=current)


def _sections(documents: list[Document], unnamed: set[int], told: bool) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    rows = Section.objects.filter(document__in=documents).select_related("outlet", "copy_of")
    for row in rows.defer("copy_of__text").order_by("start"):
        facts = {name: getattr(row, name) for name in _SECTION_FACTS if told or name not in _QUOTING}
        copy_of = row.copy_of.key if row.copy_of and row.copy_of_id not in unnamed else None
        said = _given(outlet=row.outlet.key, **facts, copy_of=copy_of, reason=row.reason if told else "")
        found.setdefault(row.document_id, []).append({"start": row.start, "end": row.end, **said})
    return found


def _facts(row: Document, told: bool) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in _DOCUMENT_FACTS if told or name not in _QUOTING}
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


def assessments(scope: Scope) -> Iterator[bytes]:
    """What readers say of whole documents, by document and name; keys of indicators in order."""
    rows = scope.assessments().select_related("document").defer("document__text").iterator(CHUNK)
    for row in sorted(rows, key=lambda row: (row.document.key, scope.names[row.reviewer_id])):
        first = row.first_submitted_at if row.state == Assessment.State.OPEN else None
        yield _line(
            "assessment", document=row.document.key, reviewer=scope.names[row.reviewer_id], state=row.state,
            answers={key: _answer(row.answers[key], has_words(scope)) for key in sorted(row.answers)},
            sighted=row.sighted or None, first_submitted_at=moment(first) if first else None,
        )  # fmt: skip


def _answer(answer: Mapping[str, Any], told: bool) -> dict[str, Any]:
    return {"value": answer["value"], **_given(note=answer.get("note") if told else "")}


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


def claims(scope: Scope) -> Iterator[bytes]:
    """Claims by id, each with those of its marks that are in the export."""
    rows = scope.claim_marks().values_list("claim__uuid", "claim__text", "annotation__uuid").iterator(CHUNK)
    for (claim, text), marks in groupby(rows, key=lambda row: row[:2]):
        yield _line("claim", id=str(claim), text=text if has_words(scope) else None,
                    annotations=[str(mark) for *_, mark in marks])  # fmt: skip


_CITATION = ("annotation__document__key", "annotation__reading__reviewer", "annotation__start", "annotation__end",
             "annotation__uuid", "source", "finding", "excerpt", "checked_by", "checked_on", "pk")  # fmt: skip


def citations(scope: Scope) -> Iterator[bytes]:
    """Citations in the order of the marks that they belong to. Those of a merged card are told of the one that stands
    for it; where a mark cites both, what somebody opened goes before what nobody did."""
    rows = scope.citations().order_by(bytewise("annotation__document__key")).values_list(*_CITATION)
    for _, of_document in groupby(rows.iterator(CHUNK), key=lambda row: row[0]):
        found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        for _, reader, start, end, mark, source, finding, *more, pk in of_document:
            place = (scope.names[reader], start, end, str(mark), scope.cards[source])
            said = (finding == Finding.UNCHECKED, pk, finding, *more)
            found[place] = min(found.get(place, said), said, key=lambda row: row[:2])
        for place in sorted(found):
            yield _citation(scope, *place[-2:], *found[place][2:])


def _citation(
    scope: Scope, mark: str, source: str, finding: str, excerpt: str, checked_by: int | None, checked_on: date | None
) -> bytes:
    told = _given(excerpt=excerpt if has_words(scope) else "")
    return _line(
        "citation", annotation=mark, source=source, finding=finding, **told,
        checked_by=scope.names.get(checked_by) if checked_by else None,
        checked_on=checked_on.isoformat() if checked_on else None,
    )  # fmt: skip


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
