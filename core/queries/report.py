"""The report of one document: every claim with its basis, the numbers, what is open, where the text comes from.

Only marks that the viewer may see, never practice. Links join marks of one reading, so a basis is always
that of the reader who made the claim.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from core.access import Viewer
from core.errors import NotFound
from core.models import Document, Excluded, Link, Part, Reading, Section
from core.queries.codebooks import Rules, rules_of
from core.queries.documents import whole_document
from core.queries.reading_page import (
    BriefMark,
    article_spans,
    brief_marks,
    links_among,
    marks_to_read,
    naming_in,
    unmarked,
)
from core.queries.visibility import visible_readings, withheld_documents
from core.text.segments import count_in, paragraphs, word_starts
from core.text.spans import Span, intersect, merge, normalise_ranges, subtract

SUPPORTED_LABEL, BASIS_LABEL = "assertion", "evidence"
OWN_VOICES = "own"  # the group of voices that are the text's own
ALL_READERS = ""  # asks for every submitted reading, also of somebody who has a reading of their own
ASKED = ("voice", "target", "role")  # details whose absence leaves a question open


@dataclass(frozen=True)
class Basis:
    """A mark tied to another as its basis; `kind` says whether it supports or contradicts it."""

    kind: str
    mark: BriefMark


@dataclass(frozen=True)
class Judged:
    """One mark with what is tied to it. `unsupported`: it asserts something and nothing is tied to it here."""

    mark: BriefMark
    bases: Sequence[Basis]
    unsupported: bool

    @property
    def contradicted(self) -> bool:
        """Whether something tied to it speaks against it."""
        return any(basis.kind == Link.Kind.CONTRADICTS for basis in self.bases)


@dataclass(frozen=True)
class Passage:
    """Marks of one or several readers on exactly the same words; `paragraph` counts from 1."""

    span: Span
    quote: str
    paragraph: int
    section: Section | None
    marks: Sequence[Judged]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that readers gave these words, each once."""
        return tuple(dict.fromkeys(row.mark.label for row in self.marks))


@dataclass(frozen=True)
class Figures:
    """Counts over the marks of one kind of reader, whose kinds never meet in one figure.

    Of counted labels inside the article, unless the name says otherwise.
    """

    kind: str
    n_readings: int
    labels: Mapping[str, int]
    n_outside: int
    n_voiced: int
    n_own_voice: int
    n_assertions: int
    n_unsupported: int
    n_contradicted: int

    @property
    def n_marks(self) -> int:
        """All of them."""
        return sum(self.labels.values())

    @property
    def share_own_voice(self) -> float | None:
        """Own-voice marks over marks with a stated voice; None without any."""
        return self.n_own_voice / self.n_voiced if self.n_voiced else None


@dataclass(frozen=True)
class Questions:
    """What the marks leave open; `incomplete` says which details are missing, `unmarked` of `n_naming` sentences."""

    unsure: Sequence[BriefMark]
    incomplete: Sequence[tuple[BriefMark, Sequence[str]]]
    differing: Sequence[Passage]
    unmarked: Sequence[Span]
    n_naming: int


@dataclass(frozen=True)
class Stretch:
    """One part of the text with its share (0-1) of the article's words; without a section: all outside sections."""

    part: Part
    section: Section | None
    start: int
    share: float | None


@dataclass(frozen=True)
class LeftOut:
    """A range that is not part of the article."""

    row: Excluded
    n_words: int


@dataclass(frozen=True)
class Report:
    """All of it. `reader` is the one whose reading was chosen, None for all submitted ones.

    `readings` are those whose marks stand here, `choices` all that the viewer may choose among.
    """

    document: Document
    rules: Rules
    reader: str | None
    readings: Sequence[Reading]
    choices: Sequence[Reading]
    is_withheld: bool
    figures: Sequence[Figures]
    claims: Sequence[Passage]
    evidence: Sequence[Passage]
    outside: Sequence[Passage]
    questions: Questions
    stretches: Sequence[Stretch]
    left_out: Sequence[LeftOut]
    n_words: int


