"""The marks of a report in their places: claims with their basis, evidence tied to none, what is outside."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from core.models import Document, Link, Section
from core.queries.codebooks import Rules
from core.queries.reading_page import BriefMark, article_spans
from core.text.segments import paragraphs, word_starts
from core.text.spans import Span

SUPPORTED_LABEL, BASIS_LABEL = "assertion", "evidence"


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


class Sorting:
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
