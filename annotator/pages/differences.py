"""Two passages side by side with what differs lit, long stretches that agree cut short."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.reuse.differences import EQUAL, Difference, differences
from core.text.segments import words
from core.text.spans import Span

KEPT = 12  # words at each end of a stretch that agrees
SHOWN_CHANGES = 60
_GAP_FROM = 3 * KEPT


@dataclass(frozen=True)
class DifferencePiece:
    """Some words of one side. `kind`: `same`, `changed` (other words there), `only` (nothing there), or `cut` (the
    text says how many words that agree are left out)."""

    text: str
    kind: str


@dataclass(frozen=True)
class DifferenceSide:
    """One side: its words, who carries them (`title`), what is known of it, and where it stands in its text."""

    pieces: Sequence[DifferencePiece]
    title: str
    facts: str
    url: str
    quoted: bool = False


@dataclass(frozen=True)
class DifferenceView:
    """Both sides for `_difference.html`; `n_more`: changes further on that are not shown."""

    sides: tuple[DifferenceSide, DifferenceSide]
    n_more: int = 0


Pieces = list[DifferencePiece]


def compared_words(a: str, b: str) -> tuple[Pieces, Pieces, int]:
    """The words of both passages in pieces, and how many changes behind the sixtieth are not shown."""
    steps = differences(a, b)
    changes = [number for number, step in enumerate(steps) if step[0] != EQUAL]
    n_more = max(0, len(changes) - SHOWN_CHANGES)
    if n_more:
        steps = steps[: changes[SHOWN_CHANGES]]
    return list(_pieces(a, steps, 1, whole=not n_more)), list(_pieces(b, steps, 2, whole=not n_more)), n_more


def _pieces(text: str, steps: Sequence[Difference], side: int, *, whole: bool) -> Iterator[DifferencePiece]:
    """One side, from its first letter to its last: what stands between two stretches of words goes with the first."""
    placed = [(step[0], step[side], step[3 - side]) for step in steps]
    own = [(name, span, other) for name, span, other in placed if isinstance(span, Span)]
    end_of_all = len(text) if whole else (own[-1][1].end if own else 0)
    reached = 0
    for name, span, other in own:
        if span.start > reached:
            yield DifferencePiece(text[reached : span.start], "same")
        words_here = span.cut(text)
        if name == EQUAL:
            yield from _cut_short(words_here)
        else:
            yield DifferencePiece(words_here, "changed" if other is not None else "only")
        reached = span.end
    if end_of_all > reached:
        yield DifferencePiece(text[reached:end_of_all], "same")


def _cut_short(text: str) -> Iterator[DifferencePiece]:
    """The words that agree: the ends of a long stretch, with how many are left out between."""
    spans = words(text)
    n_left_out = len(spans) - 2 * KEPT
    if len(spans) <= _GAP_FROM:
        yield DifferencePiece(text, "same")
        return
    yield DifferencePiece(text[: spans[KEPT - 1].end], "same")
    yield DifferencePiece(f"{n_left_out:,} words alike", "cut")
    yield DifferencePiece(text[spans[-KEPT].start :], "same")
