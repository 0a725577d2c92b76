"""Rates and shares over clusters (documents), with intervals that hold for few of them.

Spans of one document are no independent draws, so the document is the unit. Readers are held fixed: the
interval speaks of other documents of the same outlet, not of other readers. How often these intervals hold what they
promise is measured by `python -m tests.simulations.coverage`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtrit

MIN_CLUSTERS = 3
LEVEL = 0.95
ALIKE = "all documents are alike, so nothing tells how far others would differ"
MOST_DOCUMENTS = 10_000  # nobody reads more for one figure
NO_WIDTH = 1e-9  # equal figures differ by rounding


@dataclass(frozen=True)
class Estimate:
    """A value with its interval, or (None) with the reason in words why there is no interval.

    `caution`: in words why the interval holds less often than it promises (measured in docs/coverage.md), or None.
    """

    value: float | None
    interval: tuple[float, float] | None
    reason: str | None
    caution: str | None = None


def rate(counts: Sequence[float], sizes: Sequence[float], *, per: float = 1000.0) -> Estimate:
    """Spans per `per` words over documents, with the delete-one jackknife of the log rate.

    `counts[i]` spans (a mean over readers may be fractional) in `sizes[i]` words of document i. The interval
    is exp(log rate ± t(n-1) · SE) with variance (n-1)/n · sum (θ_i - mean θ)², θ_i the log rate without
    document i (Efron & Tibshirani 1993, An Introduction to the Bootstrap, eq. 11.5).

    >>> estimate = rate([2, 0, 4], [100, 50, 250])
    >>> estimate.value, [round(end, 2) for end in estimate.interval]
    (15.0, [7.29, 30.84])
    """
    total, size = sum(counts), sum(sizes)
    if size <= 0:
        return Estimate(None, None, "nothing was read")
    value = per * total / size
    reason = _no_interval(counts)
    if reason:
        return Estimate(value, None, reason)
    half = _half_width(_log_rates(counts, sizes))
    if half < NO_WIDTH:
        return Estimate(value, None, ALIKE)
    caution = _caution(half, 1 / total, sizes, "words")
    return Estimate(value, (value * math.exp(-half), value * math.exp(half)), None, caution)


def share(parts: Sequence[float], wholes: Sequence[float]) -> Estimate:
    """A share between 0 and 1 over documents, with the delete-one jackknife of its logit.

    >>> share([1, 1], [2, 4]).reason
    'fewer than 3 documents'
    """
    part, whole = sum(parts), sum(wholes)
    if whole <= 0:
        return Estimate(None, None, "nothing was marked")
    value = part / whole
    rest = [b - a for a, b in zip(parts, wholes, strict=True)]
    reason = _no_interval(parts) or _no_interval(rest, others=True)
    if reason:
        return Estimate(value, None, reason)
    logits = [math.log((part - a) / ((whole - b) - (part - a))) for a, b in zip(parts, wholes, strict=True)]
    half, centre = _half_width(logits), math.log(value / (1 - value))
    if half < NO_WIDTH:
        return Estimate(value, None, ALIKE)
    caution = _caution(half, 1 / part + 1 / (whole - part), wholes, "marks")
    return Estimate(value, (_expit(centre - half), _expit(centre + half)), None, caution)


def wilson(n_with: int, n: int) -> Estimate:
    """A share of documents (or of other things that are counted one by one) with Wilson's interval (1927, JASA 22).

    >>> [round(end, 3) for end in wilson(8, 10).interval]
    [0.49, 0.943]
    """
    if n <= 0:
        return Estimate(None, None, "there is nothing to count")
    share, z = n_with / n, float(ndtri((1 + LEVEL) / 2))
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Estimate(share, (max(0.0, centre - half), min(1.0, centre + half)), None)


@dataclass(frozen=True)
class Needed:
    """How many documents more, or (None) why nobody can tell."""

    n_more: int | None
    reason: str | None = None


def documents_needed(counts: Sequence[float], sizes: Sequence[float], ratio: float) -> Needed:
    """How many more documents until the rate's interval is narrower than `ratio` (upper end over lower end).

    From the present spread: the standard error of the log rate over n documents is taken to be s / sqrt(n), with the s
    of those there are, and the t quantile gets its n - 1 degrees of freedom. So it is a guess of such documents as
    these, and as rough as the spread of few documents is.

    >>> documents_needed([2, 0, 4], [100, 50, 250], 2.0)
    Needed(n_more=3, reason=None)
    """
    if ratio <= 1:
        raise ValueError("an interval's upper end is above its lower end")
    reason = rate(counts, sizes).reason
    if reason:
        return Needed(None, reason)
    n = np.arange(len(counts), len(counts) + MOST_DOCUMENTS + 1)
    spread = _standard_error(_log_rates(counts, sizes)) * math.sqrt(len(counts))
    narrow = 2 * stdtrit(n - 1, (1 + LEVEL) / 2) * spread / np.sqrt(n) <= math.log(ratio)
    if not narrow.any():
        return Needed(None, f"more than {MOST_DOCUMENTS:,} documents")
    return Needed(int(narrow.argmax()))


def _no_interval(counts: Sequence[float], *, others: bool = False) -> str | None:
    """Why the log of a delete-one figure would be undefined or meaningless, in words."""
    if len(counts) < MIN_CLUSTERS:
        return f"fewer than {MIN_CLUSTERS} documents"
    with_any = sum(1 for count in counts if count > 0)
    if with_any == 0:
        return "no other label was used" if others else "none were marked"
    if with_any == 1:
        return "all others in one document" if others else "all in one document"
    return None


def _caution(half: float, independent: float, sizes: Sequence[float], what: str) -> str | None:
    """Why an interval of this half width (on the scale of logs) is narrower than it should be, in words.

    `independent`: the variance that marks without any bond would have; those of one text have one, so a narrower
    interval is a chance likeness of few documents. Uneven documents are worth n' = (sum of sizes)² / sum of squares of
    one size (Kish 1965, Survey Sampling, 11.7); with n' - 1 less than a third of the n - 1 degrees of freedom that the
    interval counts on, the spread of one or two stands for all.
    """
    if half < float(ndtri((1 + LEVEL) / 2)) * math.sqrt(independent):
        return "too narrow: these documents happen to be more alike than marks that know nothing of each other"
    if sum(sizes) ** 2 / sum(size * size for size in sizes) - 1 < (len(sizes) - 1) / 3:
        return f"too narrow: the documents are very uneven, one holds {max(sizes) / sum(sizes):.0%} of the {what}"
    return None


def _log_rates(counts: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """The log of the rate without each document."""
    total, size = sum(counts), sum(sizes)
    return [math.log((total - count) / (size - own)) for count, own in zip(counts, sizes, strict=True)]


def _standard_error(thetas: Sequence[float]) -> float:
    """The jackknife standard error of delete-one estimates."""
    n = len(thetas)
    mean = sum(thetas) / n
    return math.sqrt((n - 1) / n * sum((theta - mean) ** 2 for theta in thetas))


def _half_width(thetas: Sequence[float]) -> float:
    """t quantile with n - 1 degrees of freedom times the jackknife standard error."""
    return float(stdtrit(len(thetas) - 1, (1 + LEVEL) / 2)) * _standard_error(thetas)


def _expit(x: float) -> float:
    return 1 / (1 + math.exp(-x))
