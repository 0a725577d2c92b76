"""Agreement in a whole project, as the page shows it, the command prints it and the interface answers it.

The report is JSON from the start, so that it can be kept as it was computed and is the same wherever it is shown.
Figures use the marks as they stood at first submission; where a reading was opened again, `after` holds the same
figures of the marks as they stand now. Undefined figures are None with the reason beside them.
"""

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q

from core.access import Viewer
from core.errors import Invalid
from core.models import Document, Part, Project, ReviewerKind
from core.queries.agreement_rows import Json, alpha_row, companions, nominal_row
from core.queries.agreement_state import state_of
from core.queries.codebooks import rules_of
from core.queries.filters import Filters, checked
from core.queries.indicator_agreement import agreement_on_indicators
from core.queries.sources import masked
from core.queries.stored import stored
from core.queries.studies import State, Studies, studies
from core.queries.visibility import visible_readings, withheld_keys
from core.stats.agreed import HITS, Agreed, OfDetail, agreed
from core.stats.agreement import band
from core.stats.bootstrap import N_RESAMPLES, SEED, Interval, intervals
from core.stats.coding import Coefficient, ac1, percent
from core.stats.pairing import TwoReaders, two_readers


def agreement_report(viewer: Viewer, filters: Filters | None = None) -> Json:
    """The figures as this viewer may see them, of the marks that the filters take.

    Filters choose marks before these are matched: of a passage on which readers differ in what is filtered by, the
    mark of one reader is left. `indicators` follow whose answers they are, and no other filter. Errors: `Invalid`
    (`unknown_filter`). Twelve queries at most, sixteen where a reading was opened again, whatever the number of marks.
    """
    filters = checked_for_readers(viewer, filters or Filters())
    figures = measured(viewer, filters)
    project, codebook = viewer.project, viewer.project.codebook
    report = {
        "project": project.slug,
        "codebook": codebook.key if codebook else None,
        "codebook_version": codebook.version if codebook else None,
        "filters": filters.given(),
        "invented": project.invented,
        "reviewer_kinds": [filters.reviewers or project.figures_from],
        **_readings(viewer, filters),
        "hidden_documents": withheld_keys(viewer),
        "bands": _bands(project),
        "seed": SEED,
        "n_resamples": N_RESAMPLES,
        "state": "first-submission",
        "indicators": agreement_on_indicators(viewer, kind=filters.reviewers or project.figures_from).as_json(),
    }
    return report | figures


def measured(viewer: Viewer, filters: Filters) -> Json:
    """The figures alone, from the store where nothing changed since they were computed. Two queries then."""
    bands = _bands(viewer.project)

    def compute() -> Json:
        found = studies_of(viewer, filters)
        after = None if found.after is found.before else _figures(found.after, bands, in_full=False)
        return {"n_revised": found.n_revised, **_figures(found.before, bands), "after": after}

    return dict(stored(viewer.project, "agreement", state_of(viewer, filters), compute))


def _bands(project: Project) -> dict[str, float]:
    """Where the bands of agreement begin in this project."""
    return {"tentative": project.tentative_alpha, "enough": project.enough_alpha}


def checked_for_readers(viewer: Viewer, filters: Filters) -> Filters:
    """The same filters, if the codebook knows their values and they ask for readers' marks."""
    checked(filters, rules_of(viewer.project.codebook))
    if filters.layer != Filters().layer:
        message = "Agreement is of readers' marks; rulings are nobody's second reading."
        raise Invalid(message, "unknown_filter", errors={"layer": [message]})
    return filters


def studies_of(viewer: Viewer, filters: Filters) -> Studies:
    """The marks of all documents that these (checked) filters take, in both states."""
    documents = Document.objects.filter(project=viewer.project, is_current=True)
    return studies(viewer, documents, kind=filters.reviewers or None, filters=filters)


def _readings(viewer: Viewer, filters: Filters) -> Json:
    """How many submitted readings of each kind the viewer may see, and how many of the kind that is shown are left out
    because their reader had seen colleagues' marks. One query."""
    rows = visible_readings(viewer).filter(document__is_current=True, practice=False)
    rows = rows.filter(first_submitted_at__isnull=False).order_by()
    counts = rows.values_list("reviewer__kind").annotate(n=Count("pk"), n_sighted=Count("pk", filter=Q(sighted=True)))
    found = {kind: (n, n_sighted) for kind, n, n_sighted in counts}
    shown = filters.reviewers or viewer.project.figures_from
    return {
        "readings_by_kind": {kind: found.get(kind, (0, 0))[0] for kind in ReviewerKind.values},
        "n_sighted": found.get(shown, (0, 0))[1],
    }


