"""Who reads matters: how one reader differs from colleagues on the same documents, alone and over time.

One row is one submitted reading; its counts are the marks of each label. A reader's documents are not a colleague's,
so plain shares compare documents as much as readers. Here each document compares only those who read it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import numpy as np

from core.stats.agreement import FloatArray
from core.stats.contrasts import NONE_MARKED, Contrast, Names, contrast
from core.stats.study import BoolArray, IntArray

READINGS = Names("reading", "document")
TOO_FEW = "fewer than 2 readings of documents that colleagues read too"
AS_COLLEAGUES = "the reader says what colleagues say throughout"
Figure = TypeVar("Figure")


@dataclass(frozen=True)
class ReaderEffect:
    """A reader against colleagues: label shares of both over the documents that both read, and their differences.

    `n_documents`: those in which the reader and a colleague marked something. Shares are None where there are none.
    """

    reader: int
    n_documents: int
    n_marks: float
    shares: tuple[float, ...] | None
    colleagues: tuple[float, ...] | None
    contrasts: tuple[Contrast, ...]


@dataclass(frozen=True)
class Period:
    """Some successive readings of a reader: label shares, and those of colleagues on the same documents."""

    n_readings: int
    n_marks: float
    shares: tuple[float, ...]
    colleagues: tuple[float, ...]


@dataclass(frozen=True)
class Drift:
    """A reader over time; each label's contrast is the later half less the earlier, as distance from colleagues."""

    reader: int
    periods: tuple[Period, ...]
    contrasts: tuple[Contrast, ...]


@dataclass(frozen=True)
class WithoutOne(Generic[Figure]):
    """A figure without one name (a reader, a document), from the `n_left` rows that remain."""

    name: str
    n_left: int
    figure: Figure


def reader_effects(readers: IntArray, documents: IntArray, counts: FloatArray, *, seed: int) -> list[ReaderEffect]:
    """Each reader against colleagues; `counts` has a row a reading and a column a label.

    Within a document the reader's share of a label stands against that of all colleagues' marks together. A document
    in which they made A marks and colleagues B weighs A·B / (A + B), for the shares as for their difference: both
    shares are over the same documents with the same weights. P exchanges the readings of a document among its readers.

    >>> found = reader_effects(np.array([0, 1, 0]), np.array([0, 0, 1]), np.array([[3.0, 1], [1, 3], [9, 0]]), seed=1)
    >>> found[0].n_documents, found[0].shares, found[0].colleagues, found[0].contrasts[0].difference
    (1, (0.75, 0.25), (0.25, 0.75), 0.5)
    """
    marked = counts.sum(axis=1)
    effects = []
    for reader in np.unique(readers).tolist():
        own = readers == reader
        contrasts = tuple(contrast(counts.T, marked, own, documents, seed=seed, per=1, names=READINGS))
        totals = [np.stack([_sums(documents, each, side) for each in (*counts.T, marked)]) for side in (own, ~own)]
        both = (totals[0][-1] > 0) & (totals[1][-1] > 0)
        of_own, of_others = (total[:, both] for total in totals)
        weights = of_own[-1] * of_others[-1] / (of_own[-1] + of_others[-1])
        shares, colleagues = (_weighted_shares(total, weights) for total in (of_own, of_others))
        n_marks = float(of_own[-1].sum())
        effects.append(ReaderEffect(reader, int(both.sum()), n_marks, shares, colleagues, contrasts))
    return effects


def drifts(readers: IntArray, documents: IntArray, counts: FloatArray, *, seed: int, n_periods: int = 4) -> list[Drift]:
    """Each reader's label shares over time; rows in the order in which the readings were submitted.

    Whoever gets other documents later says other things. So each reading is measured by what colleagues say of its
    document (the share of all their marks), and the earlier half of the readings is set against the later: the mean
    distance from colleagues, each reading weighed by its marks. P exchanges the readings in time. Readings without a
    mark, or of a document in which no colleague marked anything, tell nothing and are left out. Colleagues may drift as
    well, and who drifts with them does not show.
    """
    return [
        _drift(reader, *_beside_colleagues(readers == reader, documents, counts), seed=seed, n_periods=n_periods)
        for reader in np.unique(readers).tolist()
    ]


def without_each(names: Sequence[str], figure: Callable[[BoolArray], Figure]) -> list[WithoutOne[Figure]]:
    """A figure without each name in turn; `names` says whose each row is, `figure` gets which rows remain.

    >>> values = np.array([1.0, 2.0, 6.0])
    >>> found = without_each(["ann", "bob", "bob"], lambda kept: float(values[kept].sum()))
    >>> [(each.name, each.n_left, each.figure) for each in found]
    [('ann', 2, 8.0), ('bob', 1, 1.0)]
    """
    column = np.array(names)
    return [WithoutOne(name, int((column != name).sum()), figure(column != name)) for name in sorted(set(names))]


def carried_by(names: Sequence[str], holds: Callable[[BoolArray], bool]) -> list[str]:
    """Those without whom a sentence does not hold: each of them carries it alone.

    >>> values = np.array([1.0, 2.0, 6.0])
    >>> carried_by(["ann", "bob", "cem"], lambda kept: bool(values[kept].mean() > 2))
    ['cem']
    """
    return [each.name for each in without_each(names, holds) if not each.figure]


def _sums(groups: IntArray, values: FloatArray, kept: BoolArray) -> FloatArray:
    size = int(groups.max()) + 1 if len(groups) else 0
    return np.bincount(groups[kept], weights=values[kept], minlength=size).astype(np.float64)


def _weighted_shares(totals: FloatArray, weights: FloatArray) -> tuple[float, ...] | None:
    """Label shares of each document, averaged; rows are labels and last their sum, columns documents."""
    if not len(weights):
        return None
    return tuple(((totals[:-1] / totals[-1]) @ weights / weights.sum()).tolist())


def _beside_colleagues(own: BoolArray, documents: IntArray, counts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """A reader's counts in order, and what they would be with the shares of colleagues."""
    others = np.stack([_sums(documents, column, ~own) for column in counts.T], axis=1)[documents[own]]
    mine = counts[own]
    telling = (mine.sum(axis=1) > 0) & (others.sum(axis=1) > 0)
    mine, others = mine[telling], others[telling]
    return mine, others / others.sum(axis=1, keepdims=True) * mine.sum(axis=1, keepdims=True)


def _drift(reader: int, mine: FloatArray, expected: FloatArray, *, seed: int, n_periods: int) -> Drift:
    n = len(mine)
    if n < 2:
        return Drift(reader, (), tuple(Contrast(None, None, undefined=TOO_FEW) for _ in mine.T))
    later = np.arange(n) >= n // 2
    one_stratum = np.zeros(n, dtype=np.int64)
    contrasts = contrast((mine - expected).T, mine.sum(axis=1), later, one_stratum, seed=seed, per=1, names=READINGS)
    was_marked = (mine + expected).sum(axis=0) > 0
    contrasts = [
        replace(each, undefined=AS_COLLEAGUES) if each.undefined == NONE_MARKED and marked else each
        for each, marked in zip(contrasts, was_marked.tolist(), strict=True)
    ]
    periods = (_period(mine[rows], expected[rows]) for rows in np.array_split(np.arange(n), min(n_periods, n)))
    return Drift(reader, tuple(periods), tuple(contrasts))


def _period(mine: FloatArray, expected: FloatArray) -> Period:
    n_marks = float(mine.sum())
    shares, colleagues = (tuple((each.sum(axis=0) / n_marks).tolist()) for each in (mine, expected))
    return Period(len(mine), n_marks, shares, colleagues)
