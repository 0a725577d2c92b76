"""How far what is said of two origins hangs on the way of counting: shares in many ways at once, and with each reader
and each document left out.

A way of counting takes some parts of texts and some marks. Which ways take a part or a mark stands in the bits of one
whole number (bit w for way w), so that all ways are counted in one pass over the marks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from core.stats.agreement import FloatArray
from core.stats.corpus import Corpus, Rows
from core.stats.study import BoolArray, IntArray

MAX_WAYS = 62  # bits of a whole number of eight bytes, the sign left alone
HOLDS, BREAKS, TIE, UNDEFINED = "holds", "breaks", "tie", "undefined"
NEARLY = 1e-9  # shares are sums of means: equal ones may differ in their last digits


def bits(taken: Sequence[BoolArray]) -> IntArray:
    """What each way takes (one choice a way, all of one length) as one number for each part or mark.

    >>> bits([np.array([True, False]), np.array([True, True])]).tolist()
    [3, 2]
    """
    found = np.zeros(len(taken[0]), dtype=np.int64)
    for way, choice in enumerate(taken):
        found |= choice.astype(np.int64) << way
    return found


def unpacked(column: IntArray, n_ways: int) -> BoolArray:
    """Ways x column: which bits are set."""
    return np.asarray((column >> np.arange(n_ways)[:, np.newaxis]) & 1, dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class Counted:
    """Groups of marks by what they say (`kinds`), counted in every way, by *pair*: one reading of one cell.

    A cell is one origin in one document, as in `corpus`. Columns by pair, which are sorted by origin, document and
    reading. `n`: ways x pairs x kinds; `read`: ways x pairs, whether the reading read of the cell what the way takes.
    """

    origin: IntArray
    document: IntArray
    reader: IntArray
    read: BoolArray
    n: IntArray

    @cached_property
    def cells(self) -> IntArray:
        """The first pair of each cell."""
        return _starts(self.origin, self.document)

    def totals(self, n_origins: int, kept: BoolArray | None = None) -> FloatArray:
        """Ways x origins x kinds: sums over documents of the means over their readers. `kept` chooses pairs."""
        n, read = (self.n, self.read) if kept is None else (self.n * kept[:, np.newaxis], self.read & kept)
        found = np.zeros((n.shape[0], n_origins, n.shape[2]))
        if len(self.origin):
            origin = self.origin[self.cells]
            first = _starts(origin)
            found[:, origin[first]] = np.add.reduceat(self._means(n, read), first, axis=1)
        return found

    def means(self, way: int = 0) -> tuple[IntArray, IntArray, FloatArray]:
        """Of one way: origin and document of each cell, and cells x kinds the means over its readers."""
        one = slice(way, way + 1)
        return self.origin[self.cells], self.document[self.cells], self._means(self.n[one], self.read[one])[0]

    def _means(self, n: IntArray, read: BoolArray) -> FloatArray:
        """Ways x cells x kinds. What nobody is recorded to have read has no weight."""
        if not len(self.origin):
            return np.zeros((n.shape[0], 0, n.shape[2]))
        readers = np.add.reduceat(read, self.cells, axis=1, dtype=np.int64)[:, :, np.newaxis]
        sums = np.add.reduceat(n, self.cells, axis=1)
        return np.asarray(np.divide(sums, readers, out=np.zeros(sums.shape), where=readers > 0), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Taken:
    """Which ways of counting take each part and each mark of a corpus, as bits."""

    parts: IntArray
    marks: IntArray
    n_ways: int


@dataclass(frozen=True, eq=False)
class Kinds:
    """Groups of marks, each of one of `n` kinds: what shares are taken of."""

    rows: Rows
    kind: IntArray
    n: int


def counted(corpus: Corpus, taken: Taken, kinds: Kinds) -> Counted:
    """The groups in every way of counting. A group counts once in a way that takes any of its marks."""
    rows = kinds.rows
    part = corpus.part[rows.mark]
    by_group = rows.united(taken.marks & taken.parts[corpus.part])
    pair = _pair(corpus, part, corpus.reading[rows.mark])
    cover = _pair(corpus, corpus.cover_part, corpus.cover_reading)
    pairs, place = np.unique(np.concatenate([cover, pair]), return_inverse=True)
    read = np.zeros(len(pairs), dtype=np.int64)
    np.bitwise_or.at(read, place[: len(cover)], taken.parts[corpus.cover_part])
    sets, which = np.unique(by_group, return_inverse=True)
    code = (place[len(cover) :] * kinds.n + kinds.kind) * len(sets) + which
    by_set = np.bincount(code, minlength=len(pairs) * kinds.n * len(sets)).reshape(len(pairs), kinds.n, len(sets))
    n = np.einsum("pks,ws->wpk", by_set, unpacked(sets, taken.n_ways).astype(np.int64))
    cell, reading = np.divmod(pairs, max(len(corpus.reader), 1))
    origin, document = np.divmod(cell, _n_documents(corpus))
    return Counted(origin, document, corpus.reader[reading], unpacked(read, taken.n_ways), n)


def _pair(corpus: Corpus, part: IntArray, reading: IntArray) -> IntArray:
    cell = corpus.part_origin[part] * _n_documents(corpus) + corpus.part_document[part]
    return np.asarray(cell * len(corpus.reader) + reading, dtype=np.int64)


def _n_documents(corpus: Corpus) -> int:
    return int(corpus.part_document.max(initial=0)) + 1


def _starts(*columns: IntArray) -> IntArray:
    """Where a new value begins in columns that are sorted together."""
    changed = np.zeros(len(columns[0]), dtype=np.bool_)
    changed[:1] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(changed)


def shares(totals: FloatArray) -> FloatArray:
    """The share (0-1) of each kind, which stands last; not a number where there is nothing to take a share of."""
    wholes = totals.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(totals, wholes, out=np.full(totals.shape, np.nan), where=wholes > 0))


def outcomes(more: FloatArray, less: FloatArray) -> list[str]:
    """Whether what is said to be more is more, for each two shares.

    >>> outcomes(np.array([0.5, 0.2, 0.3, np.nan]), np.array([0.1, 0.4, 0.3, 0.1]))
    ['holds', 'breaks', 'tie', 'undefined']
    """
    return [_outcome(one, other) for one, other in zip(more.tolist(), less.tolist(), strict=True)]


def _outcome(more: float, less: float) -> str:
    if more != more or less != less:
        return UNDEFINED
    if abs(more - less) <= NEARLY:
        return TIE
    return HOLDS if more > less else BREAKS


@dataclass(frozen=True, eq=False)
class Between:
    """Every two origins compared in every way: rows have the larger share, or not. `difference` in the first way (not a
    number where it is undefined); in how many ways the row has `more`, and in how many both have a share."""

    difference: FloatArray
    more: IntArray
    countable: IntArray


def between(by_way: FloatArray) -> Between:
    """Of ways x origins, the share of one kind: origins x origins.

    >>> found = between(np.array([[0.5, 0.2], [0.1, 0.2], [0.1, np.nan]]))
    >>> round(found.difference[0, 1], 2), found.more[0, 1], found.countable[0, 1]
    (np.float64(0.3), np.int64(1), np.int64(2))
    """
    difference = by_way[:, :, np.newaxis] - by_way[:, np.newaxis, :]
    return Between(difference[0], (difference > NEARLY).sum(axis=0), (~np.isnan(difference)).sum(axis=0))


def readers_that_carry(counted: Counted, n_origins: int, kind: int, more: int, less: int) -> tuple[int, list[int]]:
    """How many readers read of the two origins, and those without whom `more` has no larger share of `kind`, in the
    first way."""
    first = Counted(counted.origin, counted.document, counted.reader, counted.read[:1], counted.n[:1])
    here = np.isin(first.origin, (more, less)) & first.read[0]
    readers = np.unique(first.reader[here]).tolist()
    carry = []
    for reader in readers:
        found = shares(first.totals(n_origins, first.reader != reader))[0, :, kind]
        if _outcome(float(found[more]), float(found[less])) != HOLDS:
            carry.append(reader)
    return len(readers), carry


def documents_that_carry(
    counted: Counted, n_origins: int, kind: int, more: int, less: int
) -> tuple[dict[int, int], list[int]]:
    """How many documents of each of the two were read, and those without which `more` has no larger share of `kind`, in
    the first way. A document is left out of both."""
    origin, document, means = counted.means()
    read = np.add.reduceat(counted.read[0], counted.cells) > 0 if len(counted.origin) else np.zeros(0, dtype=np.bool_)
    n_documents, left = {}, []
    for side in (more, less):
        here = origin == side
        n_documents[side] = int((read & here).sum())
        by_document = np.zeros((int(document.max(initial=-1)) + 1, means.shape[1]))
        by_document[document[here]] = means[here]  # one cell a document
        left.append(shares(_without(by_document))[:, kind])
    there = np.unique(document[read & np.isin(origin, (more, less))])
    found = outcomes(*(side[there] for side in left))
    return n_documents, [number for number, outcome in zip(there.tolist(), found, strict=True) if outcome != HOLDS]


def _without(by_document: FloatArray) -> FloatArray:
    """For each document what all others have: less than a hair of a mark is nothing."""
    rest = by_document.sum(axis=0) - by_document
    return np.asarray(np.where(rest > NEARLY, rest, 0.0))


Condition = tuple[int | None, ...]


def conditions(chosen: Sequence[bool], shape: Sequence[int], ignored: Sequence[bool] | None = None) -> list[Condition]:
    """Which of the ways are chosen, in few conditions: for each dimension the value that is meant, None for any.

    Ways are all combinations of a value of each dimension, the last one changing first. The conditions that say least
    come first; each adds ways that those before it leave out. What they say of the `ignored` does not matter.

    >>> conditions([False, True, False, True], (2, 2))
    [(None, 1)]
    >>> conditions([False, True, True, True], (2, 2))
    [(None, 1), (1, None)]
    >>> conditions([False, True, False, False], (2, 2), ignored=[False, False, False, True])
    [(None, 1)]
    """
    wanted = np.array(chosen, dtype=np.bool_).reshape(shape)
    may = wanted if ignored is None else wanted | np.array(ignored, dtype=np.bool_).reshape(shape)
    left, found = wanted.copy(), []
    for condition in _by_fewest(shape):
        where = tuple(slice(None) if value is None else value for value in condition)
        if np.all(may[where]) and np.any(left[where]):
            found.append(condition)
            left[where] = False
    return found


def _by_fewest(shape: Sequence[int]) -> Iterator[Condition]:
    """Every condition, those with the fewest values first. A dimension of one value is never a condition."""
    every: list[Sequence[int | None]] = [(None, *range(n)) if n > 1 else (None,) for n in shape]
    yield from sorted(product(*every), key=lambda row: sum(value is not None for value in row))