def document_report(viewer: Viewer, key: str, reader: str | None = None) -> Report:
    """The report of a document. Eight queries whatever the number of marks, readers and sections.

    `reader` is a code name or `ALL_READERS`; by default one's own reading when there is one, else all.
    Errors: `NotFound` for a document or a reading that is not there or not for the viewer.
    """
    document = whole_document(viewer, key)
    rules = rules_of(viewer.project.codebook)
    rows = visible_readings(viewer).filter(document=document, practice=False)
    choices = list(rows.select_related("reviewer").order_by("reviewer__code_name"))
    readings, chosen = _chosen(viewer, choices, reader)
    marks = brief_marks(marks_to_read(viewer, document).filter(reading__in=[row.pk for row in readings]))
    sorting = _Sorting(document, rules, marks, links_among(document, {row.uuid for row in marks}))
    return Report(
        document=document, rules=rules, reader=chosen, readings=readings, choices=choices,
        is_withheld=withheld_documents(viewer).filter(pk=document.pk).exists(),
        figures=_figures(rules, readings, sorting), claims=sorting.claims, evidence=sorting.evidence,
        outside=sorting.outside, questions=_questions(document, rules, readings, sorting),
        stretches=_stretches(document), left_out=_left_out(document),
        n_words=count_in(sorting.words, sorting.article),
    )  # fmt: skip


def _chosen(viewer: Viewer, choices: Sequence[Reading], reader: str | None) -> tuple[list[Reading], str | None]:
    """The readings to show, and the code name when one reading was chosen."""
    if reader is None:
        own = [row for row in choices if row.reviewer.user_id == viewer.user.pk]
    else:
        own = [row for row in choices if row.reviewer.code_name == reader]
        if reader != ALL_READERS and not own:
            raise NotFound("There is no reading of this reader here, or you may not see it yet.")
    if own:
        return own, own[0].reviewer.code_name
    return [row for row in choices if row.state == Reading.State.SUBMITTED], None


class _Sorting:
    """The marks, each in its place: a claim, evidence that is tied to no claim, or outside the article."""

    def __init__(
        self, document: Document, rules: Rules, marks: Sequence[BriefMark], links: Sequence[tuple[UUID, UUID, str]]
    ) -> None:
        self.document, self.rules, self.marks = document, rules, marks
        self.counted = {key for key, rule in rules.labels.items() if rule.counted}
        self.article = article_spans(document)
        self.words = word_starts(document.text)
        self.paragraphs = [span.start for span in paragraphs(document.text)]
        self.sections = list(document.sections.all())
        by_id = {row.uuid: row for row in marks}
        self.bases: dict[UUID, list[Basis]] = {}
        for source, to, kind in links:
            self.bases.setdefault(to, []).append(Basis(kind, by_id[source]))
        self.tied = {source for source, to, _ in links if self.is_claim(by_id[to])}

    def is_inside(self, mark: BriefMark) -> bool:
        """Whether the mark counts: a counted label, and its start is part of the article."""
        starts = [span.start for span in self.article]
        place = bisect_right(starts, mark.start) - 1
        return mark.label in self.counted and place >= 0 and mark.start < self.article[place].end

    def is_claim(self, mark: BriefMark) -> bool:
        """Whether the mark claims something, rather than giving a basis."""
        return mark.label != BASIS_LABEL and mark.uuid in self.inside

    @cached_property
    def inside(self) -> set[UUID]:
        """Ids of the marks that count."""
        return {row.uuid for row in self.marks if self.is_inside(row)}

    @cached_property
    def passages(self) -> list[Passage]:
        """All marks, those of the same words together, in the order of the text."""
        return self.together(self.marks)

    @cached_property
    def claims(self) -> list[Passage]:
        """Passages in which somebody sees a claim."""
        return [row for row in self.passages if any(self.is_claim(one.mark) for one in row.marks)]

    @cached_property
    def outside(self) -> list[Passage]:
        """Passages without a mark that counts."""
        return [row for row in self.passages if not any(one.mark.uuid in self.inside for one in row.marks)]

    @cached_property
    def evidence(self) -> list[Passage]:
        """Evidence that stands under no claim and beside none."""
        shown = {one.mark.uuid for row in (*self.claims, *self.outside) for one in row.marks} | self.tied
        return self.together([row for row in self.marks if row.uuid not in shown])

    def together(self, marks: Iterable[BriefMark]) -> list[Passage]:
        """One passage for each span, a longer one before those that begin with it; its marks by reader."""
        spans: dict[Span, list[BriefMark]] = {}
        for mark in marks:
            spans.setdefault(Span(mark.start, mark.end), []).append(mark)
        order = sorted(spans, key=lambda span: (span.start, -span.end))
        return [self.passage(span, sorted(spans[span], key=lambda mark: mark.reviewer)) for span in order]

    def passage(self, span: Span, marks: Sequence[BriefMark]) -> Passage:
        """The words of a span with what was said of them."""
        number = max(1, bisect_right(self.paragraphs, span.start))
        section = next((row for row in self.sections if row.start <= span.start < row.end), None)
        return Passage(span, span.cut(self.document.text), number, section, [self.judged(mark) for mark in marks])

    def judged(self, mark: BriefMark) -> Judged:
        """A mark with its basis."""
        bases = self.bases.get(mark.uuid, [])
        asserts = mark.label == SUPPORTED_LABEL and BASIS_LABEL in self.rules.labels
        return Judged(mark, bases, asserts and not bases)


