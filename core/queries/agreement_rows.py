"""Figures of agreement in the shape that every answer gives them: value, interval, and for what is not there why."""

from typing import Any

from core.stats.bootstrap import Interval
from core.stats.coding import Coefficient

Json = dict[str, Any]


def alpha_row(figure: Coefficient, interval: Interval, name: str = "alpha") -> Json:
    """A figure with its interval and reasons."""
    bounds = None if figure.value is None else interval.bounds
    return {
        name: figure.value,
        "undefined": figure.undefined,
        "interval": list(bounds) if bounds else None,
        "interval_reason": None if bounds else figure.undefined or interval.reason,
        "n_documents_in_figure": interval.n_documents,
        "share_undefined": interval.share_undefined,
    }


def nominal_row(figure: Coefficient, interval: Interval) -> Json:
    """The figure over exact values that stands beside one at another level."""
    row = alpha_row(figure, interval)
    return {
        "alpha_nominal": row["alpha"],
        "interval_nominal": row["interval"],
        "interval_nominal_reason": row["interval_reason"],
        "undefined_nominal": row["undefined"],
    }


def companions(agreed: Coefficient, chance_corrected: Coefficient) -> Json:
    """Percent agreement and AC1, for where one value dominates."""
    return {
        "percent": agreed.value, "percent_undefined": agreed.undefined,
        "ac1": chance_corrected.value, "ac1_undefined": chance_corrected.undefined,
    }  # fmt: skip
