"""Values that readers gave to units, in columns and summed by document: Krippendorff's alpha and its companions.

A unit is one thing that several readers gave a value, or not. What is summed here per document can be weighted anew
for every resample of the documents (`stats.bootstrap`) without counting again. A figure that cannot be computed is
`undefined` with its reason, never NaN and never 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from core.stats.study import IntArray, spread

FloatArray = npt.NDArray[np.float64]
Level = Literal["nominal", "ordinal", "interval", "ratio", "set"]
Value = str | int | float

NOTHING_TWICE = "nothing was coded by two readers"
ALL_EQUAL = "all values are equal, so chance agreement cannot be told from agreement"
NOT_OF_SETS = "AC1 is not defined where one passage may have several values"


@dataclass(frozen=True)
class Coefficient:
    """A figure of agreement, or None with the reason in words why there is none."""

    value: float | None
    undefined: str | None = None


@dataclass(frozen=True, eq=False)
class Coding:
    """How many readers (`n`) gave a unit a value: one row a unit and value, by unit and value; `document` of the unit.

    `n_readers` is by unit: how many readers gave it a value.
    """

    unit: IntArray
    value: IntArray
    n: IntArray
    document: IntArray
    n_values: int
    n_documents: int

    @cached_property
    def n_readers(self) -> FloatArray:
        """How many readers gave each unit a value."""
        return np.asarray(np.bincount(self.unit, weights=self.n), dtype=np.float64)

    @property
    def n_paired(self) -> int:
        """Units that two readers or more gave a value."""
        return int((self.n_readers >= 2).sum())

    @cached_property
    def pairs(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Two rows of one unit, each with each and with itself, and how many ordered pairs of readers they are."""
        starts = np.flatnonzero(np.diff(self.unit, prepend=-1))
        size = np.diff(starts, append=len(self.unit))
        one, other = spread(np.repeat(starts, size), np.repeat(starts + size, size))
        n = self.n[one] * (self.n[other] - (one == other))
        kept = n > 0
        return one[kept], other[kept], n[kept].astype(np.float64)

    def sums(self, distance: FloatArray | None) -> "CodedSums":
        """What alpha needs, by document; `distance` as in `distances`.

        Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section D.
        """
        one, other, n = self.pairs
        weighted = n / (self.n_readers[self.unit[one]] - 1)
        n_values, document = self.n_values, self.document[one]
        at = (document, self.value[one] * n_values + self.value[other])
        pairs = csr_array((weighted, at), shape=(self.n_documents, n_values**2))
        place = document * n_values + self.value[one]
        margins = np.bincount(place, weights=weighted, minlength=self.n_documents * n_values)
        by_document = margins.reshape(self.n_documents, n_values).astype(np.float64)
        return CodedSums(pairs, by_document, distance)

    def confusion(self) -> list[tuple[int, int, int]]:
        """How many pairs of readers gave a unit these two values, the smaller first: value, value, pairs."""
        one, other, n = self.pairs
        low, high = np.minimum(self.value[one], self.value[other]), np.maximum(self.value[one], self.value[other])
        table, at = np.unique(low * self.n_values + high, return_inverse=True)
        total = np.bincount(at, weights=n, minlength=len(table)) / 2  # ordered pairs
        return [
            (*divmod(code, self.n_values), round(count))
            for code, count in zip(table.tolist(), total.tolist(), strict=True)
        ]


def coding(unit: IntArray, value: IntArray, document: IntArray, n_values: int, n_documents: int) -> Coding:
    """From one row a reader: the unit, the value given to it (-1: none) and the document. O(n log n)."""
    of_unit = np.zeros(int(unit.max(initial=-1)) + 1, dtype=np.int64)
    of_unit[unit] = document
    given = value >= 0
    codes, n = np.unique(unit[given] * n_values + value[given], return_counts=True)
    units, values = np.divmod(codes, max(n_values, 1))
    return Coding(units, values, n.astype(np.int64), of_unit[units], n_values, n_documents)


