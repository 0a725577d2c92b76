"""Rates and shares over clusters (documents), with intervals that hold for few of them.

Spans of one document are no independent draws, so the document is the unit. Readers are held fixed: the
interval speaks of other documents of the same outlet, not of other readers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import stdtrit

MIN_CLUSTERS = 3
LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A value with its interval, or (None) with the reason in words why there is no interval."""

    value: float | None
    interval: tuple[float, float] | None
    reason: str | None


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
    log_rates = [math.log((total - count) / (size - own)) for count, own in zip(counts, sizes, strict=True)]
    half = _half_width(log_rates)
    return Estimate(value, (value * math.exp(-half), value * math.exp(half)), None)


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
    return Estimate(value, (_expit(centre - half), _expit(centre + half)), None)


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


def _half_width(thetas: Sequence[float]) -> float:
    """t quantile times the jackknife standard error of delete-one estimates."""
    n = len(thetas)
    mean = sum(thetas) / n
    variance = (n - 1) / n * sum((theta - mean) ** 2 for theta in thetas)
    return float(stdtrit(n - 1, (1 + LEVEL) / 2)) * math.sqrt(variance)


def _expit(x: float) -> float:
    return 1 / (1 + math.exp(-x))
