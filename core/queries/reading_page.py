"""What the reading page asks: marks and links of one document, speakers, sentences left, practice compared."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from core.access import Viewer
from core.models import Annotation, Document, Link, Reading, Reviewer
from core.queries.annotations import annotations_of
from core.queries.codebooks import Rules
from core.queries.sources import hide_said, masks
from core.queries.speakers import offered
from core.queries.visibility import practice_annotations, practice_readings, visible_annotations
from core.text.naming import naming_sentences
from core.text.spans import Span, merge, subtract

MAX_SPEAKERS = 300


def marks_to_read(viewer: Viewer, document: Document) -> QuerySet[Annotation]:
    """Marks of counting readings that the viewer may see, one's own among them, in the order of the text."""
    return annotations_of(viewer, document).filter(reading__practice=False)


def practice_marks(viewer: Viewer, document: Document) -> QuerySet[Annotation]:
    """The viewer's own practice marks on the document, in the order of the text."""
    return annotations_of(viewer, document).filter(reading__practice=True, reading__reviewer__user=viewer.user)


class BriefMark(NamedTuple):
    """What the page's scripts know of a mark; its words they cut from the text."""

    uuid: UUID
    start: int
    end: int
    label: str
    facets: Mapping[str, str]
    note: str
    version: int
    reviewer: str
    kind: str
    reader_id: int | None


def brief_marks(marks: QuerySet[Annotation]) -> list[BriefMark]:
    """The marks of a query in its order, without a model each: thousands stand on one page. One query.

    Facets come as text: equal ones, of which there are many, are decoded once and shared.
    """
    rows = marks.select_related(None).values_list(
        "uuid", "start", "end", "label__key", Cast("facets", TextField()), "note", "version",
        "reading__reviewer__code_name", "reading__reviewer__kind", "reading__reviewer__user_id",
    )  # fmt: skip
    decoded = lru_cache(maxsize=None)(json.loads)
    return [BriefMark._make((*row[:4], decoded(row[4]), *row[5:])) for row in rows]


def links_among(document: Document, seen: Collection[UUID]) -> list[tuple[UUID, UUID, str]]:
    """(from, to, kind) of links on the document whose ends are both among the marks `seen`. One query."""
    rows = Link.objects.filter(from_annotation__document=document).order_by("pk")
    ends = rows.values_list("from_annotation__uuid", "to_annotation__uuid", "kind")
    return [row for row in ends if row[0] in seen and row[1] in seen]


def speakers(viewer: Viewer) -> Mapping[str, str]:
    """Speakers with their side: those of the project's list first, then names in marks that the viewer may see, by
    name, without a side. Two queries."""
    rows = visible_annotations(viewer).filter(facets__has_key="speaker")
    said = sorted(rows.values_list("facets__speaker", flat=True).distinct()[:MAX_SPEAKERS])
    return offered(viewer, said, MAX_SPEAKERS)


def article_spans(document: Document) -> list[Span]:
    """All that is not excluded (needs the prefetched ranges of `whole_document`)."""
    excluded = merge(Span(row.start, row.end) for row in document.excluded.all())
    return subtract([Span(0, document.length)], excluded)


def naming_in(document: Document, rules: Rules) -> list[Span]:
    """Target-naming sentences that begin in the article. No query, one pass over the text."""
    article = article_spans(document)
    return [
        row
        for row in naming_sentences(document.text, rules.focus_names)
        if any(span.holds(row.start) for span in article)
    ]


def unmarked(sentences: Sequence[Span], marks: Sequence[Span]) -> list[Span]:
    """The sentences that no mark touches; both in the order of the text. O(n + m)."""
    taken = merge(marks)
    left: list[Span] = []
    first = 0
    for row in sentences:
        while first < len(taken) and taken[first].end <= row.start:
            first += 1
        if first == len(taken) or taken[first].start >= row.end:
            left.append(row)
    return left


@dataclass(frozen=True)
class OtherReader:
    """What one reader made of the words of a practice mark: the mark that shares most of them, or none."""

    reviewer: Reviewer
    mark: Annotation | None
    iou: float


def practice_compared(viewer: Viewer, mark: Annotation) -> list[OtherReader]:
    """Readers who read the place of a practice mark, those who marked the same words first. Two queries,
    and one more where sources are hidden."""
    readings = practice_readings(viewer, mark.document).select_related("reviewer")
    readers = {row.pk: row.reviewer for row in readings if _was_read(row, mark.start)}
    words = Span(mark.start, mark.end)
    best: dict[int, tuple[float, Annotation]] = {}
    others = practice_annotations(viewer, mark.document).filter(start__lt=mark.end, end__gt=mark.start)
    masked = masks(viewer, [mark.document_id])
    for other in others.select_related("label").order_by("start", "end", "uuid"):
        for document in masked.values():
            hide_said(other, document)
        iou = words.iou(Span(other.start, other.end))
        if iou > best.get(other.reading_id, (0.0, None))[0]:
            best[other.reading_id] = (iou, other)
    found = [
        OtherReader(reviewer, best[pk][1], best[pk][0]) if pk in best else OtherReader(reviewer, None, 0.0)
        for pk, reviewer in readers.items()
    ]
    return sorted(found, key=lambda row: (-row.iou, row.reviewer.code_name))


def _was_read(reading: Reading, offset_cp: int) -> bool:
    return reading.ranges is None or any(start <= offset_cp < end for start, end in reading.ranges)
