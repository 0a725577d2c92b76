"""Places that the marks of several readers share: small enough to be talked about one by one."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from core.stats.matching import MATCHED_IOU, iou, root
from core.stats.study import spread

LENGTH_CP = 300  # of a place, unless all its marks are nearly so long: a long sentence


@dataclass(frozen=True)
class Mark:
    """A mark as far as places go: `[start, end)`, whose, and its label's place in the codebook."""

    start: int
    end: int
    reading: int
    label: int


@dataclass(frozen=True)
class Place:
    """A stretch `[start, end)` and the marks of which it is made, by number.

    `views`: by reading the marks that say what its reader says of the place.
    """

    start: int
    end: int
    members: tuple[int, ...]
    views: dict[int, list[int]]

    def is_read(self, ranges: Sequence[tuple[int, int]]) -> bool:
        """Whether at least half of the place lies in these ranges."""
        shared = sum(max(0, min(end, self.end) - max(start, self.start)) for start, end in ranges)
        return shared * 2 >= self.end - self.start


def places(marks: Sequence[Mark]) -> list[Place]:
    """The places of these marks, in the order of the text; each mark makes up one.

    Two marks belong together when they match (IoU of a half) or when half of the shorter lies in the longer, the best
    match first. Nothing grows beyond `LENGTH_CP` characters unless its shortest mark is half as long as the whole: a
    paragraph that somebody marked does not swallow the clauses within it. O(n log n) and a step for each overlap.

    >>> [(place.start, place.end) for place in places([Mark(0, 9, 1, 0), Mark(2, 9, 2, 1), Mark(20, 29, 1, 0)])]
    [(0, 9), (20, 29)]
    """
    parent = list(range(len(marks)))
    bounds = [(mark.start, mark.end, mark.end - mark.start) for mark in marks]  # start, end, the shortest
    for one, other in _close_pairs(marks):
        a, b = root(parent, one), root(parent, other)
        start, end = min(bounds[a][0], bounds[b][0]), max(bounds[a][1], bounds[b][1])
        shortest = min(bounds[a][2], bounds[b][2])
        if a != b and end - start <= max(LENGTH_CP, 2 * shortest):
            parent[b] = a
            bounds[a] = (start, end, shortest)
    members: dict[int, list[int]] = {}
    for number in range(len(marks)):
        members.setdefault(root(parent, number), []).append(number)
    found = [Place(*bounds[top][:2], tuple(numbers), {}) for top, numbers in members.items()]
    found.sort(key=lambda place: (place.start, place.end))
    _give_views(found, marks)
    return found


def share_differing(counts: Sequence[int]) -> float:
    """The share of pairs of readers that say different things; 0 where there is no pair.

    >>> share_differing([2, 1])
    0.6666666666666667
    """
    n = sum(counts)
    return 1 - sum(count * (count - 1) for count in counts) / (n * (n - 1)) if n > 1 else 0.0


def _close_pairs(marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Pairs of marks that may belong together, the largest IoU first, then in the order of the text."""
    start, end = (np.array([getattr(mark, name) for mark in marks], dtype=np.int64) for name in ("start", "end"))
    order = np.lexsort((end, start))
    behind = np.searchsorted(start[order], end[order], side="left")
    left, right = spread(np.arange(1, len(marks) + 1), behind)
    a, b = order[left], order[right]
    shared = np.minimum(end[a], end[b]) - np.maximum(start[a], start[b])
    size_a, size_b = end[a] - start[a], end[b] - start[b]
    close = shared >= MATCHED_IOU * np.minimum(size_a, size_b)
    a, b, ratio = a[close], b[close], (shared / (size_a + size_b - shared))[close]
    best_first = np.lexsort((b, a, start[b], start[a], -ratio))
    return list(zip(a[best_first].tolist(), b[best_first].tolist(), strict=True))


def _give_views(found: Sequence[Place], marks: Sequence[Mark]) -> None:
    """For each place and reading the mark of the largest IoU with it, among those that meet it.

    Of equals the first; one span marked for several targets with one label is all of these marks.
    """
    starts, reaches = [place.start for place in found], list(accumulate((place.end for place in found), max))
    fitting: list[dict[int, list[int]]] = [{} for _ in found]
    for number, mark in enumerate(marks):
        for at in range(bisect_right(reaches, mark.start), bisect_left(starts, mark.end)):
            if _meets(found[at], mark):
                fitting[at].setdefault(mark.reading, []).append(number)
    for place, readings in zip(found, fitting, strict=True):
        for reading, numbers in readings.items():
            top = marks[min(numbers, key=lambda number: (-_iou(place, marks[number]), number))]
            place.views[reading] = [number for number in numbers if marks[number] == top]


def _meets(a: Place | Mark, b: Place | Mark) -> bool:
    """Whether at least half of the shorter of both lies in the longer."""
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared > 0 and shared >= MATCHED_IOU * min(a.end - a.start, b.end - b.start)


def _iou(place: Place, mark: Mark) -> float:
    return iou((place.start, place.end), (mark.start, mark.end))
