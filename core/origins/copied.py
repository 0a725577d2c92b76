"""Sections of one text that stand in another one: shared passages joined to stretches, each with its likely origin."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MIN_WORDS = 80  # a shorter passage is quoted rather than taken over
MAX_GAP_SHARE, MIN_GAP_CP = 0.25, 600  # between two passages of one section: what an editor cut, wrote or moved
SNAP_CP = 120  # how far a border is moved to the start or end of its line


@dataclass(frozen=True)
class Shared:
    """A passage that stands here (code points, half-open) and in the text `other`, which has `other_length`."""

    other: int
    start: int
    end: int
    other_start: int
    other_end: int
    n_words: int
    edit_ratio: float
    other_length: int


@dataclass(frozen=True)
class Copied:
    """A stretch here that stands in another text: how many words, how much of the other (0-1), how alike (0-1)."""

    start: int
    end: int
    other: int
    other_start: int
    other_end: int
    n_words: int
    share_of_other: float
    share_of_own: float
    edit_ratio: float


def copied(text: str, passages: Iterable[Shared]) -> list[Copied]:
    """The stretches of a text that stand in others, in order and apart: where two texts hold the same, the one that
    is held more fully."""
    by_other: dict[int, list[Shared]] = defaultdict(list)
    for passage in passages:
        by_other[passage.other].append(passage)
    found = [_stretch(text, group) for rows in by_other.values() for group in _groups(rows)]
    found = [row for row in found if row.n_words >= MIN_WORDS]
    apart: list[Copied] = []
    for row in sorted(found, key=lambda row: (-row.n_words * row.edit_ratio, -row.share_of_other, row.other)):
        if all(row.end <= other.start or other.end <= row.start for other in apart):
            apart.append(row)
    return sorted(apart, key=lambda row: row.start)


def _groups(rows: Sequence[Shared]) -> list[list[Shared]]:
    """Passages of one other text that follow each other in both, with no more between them than an editor leaves."""
    groups: list[list[Shared]] = []
    for row in sorted(rows, key=lambda row: (row.start, row.end)):
        last = groups[-1][-1] if groups else None
        if last is not None and row.other_start >= last.other_start and _is_near(groups[-1], row):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _is_near(group: Sequence[Shared], row: Shared) -> bool:
    length = max(one.end for one in group) - group[0].start + row.end - row.start
    return row.start - max(one.end for one in group) <= max(MIN_GAP_CP, MAX_GAP_SHARE * length)


def _stretch(text: str, group: Sequence[Shared]) -> Copied:
    start, end = group[0].start, max(row.end for row in group)
    n_words = sum(row.n_words for row in group)
    other_start, other_end = min(row.other_start for row in group), max(row.other_end for row in group)
    held = sum(row.other_end - row.other_start for row in group)
    own = sum(row.end - row.start for row in group)
    alike = sum(row.edit_ratio * row.n_words for row in group) / n_words
    first, behind = snapped(text, start, end)
    return Copied(first, behind, group[0].other, other_start, other_end, n_words,
                  min(1.0, held / group[0].other_length), min(1.0, own / len(text)), alike)  # fmt: skip


def snapped(text: str, start: int, end: int) -> tuple[int, int]:
    r"""The stretch with its borders at the start and end of their lines, where these are near.

    >>> snapped("One.\n“Two words.” he said.", 6, 15)
    (5, 26)
    """
    line = text.rfind("\n", 0, start) + 1
    start = line if start - line <= SNAP_CP else start
    close = text.find("\n", end)
    close = len(text) if close < 0 else close
    return start, close if close - end <= SNAP_CP else end