@dataclass(frozen=True, eq=False)
class CodedSums:
    """Coincidences of values by document: `pairs` (documents x values squared; each pair of readers divided by the
    readers of its unit less one) and `margins` (documents x values).

    `distance`: of value and value, squared; None for ordinal, where it follows from how often values were given.
    """

    pairs: csr_array
    margins: FloatArray
    distance: FloatArray | None

    @cached_property
    def columns(self) -> FloatArray:
        """One row a document: disagreement observed (ordinal: each pair of values that were given), then margins."""
        if self.distance is not None:
            return np.column_stack([self.pairs @ self.distance.ravel(), self.margins])
        used = np.flatnonzero(self.margins.any(axis=0))
        low, high = np.triu_indices(len(used), 1)
        each = self.pairs[:, used[low] * self.margins.shape[1] + used[high]].toarray()
        return np.column_stack([each, self.margins[:, used]])

    def of_sums(self, sums: FloatArray) -> FloatArray:
        """Alpha of each row of sums of the columns; NaN where it is undefined."""
        if self.distance is not None:
            observed, margins = sums[:, 0], sums[:, 1:]
            expected = ((margins @ self.distance) * margins).sum(axis=1)
        else:
            n_pairs = sums.shape[1] - int(self.margins.any(axis=0).sum())
            each, margins = sums[:, :n_pairs], sums[:, n_pairs:]
            low, high, between = _ordinal(margins)
            observed = 2 * (each * between).sum(axis=1)
            expected = 2 * (margins[:, low] * margins[:, high] * between).sum(axis=1)
        n = margins.sum(axis=1)
        ratio = np.divide((n - 1) * observed, expected, out=np.full(len(n), np.nan), where=expected > 0)
        return np.asarray(1 - ratio, dtype=np.float64)

    def alpha(self) -> Coefficient:
        """Alpha over all documents."""
        found = float(self.of_sums(self.columns.sum(axis=0, keepdims=True))[0])
        if np.isnan(found):
            return Coefficient(None, ALL_EQUAL if self.margins.any() else NOTHING_TWICE)
        return Coefficient(found)

    def against_rest(self, value: int) -> "CodedSums":
        """The same with one value against all others as one."""
        n_values = self.margins.shape[1]
        is_value = np.arange(n_values) == value
        to = (is_value[:, np.newaxis] * 2 + is_value).ravel()
        pairs = self.pairs @ csr_array((np.ones(len(to)), (np.arange(len(to)), to)), shape=(len(to), 4))
        margins = np.stack([self.margins[:, ~is_value].sum(axis=1), self.margins[:, value]], axis=1)
        return CodedSums(csr_array(pairs), margins, 1 - np.eye(2))


def _ordinal(margins: FloatArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Every two values, and for each row of margins their squared distance: how many values lie between."""
    low, high = np.triu_indices(margins.shape[1], 1)
    middle = np.cumsum(margins, axis=1) - margins / 2
    return low, high, (middle[:, high] - middle[:, low]) ** 2


def distances(level: Level, values: Sequence[Value]) -> FloatArray | None:
    """Squared distance of each value from each; interval and ratio need numbers. None for ordinal."""
    if level == "ordinal":
        return None
    if level == "nominal":
        return 1 - np.eye(len(values))
    numbers = np.array([float(value) for value in values])
    difference = np.subtract.outer(numbers, numbers)
    if level == "ratio":
        total = np.add.outer(numbers, numbers)
        difference = np.divide(difference, total, out=np.zeros_like(difference), where=total != 0)
    return np.asarray(difference**2, dtype=np.float64)


def percent(coded: Coding) -> Coefficient:
    """The share of pairs of readers that agree, as the mean over the units that two readers or more coded."""
    m = coded.n_readers
    if not (m >= 2).any():
        return Coefficient(None, NOTHING_TWICE)
    agreeing = np.bincount(coded.unit, weights=coded.n * (coded.n - 1))[m >= 2]
    m = m[m >= 2]
    return Coefficient(float((agreeing / (m * (m - 1))).mean()))


def ac1(coded: Coding) -> Coefficient:
    """Gwet's AC1, for any number of readers and missing values; `n_values` counts all values there are.

    Source: Gwet 2008, Computing inter-rater reliability and its variance in the presence of high agreement, eq. 6-8.
    """
    agreed = percent(coded)
    if agreed.value is None:
        return agreed
    if coded.n_values < 2:
        return Coefficient(None, ALL_EQUAL)
    m = coded.n_readers
    share = np.bincount(coded.value, weights=coded.n / m[coded.unit], minlength=coded.n_values) / (m > 0).sum()
    return beyond_chance(agreed.value, float((share * (1 - share)).sum() / (coded.n_values - 1)))


def beyond_chance(agreed: float, chance: float) -> Coefficient:
    """Agreement beyond what chance explains."""
    return Coefficient(None, ALL_EQUAL) if chance >= 1 else Coefficient((agreed - chance) / (1 - chance))
