"""How far readers agree: as their marks stood when each first submitted, and as they stand now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.access import Viewer
from core.models import Document, Session
from core.queries.compared import Documents
from core.queries.studies import State, studies
from core.stats.agreed import agreed
from core.stats.coding import Coefficient, ac1, percent
from core.stats.matching import PairScores

TOO_FEW = "fewer than two readings to compare"


@dataclass(frozen=True)
class Spans:
    """F1 of marks matched one to one, over all pairs of readers: the same span, an IoU of a half, any overlap."""

    exact: Coefficient
    iou50: Coefficient
    overlap: Coefficient


@dataclass(frozen=True)
class Labels:
    """Nominal alpha of the labels of matched marks, with its companions.

    `n_matched`: passages that two readers or more marked; `share_matched`: the share of marks that are of such
    a passage.
    """

    alpha: Coefficient
    percent: Coefficient
    ac1: Coefficient
    n_matched: int
    share_matched: float | None


@dataclass(frozen=True)
class Agreement:
    """All figures of one state of the marks; each has a value, or None and the reason in words.

    `n_documents` and `n_readers`: with a colleague to be compared with. `touched`: the share of marked characters at
    which several marks of one reader met and only one could count.
    """

    n_documents: int
    n_readers: int
    n_marks: int
    position: Coefficient
    joint: Coefficient
    per_label: Mapping[str, Coefficient]
    labels: Labels
    spans: Spans
    unlabelled: Spans
    touched: float | None


@dataclass(frozen=True)
class BeforeAfter:
    """Agreement at first submission, and now. `n_revised` readings were changed in between, of `n_readers` compared."""

    before: Agreement
    after: Agreement
    n_readers: int
    n_revised: int


def before_after(viewer: Viewer, document: Document, *, session: Session | None = None) -> BeforeAfter:
    """Agreement on one document before and after readers talked, as far as the viewer may see it.

    Readers of the project's kind; with a session its participants. Readings of who had seen colleagues' marks are left
    out. Five queries, and three more where a reading was opened again.
    """
    return agreement_of(viewer, [document], session=session)


def agreement_of(
    viewer: Viewer, documents: Documents, *, kind: str | None = None, session: Session | None = None
) -> BeforeAfter:
    """The same over many documents: alphas from sums over documents, F1 from all hits. As many queries."""
    found = studies(viewer, documents, kind=kind, session=session)
    before = agreement(found.before)
    after = before if found.after is found.before else agreement(found.after)
    return BeforeAfter(before, after, found.n_readers, found.n_revised)


def agreement(state: State) -> Agreement:
    """The figures of one state."""
    study = state.marked.study
    if not study.n_documents:
        return _not_measured(study.labels)
    found = agreed(state.marked)
    return Agreement(
        n_documents=study.n_documents,
        n_readers=len(state.readers),
        n_marks=len(study.row),
        position=found.where.position.alpha(),
        joint=found.where.joint.alpha(),
        per_label={key: one.alpha() for key, one in found.where.per_label.items()},
        labels=Labels(
            found.label_sums.alpha(), percent(found.labels), ac1(found.labels), found.labels.n_paired,
            found.units.share_matched,
        ),
        spans=_spans(found.labelled),
        unlabelled=_spans(found.unlabelled),
        touched=found.where.touched,
    )  # fmt: skip


def _not_measured(labels: Sequence[str]) -> Agreement:
    none = Coefficient(None, TOO_FEW)
    spans = Spans(none, none, none)
    return Agreement(
        0, 0, 0, none, none, dict.fromkeys(labels, none), Labels(none, none, none, 0, None), spans, spans, None
    )  # fmt: skip


def _spans(scores: PairScores) -> Spans:
    return Spans(scores.f1("exact"), scores.f1("iou50"), scores.f1("overlap"))
