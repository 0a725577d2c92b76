"""The end of a reading: what has no mark, what was read and what may have been skipped, and a last look."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from django.urls import reverse

from annotator.pages import words
from annotator.pages.article_text import cut_paragraphs, origin_words
from annotator.pages.outline import Stretch, stretches
from annotator.pages.paragraph_numbers import numbers_said, runs, spans_of
from core.access import Viewer
from core.errors import Invalid
from core.models import Document, Reading
from core.queries.codebooks import Rules
from core.queries.reading_page import BriefMark, article_spans, naming_in, unmarked
from core.text.segments import count_in, word_starts
from core.text.spans import Span, intersect, merge

FIRST_WORDS_CP = 60
READ = ("all", "but", "some")


@dataclass(frozen=True)
class Answers:
    """What somebody said when finishing, as it was said, and why it was refused.

    `read` is `all`, `but` (all but the paragraphs `skipped`), `some` (`paragraphs` by number, and `also`: ranges
    `start-end`), or not said yet. Nothing is checked before `ranges_said`, so that a refusal keeps every answer.
    """

    none_here: Sequence[str] = ()
    read: str = "all"
    paragraphs: Sequence[str] = ()
    skipped: str = ""
    also: Sequence[str] = ()
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
class PartRead:
    """A stretch of one origin, in `words`: its paragraphs by number (`13-29`), and those `said` to be read."""

    words: str
    numbers: str
    said: str


@dataclass(frozen=True)
class Skipped:
    """Neighbouring paragraphs that were never on the screen; `first_words` are those they begin with."""

    numbers: str
    n: int
    n_words: int
    anchor: str
    first_words: str


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
    """The panel; `also` are ranges said before that are not whole paragraphs, in words and as a form value."""

    state: str
    submitted_on: str
    labels: Sequence[LabelLeft]
    read: str
    parts: Sequence[PartRead]
    n_paragraphs: int
    also: tuple[str, str] | None
    skipped: Sequence[Skipped]
    skipped_numbers: str
    n_skipped: int
    n_skipped_words: int
    looks: Sequence[Look]
    n_left: int
    error: str
    submit_url: str
    reopen_url: str
    indicators_url: str


def finish_panel(
    viewer: Viewer, rules: Rules, document: Document, reading: Reading | None, marks: Sequence[BriefMark],
    answers: Answers | None = None, *, seen: Sequence[Span] = (),
) -> FinishPanel:  # fmt: skip
    """The panel for the viewer's own marks (needs the prefetched ranges of `whole_document`). No query.

    `seen` is what was before the viewer's eyes on earlier visits; without any, nothing is offered as skipped.
    """
    spans = cut_paragraphs(document)
    answers = answers or _said_before(document, reading, spans)
    counted = {row.key for row in rules.labels.values() if row.counted}
    own = merge(Span(row.start, row.end) for row in marks if row.label in counted)
    n_marks = Counter(row.label for row in marks)
    looks = _looks(document, rules, own, spans)
    skipped = skipped_paragraphs(document, spans, seen, own) if seen else []
    offered = _skipped(document, spans, skipped)
    address = [viewer.project.slug, document.key]
    submitted_at = reading.submitted_at if reading else None
    return FinishPanel(
        state=reading.state if reading else "",
        submitted_on=words.date(submitted_at.date().isoformat()) if submitted_at else "",
        labels=[
            LabelLeft(row.key, row.name, row.letter, n_marks[row.key], row.key in answers.none_here)
            for row in rules.standing_labels if row.counted
        ],
        read=answers.read, parts=_parts(document, answers, spans), n_paragraphs=len(spans),
        also=_also(document, answers), skipped=offered,
        skipped_numbers=answers.skipped or numbers_said(skipped), n_skipped=len(skipped),
        n_skipped_words=sum(row.n_words for row in offered), looks=looks,
        n_left=sum(not row.touched for row in looks), error=answers.error,
        submit_url=reverse("submit", args=address), reopen_url=reverse("reopen", args=address),
        indicators_url=reverse("indicators", args=address),
    )  # fmt: skip


def ranges_said(document: Document, answers: Answers) -> tuple[tuple[int, int], ...] | None:
    """What the answers say was read; None: all of it (needs the text and the sections). No query.

    Errors: `Invalid` (`read_not_said`) where it is not said how much was read, in one of the ways of `READ`;
    `Invalid` (`span_invalid`) for what names no paragraphs or ranges of this text.
    """
    if answers.read not in READ:
        raise Invalid("Say what you read: all of it, or which paragraphs.", "read_not_said")
    spans = cut_paragraphs(document)
    if answers.read == "some":
        found = [span for said in answers.paragraphs for span in spans_of(said, spans)]
        found += [span for said in answers.also for span in _ranges(said, document.length)]
    elif answers.read == "but" and answers.skipped.strip():
        left_out = spans_of(answers.skipped, spans)
        kept = [index for index, span in enumerate(spans) if not any(row.contains(span) for row in left_out)]
        found = [Span(spans[first].start, spans[last].end) for first, last in runs(kept)]
    else:
        return None
    return tuple((span.start, span.end) for span in merge(found))


def skipped_paragraphs(
    document: Document, spans: Sequence[Span], seen: Sequence[Span], own: Sequence[Span]
) -> list[int]:
    """Indexes of the article's paragraphs that hold words, of which most was never seen and nothing is marked.

    `own` in the order of the text. O(paragraphs + marks): there may be hundreds of the one and thousands of the other.
    """
    starts = word_starts(document.text)
    article = article_spans(document)
    known = merge([*seen])
    untouched = set(unmarked(spans, own))
    return [
        index
        for index, span in enumerate(spans)
        if span in untouched
        and 2 * sum(len(part) for part in intersect([span], known)) <= len(span)
        and count_in(starts, intersect([span], article))
    ]


def _said_before(document: Document, reading: Reading | None, spans: Sequence[Span]) -> Answers:
    """What a reading that was submitted once said; its reader begins from there when it is open again."""
    if reading is None or reading.first_submitted_at is None:
        return Answers(read="")
    if reading.ranges is None:
        return Answers(none_here=tuple(reading.none_here))
    starts, ends = [span.start for span in spans], [span.end for span in spans]
    said, also = [], []
    for start, end in reading.ranges:
        if start in starts and end in ends:
            said.append(numbers_said(range(starts.index(start), ends.index(end) + 1)))
        else:
            also.append(f"{start}-{end}")
    return Answers(none_here=tuple(reading.none_here), read="some", paragraphs=said, also=also)


def _parts(document: Document, answers: Answers, spans: Sequence[Span]) -> list[PartRead]:
    """The stretches of the text by origin with their paragraphs, those without words left out."""
    starts = [span.start for span in spans]
    rows = stretches(document)
    first = [bisect_left(starts, row.span.start) for row in rows]
    last = [bisect_left(starts, row.span.end) - 1 for row in rows]
    fields = _fields(answers, spans, list(zip(first, last, strict=True)))
    numbers = [numbers_said(range(a, b + 1)) for a, b in zip(first, last, strict=True)]
    return [
        PartRead(_part_words(document, row, number, alone=len(rows) == 1), number, said)
        for row, number, said in zip(rows, numbers, fields, strict=True)
    ]


def _part_words(document: Document, part: Stretch, numbers: str, *, alone: bool) -> str:
    """`Wire: The title, paragraphs 13-29, 320 words`; the origin goes without saying where it is the only one."""
    head = origin_words(document, part.section)
    name = f"{head.name}: {head.title}" if head.title else head.name
    one = "paragraphs" if "-" in numbers else "paragraph"
    line = f"{one} {numbers}, {words.count(part.n_words, 'word', 'words')}"
    return line.capitalize() if alone else f"{name}, {line}"


def _fields(answers: Answers, spans: Sequence[Span], parts: Sequence[tuple[int, int]]) -> list[str]:
    """What stands in the field of each part: the numbers said, shared out; as they were said where that fails."""
    if answers.read != "some":
        return [""] * len(parts)
    if len(answers.paragraphs) == len(parts) and answers.error:
        return list(answers.paragraphs)
    try:
        said = [span for row in answers.paragraphs for span in spans_of(row, spans)]
    except Invalid:
        return ["; ".join(answers.paragraphs), *[""] * (len(parts) - 1)]
    held = [index for index, span in enumerate(spans) if any(row.contains(span) for row in said)]
    return [numbers_said(index for index in held if a <= index <= b) for a, b in parts]


def _also(document: Document, answers: Answers) -> tuple[str, str] | None:
    """What was said to be read and is not whole paragraphs: a form value, and how many words."""
    try:
        spans = merge(span for said in answers.also for span in _ranges(said, document.length))
    except Invalid:
        return None
    if not spans:
        return None
    n_words = count_in(word_starts(document.text), intersect(spans, article_spans(document)))
    value = ",".join(f"{span.start}-{span.end}" for span in spans)
    return value, f"What you said last time: {words.count(n_words, 'word', 'words')}"


def _ranges(said: str, length: int) -> list[Span]:
    """`start-end,start-end` in code points, as `_also` writes them."""
    found = []
    for part in said.split(","):
        first, _, last = part.partition("-")
        if not (first.isdecimal() and last.isdecimal() and int(first) < int(last) <= length):
            raise Invalid("What was read is said in ranges of the text.", "span_invalid")
        found.append(Span(int(first), int(last)))
    return found


def _skipped(document: Document, spans: Sequence[Span], indexes: Sequence[int]) -> list[Skipped]:
    starts = word_starts(document.text)
    before = [0, *accumulate(count_in(starts, [span]) for span in spans)]
    return [
        Skipped(
            numbers_said(range(a, b + 1)), b - a + 1, before[b + 1] - before[a], f"p{spans[a].start}",
            _first_words(spans[a].cut(document.text)),
        )
        for a, b in runs(indexes)
    ]  # fmt: skip


def _looks(document: Document, rules: Rules, own: Sequence[Span], spans: Sequence[Span]) -> list[Look]:
    sentences = naming_in(document, rules)
    left = set(unmarked(sentences, own))
    starts = [span.start for span in spans]

    def anchor(row: Span) -> str:
        return f"p{starts[bisect_right(starts, row.start) - 1]}"

    return [Look(row.start, row.end, row.cut(document.text), anchor(row), row not in left) for row in sentences]


def _first_words(text: str) -> str:
    return text if len(text) <= FIRST_WORDS_CP else text[:FIRST_WORDS_CP].rsplit(" ", 1)[0] + " …"
