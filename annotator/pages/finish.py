"""The end of a reading: what has no mark, what was read, and a last look at sentences left out."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from annotator.pages import words
from annotator.pages.article_text import cut_paragraphs, origin_words
from core.access import Viewer
from core.models import Annotation, Document, Reading
from core.queries.codebooks import Rules
from core.queries.reading_page import naming_in, unmarked
from core.text.segments import count_in, word_starts
from core.text.spans import Span, intersect, merge, subtract

FIRST_WORDS_CP = 60


@dataclass(frozen=True)
class Answers:
    """What somebody said when finishing: labels with none here, ranges read (None: all), and why it was refused."""

    none_here: Sequence[str] = ()
    ranges: Sequence[tuple[int, int]] | None = None
    error: str = ""


@dataclass(frozen=True)
class LabelLeft:
    """A counted label and how many marks have it; `ticked`: said to have none."""

    key: str
    name: str
    letter: str
    n: int
    ticked: bool


@dataclass(frozen=True)
class RangeChoice:
    """Something that may have been read: a stretch of one origin, or the text up to the end of a paragraph.

    `value` is `start-end`, or several of them joined by commas.
    """

    value: str
    words: str
    ticked: bool


@dataclass(frozen=True)
class Look:
    """A target-naming sentence; `touched` when a mark of one's own lies on it."""

    start: int
    end: int
    text: str
    anchor: str
    touched: bool


@dataclass(frozen=True)
class FinishPanel:
    """The panel; `parts` where the text has several origins, else `until`."""

    state: str
    submitted_on: str
    labels: Sequence[LabelLeft]
    some: bool
    parts: Sequence[RangeChoice]
    until: Sequence[RangeChoice]
    looks: Sequence[Look]
    n_left: int
    error: str
    submit_url: str
    reopen_url: str


def finish_panel(
    viewer: Viewer,
    rules: Rules,
    document: Document,
    reading: Reading | None,
    marks: Sequence[Annotation],
    answers: Answers | None = None,
) -> FinishPanel:
    """The panel for the viewer's own marks (needs the prefetched ranges of `whole_document`). No query."""
    answers = answers or _said_before(reading)
    counted = {row.key for row in rules.labels.values() if row.counted}
    own = sorted(Span(row.start, row.end) for row in marks if row.label.key in counted)
    looks = _looks(document, rules, own)
    address = [viewer.project.slug, document.key]
    parts = _parts(document, answers)
    submitted_at = reading.submitted_at if reading else None
    return FinishPanel(
        state=reading.state if reading else "",
        submitted_on=words.date(submitted_at.date().isoformat()) if submitted_at else "",
        labels=[
            LabelLeft(row.key, row.name, row.letter, sum(mark.label.key == row.key for mark in marks),
                      row.key in answers.none_here)
            for row in rules.labels.values() if row.counted
        ],
        some=answers.ranges is not None,
        parts=parts,
        until=() if parts else _until(document, answers),
        looks=looks,
        n_left=sum(not row.touched for row in looks),
        error=answers.error,
        submit_url=reverse("submit", args=address),
        reopen_url=reverse("reopen", args=address),
    )  # fmt: skip


def _said_before(reading: Reading | None) -> Answers:
    """What a reading that was submitted once said; its reader begins from there when it is open again."""
    if reading is None or reading.first_submitted_at is None:
        return Answers()
    ranges = None if reading.ranges is None else tuple((start, end) for start, end in reading.ranges)
    return Answers(none_here=tuple(reading.none_here), ranges=ranges)


def _looks(document: Document, rules: Rules, own: Sequence[Span]) -> list[Look]:
    sentences = naming_in(document, rules)
    left = set(unmarked(sentences, own))
    starts = [span.start for span in cut_paragraphs(document)]

    def anchor(row: Span) -> str:
        return f"p{starts[bisect_right(starts, row.start) - 1]}"

    return [Look(row.start, row.end, row.cut(document.text), anchor(row), row not in left) for row in sentences]


def _parts(document: Document, answers: Answers) -> list[RangeChoice]:
    """The stretches of the text by origin, those without words left out; nothing when there is only one."""
    sections = list(document.sections.all())
    spans = {Span(row.start, row.end): row for row in sections}
    rest = subtract([Span(0, document.length)], sorted(spans))
    starts = word_starts(document.text)
    excluded = sorted(Span(row.start, row.end) for row in document.excluded.all())
    said = _spans_said(document, answers)
    found, ticked = [], []
    for span in sorted([*spans, *rest]):
        n_words = count_in(starts, subtract([span], excluded))
        if n_words:
            head = origin_words(document, spans.get(span))
            name = f"{head.name}: {head.title}" if head.title else head.name
            is_said = not subtract([span], said)
            ticked += [span] if is_said else []
            found.append(
                RangeChoice(f"{span.start}-{span.end}", f"{name}, {words.count(n_words, 'word', 'words')}", is_said)
            )
    return [*found, *_also_said(document, subtract(said, ticked))] if len(found) > 1 else []


def _until(document: Document, answers: Answers) -> list[RangeChoice]:
    """Ends of paragraphs, so that a reading broken off says how far it went."""
    article = subtract([Span(0, document.length)], sorted(Span(row.start, row.end) for row in document.excluded.all()))
    said = _spans_said(document, answers)
    found = [
        RangeChoice(f"0-{span.end}", _first_words(document.text[span.start : span.end]), said == [Span(0, span.end)])
        for span in cut_paragraphs(document)
        if intersect([span], article)
    ][:-1]
    return found if any(row.ticked for row in found) else [*_also_said(document, said), *found]


def _spans_said(document: Document, answers: Answers) -> list[Span]:
    """The ranges of the answers, without those that are none (they were refused, and the panel says so)."""
    return merge(Span(start, end) for start, end in answers.ranges or () if 0 <= start < end <= document.length)


def _also_said(document: Document, spans: Sequence[Span]) -> list[RangeChoice]:
    """A choice for what was said to be read and is none of the choices offered; nothing when there is no such."""
    if not spans:
        return []
    excluded = sorted(Span(row.start, row.end) for row in document.excluded.all())
    n_words = count_in(word_starts(document.text), subtract(spans, excluded))
    value = ",".join(f"{span.start}-{span.end}" for span in spans)
    return [RangeChoice(value, f"What you said last time: {words.count(n_words, 'word', 'words')}", True)]


def _first_words(text: str) -> str:
    return text if len(text) <= FIRST_WORDS_CP else text[:FIRST_WORDS_CP].rsplit(" ", 1)[0] + " …"
