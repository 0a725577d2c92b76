"""What is derived from a document's ranges: parts, which mark or ruling counts, and how much was read and ruled.

Called by every service that changes sections, excluded ranges, submitted readings or finished rulings; `doctor`
recomputes it all and compares.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from core.models import Annotation, Coverage, Decision, Document, Excluded, Part, Reading, Section
from core.queries.codebooks import Rules, rules_of
from core.text.naming import naming_sentences
from core.text.segments import count_in, word_starts
from core.text.spans import Span, intersect, merge, normalise_ranges, subtract


@dataclass
class Layout:
    """A document's text with its ranges: everything that is counted in words or sentences."""

    document: Document
    sections: Sequence[Section]
    excluded: Sequence[Span]
    names: Sequence[str]

    @cached_property
    def words(self) -> Sequence[int]:
        """Start offsets of all words."""
        return word_starts(self.document.text)

    @cached_property
    def sentences(self) -> Sequence[Span]:
        """Target-naming sentences of the whole text."""
        return naming_sentences(self.document.text, self.names)

    @property
    def whole(self) -> Span:
        """The whole text."""
        return Span(0, self.document.length)

    def article(self) -> list[Span]:
        """All that is not excluded."""
        return subtract([self.whole], self.excluded)

    def spans_of(self, section: Section | None) -> list[Span]:
        """What counts of a section, or (None) of all that lies outside sections."""
        if section is not None:
            own = [Span(section.start, section.end)]
        else:
            own = subtract([self.whole], [Span(row.start, row.end) for row in self.sections])
        return subtract(own, self.excluded)

    def n_words(self, spans: Iterable[Span]) -> int:
        """Words that start inside the spans."""
        return count_in(self.words, spans)

    def naming(self, spans: Sequence[Span]) -> list[Span]:
        """Target-naming sentences that start inside the spans."""
        return [row for row in self.sentences if _one_holding(spans, row.start) is not None]

    def read(self, reading: Reading) -> list[Span]:
        """What a reading covered: its ranges without what is excluded; null ranges mean the whole article."""
        if reading.ranges is None:
            return self.article()
        return subtract(normalise_ranges(reading.ranges, self.document.length), self.excluded)


def layout_of(document: Document, rules: Rules | None = None) -> Layout:
    """The layout of a stored document. Three queries at most."""
    rules = rules or rules_of(document.project.codebook)
    return Layout(
        document,
        list(document.sections.select_related("outlet").order_by("start")),
        [Span(row.start, row.end) for row in document.excluded.order_by("start")],
        rules.focus_names,
    )


def drafted_parts(layout: Layout) -> list[Part]:
    """The parts as they should stand, not saved: sections in order, then the rest if it has words."""
    document = layout.document
    parts = []
    for section in [*layout.sections, None]:
        spans = layout.spans_of(section)
        n_words = layout.n_words(spans)
        if section is None and n_words == 0:
            continue
        source = section or document
        parts.append(
            Part(
                document=document,
                section=section,
                outlet_id=source.outlet_id,
                genre=source.genre or document.genre,
                published_on=source.published_on or ("" if section else document.published_on),
                fidelity=section.fidelity if section else "",
                counted=document.is_current and (section is None or section.copy_of_id is None),
                n_words=n_words,
                n_target_sentences=len(layout.naming(spans)),
            )
        )
    return parts


def derive_parts(layout: Layout) -> list[Part]:
    """Replace the parts of a stored document, and say of each mark and ruling which part it belongs to."""
    document = layout.document
    document.parts.all().delete()
    parts = Part.objects.bulk_create(drafted_parts(layout))
    excluded = Q()
    for span in layout.excluded:
        excluded |= Q(start__gte=span.start, start__lt=span.end)
    for rows in (Annotation.objects.filter(document=document), Decision.objects.filter(document=document)):
        rows.update(part=None, in_figures=False)
        for part in parts:
            inside = _inside(part, parts, rows)
            inside.update(part=part, in_figures=part.counted)
            if excluded:
                inside.filter(excluded).update(in_figures=False)
        rows.exclude(label__counted=True).update(in_figures=False)
    return parts


def _inside(part: Part, parts: Sequence[Part], rows: QuerySet[Any]) -> QuerySet[Any]:
    if part.section is not None:
        return rows.filter(start__gte=part.section.start, start__lt=part.section.end)
    sections = Q()
    for other in parts:
        if other.section is not None:
            sections |= Q(start__gte=other.section.start, start__lt=other.section.end)
    return rows.exclude(sections) if sections else rows


def place(start: int, counted: bool, parts: Sequence[Part], excluded: Sequence[Span]) -> tuple[Part | None, bool]:
    """The part that holds the start of a mark or ruling, and whether it enters figures."""
    rest = None
    for part in parts:
        if part.section is None:
            rest = part
        elif part.section.start <= start < part.section.end:
            rest = part
            break
    in_figures = counted and rest is not None and rest.counted and not any(span.holds(start) for span in excluded)
    return rest, in_figures


def derive_coverage(layout: Layout, parts: Sequence[Part], readings: Iterable[Reading]) -> None:
    """Replace what each submitted reading of the document covered of each part it read."""
    readings = [reading for reading in readings if reading.state == Reading.State.SUBMITTED]
    Coverage.objects.filter(reading__in=readings).delete()
    Coverage.objects.bulk_create(drafted_coverage(layout, parts, readings, _marks_of(readings)))


