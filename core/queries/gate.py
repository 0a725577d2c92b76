"""Whether readers agree enough for what is compared to be believed: bands of agreement, and whose readings they are."""

from typing import Any

from core.access import Viewer
from core.models import Project
from core.queries.agreement_report import measured
from core.queries.filters import Filters, with_filter
from core.queries.layers import ADJUDICATED
from core.queries.whose import WHOSE as WHOSE  # others know it from here
from core.stats.agreement import Band, band

ENOUGH, TENTATIVE, NOT_ENOUGH, UNKNOWN = "enough", "tentative", "not-enough", "unknown"
RULED = "rulings are made once: nobody agrees or differs"
NO_DETAIL = "the codebook does not ask for it"
OF = ("labels", "role", "voice")


def band_of(alpha: float | None, project: Project) -> Band:
    """The band of an alpha by the project's thresholds; `unknown` where it is not measured."""
    return band(alpha, tentative=project.tentative_alpha, enough=project.enough_alpha)


def gate(viewer: Viewer, filters: Filters) -> dict[str, dict[str, Any]]:
    """For labels and voices (nominal alpha) and roles (ordinal) of the marks that the filters take: alpha, interval,
    band.

    Of one label: that label against the others. Two queries where nothing changed since it was computed.
    """
    if filters.layer == ADJUDICATED:
        return {name: _row(viewer, {"alpha": None, "undefined": RULED}) for name in OF}
    found = measured(viewer, with_filter(filters, label=""))
    labels = found["labels"]
    if key := filters.label:
        labels = {
            "alpha": labels["per_label"][key],
            "undefined": labels["per_label_undefined"][key],
            "interval": labels["per_label_intervals"][key],
            "interval_reason": labels["per_label_interval_reasons"][key],
            "n_matched": labels["n_matched"],
            "share_matched": labels["share_matched"],
        }
    none = {"alpha": None, "undefined": NO_DETAIL}
    figures = {"labels": labels} | {name: found["facets"].get(name, none) for name in OF[1:]}
    return {name: _row(viewer, figures[name]) for name in OF}


def _row(viewer: Viewer, figure: dict[str, Any]) -> dict[str, Any]:
    kept = ("alpha", "undefined", "interval", "interval_reason", "n_matched", "share_matched")
    return {"band": band_of(figure["alpha"], viewer.project)} | {name: figure.get(name) for name in kept}
