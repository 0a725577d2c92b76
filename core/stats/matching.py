"""Which mark of one reader met which of another: spans matched by overlap, F1 of every pair, units of many readers.

IoU is intersection over union in characters. A mark is compared with the marks of a colleague who read the place where
it begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from core.stats.coding import Coding, Coefficient, FloatArray, coding
from core.stats.study import BoolArray, IntArray, Study, distinct, pairs_within, spread

MATCHED_IOU = 0.5
TIE = 1e-9  # of equal sums the one with the better single matches: whoever is called first
PORTION = 4_000_000  # pairs of marks looked at together: a few hundred megabytes at most
NO_MARKS = "nobody marked anything in what two readers read"


@dataclass(frozen=True, eq=False)
class Overlaps:
    """Pairs of marks of two readings of a document that share characters; `a` is of the reading that comes first."""

    a: IntArray
    b: IntArray
    iou: FloatArray

    def where(self, kept: BoolArray) -> "Overlaps":
        """Some of the pairs."""
        return Overlaps(self.a[kept], self.b[kept], self.iou[kept])


@dataclass(frozen=True, eq=False)
class PairScores:
    """One row a pair of readings of a document: marks that both could have made, and how many matched so well."""

    a: IntArray
    b: IntArray
    document: IntArray
    n_a: IntArray
    n_b: IntArray
    exact: IntArray
    iou50: IntArray
    overlap: IntArray

    def sums(self, hits: str, n_documents: int) -> "HitSums":
        """What F1 of `exact`, `iou50` or `overlap` needs, by document."""
        return self._grouped(hits, self.document, n_documents)

    def f1(self, hits: str) -> Coefficient:
        """F1 of `exact`, `iou50` or `overlap`, micro: all hits over all marks."""
        return self._grouped(hits, np.zeros_like(self.document), 1).f1()

    def of_groups(self, hits: str, group: IntArray, n_groups: int) -> FloatArray:
        """F1 of the rows of each group by itself, NaN for one without marks."""
        found = self._grouped(hits, group, n_groups)
        return found.of_sums(found.columns)

    def _grouped(self, hits: str, group: IntArray, n_groups: int) -> "HitSums":
        columns = (2 * getattr(self, hits), self.n_a + self.n_b)
        sums = [np.bincount(group, weights=column, minlength=n_groups) for column in columns]
        return HitSums(np.column_stack(sums))


@dataclass(frozen=True, eq=False)
class HitSums:
    """One row a document: marks that met another, and all marks of both readers of each pair."""

    columns: FloatArray

    def of_sums(self, sums: FloatArray) -> FloatArray:
        """F1 of each row of sums of the columns; NaN where it is undefined."""
        hits, n = sums.T
        return np.asarray(np.divide(hits, n, out=np.full(len(n), np.nan), where=n > 0), dtype=np.float64)

    def f1(self) -> Coefficient:
        """F1 over all documents."""
        hits, n = self.columns.sum(axis=0)
        return Coefficient(float(hits / n)) if n else Coefficient(None, NO_MARKS)


@dataclass(frozen=True, eq=False)
class Units:
    """Marks (by number in `study`) that are of the same passage, one a reader at most; `unit` of each mark.

    `is_comparable`: whether a colleague read the place of the mark; only such marks are in units with others.
    """

    study: Study
    unit: IntArray
    is_comparable: BoolArray

    @property
    def is_matched(self) -> BoolArray:
        """Whether a mark is in a unit with a colleague's."""
        matched: BoolArray = np.bincount(self.unit, minlength=1)[self.unit] > 1
        return matched

    def coding(self, values: IntArray, n_values: int) -> Coding:
        """The units of two marks or more as units of values, one of each mark (-1: none)."""
        matched = self.is_matched
        document = self.study.document[self.study.reading[matched]]
        return coding(self.unit[matched], values[matched], document, n_values, self.study.n_documents)

    @property
    def share_matched(self) -> float | None:
        """The share of marks that are in a unit with a colleague's."""
        n = int(self.is_comparable.sum())
        return float((self.is_matched & self.is_comparable).sum() / n) if n else None


def overlaps(study: Study) -> Overlaps:
    """All overlapping pairs of marks of different readings of a document, each in a place that both read.

    O(n log n) and as many steps as there are overlaps, one's own included; memory for `PORTION` of these at a time.
    """
    begin = study.document[study.reading] * study.stride + study.start
    order = np.argsort(begin, kind="stable")
    first = np.arange(1, len(order) + 1)
    behind = np.searchsorted(begin[order], begin[order] + (study.end - study.start)[order], side="left")
    portion = np.cumsum(behind - first) // PORTION
    found = [_of_colleagues(study, order[rows], order, first[rows], behind[rows])
             for rows in np.split(first - 1, np.flatnonzero(np.diff(portion)) + 1)]  # fmt: skip
    a, b = (np.concatenate(column) for column in zip(*found, strict=True))
    start, end = study.start, study.end
    shared = np.minimum(end[a], end[b]) - np.maximum(start[a], start[b])
    return Overlaps(a, b, shared / (end[a] - start[a] + end[b] - start[b] - shared))


