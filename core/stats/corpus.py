"""All that figures of a comparison are counted from, in columns: parts of texts, what was read of them, the marks.

Columns of whole numbers instead of rows of a database, so that every way of counting (each filter, each reader left
out, each way in which a sentence is tested) is a choice among the same marks, and takes milliseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.stats.agreement import FloatArray
from core.stats.study import BoolArray, IntArray

NONE = -1  # no value of a closed list


@dataclass(frozen=True, eq=False)
class Corpus:
    """Parts, coverage and marks, each in columns; everything that has a name elsewhere is a number here.

    A part is the text of one origin in one document. Coverage: how many words and target-naming sentences of a part a
    reading covered, and how many of these sentences it marked. Marks are sorted by reading, start, end and label;
    `facets` holds a column for each closed list (the place of the value there, or `NONE`) and each flag (0 or `NONE`).
    `supported`, `contradicted`: whether a counted mark is tied to this one so. `key`: the store's own id of a mark.
    `reader` and `ties` (whether anything is tied to anything in it) are by reading, in the order of submission.
    """

    part_document: IntArray
    part_origin: IntArray
    cover_reading: IntArray
    cover_part: IntArray
    cover_words: IntArray
    cover_sentences: IntArray
    cover_marked: IntArray
    reader: IntArray
    ties: BoolArray
    key: IntArray
    reading: IntArray
    part: IntArray
    start: IntArray
    end: IntArray
    label: IntArray
    facets: Mapping[str, IntArray]
    supported: BoolArray
    contradicted: BoolArray
    n_labels: int

    @property
    def n_marks(self) -> int:
        """How many marks there are."""
        return len(self.reading)

    @cached_property
    def every_mark(self) -> BoolArray:
        """A choice that leaves nothing out."""
        return np.ones(self.n_marks, dtype=np.bool_)

    def facet(self, name: str) -> IntArray:
        """The column of a facet; `NONE` throughout where the codebook has none of that name."""
        found = self.facets.get(name)
        return np.full(self.n_marks, NONE, dtype=np.int64) if found is None else found

    def flag(self, name: str) -> BoolArray:
        """Whether each mark has a flag."""
        return np.asarray(self.facet(name) != NONE)

    def n_bytes(self) -> int:
        """Memory of all columns."""
        own = sum(column.nbytes for column in vars(self).values() if isinstance(column, np.ndarray))
        return own + sum(column.nbytes for column in self.facets.values())


@dataclass(frozen=True, eq=False)
class Cells:
    """What was read, by cell: one origin in one document, in the parts and readings that were chosen.

    `words`, `sentences`, `marked` are means over the readers of the cell; `of_part` is the cell of each part (`NONE`
    for parts left out or read by nobody), `readers` how many read something of it. `readings`: which were chosen.
    """

    origin: IntArray
    document: IntArray
    readers: IntArray
    words: FloatArray
    sentences: FloatArray
    marked: FloatArray
    of_part: IntArray
    readings: BoolArray

    def __len__(self) -> int:
        return len(self.origin)


def cells(corpus: Corpus, parts: BoolArray, readings: BoolArray | None = None) -> Cells:
    """The cells of these parts (and readings), sorted by origin and document."""
    readings = np.ones(len(corpus.reader), dtype=np.bool_) if readings is None else readings
    rows = np.flatnonzero(parts[corpus.cover_part] & readings[corpus.cover_reading])
    part, reading = corpus.cover_part[rows], corpus.cover_reading[rows]
    n_documents = int(corpus.part_document.max(initial=-1)) + 1
    code = corpus.part_origin * n_documents + corpus.part_document
    known, cell = np.unique(code[part], return_inverse=True)
    pairs = np.unique(cell * len(readings) + reading)
    readers = np.bincount(pairs // max(len(readings), 1), minlength=len(known)).astype(np.int64)
    means = [
        np.bincount(cell, weights=column[rows], minlength=len(known)) / readers
        for column in (corpus.cover_words, corpus.cover_sentences, corpus.cover_marked)
    ]
    of_part = np.full(len(parts), NONE, dtype=np.int64)
    place = np.searchsorted(known, code)
    there = parts & (place < len(known))
    there[there] = known[place[there]] == code[there]
    of_part[there] = place[there]
    origin, document = np.divmod(known, max(n_documents, 1))
    return Cells(origin, document, readers, means[0], means[1], means[2], of_part, readings)


class Tally:
    """The chosen marks of a corpus, counted: `mark` are their numbers, `origin` and `cell` where each of them stands.

    A mark in what nobody is recorded to have read has no cell (`NONE`): it is counted and has no weight.
    """

    def __init__(self, corpus: Corpus, parts: BoolArray, marks: BoolArray, readings: BoolArray | None = None) -> None:
        self.corpus = corpus
        self.cells = cells(corpus, parts, readings)
        self.mark = np.flatnonzero(marks & parts[corpus.part] & self.cells.readings[corpus.reading])
        self.origin = corpus.part_origin[corpus.part[self.mark]]
        self.cell = self.cells.of_part[corpus.part[self.mark]]
        self.n_origins = int(corpus.part_origin.max(initial=-1)) + 1

    def spans(self, among: BoolArray | None = None, *more: IntArray) -> "Rows":
        """Each span once: what one reader marked for two targets with one label is one span.

        `among`: a choice of all marks. `more`: columns of all marks by which marks of one span are told apart.
        """
        rows = self.rows(among)
        columns = [column[rows.mark] for column in (self.corpus.reading, self.corpus.start, self.corpus.end,
                                                    self.corpus.label, *more)]  # fmt: skip
        order = np.lexsort(tuple(reversed(columns))) if more else np.arange(len(rows.mark))
        changed = np.zeros(max(len(order) - 1, 0), dtype=np.bool_)
        for column in columns:
            ordered = column[order]
            changed |= ordered[1:] != ordered[:-1]
        first = np.concatenate([np.zeros(min(1, len(order)), dtype=np.int64), np.flatnonzero(changed) + 1])
        return Rows(self, rows.place[order], first)

    def rows(self, among: BoolArray | None = None) -> "Rows":
        """Each mark as one row."""
        place = np.arange(len(self.mark)) if among is None else np.flatnonzero(among[self.mark])
        return Rows(self, place, np.arange(len(place)))


class Rows:
    """Some of the marks of a tally in groups (spans, or each mark by itself): `first` says where each group begins."""

    def __init__(self, tally: Tally, place: IntArray, first: IntArray) -> None:
        self.tally, self._place, self._first = tally, place, first
        self.place = place[first]
        self.mark = tally.mark[self.place]

    def any(self, flag: BoolArray) -> BoolArray:
        """Whether any mark of each group has a flag, which is a column of all marks."""
        if not len(self._first):
            return np.zeros(0, dtype=np.bool_)
        return np.asarray(np.logical_or.reduceat(flag[self.tally.mark[self._place]], self._first))

    def united(self, bits: IntArray) -> IntArray:
        """The bits that any mark of each group has set; `bits` is a column of all marks."""
        if not len(self._first):
            return np.zeros(0, dtype=np.int64)
        return np.asarray(np.bitwise_or.reduceat(bits[self.tally.mark[self._place]], self._first), dtype=np.int64)

    def where(self, kept: BoolArray) -> "Rows":
        """Some of the groups, by the first mark of each alone."""
        place = self.place[kept]
        return Rows(self.tally, place, np.arange(len(place)))

    def n(self, values: IntArray, n_values: int) -> IntArray:
        """How many groups have each value at each origin: origins x values. `values` by group; `NONE` is left out."""
        given = values >= 0
        code = self.tally.origin[self.place[given]] * n_values + values[given]
        found = np.bincount(code, minlength=self.tally.n_origins * n_values)
        return found.reshape(self.tally.n_origins, n_values).astype(np.int64)

    def mean(self, values: IntArray, n_values: int) -> FloatArray:
        """The same in each cell as the mean over its readers: cells x values."""
        cell = self.tally.cell[self.place]
        given = (values >= 0) & (cell >= 0)
        found = np.bincount(cell[given] * n_values + values[given], minlength=len(self.tally.cells) * n_values)
        return np.asarray(
            found.reshape(len(self.tally.cells), n_values) / self.tally.cells.readers[:, np.newaxis], dtype=np.float64
        )


def looked_up(table: Mapping[int, int], keys: IntArray) -> IntArray:
    """The value of each key, all of which are in the table."""
    known = np.array(sorted(table), dtype=np.int64)
    values = np.array([table[key] for key in known.tolist()], dtype=np.int64)
    found: IntArray = values[np.searchsorted(known, keys)] if len(known) else np.zeros(0, dtype=np.int64)
    return found
