"""The bar of origins: each part's words where they stand, as wide as they are many, and what is proposed below."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from annotator.pages import words
from annotator.pages.provenance_parts import OriginRow
from core.models import Document
from core.queries.proposals import Proposed
from core.queries.reading_page import article_spans
from core.text.segments import count_in, word_starts
from core.text.spans import Span, intersect

_LEAST = 0.004  # of the bar: nothing is too short to be seen
_NUMBERED, _NUMBERED_WIDE = 0.04, 0.012  # from which width on a piece has its number below it


@dataclass(frozen=True)
class BarPiece:
    """A piece of the bar; `x`, `width` and `middle` in per cent of it, `number` is that of its row.

    `room`: `all` where the number fits on a phone, `wide` on a wide window only, else nothing.
    """

    number: int
    fill: str
    x: str
    width: str
    middle: str
    room: str
    title: str
    url: str


@dataclass(frozen=True)
class Bar:
    """All pieces in order; `proposed` are those that nobody has ruled on, of whole words, which may overlap."""

    pieces: Sequence[BarPiece]
    proposed: Sequence[BarPiece]


def bar(document: Document, rows: Sequence[OriginRow], proposed: Sequence[Proposed]) -> Bar:
    """The bar of a document from its rows. No query."""
    starts, article = word_starts(document.text), article_spans(document)

    def pieces_of(row: OriginRow) -> Iterator[tuple[Span, OriginRow, int]]:
        own = [Span(row.start, row.end)]
        for span in own if row.kind == "excluded" else intersect(own, article):
            if n_words := count_in(starts, [span]):
                yield span, row, n_words

    pieces = sorted(chain.from_iterable(pieces_of(row) for row in rows), key=lambda piece: piece[0])
    total = sum(n_words for *_, n_words in pieces) or 1
    widths = [max(_LEAST, n_words / total) for *_, n_words in pieces]
    scale, at, found = 1 / (sum(widths) or 1), 0.0, []
    for (_, row, n_words), width in zip(pieces, widths, strict=True):
        found.append(_piece(row, n_words, at, width * scale))
        at += width * scale
    return Bar(found, [_proposed(row, starts, number) for number, row in enumerate(proposed, start=1)])


def _piece(row: OriginRow, n_words: int, at: float, share: float) -> BarPiece:
    room = "all" if share >= _NUMBERED else "wide" if share >= _NUMBERED_WIDE else ""
    title = f"{row.number}. {row.name}, {words.count(n_words, 'word', 'words')}"
    return BarPiece(row.number, row.fill, _percent(at), _percent(share), _percent(at + share / 2), room, title, row.url)


def _proposed(row: Proposed, starts: Sequence[int], number: int) -> BarPiece:
    first, n_words = bisect_left(starts, row.start), count_in(starts, [Span(row.start, row.end)])
    width = max(_LEAST, n_words / (len(starts) or 1))
    at = min(first / (len(starts) or 1), 1 - width)
    title = f"Proposed, nobody has ruled on it: {words.count(n_words, 'word', 'words')}"
    address = f"#proposal-{row.uuid}"
    return BarPiece(number, "", _percent(at), _percent(width), _percent(at + width / 2), "", title, address)


def _percent(share: float) -> str:
    return f"{100 * share:.3f}%"
