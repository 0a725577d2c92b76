"""The gate in words: how far the readers of these figures agree on what is shown, and whose readings they are."""

from annotator.pages.figure_tables import GateView
from core.queries.figures import Comparison
from core.queries.gate import ENOUGH, NOT_ENOUGH, TENTATIVE, UNKNOWN, WHOSE

ABOUT = {"labels": "labels", "role": "roles"}


def band_of(figures: Comparison, name: str) -> str:
    """The band of `labels` or `role`."""
    return str(figures.gate.get(name, {}).get("band") or UNKNOWN)


def gate_view(figures: Comparison, name: str) -> GateView:
    """The band of `labels` or `role` with its words."""
    band, alpha = band_of(figures, name), figures.gate.get(name, {}).get("alpha")
    who, about = WHOSE[figures.reviewer_kind], ABOUT[name]
    measured = f" (alpha {alpha:.2f})" if alpha is not None else ""
    said = {
        ENOUGH: f"{who} agree on {about}{measured}",
        TENTATIVE: f"tentative, so hatched: {who} agree on {about} only in part{measured}",
        NOT_ENOUGH: f"{who} do not agree enough on {about}{measured}: grey, and no contrast is drawn",
    }
    words = said.get(band, f"agreement on {about} not measured")
    return GateView(band, words[0].upper() + words[1:])


def caveat(figures: Comparison) -> str:
    """Both bands in a few words, for the head of the page."""
    bands = {name: band_of(figures, name) for name in ABOUT}
    if set(bands.values()) == {UNKNOWN}:
        return "Agreement not measured"
    who = WHOSE[figures.reviewer_kind]
    short = {
        ENOUGH: f"{who} agree on {{}}", TENTATIVE: f"tentative: {who} agree on {{}} only in part",
        NOT_ENOUGH: f"{who} do not agree enough on {{}}", UNKNOWN: "agreement on {} not measured",
    }  # fmt: skip
    said = "; ".join(short[band].format(ABOUT[name]) for name, band in bands.items())
    return said[0].upper() + said[1:]
