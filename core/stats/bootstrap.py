"""Intervals of agreement: documents are drawn anew, with replacement, and every figure is computed from each draw.

Marks of one document depend on one another and documents do not, so documents are drawn and not marks. A figure keeps
its sums by document; a draw only says how often each document counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from core.stats.coding import FloatArray

SEED = 20_110_125
N_RESAMPLES = 2_000
MIN_DOCUMENTS = 5
LEVEL = 0.95
MAX_UNDEFINED = 0.5
PORTION = 4_000_000  # weights at a time: 32 MB

TOO_FEW_DOCUMENTS = f"fewer than {MIN_DOCUMENTS} documents to draw from"
MOSTLY_UNDEFINED = "undefined in most of the drawn samples"


class Figure(Protocol):
    """A figure that is computed from sums over documents."""

    @property
    def columns(self) -> FloatArray:
        """What is summed, one row a document; nothing but noughts where a document adds nothing."""

    def of_sums(self, sums: FloatArray) -> FloatArray:
        """The figure of each row of sums; NaN where it is undefined."""


@dataclass(frozen=True)
class Interval:
    """A percentile interval of 95 %, or None with the reason in words.

    `n_documents` add to the figure; `share_undefined`: of the resamples, in which the figure is undefined. These are
    left out of the interval.
    """

    bounds: tuple[float, float] | None
    reason: str | None
    n_documents: int
    share_undefined: float | None = None


def intervals(
    figures: Mapping[str, Figure], n_documents: int, *, seed: int = SEED, n_resamples: int = N_RESAMPLES
) -> dict[str, Interval]:
    """The interval of each figure, all from the same resamples, by the percentile method.

    Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 13 and 8 (clusters drawn whole). Costs
    `n_resamples` x `n_documents` x the columns of the sums.
    """
    found = {key: int(figure.columns.any(axis=1).sum()) for key, figure in figures.items()}
    drawn = {key: figures[key] for key, n in found.items() if n >= MIN_DOCUMENTS}
    values: dict[str, list[FloatArray]] = {key: [] for key in drawn}
    columns = np.column_stack([np.zeros((n_documents, 0)), *(figure.columns for figure in drawn.values())])
    edges = np.cumsum([figure.columns.shape[1] for figure in drawn.values()])[:-1].astype(int).tolist()
    for weights in _weights(n_documents, n_resamples, seed) if drawn else ():
        for (key, figure), sums in zip(drawn.items(), np.split(weights @ columns, edges, axis=1), strict=True):
            values[key].append(figure.of_sums(sums))
    return {
        key: _interval(np.concatenate(values[key]), n) if key in values else Interval(None, TOO_FEW_DOCUMENTS, n)
        for key, n in found.items()
    }


def _weights(n_documents: int, n_resamples: int, seed: int) -> Iterator[FloatArray]:
    """How often each document (column) was drawn in each resample (row), some resamples at a time."""
    draw = np.random.default_rng(seed)
    portion = max(1, PORTION // n_documents)
    for first in range(0, n_resamples, portion):
        rows = min(portion, n_resamples - first)
        drawn = draw.integers(0, n_documents, size=(rows, n_documents))
        drawn += np.arange(rows)[:, np.newaxis] * n_documents
        counts = np.bincount(drawn.ravel(), minlength=rows * n_documents)
        yield counts.reshape(rows, n_documents).astype(np.float64)


def _interval(values: FloatArray, n_documents: int) -> Interval:
    defined = values[~np.isnan(values)]
    share = 1 - len(defined) / len(values)
    if share > MAX_UNDEFINED:
        return Interval(None, MOSTLY_UNDEFINED, n_documents, share)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    return Interval((float(low), float(high)), None, n_documents, share)
