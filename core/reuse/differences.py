"""What differs between two passages, word by word: for pages that show them side by side."""

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel, Levenshtein
from rapidfuzz.distance._initialize import Opcodes

from core.reuse.words import Words, words_of
from core.text.spans import Span

EQUAL, REPLACED, DELETED, INSERTED = "equal", "replaced", "deleted", "inserted"
_MOST_CELLS = 30_000_000

Difference = tuple[str, Span | None, Span | None]


def differences(a: str, b: str) -> list[Difference]:
    """The two passages as stretches that are `equal`, `replaced`, `deleted` (only in `a`) or `inserted` (only in `b`).

    Each with its words in `a` and in `b`, as code points of the passage, None where there are none; together all words
    in order. Case, quotation marks and hyphens make no difference. O(n m) up to some 5,000 words on both sides; longer
    ones are compared in one piece only where they differ.

    >>> differences("China has not detected any", "China has found any")
    [('equal', Span(start=0, end=9), Span(start=0, end=9)), ('replaced', Span(start=10, end=22), \
Span(start=10, end=15)), ('equal', Span(start=23, end=26), Span(start=16, end=19))]
    """
    words_a, words_b = words_of(a), words_of(b)
    return list(_told(_steps(words_a.folded, words_b.folded), words_a, words_b))


def _steps(a: Sequence[str], b: Sequence[str]) -> Opcodes:
    of = Levenshtein if len(a) * len(b) <= _MOST_CELLS else Indel
    return of.opcodes(a, b)


def _told(steps: Opcodes, a: Words, b: Words) -> Iterator[Difference]:
    """Steps that touch each other and change something, as one."""
    changed: list[tuple[int, int, int, int]] = []
    for step in steps:
        place = (step.src_start, step.src_end, step.dest_start, step.dest_end)
        if step.tag != "equal":
            changed.append(place)
            continue
        yield from _changed(changed, a, b)
        changed = []
        yield EQUAL, a.span(*place[:2]), b.span(*place[2:])
    yield from _changed(changed, a, b)


def _changed(rows: Sequence[tuple[int, int, int, int]], a: Words, b: Words) -> Iterator[Difference]:
    if not rows:
        return
    (a_start, _, b_start, _), (_, a_end, _, b_end) = rows[0], rows[-1]
    here = a.span(a_start, a_end) if a_end > a_start else None
    there = b.span(b_start, b_end) if b_end > b_start else None
    name = REPLACED if here and there else DELETED if here else INSERTED
    yield name, here, there
