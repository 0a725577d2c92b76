"""A newer manifest of the seeds changes what an older one brought, and nothing that people made.

Every change is an ordinary update with its version, history entry and event. What is new in the manifest
is added afterwards by the import itself.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F

from core.importing.document_lines import stored_difference
from core.importing.run import DocumentState, Run
from core.importing.shapes import (
    FileDocument,
    FileMark,
    read_annotation,
    read_document,
    read_link,
    read_outlet,
    read_reading,
)
from core.models import Annotation, Document, Event, Link
from core.services import derived, documents
from core.services.comparing_alone import alone
from core.text.anchors import CONTEXT_CP
from core.text.spans import normalise_ranges

_FACTS = ("title", "url", "author", "published_on", "language", "genre", "event")


def upgrade(run: Run, lines: Iterable[Mapping[str, Any]]) -> None:
    """Bring outlets, documents, readings, marks and links of stored documents in line with the manifest."""
    alone(run.project.pk)  # ranges that change are compared, and documents are locked from here on
    by_type: dict[str, list[Mapping[str, Any]]] = {}
    for line in lines:
        by_type.setdefault(line["type"], []).append(line)
    _outlets(run, by_type.get("outlet", []))
    drafts = [read_document(line) for line in by_type.get("document", [])]
    keys = [draft.draft.key for draft in drafts]
    run.load(keys)
    stored = [draft for draft in drafts if draft.draft.key in run.states]
    for draft in stored:
        _document(run, draft)
    run.states.clear()
    run.load(draft.draft.key for draft in stored)
    _readings(run, by_type.get("reading", []))
    marks = [read_annotation(line) for line in by_type.get("annotation", [])]
    shipped = _shipped_readings(run, {line["id"] for line in by_type.get("reviewer", [])})
    _marks(run, [mark for mark in marks if mark.document in run.states], shipped)
    _links(run, by_type.get("link", []), shipped)
    counters = [(state.document.pk, state.document.last_event) for state in run.states.values()]
    for pk, last_event in counters:
        Document.objects.filter(pk=pk).update(last_event=last_event)
    derived.derive_coverage_of([pk for pk, _ in counters], run.rules)
    run.states.clear()


def _outlets(run: Run, lines: Sequence[Mapping[str, Any]]) -> None:
    for line in lines:
        draft = read_outlet(line)
        known = run.outlets.get(draft.key)
        changes = {name: value for name, value in draft.values.items() if known and getattr(known, name) != value}
        if known and changes:
            for name, value in changes.items():
                setattr(known, name, value)
            known.version += 1
            known.save(update_fields=[*changes, "version"])


def _document(run: Run, line: FileDocument) -> None:
    """Facts, sections and excluded ranges; rows that stay the same are left alone."""
    if not stored_difference(run, line):
        return
    draft = line.draft
    document = Document.objects.select_related("project__codebook").get(project=run.project, key=draft.key)
    document.outlet = run.outlets[draft.outlet]
    for name in _FACTS:
        setattr(document, name, getattr(draft, name))
    document.save(update_fields=["outlet", *_FACTS])
    documents.set_ranges(document, draft.sections, draft.excluded, outlets=run.outlets)


def _readings(run: Run, lines: Sequence[Mapping[str, Any]]) -> None:
    for line in lines:
        draft = read_reading(line)
        state, reviewer = run.states.get(draft.document), run.reviewers.get(draft.reviewer)
        known = state.readings.get(reviewer.pk) if state and reviewer else None
        if state is None or known is None or known.is_account:
            continue
        reading = known.reading
        spans = None if draft.ranges is None else normalise_ranges(draft.ranges, state.document.length)
        ranges = None if spans is None else [[span.start, span.end] for span in spans]
        none_here = [key for key in run.rules.labels if key in draft.none_here]
        if (reading.ranges, reading.none_here) != (ranges, none_here):
            reading.ranges, reading.none_here = ranges, none_here
            reading.save(update_fields=["ranges", "none_here"])


def _shipped_readings(run: Run, reviewers: set[str]) -> dict[int, DocumentState]:
    """The readings that the manifest speaks for: of its own reviewers, and nobody's with an account."""
    return {
        known.reading.pk: state
        for state in run.states.values()
        for known in state.readings.values()
        if not known.is_account and known.reading.reviewer.code_name in reviewers
    }


def _marks(run: Run, marks: Sequence[FileMark], readings: Mapping[int, DocumentState]) -> None:
    """Delete what the manifest no longer has, then change and restore: so that no two ever collide."""
    wanted = {mark.mark.id: mark for mark in marks}
    rows = list(Annotation.objects.filter(reading__in=readings).select_related("label", "reading"))
    for row in rows:
        if row.uuid not in wanted and row.deleted_at is None:
            _write(run, readings[row.reading_id], row, Event.Kind.DELETED, deleted_at=run.now)
    texts = run.texts(state.document for state in readings.values())
    for row in rows:
        if row.uuid in wanted:
            _change(run, readings[row.reading_id], row, wanted[row.uuid], texts)


def _change(run: Run, state: DocumentState, row: Annotation, line: FileMark, texts: Mapping[int, str]) -> None:
    mark = line.mark
    label = run.rules.label(mark.label, kept=row.label.key)
    facets = run.rules.check_facets(label.key, mark.facets, kept=row.facets)
    here = (row.start, row.end, row.label_id, row.facets, row.note)
    is_same = here == (mark.start, mark.end, label.pk, facets, mark.note)
    if is_same and row.deleted_at is None:
        return
    text = texts[state.document.pk]
    part, in_figures = derived.place(mark.start, label.counted, state.parts, state.excluded)
    _write(
        run, state, row, Event.Kind.CHANGED if row.deleted_at is None else Event.Kind.RESTORED,
        start=mark.start, end=mark.end, quote=text[mark.start : mark.end], label_id=label.pk, facets=facets,
        prefix=text[max(0, mark.start - CONTEXT_CP) : mark.start], note=mark.note, deleted_at=None,
        suffix=text[mark.end : mark.end + CONTEXT_CP], part=part, in_figures=in_figures,
    )  # fmt: skip


def _write(run: Run, state: DocumentState, row: Annotation, kind: Event.Kind, **values: Any) -> None:
    Annotation.objects.filter(pk=row.pk).update(
        **values, version=F("version") + 1, changed_by=run.by, updated_at=run.now
    )
    row.version += 1
    _record(run, state, kind, row)


def _record(run: Run, state: DocumentState, kind: Event.Kind, row: Annotation, link: Link | None = None) -> None:
    Event.objects.create(
        document_id=state.document.pk, number=state.next_number(), kind=kind, reading_id=row.reading_id,
        annotation_id=row.pk, version=row.version, other_id=link.to_annotation_id if link else None,
        link_kind=link.kind if link else "", created_at=run.now,
    )  # fmt: skip


def _links(run: Run, lines: Sequence[Mapping[str, Any]], readings: Mapping[int, DocumentState]) -> None:
    """Untie what the manifest no longer ties, or ties otherwise."""
    wanted: dict[tuple[uuid.UUID, uuid.UUID], str] = {}
    for line in lines:
        draft = read_link(line)
        wanted[draft.from_id, draft.to_id] = draft.kind
    stored = Link.objects.filter(from_annotation__reading__in=readings)
    for link in stored.select_related("from_annotation", "to_annotation"):
        source, target = link.from_annotation, link.to_annotation
        if wanted.get((source.uuid, target.uuid)) != link.kind:
            _record(run, readings[source.reading_id], Event.Kind.UNLINKED, source, link)
            link.delete()
