"""Agreement of readers on coded units: Krippendorff's alpha, and the companions for when one value dominates.

A unit is one thing that several readers gave a value, or not (missing). All figures are computed from `counts`: one
row a unit, one column a value, how many readers gave that unit that value. A figure that cannot be computed is
`undefined` with its reason, never NaN and never 1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Level = Literal["nominal", "ordinal", "interval", "ratio"]
Value = str | int | float

NOTHING_TWICE = "nothing was coded by two readers"
ALL_EQUAL = "all values are equal, so chance agreement cannot be told from agreement"


@dataclass(frozen=True)
class Coefficient:
    """A figure of agreement, or None with the reason in words why there is none."""

    value: float | None
    undefined: str | None = None


def alpha(units: Iterable[Sequence[Value | None]], level: Level, order: Sequence[Value] | None = None) -> Coefficient:
    """Krippendorff's alpha of units as rows of their readers' values, None where a reader gave none.

    `order`: all values from low to high; without it they are sorted as they are.
    Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability.

    >>> alpha([("a", "a", None), ("a", "b", "b"), ("b", "b", "b"), ("b", None, None)], "nominal").value
    0.5333333333333333
    """
    counts, values = count(units, order)
    return alpha_of_counts(counts, level, values)


def count(
    units: Iterable[Sequence[Value | None]], order: Sequence[Value] | None = None
) -> tuple[FloatArray, list[Value]]:
    """How many readers gave each unit (row) each value (column), and the values in order."""
    rows = [[value for value in unit if value is not None] for unit in units]
    values: list[Value] = list(order) if order else sorted({value for row in rows for value in row})
    column = {value: number for number, value in enumerate(values)}
    counts = np.zeros((len(rows), len(values)))
    for number, row in enumerate(rows):
        for value in row:
            counts[number, column[value]] += 1
    return counts, values


def coincidences(counts: FloatArray) -> FloatArray:
    """The coincidence matrix: how often a value met a value in a unit, each unit divided by its readers less one.

    Units with one value pair with nothing and are left out.
    """
    m = counts.sum(axis=1)
    paired, m = counts[m >= 2], m[m >= 2]
    weighted = paired / (m - 1)[:, np.newaxis]
    matrix: FloatArray = weighted.T @ paired
    matrix[np.diag_indices_from(matrix)] -= weighted.sum(axis=0)
    return matrix


def alpha_of_counts(counts: FloatArray, level: Level, values: Sequence[Value] | None = None) -> Coefficient:
    """Alpha from counts; columns in order of the values, which interval and ratio need as numbers.

    >>> alpha_of_counts(np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]]), "nominal").value
    0.4444444444444444
    """
    observed = coincidences(counts)
    margins = observed.sum(axis=1)
    n = margins.sum()
    if n == 0:
        return Coefficient(None, NOTHING_TWICE)
    if np.count_nonzero(margins) < 2:
        return Coefficient(None, ALL_EQUAL)
    distance = _distances(level, margins, values)
    expected = np.outer(margins, margins)  # its diagonal meets no distance
    return Coefficient(float(1 - (n - 1) * (observed * distance).sum() / (expected * distance).sum()))


def _distances(level: Level, margins: FloatArray, values: Sequence[Value] | None) -> FloatArray:
    """Squared distance of each value from each (Krippendorff 2011, section D)."""
    n_values = len(margins)
    if level == "nominal":
        return 1 - np.eye(n_values)
    if level == "ordinal":
        middle = np.cumsum(margins) - margins / 2
        return np.asarray(np.subtract.outer(middle, middle) ** 2, dtype=np.float64)
    numbers = np.array([float(value) for value in values or ()])
    difference = np.subtract.outer(numbers, numbers)
    if level == "ratio":
        total = np.add.outer(numbers, numbers)
        difference = np.divide(difference, total, out=np.zeros_like(difference), where=total != 0)
    return np.asarray(difference**2, dtype=np.float64)


def percent_agreement(counts: FloatArray) -> Coefficient:
    """The share of pairs of readers that agree, as the mean over the units that two readers or more coded.

    >>> percent_agreement(np.array([[2.0, 0.0], [1.0, 1.0]])).value
    0.5
    """
    m = counts.sum(axis=1)
    paired, m = counts[m >= 2], m[m >= 2]
    if not len(paired):
        return Coefficient(None, NOTHING_TWICE)
    agreeing = (paired * (paired - 1)).sum(axis=1) / (m * (m - 1))
    return Coefficient(float(agreeing.mean()))


def gwet_ac1(counts: FloatArray) -> Coefficient:
    """Gwet's AC1, for any number of readers and missing values; the columns are all values there are.

    Source: Gwet 2008, Computing inter-rater reliability and its variance in the presence of high agreement, eq. 6-8.

    >>> round(gwet_ac1(np.array([[2.0, 0.0]] * 80 + [[1.0, 1.0]] * 15 + [[0.0, 2.0]] * 5)).value, 3)
    0.808
    """
    agreed = percent_agreement(counts)
    if agreed.value is None:
        return agreed
    if counts.shape[1] < 2:
        return Coefficient(None, ALL_EQUAL)
    coded = counts[counts.sum(axis=1) > 0]
    share = (coded / coded.sum(axis=1, keepdims=True)).mean(axis=0)
    return _beyond_chance(agreed.value, float((share * (1 - share)).sum() / (counts.shape[1] - 1)))


def cohen_kappa(table: FloatArray) -> Coefficient:
    """Cohen's kappa of two readers: rows one reader's values, columns the other's (Cohen 1960).

    >>> round(cohen_kappa(np.array([[20.0, 5.0], [10.0, 15.0]])).value, 3)
    0.4
    """
    n = table.sum()
    if n == 0:
        return Coefficient(None, NOTHING_TWICE)
    chance = float((table.sum(axis=0) * table.sum(axis=1)).sum() / n**2)
    return _beyond_chance(float(np.trace(table) / n), chance)


def fleiss_kappa(counts: FloatArray) -> Coefficient:
    """Fleiss' kappa of units that all have the same number of values (Fleiss 1971).

    >>> round(fleiss_kappa(np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]])).value, 3)
    0.333
    """
    m = counts.sum(axis=1)
    agreed = percent_agreement(counts)
    if agreed.value is None:
        return agreed
    if m.min() != m.max():
        return Coefficient(None, "not every unit was coded by the same number of readers")
    share = counts.sum(axis=0) / counts.sum()
    return _beyond_chance(agreed.value, float((share**2).sum()))


def _beyond_chance(agreed: float, chance: float) -> Coefficient:
    return Coefficient(None, ALL_EQUAL) if chance >= 1 else Coefficient((agreed - chance) / (1 - chance))
