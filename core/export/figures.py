"""Agreement and comparison at the time of release, of what whoever makes it may see; readers under their new names."""

from collections.abc import Mapping
from typing import Any

from core.access import Viewer
from core.export.scope import Scope
from core.models import Layers
from core.queries.agreement_report import agreement_report
from core.queries.comparison import compared
from core.queries.counting import Counting
from core.queries.filters import Filters
from core.queries.indicator_agreement import agreement_on_indicators
from core.queries.layers import ADJUDICATED

Json = dict[str, Any]
_KEPT = ("alpha", "interval", "band", "undefined")
_HIDDEN = "hidden_documents"  # what its maker reads blind is nobody's business


def agreement(viewer: Viewer, scope: Scope) -> Json | None:
    """The whole report; None for rulings alone, which are made once."""
    if scope.choice.layers == Layers.ADJUDICATED:
        return None
    report = agreement_report(viewer, Filters(reviewers=scope.choice.kind))
    code_names = dict(scope.project.reviewers.values_list("code_name", "pk"))
    names = {code_name: (scope.choice.names or {}).get(pk, "") for code_name, pk in code_names.items()}
    pairs = [row | {"reviewers": sorted(names[one] for one in row["reviewers"])} for row in report["pairs"]]
    (kind,) = report["reviewer_kinds"]
    on_indicators = agreement_on_indicators(viewer, kind=kind, documents=scope.choice.documents)
    return {key: value for key, value in report.items() if key != _HIDDEN} | {
        "pairs": sorted(pairs, key=lambda row: row["reviewers"]),
        "indicators": on_indicators.as_json(),
    }


def in_short(report: Mapping[str, Any] | None) -> Json | None:
    """What card and page say of it: labels, roles and voices, and each indicator that anybody answered."""
    if report is None:
        return None
    found = {"labels": report["labels"]} | {
        name: report["facets"][name] for name in ("role", "voice") if name in report["facets"]
    }
    return {
        "bands": report["bands"],
        "reviewer_kinds": report["reviewer_kinds"],
        "figures": {
            name: _short(row) | {"n_matched": row["n_matched"], "n_documents": row["n_documents_in_figure"]}
            for name, row in found.items()
        },
        "indicators": {
            key: _short(row) | {"n_pairs": row["n_pairs"], "n_documents": row["n_documents"]}
            for key, row in report["indicators"]["by_indicator"].items()
            if report["indicators"]["n_assessments"]
        },
    }


def _short(row: Mapping[str, Any]) -> Json:
    return {key: row[key] for key in _KEPT}


def comparison(viewer: Viewer, scope: Scope) -> Json:
    """How outlets compare, as counts, rates and shares: from rulings where the release holds nothing else."""
    is_ruled = scope.choice.layers == Layers.ADJUDICATED
    filters = Filters(layer=ADJUDICATED) if is_ruled else Filters(reviewers=scope.choice.kind)
    figures = compared(Counting(viewer, filters)).as_json()
    return {key: value for key, value in figures.items() if key != _HIDDEN}