def _of_colleagues(
    study: Study, marks: IntArray, order: IntArray, first: IntArray, behind: IntArray
) -> tuple[IntArray, IntArray]:
    """Of each mark with those in `order` from `first` on: pairs of two readers, each in a place that both read."""
    left, right = spread(first, behind)
    a, b = marks[left], order[right]
    a, b = np.minimum(a, b), np.maximum(a, b)  # marks are sorted by reading
    differ = study.reading[a] != study.reading[b]
    a, b = a[differ], b[differ]
    both = study.holds(study.reading[b], study.start[a]) & study.holds(study.reading[a], study.start[b])
    return a[both], b[both]


def pair_scores(study: Study, *, labelled: bool) -> PairScores:
    """Marks matched one to one between every two readings of a document; `labelled`: only marks of one label match."""
    study = distinct(study, with_label=labelled)
    a, b = pairs_within(study.document)
    n_readings = len(study.document)
    code = a * n_readings + b
    n_a, n_b = _comparable(study, a, b)
    found = overlaps(study)
    if labelled:
        found = found.where(study.label[found.a] == study.label[found.b])
    matched = matching(study, found)
    pair = np.searchsorted(code, study.reading[matched.a] * n_readings + study.reading[matched.b])
    exact, iou50, overlap = (np.bincount(pair[matched.iou >= least], minlength=len(a)) for least in (1, MATCHED_IOU, 0))
    return PairScores(a, b, study.document[a], n_a, n_b, exact, iou50, overlap)


def _comparable(study: Study, a: IntArray, b: IntArray) -> tuple[IntArray, IntArray]:
    """For each pair of readings: the marks of one that begin where the other read, and the other way round."""
    sums = []
    for own, other in ((a, b), (b, a)):
        first = np.searchsorted(study.reading, own, side="left")
        pair, marks = spread(first, np.searchsorted(study.reading, own, side="right"))
        held = study.holds(other[pair], study.start[marks])
        sums.append(np.bincount(pair[held], minlength=len(a)).astype(np.int64))
    return sums[0], sums[1]


def matching(study: Study, found: Overlaps) -> Overlaps:
    """Each mark with at most one of each colleague, so that the sum of IoU is the largest.

    Identical spans meet at once (of several, those of one label): 1 - IoU is a metric, so that no larger sum is lost by
    it. The rest is an assignment problem in each group of marks that overlap.
    """
    n = len(study.start)
    node_a = study.reading[found.b] * n + found.a  # a mark is one thing for each colleague
    node_b = study.reading[found.a] * n + found.b
    other_label = study.label[found.a] != study.label[found.b]
    order = np.lexsort((found.b, found.a, other_label, -found.iou))
    exact = order[found.iou[order] == 1]
    taken: set[int] = set()
    kept: list[int] = []
    for row, one, other in zip(exact.tolist(), node_a[exact].tolist(), node_b[exact].tolist(), strict=True):
        if one not in taken and other not in taken:
            taken.update((one, other))
            kept.append(row)
    gone = np.fromiter(taken, dtype=np.int64, count=len(taken))
    rest = np.flatnonzero(~(np.isin(node_a, gone) | np.isin(node_b, gone)))
    kept += rest[_assigned(node_a[rest], node_b[rest], found.iou[rest])].tolist()
    chosen = np.array(sorted(kept), dtype=np.int64)
    return Overlaps(found.a[chosen], found.b[chosen], found.iou[chosen])


def _assigned(node_a: IntArray, node_b: IntArray, iou: FloatArray) -> IntArray:
    """Edges of the matching of largest sum: group by group, for two marks that overlap no others say nothing of these.

    Groups of one shape stand in one array: most are tiny, and making an array for each would take most of the time.
    """
    if not len(iou):
        return np.zeros(0, dtype=np.int64)
    names, nodes = np.unique(np.concatenate([node_a, node_b]), return_inverse=True)
    a, b = nodes[: len(iou)], nodes[len(iou) :]
    graph = coo_array((np.ones(len(iou)), (a, b)), shape=(len(names), len(names)))
    group_of_node = connected_components(graph, directed=False)[1]
    group = group_of_node[a]
    row, n_rows = _numbered_within(group_of_node, a)
    column, n_columns = _numbered_within(group_of_node, b)
    chosen = [_only_ones(group, iou, (n_rows == 1) | (n_columns == 1))]
    several = np.flatnonzero((n_rows > 1) & (n_columns > 1))
    shapes = n_rows[several] * len(iou) + n_columns[several]
    for shape in np.unique(shapes):
        edges = several[shapes == shape]
        at = np.unique(group[edges], return_inverse=True)[1]
        worth = np.zeros((at.max() + 1, n_rows[edges[0]], n_columns[edges[0]]))
        number = np.full(worth.shape, -1, dtype=np.int64)
        worth[at, row[edges], column[edges]] = iou[edges] + TIE * iou[edges] ** 2
        number[at, row[edges], column[edges]] = edges
        for layer in range(len(worth)):
            chosen.append(number[layer][linear_sum_assignment(worth[layer], maximize=True)])
    found = np.concatenate(chosen)
    return found[found >= 0]


