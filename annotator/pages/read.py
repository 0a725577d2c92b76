"""The reading page: an article with its marks, the codebook beside it, and the end of a reading."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from annotator.pages import words
from annotator.pages.article_text import ParagraphView, drawn, origin_words, paragraph_views
from annotator.pages.finish import Answers, FinishPanel, finish_panel
from annotator.pages.marks import MarkCard, blank_card, card, link_views, reader_words
from core.access import Viewer
from core.models import Annotation, Document, Facet, Project, Reading
from core.queries.codebooks import FacetRule, LabelRule, Rules, rules_of
from core.queries.documents import whole_document
from core.queries.reading_page import links_among, marks_to_read, naming_in, practice_marks, speakers
from core.queries.visibility import own_reading
from core.text.segments import count_in, word_starts


@dataclass(frozen=True)
class LabelChoice:
    """A label to choose, and its rule: what a reader is told about it."""

    key: str
    name: str
    short: str
    letter: str
    counted: bool
    description: str
    counts: Sequence[str]
    counts_not: Sequence[str]
    examples: Sequence[str]
    near_miss: Sequence[str]


@dataclass(frozen=True)
class ValueChoice:
    """A value of a closed list; `label` when it goes with that label only."""

    key: str
    name: str
    label: str
    group_start: bool


@dataclass(frozen=True)
class FacetChoice:
    """One detail to choose. `labels`: the labels it applies to, empty for all that are counted."""

    key: str
    name: str
    kind: str
    ladder: Sequence[ValueChoice]
    values: Sequence[ValueChoice]
    labels: str


@dataclass(frozen=True)
class ReadPage:
    """Everything the template shows; `mode` is `read`, `look` (others' marks, none of one's own) or `practice`."""

    key: str
    title: str
    facts: str
    chips: Sequence[str]
    language: str
    mode: str
    state: str
    paragraphs: Sequence[ParagraphView]
    excluded: str
    cards: Sequence[MarkCard]
    blank: MarkCard
    n_own: int
    n_sentences: int
    focus_name: str
    readers: Sequence[str]
    labels: Sequence[LabelChoice]
    first: Sequence[FacetChoice]
    more: Sequence[FacetChoice]
    decision_order: Sequence[str]
    speakers: Sequence[str]
    can_mark: bool
    why_not: str
    finish: FinishPanel | None
    add_url: str
    read_url: str
    practice_url: str
    active: str


def read_page(
    viewer: Viewer, key: str, *, mark: str = "", begin: bool = False, answers: Answers | None = None
) -> ReadPage:
    """The page of one article. Seven queries whatever the number of marks; `answers` shows a refused finish again."""
    rules = rules_of(viewer.project.codebook)
    document = whole_document(viewer, key)
    reading = own_reading(viewer, document)
    marks = list(marks_to_read(viewer, document))
    colleagues = [row for row in marks if row.reading.reviewer.user_id != viewer.user.pk]
    mode = "look" if _only_looks(viewer, reading, colleagues) and not begin else "read"
    if begin and reading is None:
        marks = []  # who begins now reads on without them
    why_not = _why_not(viewer, reading, mode)
    n_words = count_in(word_starts(document.text), [row for row in _article(document)])
    finish = None
    if mode == "read" and viewer.may("mark"):
        finish = finish_panel(viewer, rules, document, reading, _own(viewer, marks), answers)
    return _page(
        viewer, rules, document, marks, mode=mode, active=mark, why_not=why_not, finish=finish,
        state=reading.state if reading else "", chips=_chips(viewer, reading, mode), n_words=n_words,
    )  # fmt: skip


def practice_page(viewer: Viewer, key: str) -> ReadPage:
    """The page in practice: one's practice marks only, nothing counted, nobody else's marks yet. Five queries."""
    rules = rules_of(viewer.project.codebook)
    document = whole_document(viewer, key)
    marks = list(practice_marks(viewer, document))
    n_words = count_in(word_starts(document.text), _article(document))
    return _page(
        viewer, rules, document, marks, mode="practice", active="", why_not="", finish=None, state="",
        chips=("practice: never counted",), n_words=n_words,
    )  # fmt: skip


def _article(document: Document) -> list:
    from core.queries.reading_page import article_spans

    return article_spans(document)
