"""What reviewers say of documents as a whole, in words: per question the answers with how many gave them."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.pages import words
from core.access import Viewer
from core.models import Assessment, Document, Project
from core.queries.assessments import (
    Agreement,
    AgreementOnIndicators,
    OutletSaid,
    Said,
    assessments_of,
    of_one_kind,
    said_of,
)
from core.queries.gate import ENOUGH, NOT_ENOUGH, TENTATIVE, UNKNOWN, band_of
from core.queries.indicators import Indicator, indicators

_BANDS = {ENOUGH: "agree", TENTATIVE: "agree only in part", NOT_ENOUGH: "do not agree enough"}


@dataclass(frozen=True)
class IndicatorLine:
    """One question with its answers as (words, how many gave it); `gate` is the band of `agreement`."""

    name: str
    question: str
    definition: str
    answers: Sequence[tuple[str, int]]
    n: str
    gate: str
    agreement: str


def indicator_lines(project: Project, found: OutletSaid, agreement: AgreementOnIndicators) -> list[IndicatorLine]:
    """The questions that anybody answered, each with how far reviewers agree on it in the whole project."""
    lines = []
    for key, one in indicators().items():
        said = found.said.get(key)
        if said is not None and said.n:
            measured = agreement.by_indicator[key]
            gate = band_of(measured.alpha.value, project) if found.kind == agreement.kind else UNKNOWN
            lines.append(_line(one, said, gate, _agreement_words(measured, gate, found.kind)))
    return lines


def _line(indicator: Indicator, said: Said, gate: str = "", agreement: str = "") -> IndicatorLine:
    answers = [(indicator.values[key].name, n) for key, n in said.counts.items()]
    answers += [("Cannot tell", said.n_cannot_tell)] if said.n_cannot_tell else []
    return IndicatorLine(
        indicator.name, indicator.question, indicator.definition, answers, words.count(said.n, "answer", "answers"),
        gate, agreement,
    )  # fmt: skip


def _agreement_words(found: Agreement, gate: str, kind: str) -> str:
    """`readers agree (alpha 0.71, 12 texts)`, or why nobody can say."""
    texts = words.count(found.n_documents, "text", "texts")
    if found.alpha.value is None:
        return f"agreement not measured: {found.alpha.undefined}"
    who = "readers" if kind == "person" else words.KIND_WORDS[kind][3]
    return f"{who} {_BANDS.get(gate, 'were compared')} (alpha {signed(found.alpha.value)}, {texts} by two or more)"


def signed(value: float) -> str:
    """A figure of agreement with a true minus.

    >>> signed(-0.125), signed(0.5), signed(-0.001)
    ('−0.12', '0.50', '0.00')
    """
    text = f"{abs(value):.2f}"
    return f"−{text}" if value < 0 and float(text) else text


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
    """Submitted answers only. One query."""
    submitted = [row for row in assessments_of(viewer, document) if row.state == Assessment.State.SUBMITTED]
    kind, rows = of_one_kind(viewer, submitted)
    said = [(one, said_of(one, [row.answers for row in rows])) for one in indicators().values()]
    readers = words.count(len(rows), *words.KIND_WORDS[kind][2:]) if rows else ""
    return DocumentSaid(readers, [_line(one, found) for one, found in said if found.n])
