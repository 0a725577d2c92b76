"""After one practice mark: how other readers labelled the same words, and what differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from annotator.pages import words
from annotator.pages.marks import Fact, MarkCard, begin_url, card, facts, reader_words
from core.access import Viewer
from core.errors import NotFound
from core.models import Annotation
from core.queries.annotations import annotation
from core.queries.codebooks import Rules, rules_of
from core.queries.reading_page import OtherReader, practice_compared
from core.queries.visibility import own_reading

SHOWN = 3
COMPARED = ("voice", "target", "role", "stance")


@dataclass(frozen=True)
class Answer:
    """What one other reader made of the same words; `differs` names what is not as in one's own mark."""

    reader: str
    quote: str
    label: str
    label_name: str
    facts: Sequence[Fact]
    differs: Sequence[str]


@dataclass(frozen=True)
class PracticeResult:
    """One's own mark beside the others'; `words` says in a sentence how many there are."""

    own: MarkCard
    answers: Sequence[Answer]
    words: str
    begin_url: str


def practice_result(viewer: Viewer, uuid: UUID) -> PracticeResult:
    """Four queries. `NotFound` unless the mark is a practice mark of the viewer's."""
    mark = annotation(viewer, uuid)
    if not mark.reading.practice or mark.reading.reviewer.user_id != viewer.user.pk:
        raise NotFound("There is no such practice mark.")
    rules = rules_of(viewer.project.codebook)
    others = practice_compared(viewer, mark)
    shown = [_answer(rules, mark, other) for other in others[:SHOWN]]
    return PracticeResult(
        card(viewer, rules, mark), shown, _sentence(viewer, mark, others),
        begin_url(viewer, mark.document.key),
    )  # fmt: skip


def _answer(rules: Rules, own: Annotation, other: OtherReader) -> Answer:
    reader = reader_words(other.reviewer.code_name, other.reviewer.kind)
    if other.mark is None:
        return Answer(reader, "", "", "", (), ())
    label = rules.labels[other.mark.label.key]
    differs = [] if label.key == own.label.key else ["label"]
    for key in COMPARED:
        if key in rules.facets and own.facets.get(key) and own.facets[key] != other.mark.facets.get(key):
            differs.append(rules.facets[key].name.lower())
    if (other.mark.start, other.mark.end) != (own.start, own.end):
        differs.append("the words")
    return Answer(reader, other.mark.quote, label.key, label.name, facts(rules, other.mark.facets, first=True), differs)


def _none(n: int) -> str:
    return words.number(n) if n else "none"


def _readers(others: Sequence[OtherReader]) -> str:
    """`two readers and one machine reader`: what is not a person is never called a plain reader."""
    found = []
    for kind, (_, _, one, many) in words.KIND_WORDS.items():
        n = sum(other.reviewer.kind == kind for other in others)
        if n:
            found.append(f"{words.number(n)} {one if n == 1 else many}")
    return words.listed(found)


def _sentence(viewer: Viewer, mark: Annotation, others: Sequence[OtherReader]) -> str:
    marked = sum(other.mark is not None for other in others)
    if others:
        alike = sum(other.mark is not None and other.mark.label_id == mark.label_id for other in others)
        read = f"{_readers(others)} read these words".capitalize()
        return f"{read}; {_none(marked)} marked them, {_none(alike)} with your label."
    if own_reading(viewer, mark.document) is not None:
        return "You have begun your own reading, so colleagues stay hidden until you both have submitted."
    return "No submitted reading of these words is open to you yet."