def _numbered_within(group_of_node: IntArray, ends: IntArray) -> tuple[IntArray, IntArray]:
    """For each edge the number of its end among such ends of its group, and how many these are."""
    nodes, at = np.unique(ends, return_inverse=True)
    number, size = _place_within(group_of_node[nodes])
    return number[at], size[at]


def _only_ones(group: IntArray, iou: FloatArray, is_star: BoolArray) -> IntArray:
    """Of groups in which one mark meets all others, the edge of the largest IoU (of equals the first)."""
    edges = np.flatnonzero(is_star)
    order = edges[np.lexsort((edges, -iou[edges], group[edges]))]
    is_first = np.diff(group[order], prepend=-1) != 0
    found: IntArray = order[is_first]
    return found


def units(study: Study) -> Units:
    """Marks of the same passage: matched one to one where two readers read a document, greedily where more did.

    Both among marks with an IoU of a half; a span that a reader marked for two targets with one label is one mark.
    Greedy: the pair of the largest IoU first, and two units become one only if no reader would have two marks in it.
    """
    study = distinct(study, with_label=True)
    found = overlaps(study)
    close = found.where(found.iou >= MATCHED_IOU)
    by_two = np.bincount(study.document, minlength=study.n_documents)[study.document[study.reading[close.a]]] == 2
    pairs = matching(study, close.where(by_two))
    unit = _joined(study, close.where(~by_two))
    unit[pairs.b] = unit[pairs.a]
    a, b = pairs_within(study.document)
    return Units(study, unit, _is_comparable(study, a, b))


def _is_comparable(study: Study, a: IntArray, b: IntArray) -> BoolArray:
    comparable = np.zeros(len(study.start), dtype=np.bool_)
    for own, other in ((a, b), (b, a)):
        first = np.searchsorted(study.reading, own, side="left")
        pair, marks = spread(first, np.searchsorted(study.reading, own, side="right"))
        comparable[marks[study.holds(other[pair], study.start[marks])]] = True
    return comparable


def _joined(study: Study, close: Overlaps) -> IntArray:
    """The unit of each mark, joined pair by pair; a reader's bit is set in a unit that has a mark of theirs."""
    apart = np.abs(study.start[close.a] - study.start[close.b])
    other_label = study.label[close.a] != study.label[close.b]
    order = np.lexsort((close.b, close.a, study.start[close.a], other_label, apart, -close.iou))
    unit = dict(zip(*[np.union1d(close.a, close.b).tolist()] * 2, strict=True))
    within, _ = _place_within(study.document)
    readers = [1 << place for place in within[study.reading].tolist()]
    for one, other in zip(close.a[order].tolist(), close.b[order].tolist(), strict=True):
        first, second = root(unit, one), root(unit, other)
        if first != second and not readers[first] & readers[second]:
            unit[second] = first
            readers[first] |= readers[second]
    units = np.arange(len(study.start), dtype=np.int64)
    units[list(unit)] = [root(unit, mark) for mark in unit]
    return units


def _place_within(group: IntArray) -> tuple[IntArray, IntArray]:
    """For each row its place among the rows of its group, from 0, and how many these are."""
    order = np.argsort(group, kind="stable")
    firsts = np.searchsorted(group[order], group[order], side="left")
    behind = np.searchsorted(group[order], group[order], side="right")
    place, size = np.empty(len(group), dtype=np.int64), np.empty(len(group), dtype=np.int64)
    place[order] = np.arange(len(group)) - firsts
    size[order] = behind - firsts
    return place, size


def root(parent: dict[int, int] | list[int], node: int) -> int:
    """The one that stands for all that were joined with this one; paths are shortened on the way."""
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


def iou(a: Sequence[int], b: Sequence[int]) -> float:
    """Intersection over union of two spans [start, end).

    >>> iou((0, 4), (2, 6))
    0.3333333333333333
    """
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return shared / (a[1] - a[0] + b[1] - b[0] - shared)