def derive_coverage_of(document_ids: Sequence[int], rules: Rules) -> None:
    """As `derive_coverage` for many documents at once: nine statements whatever the number."""
    submitted = Reading.objects.filter(document__in=document_ids, practice=False, state=Reading.State.SUBMITTED)
    readings = _by_document(submitted)
    marks = _marks_of([row for rows in readings.values() for row in rows])
    coverage: list[Coverage] = []
    for layout, parts in _layouts_of(document_ids, rules):
        coverage += drafted_coverage(layout, parts, readings.get(layout.document.pk, []), marks)
    Coverage.objects.filter(reading__in=submitted).delete()
    Coverage.objects.bulk_create(coverage, batch_size=5_000)


def _layouts_of(document_ids: Sequence[int], rules: Rules) -> Iterator[tuple[Layout, list[Part]]]:
    """The layout and the stored parts of each document. Four statements whatever the number."""
    sections = _by_document(Section.objects.filter(document__in=document_ids).order_by("start"))
    excluded = _by_document(Excluded.objects.filter(document__in=document_ids).order_by("start"))
    parts = _by_document(Part.objects.filter(document__in=document_ids).select_related("section").order_by("pk"))
    for document in Document.objects.filter(pk__in=document_ids):
        ranges = [Span(row.start, row.end) for row in excluded.get(document.pk, [])]
        layout = Layout(document, sections.get(document.pk, []), ranges, rules.focus_names)
        yield layout, parts.get(document.pk, [])


def derive_ruled(document_ids: Sequence[int], rules: Rules) -> None:
    """How many target-naming sentences of each part the standing rulings mark, once they are finished; else none."""
    ruled = _ruled_spans(document_ids)
    for layout, parts in _layouts_of(document_ids, rules):
        _derive_ruled(layout, parts, ruled.get(layout.document.pk, []))


def _derive_ruled(layout: Layout, parts: Sequence[Part], ruled: Sequence[Span]) -> None:
    for part in parts:
        part.n_sentences_ruled = n_sentences_ruled(layout, part, ruled)
    Part.objects.bulk_update(parts, ["n_sentences_ruled"])


def n_sentences_ruled(layout: Layout, part: Part, ruled: Iterable[Span]) -> int:
    """Of one part, as it should stand; `ruled` are the words of standing rulings with a counted label. No query."""
    if layout.document.adjudicated_at is None:
        return 0
    marked = merge(ruled)
    return sum(_is_marked(row, marked) for row in layout.naming(layout.spans_of(part.section)))


def _ruled_spans(document_ids: Sequence[int]) -> dict[int, list[Span]]:
    """The words of standing rulings with a counted label, by document. One query."""
    rows = Decision.objects.filter(document__in=document_ids, superseded_by__isnull=True, label__counted=True)
    found: dict[int, list[Span]] = {}
    for document, start, end in rows.values_list("document_id", "start", "end"):
        found.setdefault(document, []).append(Span(start, end))
    return found


def _by_document(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.document_id, []).append(row)
    return found


def _marks_of(readings: Sequence[Reading]) -> dict[int, list[Span]]:
    """The standing counted marks of each reading. One query."""
    marks: dict[int, list[Span]] = {}
    rows = Annotation.objects.filter(reading__in=readings, deleted_at__isnull=True, label__counted=True)
    for reading_id, start, end in rows.values_list("reading_id", "start", "end"):
        marks.setdefault(reading_id, []).append(Span(start, end))
    return marks


def drafted_coverage(
    layout: Layout, parts: Sequence[Part], readings: Iterable[Reading], marks: Mapping[int, Sequence[Span]]
) -> list[Coverage]:
    """The coverage as it should stand, not saved; `marks` by reading. No query."""
    coverage = []
    for reading in readings:
        read, marked = layout.read(reading), merge(marks.get(reading.pk, []))
        coverage += [_coverage(layout, part, reading, read, marked) for part in parts]
    return [row for row in coverage if row.n_words]


def _coverage(layout: Layout, part: Part, reading: Reading, read: Sequence[Span], marks: Sequence[Span]) -> Coverage:
    spans = intersect(read, layout.spans_of(part.section))
    sentences = layout.naming(spans)
    return Coverage(
        reading=reading,
        part=part,
        n_words=layout.n_words(spans),
        n_sentences=len(sentences),
        n_sentences_marked=sum(_is_marked(row, marks) for row in sentences),
    )


def _one_holding(spans: Sequence[Span], offset: int) -> Span | None:
    """The span that covers the offset; the spans are sorted and disjoint. O(log n)."""
    index = bisect_right(spans, offset, key=_start) - 1
    return spans[index] if index >= 0 and spans[index].holds(offset) else None


def _is_marked(sentence: Span, marks: Sequence[Span]) -> bool:
    """Whether any of the sorted, disjoint marks shares a code point with the sentence. O(log n)."""
    before_end = bisect_left(marks, sentence.end, key=_start)
    return before_end > 0 and marks[before_end - 1].end > sentence.start


def _start(span: Span) -> int:
    return span.start


def derive_document(document: Document, rules: Rules | None = None) -> None:
    """Derive everything anew for one document: after a change of sections or excluded ranges, or an import."""
    layout = layout_of(document, rules)
    parts = derive_parts(layout)
    derive_coverage(layout, parts, document.readings.filter(practice=False))
    if document.adjudicated_at is not None:
        _derive_ruled(layout, parts, _ruled_spans([document.pk]).get(document.pk, []))
