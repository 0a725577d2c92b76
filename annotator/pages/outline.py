"""The outline of an article: its stretches by origin, and the headings that stand in the text."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotator.pages.article_text import cut_paragraphs, origin_words
from core.models import Document, Section
from core.queries.reading_page import article_spans
from core.text.segments import count_in, word_starts
from core.text.spans import Span, intersect, subtract

HEADING_CP = 70
BELOW_CP = 160
_HEADING = re.compile(r"[^\W_].*[^\W_]")  # from a letter or digit to one: no full stop, no quotation, no "By:"
_MIN_HEADINGS = 2


@dataclass(frozen=True)
class Stretch:
    """Words of one origin that stand together; `section` is None for the outlet's own."""

    span: Span
    section: Section | None
    n_words: int


@dataclass(frozen=True)
class OutlineEntry:
    """A place to jump to; `start` and `end` in code points. A heading has a title and no origin."""

    start: int
    end: int
    anchor: str
    origin: str
    title: str
    facts: str
    n_words: int

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading of the text, below its section."""
        return not self.origin


def stretches(document: Document) -> list[Stretch]:
    """All that is not excluded, cut by origin, in order; those without words are left out.

    Needs the prefetched ranges of `whole_document`. No query.
    """
    sections = {Span(row.start, row.end): row for row in document.sections.all()}
    rest = subtract([Span(0, document.length)], sorted(sections))
    article = article_spans(document)
    starts = word_starts(document.text)
    found = [
        Stretch(span, sections.get(span), count_in(starts, intersect([span], article)))
        for span in sorted([*sections, *rest])
    ]
    return [row for row in found if row.n_words]


def outline(document: Document) -> list[OutlineEntry]:
    """Sections and headings in the order of the text; nothing where there is only one of them. No query."""
    spans = cut_paragraphs(document)
    parts = stretches(document)
    below = _headings(document, spans)
    shown = parts if len(parts) > 1 else ()
    entries = [_section_entry(document, row, spans) for row in shown] + _heading_entries(document, below, parts)
    return sorted(entries, key=lambda row: (row.start, row.is_heading)) if len(entries) > 1 else []


def _section_entry(document: Document, row: Stretch, spans: Sequence[Span]) -> OutlineEntry:
    head = origin_words(document, row.section)
    first = spans[min(bisect_left(spans, row.span.start, key=lambda span: span.start), len(spans) - 1)]
    return OutlineEntry(row.span.start, row.span.end, f"p{first.start}", head.name, head.title, head.facts, row.n_words)


def _heading_entries(document: Document, headings: Sequence[Span], parts: Sequence[Stretch]) -> list[OutlineEntry]:
    """Each reaches to the next heading or to the end of its section."""
    borders = sorted({*(span.start for span in headings), *(row.span.end for row in parts), document.length})
    starts = word_starts(document.text)
    found = []
    for span in headings:
        whole = Span(span.start, borders[bisect_left(borders, span.end)])
        words = count_in(starts, [whole])
        found.append(OutlineEntry(whole.start, whole.end, f"p{span.start}", "", span.cut(document.text), "", words))
    return found


def _headings(document: Document, spans: Sequence[Span]) -> list[Span]:
    """Short lines without a full stop, each above a paragraph; a single one is more likely a caption."""
    article = article_spans(document)
    found = [
        span
        for span, following in pairwise(spans[1:])
        if len(span) <= HEADING_CP
        and len(following) >= BELOW_CP
        and _HEADING.fullmatch(span.cut(document.text).strip())
        and any(row.contains(span) for row in article)
    ]
    return found if len(found) >= _MIN_HEADINGS else []
