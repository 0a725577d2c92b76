"""Whose the words at a place of a text are, as sections say so: for pages that show passages side by side."""

from bisect import bisect_right
from collections.abc import Iterable

from annotator.pages import words
from core.models import Document, Section
from core.queries.provenance import sections_of


class Origins:
    """Of some documents."""

    def __init__(self, documents: Iterable[int]) -> None:
        """By primary keys. One query."""
        self._sections = sections_of(documents)

    def name(self, document: Document, start: int) -> str:
        """`Politico, via common-sense-in-america.com`."""
        origin = self._at(document, start)
        via = f", via {document.outlet.name}" if origin.outlet_id != document.outlet_id else ""
        return origin.outlet.name + via

    def facts(self, document: Document, start: int) -> list[str]:
        """Title, genre and date of what stands there, as far as they are known."""
        origin = self._at(document, start)
        date = words.date(origin.published_on) if origin.published_on else ""
        return [fact for fact in (origin.title or document.title, origin.genre or document.genre, date) if fact]

    def _at(self, document: Document, start: int) -> Section | Document:
        rows = self._sections.get(document.pk, [])
        index = bisect_right(rows, start, key=lambda row: row.start) - 1
        return rows[index] if index >= 0 and rows[index].end > start else document
