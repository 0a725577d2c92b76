"""The report of one document: every claim with its basis, the numbers, what is open, where the text comes from.

Only marks that the viewer may see, never practice. Links join marks of one reading, so a basis is always
that of the reader who made the claim.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from core.access import Viewer
from core.errors import NotFound
from core.models import Citation, Document, Excluded, Finding, Part, Reading, Section
from core.queries.codebooks import Rules, rules_of
from core.queries.documents import whole_document
from core.queries.ledger import OPENED, citations_by_mark
from core.queries.reading_page import (
    BriefMark,
    article_spans,
    brief_marks,
    links_among,
    marks_to_read,
    naming_in,
    unmarked,
)
from core.queries.report_passages import SUPPORTED_LABEL, Passage, Sorting
from core.queries.sources import hidden_part
from core.queries.visibility import visible_readings, withheld_documents
from core.text.segments import count_in, word_starts
from core.text.spans import Span, intersect, merge, normalise_ranges, subtract

OWN_VOICES = "own"  # the group of voices that are the text's own
ALL_READERS = ""  # asks for every submitted reading, also of somebody who has a reading of their own
ASKED = ("voice", "target", "role")  # details whose absence leaves a question open


@dataclass(frozen=True)
class Figures:
    """Counts over the marks of one kind of reader, whose kinds never meet in one figure.

    Of counted labels inside the article, unless the name says otherwise. `draft`: of one's own reading that is
    not submitted, which enters no figure elsewhere. `n_cited` are citations of cards, of which so many were opened.
    """

    kind: str
    n_readings: int
    draft: bool
    labels: Mapping[str, int]
    n_outside: int
    n_voiced: int
    n_own_voice: int
    n_assertions: int
    n_unsupported: int
    n_contradicted: int
    n_cited: int
    n_opened: int
    n_says_so: int

    @property
    def n_marks(self) -> int:
        """All of them."""
        return sum(self.labels.values())

    @property
    def share_own_voice(self) -> float | None:
        """Own-voice marks over marks with a stated voice; None without any."""
        return self.n_own_voice / self.n_voiced if self.n_voiced else None


@dataclass(frozen=True)
class Differing:
    """Words that readers of one kind labelled differently, with their marks only."""

    kind: str
    passage: Passage


@dataclass(frozen=True)
class Naming:
    """Target-naming sentences in what readers of one kind read, and those that carry no mark of theirs."""

    kind: str
    n_naming: int
    unmarked: Sequence[Span]


@dataclass(frozen=True)
class Questions:
    """What the marks leave open; `incomplete` says which details are missing. Kinds of readers never meet."""

    unsure: Sequence[BriefMark]
    incomplete: Sequence[tuple[BriefMark, Sequence[str]]]
    differing: Sequence[Differing]
    naming: Sequence[Naming]


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

    `readings` are those whose `marks` stand here, `counted` those of them that figures tell of, `choices` all
    that the viewer may choose among. `citations` are those of the document's marks, by the mark's id.
    """

    document: Document
    rules: Rules
    reader: str | None
    readings: Sequence[Reading]
    counted: Sequence[Reading]
    choices: Sequence[Reading]
    is_withheld: bool
    marks: Sequence[BriefMark]
    figures: Sequence[Figures]
    claims: Sequence[Passage]
    evidence: Sequence[Passage]
    outside: Sequence[Passage]
    questions: Questions
    stretches: Sequence[Stretch]
    left_out: Sequence[LeftOut]
    n_words: int
    citations: Mapping[UUID, Sequence[Citation]]

    @property
    def leaves_out_figures(self) -> bool:
        """Whether there are marks but no figures: of a colleague's reading that is not submitted."""
        return bool(self.readings) and not self.counted


