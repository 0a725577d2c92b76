"""What several readers read and marked in several texts, in columns: all figures of agreement are computed from it.

Columns instead of objects, so that a hundred thousand marks are summed in a fraction of a second. Every sum is kept
per document, so that documents can be drawn again (bootstrap) without counting anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Read:
    """One reader's pass over one text: `[start, end)` of what was read, sorted and disjoint, and the marks made.

    A mark is (start, end, label key), in any order; marks may overlap.
    """

    ranges: Sequence[tuple[int, int]]
    marks: Sequence[tuple[int, int, str]] = ()


@dataclass(frozen=True, eq=False)
class Study:
    """Readings of documents and their marks; a mark names its reading by number, a reading its document and reader.

    Ranges are sorted by reading and start; marks by reading, start, end and label. `row` says which row a mark was in
    what was given. Only marks that begin where their reader read are here. `stride`: farther than any offset, so that
    `reading * stride + offset` orders all places of all readings.
    """

    labels: tuple[str, ...]
    document: IntArray
    reader: IntArray
    range_reading: IntArray
    range_start: IntArray
    range_end: IntArray
    reading: IntArray
    start: IntArray
    end: IntArray
    label: IntArray
    row: IntArray
    stride: int

    @property
    def n_documents(self) -> int:
        """How many documents there are, those without a mark included."""
        return int(self.document.max()) + 1 if len(self.document) else 0

    def holds(self, reading: IntArray, offset: IntArray) -> BoolArray:
        """Whether each reading read the character at each offset. O(n log n)."""
        first = self._range_start()
        number = np.searchsorted(first, reading * self.stride + offset, side="right") - 1
        found = number >= 0
        number = np.maximum(number, 0)
        if not len(first):
            return np.zeros(len(reading), dtype=np.bool_)
        inside: BoolArray = found & (self.range_reading[number] == reading) & (offset < self.range_end[number])
        return inside

    def clipped(self, reading: IntArray, start: IntArray, end: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """The parts of stretches that their readings read: number of the stretch, start, end. O(n log n)."""
        lows = self._range_start()
        highs = self.range_reading * self.stride + self.range_end
        first = np.searchsorted(highs, reading * self.stride + start, side="right")
        behind = np.searchsorted(lows, reading * self.stride + end, side="left")
        stretch, ranges = spread(first, np.maximum(behind, first))
        starts = np.maximum(start[stretch], self.range_start[ranges])
        return stretch, starts, np.minimum(end[stretch], self.range_end[ranges])

    def _range_start(self) -> IntArray:
        return self.range_reading * self.stride + self.range_start


def spread(first: IntArray, behind: IntArray) -> tuple[IntArray, IntArray]:
    """For each row i every whole number in [first, behind): the row's number and the number, in two columns.

    >>> [column.tolist() for column in spread(np.array([0, 5]), np.array([2, 6]))]
    [[0, 0, 1], [0, 1, 5]]
    """
    counts = behind - first
    rows = np.repeat(np.arange(len(first), dtype=np.int64), counts)
    begins = np.cumsum(counts) - counts
    numbers: IntArray = np.arange(counts.sum(), dtype=np.int64) - begins[rows] + first[rows]
    return rows, numbers


def study_of_columns(
    labels: Sequence[str], readings: IntArray, ranges: IntArray, marks: IntArray, length: int
) -> Study:
    """A study from tables of whole numbers: readings (document, reader), ranges (reading, start, end), marks (reading,
    start, end, label). `length`: no offset lies beyond it."""
    readings, ranges, marks = (np.asarray(table, dtype=np.int64) for table in (readings, ranges, marks))
    readings, ranges, marks = readings.reshape(-1, 2), ranges.reshape(-1, 3), marks.reshape(-1, 4)
    ranges = ranges[np.lexsort((ranges[:, 1], ranges[:, 0]))]
    order = np.lexsort((marks[:, 3], marks[:, 2], marks[:, 1], marks[:, 0])).astype(np.int64)
    marks = marks[order]
    study = Study(
        tuple(labels), readings[:, 0], readings[:, 1], ranges[:, 0], ranges[:, 1], ranges[:, 2],
        marks[:, 0], marks[:, 1], marks[:, 2], marks[:, 3], order, length + 1,
    )  # fmt: skip
    return chosen(study, study.holds(study.reading, study.start))


def chosen(study: Study, marks: BoolArray) -> Study:
    """The same readings with these marks only."""
    return Study(
        study.labels, study.document, study.reader, study.range_reading, study.range_start, study.range_end,
        study.reading[marks], study.start[marks], study.end[marks], study.label[marks], study.row[marks], study.stride,
    )  # fmt: skip


def distinct(study: Study, *, with_label: bool) -> Study:
    """Each span (each span and label) of a reading once: what was marked for two targets is one span."""
    return chosen(study, is_first(study, with_label=with_label))


def is_first(study: Study, *, with_label: bool) -> BoolArray:
    """Whether a mark is the first of its span (its span and label) in its reading; the others follow it."""
    columns = [study.reading, study.start, study.end, *([study.label] if with_label else [])]
    same = np.logical_and.reduce([column[1:] == column[:-1] for column in columns])
    return np.concatenate([np.ones(min(1, len(study.row)), dtype=np.bool_), ~same])


def pairs_within(group: IntArray) -> tuple[IntArray, IntArray]:
    """Every two rows of the same group, the earlier first, sorted.

    >>> [column.tolist() for column in pairs_within(np.array([7, 3, 7, 7]))]
    [[0, 0, 2], [2, 3, 3]]
    """
    order = np.argsort(group, kind="stable").astype(np.int64)
    sorted_ = group[order]
    left, right = spread(np.arange(1, len(order) + 1), np.searchsorted(sorted_, sorted_, side="right"))
    a, b = order[left], order[right]
    at = np.lexsort((b, a))
    return a[at], b[at]


def study_of(labels: Sequence[str], documents: Sequence[Mapping[str, Read]]) -> Study:
    """A study from documents, each the readings of its readers by name. Labels in the order of the codebook.

    >>> study = study_of(["e"], [{"ann": Read([(0, 9)], [(2, 4, "e")]), "bob": Read([(0, 9)])}])
    >>> study.n_documents, study.reader.tolist(), study.start.tolist()
    (1, [0, 1], [2])
    """
    names = sorted({name for document in documents for name in document})
    reads = [(number, name, read) for number, document in enumerate(documents) for name, read in document.items()]
    numbers = {key: number for number, key in enumerate(labels)}
    ranges = [(row, start, end) for row, (_, _, read) in enumerate(reads) for start, end in read.ranges]
    marks = [
        (row, start, end, numbers[key]) for row, (_, _, read) in enumerate(reads) for start, end, key in read.marks
    ]
    return study_of_columns(
        labels,
        np.array([(number, names.index(name)) for number, name, _ in reads], dtype=np.int64),
        np.array(ranges, dtype=np.int64),
        np.array(marks, dtype=np.int64),
        max((place[2] for place in (*ranges, *marks)), default=0),
    )