def _figures(rules: Rules, readings: Sequence[Reading], sorting: _Sorting) -> list[Figures]:
    kinds = Counter(row.reviewer.kind for row in readings)
    return [_figures_of(kind, n, rules, sorting) for kind, n in sorted(kinds.items())]


def _figures_of(kind: str, n_readings: int, rules: Rules, sorting: _Sorting) -> Figures:
    every = [row for row in sorting.marks if row.kind == kind]
    marks = [row for row in every if row.uuid in sorting.inside]
    labels = Counter(row.label for row in marks)
    voices = Counter(row.facets["voice"] for row in marks if row.facets.get("voice"))
    rule = rules.facets.get("voice")
    own = [value.key for value in rule.values.values() if value.group == OWN_VOICES] if rule else []
    judged = [sorting.judged(row) for row in marks if row.label == SUPPORTED_LABEL]
    return Figures(
        kind, n_readings, {key: labels[key] for key, label in rules.labels.items() if label.counted},
        n_outside=len(every) - len(marks), n_voiced=voices.total(), n_own_voice=sum(voices[key] for key in own),
        n_assertions=len(judged), n_unsupported=sum(row.unsupported for row in judged),
        n_contradicted=sum(row.contradicted for row in judged),
    )  # fmt: skip


def _questions(document: Document, rules: Rules, readings: Sequence[Reading], sorting: _Sorting) -> Questions:
    marks = [row for row in sorting.marks if row.uuid in sorting.inside]
    lacking = [(row, [key for key in rules.missing(row.label, row.facets) if key in ASKED]) for row in marks]
    read = merge(span for row in readings for span in ranges_read(document, row))
    naming = [row for row in naming_in(document, rules) if intersect([Span(row.start, row.start + 1)], read)]
    return Questions(
        unsure=[row for row in marks if row.facets.get("unsure")],
        incomplete=[(row, keys) for row, keys in lacking if keys],
        differing=[row for row in sorting.claims if len(row.labels) > 1],
        unmarked=unmarked(naming, [Span(row.start, row.end) for row in marks]),
        n_naming=len(naming),
    )


def ranges_read(document: Document, reading: Reading) -> list[Span]:
    """What of the article a reading says was read (needs the prefetched ranges of `whole_document`)."""
    article = article_spans(document)
    if reading.ranges is None:
        return article
    return intersect(normalise_ranges(reading.ranges, document.length), article)


def _stretches(document: Document) -> list[Stretch]:
    """The parts in the order of the text; what stands outside sections is left out when it holds no word."""
    sections = {row.pk: row for row in document.sections.all()}
    rest = subtract([Span(0, document.length)], sorted(Span(row.start, row.end) for row in sections.values()))
    parts = list(Part.objects.filter(document=document).select_related("outlet", "section"))
    n_words = sum(row.n_words for row in parts)
    found = []
    for part in parts:
        section = sections.get(part.section_id) if part.section_id else None
        if section or part.n_words:
            start = section.start if section else rest[0].start
            found.append(Stretch(part, section, start, part.n_words / n_words if n_words else None))
    return sorted(found, key=lambda row: row.start)


def _left_out(document: Document) -> list[LeftOut]:
    starts = word_starts(document.text)
    return [LeftOut(row, count_in(starts, [Span(row.start, row.end)])) for row in document.excluded.all()]
