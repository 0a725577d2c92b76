"""What the room sees after the reveal: agreement before and after, where readers differ, and who said what there."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.crypto import salted_hmac

from annotator.pages import words
from annotator.pages.article_text import DrawnMark, ParagraphView, paragraph_views
from annotator.pages.marks import Fact, facts, reader_words
from core.access import Viewer
from core.errors import NotFound
from core.models import Document, Session
from core.queries.agreement import Agreement, before_after
from core.queries.codebooks import Rules, rules_of
from core.queries.disagreements import UNMARKED, Candidate, Passage, heat, passages
from core.queries.documents import whole_document
from core.queries.events import last_event
from core.stats.coding import Coefficient
from core.text.spans import Span

LEVELS = 5
FIRST = 4
FIRST_READERS = 8
DIVIDED_MOST = 3


@dataclass(frozen=True)
class Figure:
    """One figure of agreement, before and after; `reason` says in words why one is missing."""

    name: str
    meaning: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class Said:
    """How many readers said it of a passage; without a label: read it and marked nothing."""

    n: int
    words: str
    label: str


@dataclass(frozen=True)
class PassageRow:
    """One passage of the list. `level` is how far readers differ, 0 to 5."""

    start: int
    end: int
    quote: str
    said: Sequence[Said]
    level: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class ReaderSaid:
    """What one reader said of the chosen words; `other_words`: the words they marked, where those differ."""

    reader: str
    is_viewer: bool
    label: str
    label_name: str
    facts: Sequence[Fact]
    note: str
    start: int
    end: int
    other_words: str


@dataclass(frozen=True)
class Overlay:
    """The marks of a session laid over the article."""

    figures: Sequence[Figure]
    n_readers: int
    n_revised: int
    rows: Sequence[PassageRow]
    chosen: PassageRow | None
    chosen_quote: str
    readers: Sequence[ReaderSaid]
    n_silent: int
    paragraphs: Sequence[ParagraphView]
    language: str
    talk_url: str

    @property
    def first_rows(self) -> Sequence[PassageRow]:
        """Those that divide readers most."""
        return self.rows[:FIRST]

    @property
    def further_rows(self) -> Sequence[PassageRow]:
        """All others."""
        return self.rows[FIRST:]

    @property
    def first_readers(self) -> Sequence[ReaderSaid]:
        """As many as stand beside a passage."""
        return self.readers[:FIRST_READERS]

    @property
    def further_readers(self) -> Sequence[ReaderSaid]:
        """All others."""
        return self.readers[FIRST_READERS:]

    @property
    def divided_most(self) -> Sequence[PassageRow]:
        """The three of the closing page."""
        return [row for row in self.rows[:DIVIDED_MOST] if row.level]


def overlay(viewer: Viewer, session: Session, chosen: Span | None = None, *, with_text: bool = True) -> Overlay:
    """The overlay with one passage chosen: that of the address, else the one that divides readers most.

    About twenty queries. Errors: `NotFound` for an address that names no passage; passages change as people revise,
    so the one that shares most with it is taken.
    """
    rules = rules_of(viewer.project.codebook)
    document = whole_document(viewer, session.document.key)
    found = passages(viewer, document, session=session)
    agreed = before_after(viewer, document, session=session)
    at = _chosen(found, chosen)
    url = reverse("session", args=[viewer.project.slug, document.key])
    rows = [_row(rules, passage, url, session, passage is at) for passage in found]
    row = next((row for row in rows if row.is_chosen), None)
    return Overlay(
        figures=figures(agreed.before, agreed.after), n_readers=agreed.n_readers, n_revised=agreed.n_revised,
        rows=rows, chosen=row, chosen_quote=at.quote if at else "",
        readers=_readers(viewer, rules, at) if at else (), n_silent=at.label_counts.get(UNMARKED, 0) if at else 0,
        paragraphs=_paragraphs(viewer, document, session, rules, at) if with_text else (),
        language=document.language, talk_url=_talk_url(viewer, document, at),
    )  # fmt: skip


def overlay_tag(viewer: Viewer, document: Document, chosen: str) -> str:
    """An entity tag of what the overlay is made from, for twenty pages that look again every few seconds: the last
    event that the viewer may know of, the codebook, the chosen words. Three queries in place of twenty."""
    codebook = viewer.project.codebook
    facts = (last_event(viewer, document), codebook.revision if codebook else 0, chosen, viewer.user.pk)
    return '"' + salted_hmac("annotator.overlay", repr(facts)).hexdigest()[:24] + '"'


def figures(before: Agreement, after: Agreement) -> list[Figure]:
    """The figures of the strip, the whole one first."""
    pairs = (
        ("Where and what together", "the same words under the same label", before.joint, after.joint),
        ("Where", "the same words marked at all, whatever the label", before.position, after.position),
        ("What", "the label, on words that several marked", before.labels.alpha, after.labels.alpha),
    )
    return [
        Figure(name, meaning, figure_words(one), figure_words(two), one.undefined or two.undefined or "")
        for name, meaning, one, two in pairs
    ]


def figure_words(figure: Coefficient) -> str:
    """An alpha to two places; a dash for none.

    >>> [figure_words(Coefficient(value)) for value in (0.375, -0.004, None)]
    ['0.38', '0.00', '–']
    """
    if figure.value is None:
        return "–"
    said = f"{figure.value:.2f}".replace("-", "−")
    return "0.00" if said == "−0.00" else said


def level_of(share: float) -> int:
    """How far readers differ, 0 (they do not) to 5.

    >>> [level_of(share) for share in (0.0, 0.01, 0.2, 0.21, 1.0)]
    [0, 1, 1, 2, 5]
    """
    return min(LEVELS, math.ceil(share * LEVELS - 1e-9))


def _chosen(found: Sequence[Passage], asked: Span | None) -> Passage | None:
    if asked is None:
        return found[0] if found else None
    near = max(found, key=lambda row: asked.overlap(Span(row.start, row.end)) / len(row.quote), default=None)
    if near is None or not asked.overlap(Span(near.start, near.end)):
        raise NotFound("Nobody marked these words, or nobody does any more.")
    return near


def _row(rules: Rules, passage: Passage, url: str, session: Session, is_chosen: bool) -> PassageRow:
    said = [
        Said(n, rules.labels[key].name.lower() if key else "unmarked", key)
        for key, n in sorted(passage.label_counts.items(), key=lambda pair: (pair[0] == UNMARKED, -pair[1]))
    ]
    place = f"{url}?session={session.uuid}&passage={passage.start}-{passage.end}"
    return PassageRow(
        passage.start, passage.end, " ".join(passage.quote.split()), said, level_of(passage.disagreement), place,
        is_chosen,
    )  # fmt: skip


def _readers(viewer: Viewer, rules: Rules, passage: Passage) -> list[ReaderSaid]:
    """One entry for each mark that says what its reader says here, those of one label together."""
    order = list(passage.label_counts)
    views = sorted((row for row in passage.candidates if row.is_view), key=lambda row: order.index(row.label))
    return [_said(viewer, rules, passage, row) for row in views]


def _said(viewer: Viewer, rules: Rules, passage: Passage, row: Candidate) -> ReaderSaid:
    mark, reviewer = row.annotation, row.annotation.reading.reviewer
    same = (mark.start, mark.end) == (passage.start, passage.end)
    return ReaderSaid(
        reader_words(row.code_name, reviewer.kind), reviewer.user_id == viewer.user.pk, row.label,
        rules.labels[row.label].name, facts(rules, mark.facets, first=True), mark.note, mark.start, mark.end,
        "" if same else words.short(mark.quote),
    )  # fmt: skip


def _paragraphs(
    viewer: Viewer, document: Document, session: Session, rules: Rules, at: Passage | None
) -> list[ParagraphView]:
    """The text with the chosen words lit under the label that most gave them, and the heat of each paragraph."""
    lit = []
    if at is not None:
        label = max((key for key in at.label_counts if key), key=lambda key: at.label_counts[key])
        lit = [DrawnMark("chosen", at.start, at.end, label, rules.labels[label].letter, active=True)]
    hot = heat(viewer, document, session=session)
    return [
        replace(view, heat=level_of(max((share for start, end, share in hot if start < view.end and view.start < end),
                                        default=0.0)))
        for view in paragraph_views(document, lit)
    ]  # fmt: skip


def _talk_url(viewer: Viewer, document: Document, at: Passage | None) -> str:
    """Where the threads on the chosen words are."""
    if at is None:
        return ""
    return f"{reverse('threads', args=[viewer.project.slug, document.key])}?start={at.start}&end={at.end}"