def document_report(viewer: Viewer, key: str, reader: str | None = None) -> Report:
    """The report of a document. Nine queries whatever the number of marks, readers and sections.

    `reader` is a code name or `ALL_READERS`; by default one's own reading when there is one, else all.
    Errors: `NotFound` for a document or a reading that is not there or not for the viewer.
    """
    document = whole_document(viewer, key)
    rules = rules_of(viewer.project.codebook)
    rows = visible_readings(viewer).filter(document=document, practice=False)
    choices = list(rows.select_related("reviewer").order_by("reviewer__code_name"))
    readings, chosen = _chosen(viewer, choices, reader)
    counted = [row for row in readings if is_counted(viewer, row)]
    marks = brief_marks(marks_to_read(viewer, document).filter(reading__in=[row.pk for row in readings]))
    sorting = Sorting(document, rules, marks, links_among(document, {row.uuid for row in marks}))
    citations = citations_by_mark(viewer, document)
    return Report(
        document=document, rules=rules, reader=chosen, readings=readings, counted=counted,
        choices=choices,
        is_withheld=withheld_documents(viewer).filter(pk=document.pk).exists(),
        marks=marks, figures=_figures(rules, counted, sorting, citations),
        claims=sorting.claims, evidence=sorting.evidence, outside=sorting.outside,
        questions=_questions(document, rules, counted, sorting),
        stretches=_stretches(document), left_out=_left_out(document),
        n_words=count_in(sorting.words, sorting.article), citations=citations,
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


def is_counted(viewer: Viewer, reading: Reading) -> bool:
    """Whether figures of a report tell of a reading: a submitted one, or as a draft the viewer's own."""
    return reading.state == Reading.State.SUBMITTED or reading.reviewer.user_id == viewer.user.pk


def by_kind(readings: Iterable[Reading]) -> dict[str, list[Reading]]:
    """Readings by the kind of their readers."""
    found: dict[str, list[Reading]] = {}
    for row in sorted(readings, key=lambda row: row.reviewer.kind):
        found.setdefault(row.reviewer.kind, []).append(row)
    return found


def _figures(
    rules: Rules, readings: Sequence[Reading], sorting: Sorting, citations: Mapping[UUID, Sequence[Citation]]
) -> list[Figures]:
    return [_figures_of(kind, rows, rules, sorting, citations) for kind, rows in by_kind(readings).items()]


def _figures_of(
    kind: str, readings: Sequence[Reading], rules: Rules, sorting: Sorting,
    citations: Mapping[UUID, Sequence[Citation]],
) -> Figures:  # fmt: skip
    every = [row for row in sorting.marks if row.kind == kind]
    marks = [row for row in every if row.uuid in sorting.inside]
    labels = Counter(row.label for row in marks)
    voices = Counter(row.facets["voice"] for row in marks if row.facets.get("voice"))
    rule = rules.facets.get("voice")
    own = [value.key for value in rule.values.values() if value.group == OWN_VOICES] if rule else []
    judged = [sorting.judged(row) for row in marks if row.label == SUPPORTED_LABEL]
    found = [row.finding for mark in marks for row in citations.get(mark.uuid, ())]
    return Figures(
        kind, len(readings), any(row.state == Reading.State.OPEN for row in readings),
        {key: labels[key] for key, label in rules.labels.items() if label.counted},
        n_outside=len(every) - len(marks), n_voiced=voices.total(), n_own_voice=sum(voices[key] for key in own),
        n_assertions=len(judged), n_unsupported=sum(row.unsupported for row in judged),
        n_contradicted=sum(row.contradicted for row in judged),
        n_cited=len(found), n_opened=sum(row in OPENED for row in found), n_says_so=found.count(Finding.SAYS_SO),
    )  # fmt: skip


def _questions(document: Document, rules: Rules, readings: Sequence[Reading], sorting: Sorting) -> Questions:
    marks = [row for row in sorting.marks if row.uuid in sorting.inside]
    lacking = [(row, [key for key in rules.missing(row.label, row.facets) if key in ASKED]) for row in marks]
    return Questions(
        unsure=[row for row in marks if row.facets.get("unsure")],
        incomplete=[(row, keys) for row, keys in lacking if keys],
        differing=[found for row in sorting.claims for found in _differing(row)],
        naming=_naming(document, rules, readings, marks),
    )


def _differing(passage: Passage) -> list[Differing]:
    """For each kind of reader that labelled these words in more than one way: its marks of them."""
    found = []
    for kind in sorted({row.mark.kind for row in passage.marks}):
        part = replace(passage, marks=[row for row in passage.marks if row.mark.kind == kind])
        if len(part.labels) > 1:
            found.append(Differing(kind, part))
    return found


def _naming(document: Document, rules: Rules, readings: Sequence[Reading], marks: Sequence[BriefMark]) -> list[Naming]:
    sentences, found = naming_in(document, rules), []
    for kind, rows in by_kind(readings).items():
        read = ranges_read_by(document, rows)
        named = [row for row in sentences if intersect([Span(row.start, row.start + 1)], read)]
        own = [Span(row.start, row.end) for row in marks if row.kind == kind]
        found.append(Naming(kind, len(named), unmarked(named, own)))
    return found


def ranges_read_by(document: Document, readings: Iterable[Reading]) -> list[Span]:
    """What of the article at least one of these readings says was read."""
    return merge(span for row in readings for span in ranges_read(document, row))


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
    if document.is_masked:
        return [Stretch(hidden_part(document), None, 0, 1.0)]
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
