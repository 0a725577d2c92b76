"""Traces that scraping and translation left in an article, in their context."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.pages.provenance_parts import Places
from core.models import Document
from core.queries.reading_page import article_spans
from core.reuse.damage import CODES, damage

CONTEXT_CP = 70


@dataclass(frozen=True)
class TraceView:
    """One trace with the words around it, what it is a sign of, and where it stands in the article."""

    before: str
    words: str
    after: str
    why: str
    url: str


def trace_views(document: Document, places: Places) -> Sequence[TraceView]:
    """Those inside the article, in the order of the text; none of what is left out anyway. No query."""
    text, article = document.text, article_spans(document)
    return [
        TraceView(
            _before(text[max(0, row.start - CONTEXT_CP) : row.start]), text[row.start : row.end],
            _after(text[row.end : row.end + CONTEXT_CP]), CODES[row.code], places.url(row.start),
        )
        for row in damage(text)
        if any(span.holds(row.start) for span in article)
    ]  # fmt: skip


def _before(words: str) -> str:
    """Of the same paragraph, from a whole word on."""
    line = words.rpartition("\n")[2]
    return line if len(line) < len(words) or len(words) < CONTEXT_CP else f"… {line.partition(' ')[2]}"


def _after(words: str) -> str:
    """Of the same paragraph, up to a whole word."""
    line = words.partition("\n")[0]
    return line if len(line) < len(words) or len(words) < CONTEXT_CP else f"{line.rpartition(' ')[0]} …"
