"""How far reviewers agree on the credibility indicators: alpha of each with its interval, and how far to lean on it.

As of labels: of what stood at first submission, of readers of one kind who had seen no other's, with the intervals and
bands of the agreement report.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F

from core.access import Viewer
from core.models import Assessment, Project
from core.queries.agreement_rows import Json, alpha_row, companions, nominal_row
from core.queries.assessments import Answers, of_one_kind, visible_assessments
from core.queries.indicators import CANNOT_TELL, Indicator, indicators
from core.queries.sources import masked
from core.stats.agreement import Band, band
from core.stats.answers import Answered, answered, intervals_of
from core.stats.bootstrap import N_RESAMPLES, SEED, Interval
from core.stats.coding import Coefficient


@dataclass(frozen=True)
class Agreement:
    """How far reviewers agree on one question: Krippendorff's alpha over the documents that two of them answered.

    Ordered answers are compared by their order, several at once as sets; `nominal` is of the very same answer. *Cannot
    tell* is no answer here. `n_documents` were answered by two or more, with `n_answers` that make `n_pairs`.
    """

    alpha: Coefficient
    interval: Interval
    band: Band
    nominal: Coefficient
    nominal_interval: Interval
    answers: Answered

    @property
    def n_documents(self) -> int:
        """The units of the figure."""
        return self.answers.coded.n_paired

    @property
    def n_answers(self) -> int:
        """Answers to them."""
        return self.answers.n_answers

    @property
    def n_pairs(self) -> int:
        """Pairs of answers to the same document."""
        return self.answers.n_pairs

    def as_json(self) -> Json:
        """In the shape of a detail of the agreement report."""
        answers = self.answers
        return {
            **alpha_row(self.alpha, self.interval),
            "band": self.band,
            "level": answers.level,
            "distance": answers.distance,
            **nominal_row(self.nominal, self.nominal_interval),
            **companions(answers.percent, answers.ac1),
            "n_documents": self.n_documents, "n_answers": self.n_answers, "n_pairs": self.n_pairs,
        }  # fmt: skip


@dataclass(frozen=True)
class AgreementOnIndicators:
    """Agreement by question, of one kind of reviewer. `n_assessments`: first submitted by whoever had seen no other."""

    kind: str
    n_assessments: int
    n_sighted: int
    by_indicator: Mapping[str, Agreement]

    def as_json(self) -> Json:
        """As the agreement report, the interface and releases give it."""
        return {
            "reviewer_kind": self.kind,
            "n_assessments": self.n_assessments,
            "n_sighted": self.n_sighted,
            "seed": SEED,
            "n_resamples": N_RESAMPLES,
            "by_indicator": {key: one.as_json() for key, one in self.by_indicator.items()},
        }


def agreement_on_indicators(
    viewer: Viewer, *, kind: str = "", documents: Collection[int] | None = None
) -> AgreementOnIndicators:
    """Agreement over the project (over these documents) as the viewer may see it, of answers as they stood at first
    submission, of this kind of reviewer or the one that figures are from. Two queries.

    Whoever could see colleagues' answers before beginning is left out. Source: Krippendorff 2011; of several values at
    once by the distance of Passonneau 2006.
    """
    rows = visible_assessments(viewer).filter(~masked(viewer, "document"), first_submitted_at__isnull=False)
    rows = rows.filter(document__is_current=True).select_related("reviewer")
    if documents is not None:
        rows = rows.filter(document__in=documents)
    kind, kept = of_one_kind(viewer, rows.order_by("document__key", "reviewer__code_name"), kind)
    blind = [row for row in kept if not row.sighted]
    return AgreementOnIndicators(
        kind, len(blind), len(kept) - len(blind), _by_indicator(viewer.project, _assessed_twice(blind))
    )


def _assessed_twice(rows: Sequence[Assessment]) -> list[list[Answers]]:
    """The answers by document, of those that two assessed: what resamples are drawn from."""
    first = _as_first_submitted(rows)
    found: dict[int, list[Answers]] = {}
    for row in rows:
        found.setdefault(row.document_id, []).append(first[row.pk])
    return [each for each in found.values() if len(each) >= 2]


def _as_first_submitted(rows: Sequence[Assessment]) -> dict[int, Answers]:
    """By primary key: the answers that stood at first submission, from the history that the database keeps."""
    history = Assessment.history.rel.related_model  # type: ignore[attr-defined]  # made by `tracked`
    kept = history.objects.filter(pgh_obj__in=[row.pk for row in rows], submitted_at=F("first_submitted_at"))
    return {row.pk: row.answers for row in rows} | dict(kept.order_by("pgh_id").values_list("pgh_obj_id", "answers"))


def _by_indicator(project: Project, documents: Sequence[Sequence[Answers]]) -> dict[str, Agreement]:
    found = {
        key: answered([list(_compared(one, each)) for each in documents], one.in_order, one.level)
        for key, one in indicators().items()
    }
    drawn = intervals_of(found, len(documents))
    return {key: _agreement(project, one, *drawn[key]) for key, one in found.items()}


def _agreement(project: Project, answers: Answered, interval: Interval, nominal: Interval) -> Agreement:
    alpha = answers.main.alpha()
    reached = band(alpha.value, tentative=project.tentative_alpha, enough=project.enough_alpha)
    return Agreement(alpha, interval, reached, answers.nominal.alpha(), nominal, answers)


def _compared(indicator: Indicator, answers: Sequence[Answers]) -> Iterator[list[str]]:
    """The values of the answers that say something of the text."""
    for each in answers:
        if indicator.key in each:
            chosen = indicator.chosen(each[indicator.key]["value"])
            if chosen and CANNOT_TELL not in chosen:
                yield chosen
