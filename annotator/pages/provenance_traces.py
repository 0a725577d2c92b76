"""Traces that scraping and translation left in an article, in their context."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.pages.provenance_parts import Places
from core.models import Document
from core.origins.damage import damage
from core.queries.reading_page import article_spans

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
    article = article_spans(document)
    found = [row for row in damage(document.text) if any(span.holds(row.start) for span in article)]
    return [_view(document.text, row.start, row.end, row.words, places) for row in found]


def _view(text: str, start: int, end: int, why: str, places: Places) -> TraceView:
    """With whole words lit: a stop alone says nothing."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    before, after = text[max(0, start - CONTEXT_CP) : start], text[end : end + CONTEXT_CP]
    return TraceView(_before(before), text[start:end], _after(after), why, places.url(start))


def _before(words: str) -> str:
    """Of the same paragraph, from a whole word on."""
    line = words.rpartition("\n")[2]
    return line if len(line) < len(words) or len(words) < CONTEXT_CP else f"… {line.partition(' ')[2]}"


def _after(words: str) -> str:
    """Of the same paragraph, up to a whole word."""
    line = words.partition("\n")[0]
    return line if len(line) < len(words) or len(words) < CONTEXT_CP else f"{line.rpartition(' ')[0]} …"
