"""The runs of words that two texts have in common: their longest common sequence, of very long texts piece by piece."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from math import isqrt

from rapidfuzz.distance import Indel

MOST_PAIRS = 1_000_000_000  # of words at once, each a bit of memory: two texts of 31,000 words take 125 MB
_ANCHOR = 8  # words in a row that stand once in either text: where they are cut, one copies the other
Run = tuple[int, int, int]  # from word to word of the old text, and where it begins in the new one
Piece = tuple[int, int, int, int]  # from word to word of the old text, and of the new one


def common_runs(old: Sequence[str], new: Sequence[str], most_pairs: int = MOST_PAIRS) -> list[Run]:
    """The runs in order, the longest possible. O(n m / 64) in time; of texts with more pairs of words than may be
    looked at at once O(n) in time and memory, and the longest between the places where they are cut.

    >>> common_runs("one two three".split(), "one three".split())
    [(0, 1, 0), (2, 3, 1)]
    """
    found: list[Run] = []
    for first, last, there, end in _pieces(old, new, most_pairs):
        for step in Indel.opcodes(old[first:last], new[there:end]):
            if step.tag == "equal":
                _add(found, (first + step.src_start, first + step.src_end, there + step.dest_start))
    return found


def _add(found: list[Run], run: Run) -> None:
    """One run more; one that goes on behind a cut is one with the run before it."""
    if found:
        first, last, there = found[-1]
        if (last, there + last - first) == (run[0], run[2]):
            found[-1] = first, run[1], there
            return
    found.append(run)


def _pieces(old: Sequence[str], new: Sequence[str], most_pairs: int) -> Iterator[Piece]:
    """Both texts cut into as few pieces as may be looked at one by one."""
    if len(old) * len(new) <= most_pairs:
        yield 0, len(old), 0, len(new)
        return
    at = before = (0, 0)
    for place in [*_anchors(old, new), (len(old), len(new))]:
        if (place[0] - at[0]) * (place[1] - at[1]) > most_pairs and before != at:
            yield from _halves((at[0], before[0], at[1], before[1]), most_pairs)
            at = before
        before = place
    yield from _halves((at[0], len(old), at[1], len(new)), most_pairs)


def _halves(piece: Piece, most_pairs: int) -> Iterator[Piece]:
    """A piece in which nothing says where to cut, in parts of one length."""
    first, last, there, end = piece
    n_pairs = (last - first) * (end - there)
    n = isqrt(n_pairs // most_pairs) + 1 if n_pairs > most_pairs else 1
    for k in range(n):
        yield (first + (last - first) * k // n, first + (last - first) * (k + 1) // n,
               there + (end - there) * k // n, there + (end - there) * (k + 1) // n)  # fmt: skip


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Places of the same words that stand once in either text, as many as rise in both."""
    there = _once(new)
    pairs = [(place, there[run]) for run, place in _once(old).items() if run in there]
    same = [(a, b) for a, b in sorted(pairs) if old[a : a + _ANCHOR] == new[b : b + _ANCHOR]]
    ends: list[int] = []  # of the rising rows of each length the least end in the new text, and which pair that is
    last: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(same):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1], last[length : length + 1] = [place], [number]
    row = []
    at = last[-1] if last else -1
    while at >= 0:
        row.append(same[at])
        at = before[at]
    return row[::-1]


def _once(words: Sequence[str]) -> dict[int, int]:
    """By the hash of a run of eight words where it stands; those that stand twice left out."""
    found: dict[int, int] = {}
    twice = set()
    for place in range(len(words) - _ANCHOR + 1):
        run = hash(tuple(words[place : place + _ANCHOR]))
        if found.setdefault(run, place) != place:
            twice.add(run)
    return {run: place for run, place in found.items() if run not in twice}