def _figures(state: State, bands: Mapping[str, float], *, in_full: bool = True) -> Json:
    """The figures of one state; `in_full`: with pairs of readers and what was taken for what."""
    study = state.marked.study
    counts = {"n_documents": study.n_documents, "n_reviewers": len(state.readers), "n_annotations": len(study.row)}
    found = agreed(state.marked)
    writer = _Writer(found, intervals(found.figures(), study.n_documents), bands)
    figures = counts | writer.figures()
    return figures | writer.in_full(state.readers) if in_full else figures


class _Writer:
    """The figures of a study in the shapes of the contract."""

    def __init__(self, found: Agreed, intervals: Mapping[str, Interval], bands: Mapping[str, float]) -> None:
        self.found, self.intervals, self.bands = found, intervals, bands

    def figures(self) -> Json:
        """All that both states have."""
        found = self.found
        return {
            "touched": found.where.touched,
            "position": self._alpha("position", found.where.position.alpha()),
            "joint": self._alpha("joint", found.where.joint.alpha(), name="alpha_u") | self._per_label("joint"),
            "labels": self._labels(),
            "facets": {key: self._detail(key, one) for key, one in found.details.items()},
            "spans": self._spans("spans") | {"unlabelled": self._spans("unlabelled")},
        }

    def in_full(self, readers: Sequence[str]) -> Json:
        """What only the first state has."""
        found = self.found
        rows = two_readers(found.units, found.labelled)
        return {
            "pairs": [_pair(row, readers) for row in rows],
            "confusion": {
                "labels": _confusion(found.labels.confusion(), found.study.labels),
                "alone": found.alone(),
                "facets": {
                    key: _confusion(one.coded.confusion(), one.names)
                    for key, one in found.details.items()
                },
            },
        }  # fmt: skip

    def _labels(self) -> Json:
        found = self.found
        return {
            **self._alpha("labels", found.label_sums.alpha()),
            "level": "nominal",
            "n_matched": found.labels.n_paired,
            "share_matched": found.units.share_matched,
            **companions(percent(found.labels), ac1(found.labels)),
            **self._per_label("labels"),
        }

    def _detail(self, key: str, one: OfDetail) -> Json:
        return {
            **self._alpha(f"details/{key}", one.main.alpha()),
            "level": one.detail.level,
            "distance": one.detail.distance,
            **nominal_row(one.nominal.alpha(), self.intervals[f"details/{key}/nominal"]),
            "n_matched": one.coded.n_paired,
            "share_matched": one.share_matched,
            "share_off_ladder": one.share_off_ladder,
            **companions(one.percent, one.ac1),
        }

    def _spans(self, name: str) -> Json:
        scores = self.found.labelled if name == "spans" else self.found.unlabelled
        figures = {f"f1_{hits}": self._alpha(f"{name}/{hits}", scores.f1(hits)) for hits in HITS}
        first = next(iter(figures.values()))
        return {
            **{key: one["alpha"] for key, one in figures.items()},
            "undefined": first["undefined"],
            "intervals": {key: one["interval"] for key, one in figures.items()},
            "interval_reason": first["interval_reason"],
            "n_documents_in_figure": first["n_documents_in_figure"],
        }

    def _per_label(self, name: str) -> Json:
        found = self.found
        alphas = {
            key: found.where.per_label[key].alpha()
            if name == "joint"
            else found.label_sums.against_rest(number).alpha()
            for number, key in enumerate(found.study.labels)
        }
        rows = {key: self._alpha(f"{name}/{key}", one) for key, one in alphas.items()}
        return {
            "per_label": {key: row["alpha"] for key, row in rows.items()},
            "per_label_undefined": {key: row["undefined"] for key, row in rows.items()},
            "per_label_intervals": {key: row["interval"] for key, row in rows.items()},
            "per_label_interval_reasons": {key: row["interval_reason"] for key, row in rows.items()},
        }

    def _alpha(self, key: str, figure: Coefficient, *, name: str = "alpha") -> Json:
        return alpha_row(figure, self.intervals[key], name) | {"band": band(figure.value, **self.bands)}


def _confusion(rows: Sequence[tuple[int, int, int]], names: Sequence[str]) -> list[Json]:
    return [{"a": names[a], "b": names[b], "n": n} for a, b, n in rows]


def _pair(row: TwoReaders, readers: Sequence[str]) -> Json:
    return {
        "reviewers": sorted(readers[number] for number in row.readers),
        "n_documents": row.n_documents, "n_matched": row.n_matched,
        "labels_alpha": row.labels.value, "labels_undefined": row.labels.undefined,
        "percent": row.percent.value, "percent_undefined": row.percent.undefined,
        "f1_iou50": row.f1_iou50.value, "f1_undefined": row.f1_iou50.undefined,
    }  # fmt: skip


def genres(viewer: Viewer) -> list[str]:
    """Genres of the counted texts whose source the viewer may know, in order. One query."""
    parts = Part.objects.filter(~masked(viewer, "document"), document__project=viewer.project, counted=True)
    return list(parts.exclude(genre="").order_by("genre").values_list("genre", flat=True).distinct())
