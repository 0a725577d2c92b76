"""What reviewers say of documents as a whole, in words: per question the answers with how many gave them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from annotator.pages import words
from annotator.pages.agreement_figures import words_of
from core.access import Viewer
from core.models import Assessment, Document
from core.queries.assessments import OutletSaid, Said, assessments_of, of_one_kind, said_of
from core.queries.gate import ENOUGH, NOT_ENOUGH, TENTATIVE, WHOSE
from core.queries.indicator_agreement import Agreement, AgreementOnIndicators, agreement_on_indicators
from core.queries.indicators import CANNOT_TELL, Indicator, indicators

_BANDS = {
    ENOUGH: "{} agree", TENTATIVE: "tentative: {} agree only in part", NOT_ENOUGH: "{} do not agree enough",
}  # fmt: skip


@dataclass(frozen=True)
class IndicatorLine:
    """One question with its answers as (words, how many gave it, where they stand); `gate` is the band of
    `agreement`."""

    name: str
    question: str
    definition: str
    answers: Sequence[tuple[str, int, str]]
    n: str
    gate: str
    agreement: str


Address = Callable[[str, str], str]  # of the answers behind a number, by indicator and value


def indicator_lines(found: OutletSaid, agreement: AgreementOnIndicators, address: Address) -> list[IndicatorLine]:
    """The questions that anybody answered, each with how far reviewers agree on it in the whole project."""
    return _lines(found.said, found.kind, agreement, address)


def _lines(
    said: Mapping[str, Said], kind: str, agreement: AgreementOnIndicators, address: Address
) -> list[IndicatorLine]:
    return [
        _line(one, said[key], agreement.by_indicator[key], kind, address)
        for key, one in indicators().items() if key in said and said[key].n
    ]  # fmt: skip


def _line(indicator: Indicator, said: Said, measured: Agreement, kind: str, address: Address) -> IndicatorLine:
    counts = dict(said.counts) | ({CANNOT_TELL: said.n_cannot_tell} if said.n_cannot_tell else {})
    answers = [(indicator.values[key].name, n, address(indicator.key, key)) for key, n in counts.items()]
    return IndicatorLine(
        indicator.name, indicator.question, indicator.definition, answers, words.count(said.n, "answer", "answers"),
        measured.band, agreement_words(measured, kind),
    )  # fmt: skip


def agreement_words(found: Agreement, kind: str) -> str:
    """`readers agree (alpha 0.71, 95 % interval 0.52 to 0.86; 31 pairs in 12 texts)`, or why nobody can say."""
    if found.alpha.value is None:
        return f"agreement not measured: {found.alpha.undefined}"
    bounds = found.interval.bounds
    interval = (
        f"95 % interval {words_of(bounds[0])} to {words_of(bounds[1])}" if bounds
        else f"no interval: {found.interval.reason}"
    )  # fmt: skip
    pairs = words.count(found.n_pairs, "pair", "pairs")
    texts = words.count(found.n_documents, "text", "texts")
    said = _BANDS[found.band].format(WHOSE[kind])
    return f"{said} (alpha {words_of(found.alpha.value)}, {interval}; {pairs} in {texts})"


def readers_said(found: OutletSaid) -> str:
    """Of how many texts, by how many reviewers; nothing where nobody answered."""
    if not found.n_documents:
        return ""
    reviewers = words.count(found.n_reviewers, *words.KIND_WORDS[found.kind][2:])
    return f"{words.count(found.n_documents, 'text', 'texts')}, answered by {reviewers}."


@dataclass(frozen=True)
class DocumentSaid:
    """What the viewer may see of the answers on one document: one line a question, and of how many reviewers."""

    readers: str
    lines: Sequence[IndicatorLine]


def said_of_document(viewer: Viewer, document: Document) -> DocumentSaid:
    """Submitted answers only, each question with how far reviewers agree on it in the whole project. Three queries."""
    submitted = [row for row in assessments_of(viewer, document) if row.state == Assessment.State.SUBMITTED]
    kind, rows = of_one_kind(viewer, submitted)
    if not rows:
        return DocumentSaid("", ())
    said = {key: said_of(one, [row.answers for row in rows]) for key, one in indicators().items()}
    agreement = agreement_on_indicators(viewer, kind=kind)
    page = reverse("indicators", args=[viewer.project.slug, document.key])
    lines = _lines(said, kind, agreement, lambda key, _: f"{page}#answers-{key}")
    return DocumentSaid(words.count(len(rows), *words.KIND_WORDS[kind][2:]), lines)
