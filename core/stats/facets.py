"""Which values of a detail are compared: those that readers gave in the same passage, target by target.

A reader may mark one span for several targets, each with details of its own. In a passage (a unit of `stats.matching`)
in which every reader has one mark, their values make one unit, whatever the targets. Where a reader has several, each
target that two readers have makes a unit of its own; a reader who shares no target with a colleague joins the first of
these units with the mark of the first target, and where nothing is shared the first marks of all make one unit. First
is the order of the codebook, no target before all others. The targets themselves are compared as sets (`stats.sets`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.stats.coding import Coding, coding
from core.stats.matching import Units
from core.stats.sets import as_sets
from core.stats.study import BoolArray, IntArray, Study, is_first


@dataclass(frozen=True, eq=False)
class Said:
    """Marks (by number in a study) and the unit in which the details of each are compared, by unit and mark."""

    study: Study
    unit: IntArray
    mark: IntArray

    def coding(self, values: IntArray, n_values: int) -> Coding:
        """The values of a detail (by mark of the study, -1: none) as units."""
        document = self.study.document[self.study.reading[self.mark]]
        return coding(self.unit, values[self.mark], document, n_values, self.study.n_documents)


def said(study: Study, units: Units, target: IntArray) -> Said:
    """What is compared with what; `target` (by mark of `study`, -1: none) is a number in the order of the codebook.

    `units` are those of `study`.
    """
    passage = units.unit[span_of(study)]
    is_matched = units.is_matched[span_of(study)]
    mark = np.flatnonzero(is_matched)
    mark = mark[np.lexsort((target[mark], study.reading[mark], passage[mark]))]
    unit = _by_target(passage[mark], study.reading[mark], target[mark] + 1)
    kept = unit >= 0
    unit, mark = unit[kept], mark[kept]
    order = np.lexsort((mark, unit))
    return Said(study, unit[order], mark[order])


def span_of(study: Study) -> IntArray:
    """By mark of a study: its number among the marks of `distinct(study, with_label=True)`."""
    number: IntArray = np.cumsum(is_first(study, with_label=True)) - 1
    return number


def _by_target(passage: IntArray, reading: IntArray, target: IntArray) -> IntArray:
    """The unit of each row, -1 for one that is left out; rows sorted by passage, reading and target."""
    if not len(passage):
        return passage
    n_targets = int(target.max()) + 1
    code = passage * n_targets + target
    _, at, counts = np.unique(code, return_inverse=True, return_counts=True)
    starts_reader = np.ones(len(passage), dtype=np.bool_)
    starts_reader[1:] = (np.diff(passage) != 0) | (np.diff(reading) != 0)
    reader = np.cumsum(starts_reader) - 1
    is_several = _of_any(np.bincount(reader)[reader] > 1, passage)
    is_shared = counts[at] > 1
    first_shared = np.full(int(passage.max()) + 1, n_targets, dtype=np.int64)
    np.minimum.at(first_shared, passage[is_shared], target[is_shared])
    joins_first = starts_reader & ~_of_any(is_shared, reader)
    first = first_shared[passage] % n_targets  # where nothing is shared any number will do
    unit = np.where(is_shared, code, np.where(joins_first, passage * n_targets + first, -1))
    return np.where(is_several, unit, np.where(starts_reader, passage * n_targets, -1)).astype(np.int64)


def _of_any(flag: BoolArray, group: IntArray) -> BoolArray:
    """Whether any row of a row's group has the flag."""
    found: BoolArray = (np.bincount(group, weights=flag) > 0)[group]
    return found


def targets(study: Study, units: Units, target: IntArray, n_targets: int) -> tuple[Coding, BoolArray]:
    """The targets of the marks of each passage as one value, a set; and the sets (row) by targets (column)."""
    spans = span_of(study)
    numbers, sets = as_sets(spans, target, len(units.unit), n_targets)
    return units.coding(numbers, len(sets)), sets


def ladder(ranks: Sequence[int | None]) -> IntArray:
    """By value of an ordered detail its place on the ladder, -1 for what stands off it.

    >>> ladder([None, 0, 2, 1]).tolist()
    [-1, 0, 2, 1]
    """
    on = sorted(rank for rank in ranks if rank is not None)
    return np.array([-1 if rank is None else on.index(rank) for rank in ranks], dtype=np.int64)
