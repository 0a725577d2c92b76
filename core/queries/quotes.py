"""The words behind the numbers: which quotes stand in a cell, and the list that a number opens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber

from core.access import Viewer
from core.models import Annotation
from core.queries.codebooks import Rules, rules_of
from core.queries.filters import Filters, checked, values_of
from core.queries.layers import ADJUDICATED, counted_decisions, kind_of
from core.queries.visibility import counted_readings
from core.text.spans import Span

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
        marks = marks.filter(target__in=values_of(rules.facets.get("target"), filters.target))
    if filters.voice:
        marks = marks.filter(voice__in=values_of(rules.facets.get("voice"), filters.voice))
    if filters.label:
        marks = marks.filter(_has_label(filters))
    if filters.genre:
        marks = marks.filter(part__genre=filters.genre)
    return marks.order_by("document__key", "start", "end", _reader(filters), "label__position", "target")


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
    for passage in _alike(_passages(marks, reader, _label_key(filters))):
        cells.setdefault((passage.origin, passage.role), []).append(passage)
    return {cell: _ordered(passages) for cell, passages in cells.items()}


_VALUES = (
    "uuid", "document__key", "start", "end", "quote", "voice", "facets__speaker", "target",
    "role", "stance", "unsure", "part__outlet__key",
)  # fmt: skip


def _passages(marks: QuerySet[Any], reader: str, label_key: str | Coalesce) -> Iterable[tuple[Passage, int]]:
    """Each mark as a passage of its own, with its reader."""
    for row in marks.values_list(*_VALUES, label_key, reader):
        uuid, document, start, end, quote, voice, speaker, target, role, stance, unsure, origin, label, reading = row
        yield (
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
    """What a number's link adds to the filters of the page: origin, role, stance, document."""

    origin: str = ""
    role: str = ""
    stance: str = ""
    document: str = ""


def quote_list(viewer: Viewer, filters: Filters, more: QuoteFilters) -> QuerySet[Any]:
    """The marks or rulings behind a number. Without role, stance or target a span counts once, whatever its targets.

    With a role: the marks on focus groups alone, which is what the roles of the comparison count.
    """
    rules = rules_of(viewer.project.codebook)
    marks = counted_marks(viewer, filters)
    if more.origin:
        marks = marks.filter(part__outlet__key=more.origin)
    if more.role:
        marks = marks.filter(role=more.role)
    if more.stance:
        marks = marks.filter(stance=more.stance)
    if more.document:
        marks = marks.filter(document__key=more.document)
    if more.role:
        return marks.filter(target__in=rules.focus_targets).exclude(role="")
    if not more.stance:
        span = (_reader(filters), "start", "end", "label_id")
        first = marks.order_by(*span, "target").distinct(*span)
        marks = marks.model._default_manager.filter(pk__in=first.values("pk"))
        marks = marks.order_by("document__key", "start", "end", _reader(filters))
    return marks


def value_name(rules: Rules, facet: str, key: str) -> str:
    """The words on screen for a facet value."""
    rule = rules.facets.get(facet)
    return rule.value_name(key) if rule and key else ""
