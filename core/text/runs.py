"""Overlapping marks become flat, disjoint runs for drawing. `static/annotator/js/runs.js` is the same sweep.

Both are held together by `fixtures/text/runs.json`.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple


class Mark(NamedTuple):
    """What a sweep needs of an annotation: `id`, and start and end in code points, half-open."""

    id: str
    start: int
    end: int


class Run(NamedTuple):
    """A stretch `[start, end)` covered by exactly these marks, at least one; outer marks first."""

    start: int
    end: int
    ids: tuple[str, ...]


def flat_runs(marks: Iterable[Mark]) -> list[Run]:
    """The runs in the order of the text; stretches without a mark give none.

    `ids` stand in a fixed order: by start, then the longer one first, then by id. A mark without length is
    left out, an id stands once. Sweep line: O(n log n) plus the size of the answer.

    >>> flat_runs([Mark("b", 2, 6), Mark("a", 0, 4)])
    [Run(start=0, end=2, ids=('a',)), Run(start=2, end=4, ids=('a', 'b')), Run(start=4, end=6, ids=('b',))]
    """
    ordered = sorted((mark for mark in marks if mark.start < mark.end), key=lambda m: (m.start, -m.end, m.id))
    ends: defaultdict[int, list[str]] = defaultdict(list)
    for mark in ordered:
        ends[mark.end].append(mark.id)
    borders = sorted({mark.start for mark in ordered} | ends.keys())

    runs: list[Run] = []
    active: dict[str, None] = {}  # keeps the order in which marks began, and forgets one in O(1)
    begun = 0
    for border, following in itertools.pairwise(borders):
        for id_ in ends.get(border, ()):
            active.pop(id_, None)
        while begun < len(ordered) and ordered[begun].start == border:
            active[ordered[begun].id] = None
            begun += 1
        if active:
            runs.append(Run(border, following, tuple(active)))
    return runs
