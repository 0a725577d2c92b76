"""What `doctor` looks at: every hash, anchor and derived figure in the store, against a fresh computation."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Min, Model, QuerySet

from core.errors import Invalid
from core.management.findings import Finding
from core.management.versions_examined import version_findings
from core.models import (
    Anchoring,
    Annotation,
    Assessment,
    Citation,
    Claim,
    ClaimMark,
    Codebook,
    Coverage,
    Decision,
    DecisionBasis,
    Document,
    Event,
    Excluded,
    Facet,
    FacetValue,
    Label,
    Link,
    Part,
    Proposal,
    Reading,
    Section,
    Source,
    Speaker,
)
from core.queries.codebooks import Rules, rules_of
from core.services import derived
from core.text import canonical
from core.text.anchors import Anchor, verify
from core.text.spans import Span, merge

BATCH = 50
_COVERED = ("n_words", "n_sentences", "n_sentences_marked")
_PART = ("outlet_id", "genre", "published_on", "fidelity", "counted", "n_words", "n_target_sentences",
         "n_sentences_ruled")  # fmt: skip
_TRACKED: tuple[type[Model], ...] = (
    Annotation, Reading, Section, Excluded, Link, Codebook, Label, Facet, FacetValue, Source, Citation, Claim,
    ClaimMark, Speaker, Assessment, Proposal, Anchoring,
)  # fmt: skip


def examine() -> Iterator[Finding]:
    """Everything that is off, in the order of projects and documents. Reads only; bounded memory."""
    rows = Document.objects.select_related("project__codebook").order_by("project__slug", "key")
    documents = rows.iterator(BATCH)
    while batch := list(islice(documents, BATCH)):
        yield from _Batch(batch).findings()
    yield from version_findings()
    yield from _histories()


class _Batch:
    """Some documents with all that hangs on them: eleven queries whatever the number."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.sections = self._of(Section.objects.order_by("start"))
        self.excluded = self._of(Excluded.objects.order_by("start"))
        self.parts = self._of(Part.objects.select_related("section").order_by("pk"))
        self.readings = self._of(Reading.objects.select_related("reviewer").order_by("pk"))
        self.marks = self._of(Annotation.objects.select_related("label").order_by("pk"))
        self.decisions = self._of(
            Decision.objects.select_related("label", "supersedes", "superseded_by").order_by("pk")
        )
        basis = DecisionBasis.objects.filter(decision__document__in=documents)
        self.basis: dict[int, list[int]] = {}
        for decision, document in basis.values_list("decision_id", "annotation__document_id"):
            self.basis.setdefault(decision, []).append(document)
        events = Event.objects.filter(document__in=documents).values("document")
        self.events = {
            row["document"]: row
            for row in events.annotate(n=Count("pk"), first=Min("number"), last=Max("number")).order_by()
        }
        self.coverage: dict[tuple[int, int], Coverage] = {
            (row.reading_id, row.part_id): row for row in Coverage.objects.filter(reading__document__in=documents)
        }

    def _of(self, rows: QuerySet[Any]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {row.pk: [] for row in self.documents}
        for row in rows.filter(document__in=self.documents):
            found[row.document_id].append(row)
        return found

    def findings(self) -> Iterator[Finding]:
        """What is off with these documents."""
        for document in self.documents:
            place = f"{document.project.slug}/{document.key}"
            rules = rules_of(document.project.codebook)
            for fault in self._of_document(document, rules):
                yield Finding(place, fault)

    def _of_document(self, document: Document, rules: Rules) -> Iterator[str]:
        yield from _text_faults(document)
        excluded = [Span(row.start, row.end) for row in self.excluded[document.pk]]
        layout = derived.Layout(document, self.sections[document.pk], excluded, rules.focus_names)
        yield from self._part_faults(layout)
        yield from self._mark_faults(layout, rules)
        yield from self._decision_faults(layout, rules)
        yield from self._reading_faults(layout)
        yield from self._event_faults(document)

    def _part_faults(self, layout: derived.Layout) -> Iterator[str]:
        drafted = derived.drafted_parts(layout)
        ruled = [Span(row.start, row.end) for row in self.decisions[layout.document.pk]
                 if row.label and row.label.counted and not hasattr(row, "superseded_by")]  # fmt: skip
        for row in drafted:
            row.n_sentences_ruled = derived.n_sentences_ruled(layout, row, ruled)
        wanted = {row.section_id: _facts(row, _PART) for row in drafted}
        stored = {row.section_id: _facts(row, _PART) for row in self.parts[layout.document.pk]}
        for section in wanted.keys() | stored.keys():
            if wanted.get(section) != stored.get(section):
                name = f"section {section}" if section else "text outside sections"
                yield f"the part of its {name} is {stored.get(section)}, and should be {wanted.get(section)}"

    def _mark_faults(self, layout: derived.Layout, rules: Rules) -> Iterator[str]:
        document = layout.document
        parts, readings = self.parts[document.pk], {row.pk: row for row in self.readings[document.pk]}
        for mark in self.marks[document.pk]:
            place = f"mark {mark.uuid}"
            if not verify(document.text, Anchor(mark.start, mark.end, mark.quote, mark.prefix, mark.suffix)):
                yield f"{place}: quote or context is not the text at [{mark.start}, {mark.end})"
            if mark.deleted_at is None:
                yield from (f"{place}: {fault}" for fault in _facet_faults(mark.label, mark.facets, rules))
            part, in_figures = derived.place(mark.start, mark.label.counted, parts, layout.excluded)
            if (mark.part_id, mark.in_figures) != (part.pk if part else None, in_figures):
                yield f"{place}: its part or whether it enters figures is not as derived"
            if mark.label.counted and mark.deleted_at is None and _is_outside(mark, readings.get(mark.reading_id)):
                yield f"{place}: begins outside the ranges that its reading covers"

    def _decision_faults(self, layout: derived.Layout, rules: Rules) -> Iterator[str]:
        document = layout.document
        for decision in self.decisions[document.pk]:
            place, label = f"ruling {decision.uuid}", decision.label
            if document.text[decision.start : decision.end] != decision.quote:
                yield f"{place}: its quote is not the text at [{decision.start}, {decision.end})"
            if label is not None and not hasattr(decision, "superseded_by"):
                yield from (f"{place}: {fault}" for fault in _facet_faults(label, decision.facets, rules))
            counted = label is not None and label.counted
            part, in_figures = derived.place(decision.start, counted, self.parts[document.pk], layout.excluded)
            if (decision.part_id, decision.in_figures) != (part.pk if part else None, in_figures):
                yield f"{place}: its part or whether it enters figures is not as derived"
            if any(other != document.pk for other in self.basis.get(decision.pk, [])):
                yield f"{place}: it rests on a mark of another document"
            if decision.supersedes is not None and decision.supersedes.document_id != document.pk:
                yield f"{place}: it supersedes a ruling on another document"

    def _reading_faults(self, layout: derived.Layout) -> Iterator[str]:
        marks: dict[int, list[Span]] = {}
        for mark in self.marks[layout.document.pk]:
            if mark.deleted_at is None and mark.label.counted:
                marks.setdefault(mark.reading_id, []).append(Span(mark.start, mark.end))
        submitted = [row for row in self.readings[layout.document.pk] if row.state == Reading.State.SUBMITTED]
        parts = self.parts[layout.document.pk]
        wanted = {
            (row.reading_id, row.part_id): _facts(row, _COVERED)
            for row in derived.drafted_coverage(layout, parts, submitted, marks)
        }
        for reading in submitted:
            for part in parts:
                stored = self.coverage.get((reading.pk, part.pk))
                if wanted.get((reading.pk, part.pk)) != (_facts(stored, _COVERED) if stored else None):
                    yield f"reading by {reading.reviewer.code_name}: what it covered is not as derived"

    def _event_faults(self, document: Document) -> Iterator[str]:
        found = self.events.get(document.pk, {"n": 0, "first": 1, "last": 0})
        if (found["first"], found["last"]) != (1, found["n"]):
            yield f"its {found['n']} events are numbered {found['first']} to {found['last']}: there is a gap"
        if found["last"] != document.last_event:
            yield f"its counter of events is at {document.last_event}, its last event is {found['last']}"


def _facts(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _text_faults(document: Document) -> Iterator[str]:
    if document.length != len(document.text):
        yield f"its length is stored as {document.length}, the text has {len(document.text)} code points"
    if document.sha256 != canonical.sha256(document.text):
        yield "its SHA-256 is not that of the text"
    if canonical.canonical(document.text) != document.text:
        yield "its text is not in canonical form"


def _facet_faults(stored: Label, facets: Mapping[str, str], rules: Rules) -> Iterator[str]:
    try:
        label = rules.label(stored.key)
        if label.pk != stored.pk:
            yield f"its label {stored.key!r} is of a codebook that is not in force"
        elif rules.check_facets(label.key, facets) != facets:
            yield "its details are not as the codebook has them"
    except Invalid as error:
        yield error.message


def _is_outside(mark: Annotation, reading: Reading | None) -> bool:
    if reading is None or reading.ranges is None or reading.state != Reading.State.SUBMITTED:
        return False
    return not any(span.holds(mark.start) for span in merge(Span(*pair) for pair in reading.ranges))


def _histories() -> Iterator[Finding]:
    """Rows whose history lacks the beginning, or ends otherwise than the row stands now."""
    for model in _TRACKED:
        history = model._meta.get_field("history").related_model._meta  # type: ignore[union-attr]
        columns = [
            str(field.column) for field in history.concrete_fields
            if not field.name.startswith("pgh_") and field.name != "id"
        ]  # fmt: skip
        for number, fault in _history_faults(model._meta.db_table, history.db_table, columns):
            yield Finding(f"{model._meta.verbose_name} {number}", fault)


def _history_faults(table: str, history: str, columns: Sequence[str]) -> list[tuple[int, str]]:
    same = " AND ".join(f't."{column}" IS NOT DISTINCT FROM h."{column}"' for column in columns)
    sql = f"""
        SELECT t.id, CASE WHEN h.pgh_id IS NULL THEN 'has no history'
                          ELSE 'is not as the last entry of its history says' END
        FROM {table} t
        LEFT JOIN LATERAL (
            SELECT * FROM {history} WHERE pgh_obj_id = t.id ORDER BY pgh_id DESC LIMIT 1
        ) h ON true
        WHERE h.pgh_id IS NULL OR NOT ({same})
        ORDER BY t.id
    """  # names come from the models
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
