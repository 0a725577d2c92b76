"""Agreement on where marks are and what they say: the unitizing alphas of Krippendorff, Mathet, Bouvry and Widlöcher.

Source: On the reliability of unitizing textual continua: further developments, Quality & Quantity 50 (2016), 2347-2364,
doi 10.1007/s11135-015-0266-1. Every character that two readers or more read is coded by each of them: with the label of
their mark, or blank. What was read jointly, and by how many, may change within a document: a character counts with
its own number of readers, a unit with its jointly read characters.

Nothing here goes from character to character: between two ends of marks or ranges nothing changes.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from core.stats.coding import Coefficient, FloatArray
from core.stats.study import IntArray, Study, chosen, distinct

NOT_READ_TWICE = "no text was read by two readers"
NOTHING_MARKED = "nobody marked anything in what two readers read"
ALL_ALIKE = "everything that two readers read is marked alike"


@dataclass(frozen=True, eq=False)
class Coincidences:
    """Sums per document, blank first, then the labels: characters coded c by one reader and k by another, each pair
    divided by readers less one (`observed`), and what of that a unit would do with itself (`own`: s of the paper)."""

    observed: FloatArray
    own: FloatArray

    @cached_property
    def columns(self) -> FloatArray:
        """One row a document: characters coded alike, then by value the characters coded so, then `own`."""
        alike = np.trace(self.observed, axis1=1, axis2=2)
        return np.column_stack([alike, self.observed.sum(axis=2), self.own])

    def of_sums(self, sums: FloatArray) -> FloatArray:
        """The coefficient of each row of sums of the columns; NaN where it is undefined. Equations 4 and 5."""
        alike, margins, own = np.split(sums, [1, 1 + self.own.shape[1]], axis=1)
        total = margins.sum(axis=1)
        is_defined = np.count_nonzero(margins, axis=1) >= 2
        beyond = np.where(is_defined, total**2 - own.sum(axis=1), 1)
        expected = total * (margins**2 - own).sum(axis=1) / beyond
        ratio = np.divide(total - alike[:, 0], total - expected, out=np.full(len(total), np.nan), where=is_defined)
        return np.asarray(1 - ratio, dtype=np.float64)

    def alpha(self) -> Coefficient:
        """The coefficient over all documents."""
        found = float(self.of_sums(self.columns.sum(axis=0, keepdims=True))[0])
        if not np.isnan(found):
            return Coefficient(found)
        if not self.observed.any():
            return Coefficient(None, NOT_READ_TWICE)
        return Coefficient(None, NOTHING_MARKED if self.observed[:, 0, 0].any() else ALL_ALIKE)

    def blank_or_not(self) -> "Coincidences":
        """The same with all labels as one: position."""
        blank, marked = self.observed[:, 0, 0], self.observed[:, 1:, 1:].sum(axis=(1, 2))
        mixed = self.observed[:, 0, 1:].sum(axis=1)
        observed = np.stack([np.stack([blank, mixed], axis=1), np.stack([mixed, marked], axis=1)], axis=1)
        return Coincidences(observed, np.stack([self.own[:, 0], self.own[:, 1:].sum(axis=1)], axis=1))


@dataclass(frozen=True, eq=False)
class Profile:
    """Stretches of documents between which nothing changes, in order: how many readers gave each value, blank first.

    Only what two readers or more read.
    """

    document: IntArray
    start: IntArray
    end: IntArray
    counts: IntArray

    @property
    def n_readers(self) -> IntArray:
        """How many readers read each stretch."""
        total: IntArray = self.counts.sum(axis=1)
        return total

    def differing(self) -> FloatArray:
        """The share of pairs of readers whose value differs, for each stretch."""
        m = self.n_readers
        return np.asarray(1 - (self.counts * (self.counts - 1)).sum(axis=1) / (m * (m - 1)), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Unitizing:
    """All that the unitizing alphas need of a study; `touched` is the share of marked characters at which several
    marks of one reader met, so that one had to give way."""

    joint: Coincidences
    per_label: Mapping[str, Coincidences]
    touched: float | None

    @property
    def position(self) -> Coincidences:
        """Marked or not."""
        return self.joint.blank_or_not()


def unitizing(study: Study) -> Unitizing:
    """The sums of a study: joint with overlapping marks made flat, each label against the rest as it was marked.

    >>> from core.stats.study import Read, study_of
    >>> read = {"ann": Read([(0, 10)], [(2, 6, "e")]), "bob": Read([(0, 10)], [(4, 8, "e")])}
    >>> round(unitizing(study_of(["e"], [read])).joint.alpha().value, 4)
    0.2583
    """
    joint, touched = _coincidences(study, len(study.labels))
    per_label = {}
    for number, key in enumerate(study.labels):
        one = chosen(study, study.label == number)
        per_label[key], _ = _coincidences(_as_only_label(one), 1)
    return Unitizing(joint, per_label, touched)


def profile(study: Study) -> Profile:
    """Where how many readers marked what, overlapping marks made flat. O(n log n)."""
    return _sweep(study, _segments(study), len(study.labels)).profile


def _as_only_label(study: Study) -> Study:
    nought = np.zeros_like(study.label)
    return Study(
        study.labels, study.document, study.reader, study.range_reading, study.range_start, study.range_end,
        study.reading, study.start, study.end, nought, study.row, study.stride,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Segments:
    """Marks made flat: disjoint within a reading. `contested`: stretches (reading, start, end) where marks met."""

    reading: IntArray
    start: IntArray
    end: IntArray
    label: IntArray
    contested: IntArray


@dataclass(frozen=True, eq=False)
class _Sweep:
    """What one pass over all ends gives: the profile, and the jointly read characters of segments and contested."""

    profile: Profile
    joint_length: IntArray
    n_contested: int


def _coincidences(study: Study, n_labels: int) -> tuple[Coincidences, float | None]:
    segments = _segments(study)
    swept = _sweep(study, segments, n_labels)
    n_documents, n_values = study.n_documents, n_labels + 1
    rows, counts = swept.profile, swept.profile.counts
    weight = (rows.end - rows.start) / np.maximum(rows.n_readers - 1, 1)
    observed = np.zeros((n_documents, n_values, n_values))
    for c in range(n_values):
        for k in range(c, n_values):
            pairs = counts[:, c] * (counts[:, k] - (c == k))
            sums = np.bincount(rows.document, weights=weight * pairs, minlength=n_documents)
            observed[:, c, k] = observed[:, k, c] = sums
    own = np.zeros((n_documents, n_values))
    own[:, 0] = observed[:, 0].sum(axis=1)
    place = study.document[segments.reading] * n_labels + segments.label
    squares = np.bincount(place, weights=swept.joint_length.astype(float) ** 2, minlength=n_documents * n_labels)
    own[:, 1:] = squares.reshape(n_documents, n_labels)
    n_marked = observed[:, 1:].sum()
    return Coincidences(observed, own), float(swept.n_contested / n_marked) if n_marked else None


def _sweep(study: Study, segments: _Segments, n_labels: int) -> _Sweep:
    """Cut all documents at every end of a range or segment, and count the readers of each value between the cuts."""
    piece, start, end = study.clipped(segments.reading, segments.start, segments.end)
    reading, label = segments.reading[piece], segments.label[piece]
    at_range = study.document[study.range_reading] * study.stride
    at_piece = study.document[reading] * study.stride
    contested, low, high = study.clipped(*segments.contested.T)
    at_contested = study.document[segments.contested[contested, 0]] * study.stride
    ends = (
        at_range + study.range_start, at_range + study.range_end, at_piece + start, at_piece + end,
        at_contested + low, at_contested + high,
    )  # fmt: skip
    cuts, numbers = np.unique(np.concatenate(ends), return_inverse=True)
    range_from, range_to, piece_from, piece_to, low, high = np.split(
        numbers, np.cumsum([len(each) for each in ends])[:-1]
    )
    n_readers = _covering(range_from, range_to, len(cuts))
    counts = np.zeros((len(n_readers), n_labels + 1), dtype=np.int64)
    for number in range(n_labels):
        of_label = label == number
        counts[:, number + 1] = _covering(piece_from[of_label], piece_to[of_label], len(cuts))
    counts[:, 0] = n_readers - counts[:, 1:].sum(axis=1)
    is_joint = n_readers >= 2
    length = np.concatenate([[0], np.cumsum(np.where(is_joint, np.diff(cuts), 0))]).astype(np.int64)
    joint_length = np.bincount(piece, weights=length[piece_to] - length[piece_from], minlength=len(segments.start))
    document, offset = np.divmod(cuts[:-1], study.stride)
    rows = Profile(document, offset, offset + np.diff(cuts), counts)
    kept = Profile(rows.document[is_joint], rows.start[is_joint], rows.end[is_joint], rows.counts[is_joint])
    return _Sweep(kept, joint_length.astype(np.int64), int((length[high] - length[low]).sum()))


def _covering(first: IntArray, behind: IntArray, n_cuts: int) -> IntArray:
    """How many of the stretches from cut to cut cover each interval between cuts."""
    steps = np.bincount(first, minlength=n_cuts) - np.bincount(behind, minlength=n_cuts)
    return np.cumsum(steps)[:-1].astype(np.int64)


def _segments(study: Study) -> _Segments:
    """Marks of each reading made flat. Most meet no other, and most others only one: all of these at once."""
    study = distinct(study, with_label=True)
    begin, stop = study.reading * study.stride + study.start, study.reading * study.stride + study.end
    is_first = np.ones(len(begin), dtype=np.bool_)
    is_first[1:] = begin[1:] >= np.maximum.accumulate(stop)[:-1]
    cluster = np.cumsum(is_first) - 1
    size = np.bincount(cluster, minlength=1)[cluster] if len(begin) else cluster
    rows = np.stack([study.reading, study.start, study.end, study.label], axis=1)
    two, met = _flat_pairs(rows[size == 2])
    more, met_more = _flat_clusters(rows[size > 2], cluster[size > 2])
    flat = np.concatenate([rows[size == 1], two, more])
    return _Segments(flat[:, 0], flat[:, 1], flat[:, 2], flat[:, 3], np.concatenate([met, met_more]))


def _flat_pairs(rows: IntArray) -> tuple[IntArray, IntArray]:
    """Rows (reading, start, end, label) of which every two meet, made flat: the winner whole, and what the loser has
    left on either side; and where they met (reading, start, end)."""
    order = np.lexsort((rows[:, 3], -rows[:, 1], rows[:, 2] - rows[:, 1], np.arange(len(rows)) // 2))
    winner, loser = rows[order[::2]], rows[order[1::2]]
    left, right = loser.copy(), loser.copy()
    left[:, 2] = np.minimum(loser[:, 2], winner[:, 1])
    right[:, 1] = np.maximum(loser[:, 1], winner[:, 2])
    met = winner[:, :3].copy()
    met[:, 1] = np.maximum(winner[:, 1], loser[:, 1])
    met[:, 2] = np.minimum(winner[:, 2], loser[:, 2])
    flat = np.concatenate([winner, left, right])
    return flat[flat[:, 1] < flat[:, 2]], met


def _flat_clusters(rows: IntArray, cluster: IntArray) -> tuple[IntArray, IntArray]:
    """The same for rows that meet in larger clusters, one by one."""
    edges = np.flatnonzero(np.diff(cluster, prepend=-1)).tolist()
    marks = rows.tolist()
    flat, contested = [], []
    for low, high in pairwise([*edges, len(marks)]):
        reading = marks[low][0]
        runs, met = flatten([(start, end, label) for _, start, end, label in marks[low:high]])
        flat += [(reading, *run) for run in runs]
        contested += [(reading, *stretch) for stretch in met]
    return np.array(flat, dtype=np.int64).reshape(-1, 4), np.array(contested, dtype=np.int64).reshape(-1, 3)


def flatten(marks: Sequence[tuple[int, int, int]]) -> tuple[list[tuple[int, int, int]], list[tuple[int, int]]]:
    """Marks (start, end, label's place in the codebook) of one reader without overlap, and where several had met.

    At each character the shortest mark wins, then the later start, then the order of the codebook. What is left of a
    mark on both sides of a shorter one is two units. O(n log n).

    >>> flatten([(0, 10, 0), (4, 6, 1)])
    ([(0, 4, 0), (4, 6, 1), (6, 10, 0)], [(4, 6)])
    """
    waiting, ends = sorted(marks, reverse=True), sorted((end for _, end, _ in marks), reverse=True)
    cuts = sorted({place for start, end, _ in marks for place in (start, end)})
    active: list[tuple[int, int, int, int]] = []
    runs: list[tuple[int, int, int]] = []
    met: list[tuple[int, int]] = []
    last: tuple[int, int, int, int] | None = None
    for here, there in pairwise(cuts):
        while waiting and waiting[-1][0] == here:
            start, end, label = waiting.pop()
            heapq.heappush(active, (end - start, -start, label, end))
        while active and active[0][3] <= here:
            heapq.heappop(active)
        while ends and ends[-1] <= here:
            ends.pop()
        if not active:
            last = None
            continue
        if len(ends) - len(waiting) > 1:
            met.append((here, there))
        if active[0] == last:
            runs[-1] = (runs[-1][0], there, last[2])
        else:
            last = active[0]
            runs.append((here, there, last[2]))
    return runs, met
