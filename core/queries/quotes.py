"""The words behind the numbers: which quotes stand in a cell, and the list that a number opens."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber

from core.access import Viewer
from core.errors import Invalid
from core.models import Annotation, Decision, Link, Part
from core.queries.codebooks import Rules, rules_of
from core.queries.filters import AS_WRITTEN, WITHOUT_UNSURE, Filters, checked, fidelities, values_of
from core.queries.layers import ADJUDICATED, counted_decisions, kind_of
from core.queries.report_passages import SUPPORTED_LABEL
from core.queries.speakers import names_of
from core.queries.visibility import counted_readings
from core.text.spans import Span

Cell = TypeVar("Cell", bound=Hashable)
ALIKE_IOU = 0.5
_CANDIDATES = 60  # per origin, role and stance: enough to see which words most readers marked alike


@dataclass(frozen=True)
class Passage:
    """Marks of several readers on the same words, in the words of the first; `n_readers` marked them alike."""

    uuid: UUID
    document: str
    start: int
    end: int
    quote: str
    label: str
    voice: str
    speaker: str
    target: str
    role: str
    stance: str
    unsure: bool
    origin: str
    n_readers: int


def counted_marks(viewer: Viewer, filters: Filters) -> QuerySet[Any]:
    """What the comparison counts under these filters in the order of documents and text."""
    rules = rules_of(viewer.project.codebook)
    checked(filters, rules)
    marks = _of_layer(viewer, filters).filter(in_figures=True)
    if filters.target:
        asked = values_of(rules.facets.get("target"), filters.target)
        marks = marks.filter(target__in=rules.ever_said("target", asked))
    if filters.voice:
        marks = marks.filter(voice__in=rules.ever_said("voice", values_of(rules.facets.get("voice"), filters.voice)))
    if filters.label:
        marks = marks.filter(_has_label(filters))
    if filters.unsure == WITHOUT_UNSURE:
        marks = marks.filter(unsure="")
    if filters.of_parts:
        marks = marks.filter(part__in=_parts_taken(viewer, filters))
    return marks.order_by("document__key", "start", "end", _reader(filters), "label__position", "target")


def _parts_taken(viewer: Viewer, filters: Filters) -> list[int]:
    """The parts that the filters take: partial dates are compared in one place. One query."""
    facts = ("pk", "genre", "document__event", "published_on", "fidelity")
    rows = Part.objects.filter(document__project=viewer.project).values_list(*facts)
    return [
        pk for pk, genre, event, date, fidelity in rows
        if filters.take_part(genre=genre, event=event, published_on=date, fidelity=fidelity)
    ]  # fmt: skip


def _of_layer(viewer: Viewer, filters: Filters) -> QuerySet[Any]:
    kind = kind_of(viewer, filters)
    if filters.layer == ADJUDICATED:
        return counted_decisions(viewer, kind)
    readings = counted_readings(viewer, kind)
    return Annotation.objects.filter(project=viewer.project, deleted_at__isnull=True, reading__in=readings)


def _has_label(filters: Filters) -> Q:
    """Marks carry the label that theirs was merged into; rulings never change, and count as if they did."""
    merged = Q(label__merged_into__key=filters.label)
    if filters.layer != ADJUDICATED:
        return Q(label__key=filters.label)
    return merged | Q(label__key=filters.label, label__merged_into__isnull=True)


def _label_key(filters: Filters) -> str | Coalesce:
    """What their label is called now."""
    return Coalesce("label__merged_into__key", "label__key") if filters.layer == ADJUDICATED else "label__key"


def _reader(filters: Filters) -> str:
    """The column that tells readers apart: the rulings of a document are one reader."""
    return "document_id" if filters.layer == ADJUDICATED else "reading_id"


def role_passages(viewer: Viewer, filters: Filters) -> dict[tuple[str, str], list[Passage]]:
    """By (origin key, role): passages about the focus, best first. Two queries.

    The printed rule: one of each stance first, then marked alike by most readers, then earliest in the text.
    """
    rules = rules_of(viewer.project.codebook)
    said = counted_marks(viewer, filters).filter(target__in=rules.focus_targets).exclude(role="")
    # Only ids are put in order and numbered: words are fetched for the few that may stand in a cell.
    numbered = said.order_by().annotate(
        place=Window(
            RowNumber(),
            partition_by=[F("part__outlet_id"), F("role"), F("stance")],
            order_by=["document_id", "start", "end", "id"],
        )
    )
    first = numbered.filter(place__lte=_CANDIDATES).values("pk")
    reader = _reader(filters)
    marks = said.model._default_manager.filter(pk__in=first).order_by("document__key", "start", "end", reader, "target")
    cells: dict[tuple[str, str], list[Passage]] = {}
    for passage in _alike((row, reading) for _, row, reading in _passages(marks, reader, _label_key(filters))):
        cells.setdefault((passage.origin, passage.role), []).append(passage)
    return {cell: _ordered(passages) for cell, passages in cells.items()}


def passages_among(filters: Filters, cells: Mapping[Cell, Sequence[int]]) -> dict[Cell, list[Passage]]:
    """By cell: the passages of marks (or rulings) with these primary keys, by the same rule. One query.

    The keys are those of a corpus that the viewer's figures are counted from, and so of what the viewer may see.
    """
    model = Decision if filters.layer == ADJUDICATED else Annotation
    reader = _reader(filters)
    rows = model._default_manager.filter(pk__in={key for keys in cells.values() for key in keys})
    found = {
        pk: (passage, reading)
        for pk, passage, reading in _passages(
            rows.order_by("document__key", "start", "end", reader, "target"), reader, _label_key(filters)
        )
    }
    in_order = {pk: number for number, pk in enumerate(found)}
    return {
        cell: _ordered(_alike(found[key] for key in sorted(keys, key=in_order.__getitem__)))
        for cell, keys in cells.items()
    }


_VALUES = (
    "pk", "uuid", "document__key", "start", "end", "quote", "voice", "facets__speaker", "target",
    "role", "stance", "unsure", "part__outlet__key",
)  # fmt: skip


def _passages(marks: QuerySet[Any], reader: str, label_key: str | Coalesce) -> Iterable[tuple[int, Passage, int]]:
    """Each mark as a passage of its own, with its primary key and its reader."""
    for pk, *row in marks.values_list(*_VALUES, label_key, reader):
        uuid, document, start, end, quote, voice, speaker, target, role, stance, unsure, origin, label, reading = row
        yield (
            pk,
            Passage(uuid, document, start, end, quote, label, voice, speaker or "", target, role, stance, bool(unsure),
                    origin, n_readers=1),
            reading,
        )  # fmt: skip


def _alike(marks: Iterable[tuple[Passage, int]]) -> list[Passage]:
    """One passage for all marks that say the same of the same words (IoU >= 0.5), with how many readers do."""
    groups: dict[tuple[str, ...], list[tuple[Passage, set[int]]]] = {}
    for passage, reading in marks:
        says = (passage.document, passage.label, passage.role, passage.stance, passage.origin)
        span = Span(passage.start, passage.end)
        for first, readings in groups.setdefault(says, []):
            if span.iou(Span(first.start, first.end)) >= ALIKE_IOU:
                readings.add(reading)
                break
        else:
            groups[says].append((passage, {reading}))
    return [replace(first, n_readers=len(readings)) for found in groups.values() for first, readings in found]


def _ordered(passages: Sequence[Passage]) -> list[Passage]:
    best = sorted(passages, key=lambda row: (-row.n_readers, row.document, row.start))
    seen: set[str] = set()
    first = []
    for passage in best:
        if passage.stance not in seen:
            seen.add(passage.stance)
            first.append(passage)
    return first + [passage for passage in best if passage not in first]


def stances_on(viewer: Viewer, filters: Filters, role: str) -> dict[str, set[tuple[str, str]]]:
    """Origin key -> (voice, stance) pairs in which it speaks of that role of the focus. One query."""
    rules = rules_of(viewer.project.codebook)
    rows = (
        counted_marks(viewer, filters)
        .filter(target__in=rules.focus_targets, role=role)
        .order_by()
        .values_list("part__outlet__key", "voice", "stance")
        .annotate(Count("pk"))
    )
    found: dict[str, set[tuple[str, str]]] = {}
    for origin, voice, stance, _ in rows:
        found.setdefault(origin, set()).add((voice, stance))
    return found


@dataclass(frozen=True)
class QuoteFilters:
    """What a number's link adds to the filters of the page.

    `role` is one role or several (`R4,R5`). `said` is a facet of the rhetoric with its value (`form:question`), counted
    from text as it was written. `group` is a group of targets; `support` is `supported`, `contradicted` or
    `unsupported`, of assertions. `speaker` is any name of a speaker: marks that give another of them count, too.
    """

    origin: str = ""
    role: str = ""
    stance: str = ""
    group: str = ""
    said: str = ""
    support: str = ""
    reader: str = ""
    document: str = ""
    speaker: str = ""

    @property
    def roles(self) -> list[str]:
        """The roles of which one is asked for."""
        return [role for role in self.role.split(",") if role]


SUPPORT = ("supported", "contradicted", "unsupported")


def quote_list(viewer: Viewer, filters: Filters, more: QuoteFilters) -> QuerySet[Any]:
    """The marks or rulings behind a number. Without role, stance or target a span counts once, whatever its targets.

    With a role, a stance or a group: the marks on focus groups that say a role, which is what the roles of the
    comparison count. Errors: `Invalid` (`unknown_filter`).
    """
    rules = rules_of(viewer.project.codebook)
    marks = counted_marks(viewer, filters).filter(part__counted=True)
    for column, value in (("part__outlet__key", more.origin), ("document__key", more.document)):
        if value:
            marks = marks.filter(**{column: value})
    if more.role:
        marks = marks.filter(role__in=rules.ever_said("role", more.roles))
    if more.stance:
        marks = marks.filter(stance__in=rules.ever_said("stance", [more.stance]))
    if more.reader and filters.layer != ADJUDICATED:
        marks = marks.filter(reading__reviewer__code_name=more.reader)
    if more.said:
        marks = _said(marks, filters, rules, more.said)
    if more.speaker:
        marks = marks.filter(facets__speaker__in=names_of(viewer, more.speaker))
    if more.support:
        marks = _tied(viewer, marks, filters, more.support)
    if more.role or more.stance or more.group:
        targets = [key for key in rules.focus_targets if more.group in ("", rules.group_of(key))]
        return marks.filter(target__in=rules.ever_said("target", targets)).exclude(role="")
    span = (_reader(filters), "start", "end", "label_id")
    first = marks.order_by(*span, "target").distinct(*span)
    marks = marks.model._default_manager.filter(pk__in=first.values("pk"))
    return marks.order_by("document__key", "start", "end", _reader(filters))


def _said(marks: QuerySet[Any], filters: Filters, rules: Rules, said: str) -> QuerySet[Any]:
    """Marks with a value of a facet, in text that stands as it was written unless the filters ask for a wording."""
    facet, _, value = said.partition(":")
    if facet not in rules.facets or not value:
        message = f"{said!r:.60} is no detail of the codebook with its value."
        raise Invalid(message, "unknown_filter", errors={"said": [message]})
    marks = marks.filter(**{f"facets__{facet}__in": rules.ever_said(facet, [value])})
    return marks if filters.fidelity else marks.filter(part__fidelity__in=fidelities(AS_WRITTEN))


def _tied(viewer: Viewer, marks: QuerySet[Any], filters: Filters, support: str) -> QuerySet[Any]:
    """Assertions by what is tied to their words: a span is supported when any of its marks is."""
    if support not in SUPPORT or filters.layer == ADJUDICATED:
        message = f"Support is one of {', '.join(SUPPORT)}, of readers' marks; not {support!r:.60}."
        raise Invalid(message, "unknown_filter", errors={"support": [message]})
    basis = counted_readings(viewer, kind_of(viewer, filters)).order_by().values("pk")
    links = Link.objects.filter(from_annotation__reading__in=basis, from_annotation__deleted_at__isnull=True)
    if support != "unsupported":
        links = links.filter(kind=Link.Kind.SUPPORTS if support == "supported" else Link.Kind.CONTRADICTS)
    same = marks.order_by().filter(
        **{name: OuterRef(name) for name in ("reading", "start", "end", "label")},
        pk__in=links.values("to_annotation"),
    )
    tying = Link.objects.filter(from_annotation__reading__in=basis, from_annotation__deleted_at__isnull=True)
    marks = marks.filter(label__key=SUPPORTED_LABEL, reading__in=tying.values("from_annotation__reading"))
    return marks.filter(~Exists(same) if support == "unsupported" else Exists(same))


def value_name(rules: Rules, facet: str, key: str) -> str:
    """The words on screen for a facet value."""
    rule = rules.facets.get(facet)
    return rule.value_name(key) if rule and key else ""
