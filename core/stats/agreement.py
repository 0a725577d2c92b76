"""Agreement of readers on a table of coded units: Krippendorff's alpha, and its companions when one value dominates.

All figures are computed from `counts`: one row a unit, one column a value, how many readers gave that unit that value.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np

from core.stats.coding import (
    ALL_EQUAL,
    NOTHING_TWICE,
    Coding,
    Coefficient,
    FloatArray,
    Level,
    Value,
    ac1,
    beyond_chance,
    distances,
    percent,
)

__all__ = ["ALL_EQUAL", "NOTHING_TWICE", "Coefficient", "FloatArray", "Level", "Value"]  # known under this name, too

Band = Literal["enough", "tentative", "not-enough", "unknown"]
# Schemes of this kind are published at 0.3 to 0.6; under 0.667 Krippendorff (2004, p. 241) draws no conclusion.
TENTATIVE, ENOUGH = 0.4, 0.667


def band(alpha: float | None, *, tentative: float = TENTATIVE, enough: float = ENOUGH) -> Band:
    """How far a figure may be leant on: under `tentative` not enough, from `enough` on enough.

    >>> [band(alpha) for alpha in (0.667, 0.66, 0.4, 0.39, None)]
    ['enough', 'tentative', 'tentative', 'not-enough', 'unknown']
    """
    if alpha is None:
        return "unknown"
    if alpha < tentative:
        return "not-enough"
    return "tentative" if alpha < enough else "enough"


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


def coded(counts: FloatArray) -> Coding:
    """The units of a table that anybody coded, as of one document."""
    counts = counts[counts.any(axis=1)]
    unit, value = np.nonzero(counts)
    n = counts[unit, value].astype(np.int64)
    return Coding(unit, value, n, np.zeros_like(unit), counts.shape[1], 1)


def coincidences(counts: FloatArray) -> FloatArray:
    """The coincidence matrix: how often a value met a value in a unit, each unit divided by its readers less one.

    Units with one value pair with nothing and are left out.
    """
    n_values = counts.shape[1]
    return np.asarray(coded(counts).sums(None).pairs.toarray().reshape(n_values, n_values))


def alpha_of_counts(counts: FloatArray, level: Level, values: Sequence[Value] | None = None) -> Coefficient:
    """Alpha from counts; columns in order of the values, which interval and ratio need as numbers.

    >>> alpha_of_counts(np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]]), "nominal").value
    0.4444444444444444
    """
    return coded(counts).sums(distances(level, values or range(counts.shape[1]))).alpha()


def percent_agreement(counts: FloatArray) -> Coefficient:
    """The share of pairs of readers that agree, as the mean over the units that two readers or more coded.

    >>> percent_agreement(np.array([[2.0, 0.0], [1.0, 1.0]])).value
    0.5
    """
    return percent(coded(counts))


def gwet_ac1(counts: FloatArray) -> Coefficient:
    """Gwet's AC1, for any number of readers and missing values; the columns are all values there are.

    >>> round(gwet_ac1(np.array([[2.0, 0.0]] * 80 + [[1.0, 1.0]] * 15 + [[0.0, 2.0]] * 5)).value, 3)
    0.808
    """
    return ac1(coded(counts))


def cohen_kappa(table: FloatArray) -> Coefficient:
    """Cohen's kappa of two readers: rows one reader's values, columns the other's (Cohen 1960).

    >>> round(cohen_kappa(np.array([[20.0, 5.0], [10.0, 15.0]])).value, 3)
    0.4
    """
    n = table.sum()
    if n == 0:
        return Coefficient(None, NOTHING_TWICE)
    chance = float((table.sum(axis=0) * table.sum(axis=1)).sum() / n**2)
    return beyond_chance(float(np.trace(table) / n), chance)


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
    return beyond_chance(agreed.value, float((share**2).sum()))
