"""Two passages as one, word by word: what stayed, what went, what came."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.text.common_runs import common_runs
from core.text.segments import n_words
from core.text.spans import Span

SAME, GONE, NEW = "same", "gone", "new"
_PIECE = re.compile(r"\w+(?:['’-]\w+)*|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words that stayed (`same`), went (`gone`) or came (`new`)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """A paragraph of the old text and what it is in the new one; None where there is none."""

    kind: str
    old: Span | None
    new: Span | None
    pieces: Sequence[Piece]

    @property
    def n_added(self) -> int:
        """Words that came; none in a paragraph that was only moved."""
        return sum(n_words(piece.text) for piece in self.pieces if piece.kind == NEW)

    @property
    def n_removed(self) -> int:
        """Words that went."""
        return sum(n_words(piece.text) for piece in self.pieces if piece.kind == GONE)


def differing(old: str, new: str) -> list[Piece]:
    """Two passages as one, word by word; joined without what is `new` the old one, without what is `gone` the new one.

    >>> [(piece.kind, piece.text) for piece in differing("He said so.", "He never said so.")]
    [('same', 'He '), ('new', 'never '), ('same', 'said so.')]
    """
    return list(_joined(_steps(_PIECE.findall(old), _PIECE.findall(new))))


def _steps(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Stretches that are the same and stretches that are not, in order."""
    at = there = 0
    for first, last, start in [*common_runs(a, b), (len(a), len(a), len(b))]:
        if at < first or there < start:
            yield False, a[at:first], b[there:start]
        at, there = last, start + last - first
        if first < last:
            yield True, a[first:last], b[start:there]


def _joined(steps: Iterable[tuple[bool, Sequence[str], Sequence[str]]]) -> Iterator[Piece]:
    """What went before what came; white space between two changes belongs to them, so that a phrase stays whole."""
    rows = list(steps)
    gone = new = ""
    for number, (is_same, one, two) in enumerate(rows):
        is_inner = is_same and (gone or new) and number + 1 < len(rows) and not "".join(one).strip()
        if not is_same or is_inner:
            gone, new = gone + "".join(one), new + "".join(two)
            continue
        yield from _change(gone, new)
        gone = new = ""
        yield Piece(SAME, "".join(two))
    yield from _change(gone, new)


def _change(gone: str, new: str) -> Iterator[Piece]:
    if gone:
        yield Piece(GONE, gone)
    if new:
        yield Piece(NEW, new)
