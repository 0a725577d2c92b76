"""The text of an article as the reading page draws it: paragraphs, heads of sections, runs of marks.

Every letter of the stored text stands in exactly one paragraph or gap. A paragraph is cut where a section
begins or ends inside it, so that a head can stand there; nothing is added or left out.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from annotator.pages import words
from core.models import Annotation, Document, Section
from core.text.runs import Mark, flat_runs
from core.text.segments import paragraphs
from core.text.spans import Span


@dataclass(frozen=True)
class Piece:
    """Some words of a paragraph: plain, marked (`label`), or not part of the article."""

    text: str
    label: str = ""
    overlap: bool = False
    active: bool = False


@dataclass(frozen=True)
class SectionHead:
    """Where the words that follow come from."""

    name: str
    title: str
    facts: str


@dataclass(frozen=True)
class ParagraphView:
    """One `<p>`: start and end in code points; `gap` is what stands between it and the next.

    `heat`: how far readers differ in it, 0 (not, or not told) to 5.
    """

    start: int
    end: int
    gap: str
    pieces: Sequence[Piece]
    letters: str
    label: str
    excluded: bool
    is_title: bool
    head: SectionHead | None
    heat: int = 0


@dataclass(frozen=True)
class DrawnMark:
    """What drawing needs of a mark. A `quiet` one (a colleague's) never darkens what it lies on."""

    id: str
    start: int
    end: int
    label: str
    letter: str
    active: bool
    quiet: bool = False


def drawn(mark: Annotation, letter: str, *, active: bool = False, quiet: bool = False) -> DrawnMark:
    """A stored mark, reduced to what is drawn."""
    return DrawnMark(str(mark.uuid), mark.start, mark.end, mark.label.key, letter, active, quiet)


def origin_words(document: Document, section: Section | None) -> SectionHead:
    """Outlet by its way, title, genre, date and wording of a section, or of what stands outside all."""
    if section is None:
        return SectionHead(document.outlet.name, "", "its own words")
    via = "" if section.outlet_id == document.outlet_id else f"via {document.outlet.name}"
    facts = [
        via, section.author, section.genre or document.genre, words.date(section.published_on),
        words.fidelity(section.fidelity),
        f"also stands in {section.copy_of.title or section.copy_of.key}" if section.copy_of else "",
    ]  # fmt: skip
    return SectionHead(section.outlet.name, section.title, " · ".join(fact for fact in facts if fact))


class Begun(NamedTuple):
    """Where a mark begins whose letter stands beside the text."""

    start: int
    label: str
    letter: str


def paragraph_views(
    document: Document, marks: Sequence[DrawnMark], begun: Iterable[Begun] | None = None
) -> list[ParagraphView]:
    """The paragraphs in order (needs the prefetched ranges of `whole_document`). No query. O(n log n).

    `begun` in the order of the text: the marks whose letters stand beside it, when they are not those that are drawn.
    """
    sections = list(document.sections.all())
    spans = cut_paragraphs(document)
    following = [span.start for span in spans[1:]] + [document.length]
    excluded = [Span(row.start, row.end) for row in document.excluded.all()]
    heads = _heads(document, sections, spans)
    runs = _Runs(document.text, marks)
    letters = _letters(spans, _loud(marks) if begun is None else begun)
    views = []
    for index, (span, end) in enumerate(zip(spans, following, strict=True)):
        labels = letters.get(index, {})
        views.append(
            ParagraphView(
                span.start, span.end, document.text[span.end : end], runs.pieces(span), " ".join(labels.values()),
                next(iter(labels)) if len(labels) == 1 else "", any(row.contains(span) for row in excluded),
                index == 0 and bool(document.title) and span.cut(document.text).strip() == document.title,
                heads.get(index),
            )
        )  # fmt: skip
    return views


def cut_paragraphs(document: Document) -> list[Span]:
    """The paragraphs of the text, cut where a section begins or ends inside one."""
    borders = sorted({border for row in document.sections.all() for border in (row.start, row.end)})
    found = []
    for span in paragraphs(document.text):
        inner = borders[bisect_right(borders, span.start) : bisect_left(borders, span.end)]
        edges = [span.start, *inner, span.end]
        found += [Span(*pair) for pair in pairwise(edges)]
    return found


def _heads(document: Document, sections: Sequence[Section], spans: Sequence[Span]) -> dict[int, SectionHead]:
    """By index of the first paragraph of each stretch; none where the text has one section or none."""
    starts = [row.start for row in sections]
    before: object = document  # no section is equal to it: the first paragraph begins a stretch, too
    found = {}
    for index, span in enumerate(spans):
        place = bisect_right(starts, span.start) - 1
        section = sections[place] if place >= 0 and span.start < sections[place].end else None
        if section is not before:
            found[index] = origin_words(document, section)
        before = section
    if spans and (not starts or spans[0].start < starts[0]):
        found.pop(0)  # the article's own head says it
    return found if len(found) > 1 else {}


def _loud(marks: Sequence[DrawnMark]) -> Iterator[Begun]:
    ordered = sorted(marks, key=lambda row: row.start)
    return (Begun(row.start, row.label, row.letter) for row in ordered if not row.quiet)


def _letters(spans: Sequence[Span], begun: Iterable[Begun]) -> dict[int, dict[str, str]]:
    """By index of a paragraph: label -> letter of the marks that begin in it."""
    starts = [span.start for span in spans]
    found: dict[int, dict[str, str]] = {}
    for row in begun:
        found.setdefault(bisect_right(starts, row.start) - 1, {})[row.label] = row.letter
    return found


class _Runs:
    """Flat runs of all marks, cut to paragraphs."""

    def __init__(self, text: str, marks: Sequence[DrawnMark]) -> None:
        self.text = text
        self.marks = {mark.id: mark for mark in marks}
        self.runs = flat_runs(Mark(mark.id, mark.start, mark.end) for mark in marks)
        self.ends = [run.end for run in self.runs]

    def pieces(self, span: Span) -> list[Piece]:
        """The words of a paragraph; the innermost mark gives a run its label."""
        found = []
        at = span.start
        for index in range(bisect_right(self.ends, span.start), len(self.runs)):
            run = self.runs[index]
            if run.start >= span.end:
                break
            start, end = max(run.start, span.start), min(run.end, span.end)
            found.append(Piece(self.text[at:start]))
            over = [self.marks[id_] for id_ in run.ids]
            loud = sum(not mark.quiet for mark in over)
            found.append(Piece(self.text[start:end], over[-1].label, loud > 1, any(mark.active for mark in over)))
            at = end
        found.append(Piece(self.text[at : span.end]))
        return [piece for piece in found if piece.text]
