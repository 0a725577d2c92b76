"""The reading page: an article with its marks, the codebook beside it, and the end of a reading."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from annotator.pages import words
from annotator.pages.article_text import ParagraphView, drawn, paragraph_views
from annotator.pages.codebook_choices import FacetChoice, LabelChoice, facet_choices, label_choices
from annotator.pages.finish import Answers, FinishPanel, finish_panel
from annotator.pages.marks import MarkCard, begin_url, blank_card, card, link_views, reader_words
from core.access import Viewer
from core.models import Annotation, Document, Project, Reading, ReviewerKind
from core.queries.codebooks import Rules, rules_of
from core.queries.documents import whole_document
from core.queries.reading_page import article_spans, links_among, marks_to_read, naming_in, practice_marks, speakers
from core.queries.visibility import own_reading
from core.text.segments import count_in, word_starts


@dataclass(frozen=True)
class ReadPage:
    """Everything the template shows; `mode` is `read`, `look` (others' marks, none of one's own) or `practice`."""

    key: str
    title: str
    facts: str
    chips: Sequence[str]
    language: str
    mode: str
    title_in_text: bool
    paragraphs: Sequence[ParagraphView]
    excluded: str
    cards: Sequence[MarkCard]
    blank: MarkCard
    n_own: int
    n_sentences: int
    focus_name: str
    readers: Sequence[tuple[str, str]]
    labels: Sequence[LabelChoice]
    facets_first: Sequence[FacetChoice]
    facets_more: Sequence[FacetChoice]
    decision_order: Sequence[str]
    speakers: Sequence[str]
    can_mark: bool
    can_begin: bool
    look_words: str
    why_not: str
    finish: FinishPanel | None
    add_url: str
    begin_url: str
    practice_url: str
    active: str


def read_page(
    viewer: Viewer, key: str, *, mark: str = "", begin: bool = False, answers: Answers | None = None
) -> ReadPage:
    """The page of one article. Seven queries at most, whatever the number of marks.

    `mark` is lit; `begin`: somebody who saw others' marks starts without them; `answers`: a finish that was refused.
    """
    rules = rules_of(viewer.project.codebook)
    document = whole_document(viewer, key)
    reading = own_reading(viewer, document)
    marks = list(marks_to_read(viewer, document))
    mode = "look" if _only_looks(viewer, reading, marks) and not begin else "read"
    if begin and reading is None and _is_blind(viewer):
        marks = []
    own = [row for row in marks if row.reading.reviewer.user_id == viewer.user.pk]
    finish = None
    if mode == "read" and viewer.may("mark") and (reading or viewer.project.assignment == Project.Assignment.FREE):
        finish = finish_panel(viewer, rules, document, reading, own, answers)
    return _page(
        viewer, rules, document, marks, mode=mode, active=mark, finish=finish,
        why_not=_why_not(viewer, reading, mode), chips=_chips(viewer, reading, mode),
    )  # fmt: skip


def practice_page(viewer: Viewer, key: str) -> ReadPage:
    """The page in practice: one's practice marks, nothing counted, nobody else's marks yet. Six queries."""
    rules = rules_of(viewer.project.codebook)
    document = whole_document(viewer, key)
    marks = list(practice_marks(viewer, document))
    return _page(
        viewer, rules, document, marks, mode="practice", active="", finish=None, why_not="", chips=(),
    )  # fmt: skip


def _is_blind(viewer: Viewer) -> bool:
    return viewer.project.visibility == Project.Visibility.BLIND


def _only_looks(viewer: Viewer, reading: Reading | None, marks: Sequence[Annotation]) -> bool:
    """Whether the page shows others' marks to somebody whose first mark would hide them."""
    return reading is None and bool(marks) and (_is_blind(viewer) or not viewer.may("mark"))


def _why_not(viewer: Viewer, reading: Reading | None, mode: str) -> str:
    if not viewer.may("mark"):
        return "Your role in this project reads and does not mark."
    if reading is not None and reading.state == Reading.State.SUBMITTED:
        return "You have submitted this reading. Reopen it below to change marks."
    if reading is None and viewer.project.assignment != Project.Assignment.FREE:
        return "This article has not been assigned to you."
    return "You are looking at others’ marks." if mode == "look" else ""


def _chips(viewer: Viewer, reading: Reading | None, mode: str) -> list[str]:
    chips = []
    first_submitted = reading is not None and reading.first_submitted_at is not None
    if _is_blind(viewer) and mode == "read" and viewer.may("mark") and not first_submitted:
        chips.append("colleagues hidden until you both submit")
    if reading is not None and reading.state == Reading.State.SUBMITTED:
        chips.append("submitted")
    if reading is not None and reading.sighted:
        chips.append("you had seen others’ marks: left out of agreement")
    return chips


def _page(
    viewer: Viewer, rules: Rules, document: Document, marks: Sequence[Annotation], *, mode: str, active: str,
    why_not: str, chips: Sequence[str], finish: FinishPanel | None,
) -> ReadPage:  # fmt: skip
    links = link_views({row.uuid: row for row in marks}, links_among(document, {row.uuid for row in marks}))
    cards = [
        card(viewer, rules, row, links.get(row.uuid, ()), can_change=not why_not, active=str(row.uuid) == active)
        for row in marks
    ]
    own = {row.id for row in cards if row.own}
    shown = [
        drawn(row, rules.labels[row.label.key].letter, active=str(row.uuid) == active,
              quiet=str(row.uuid) not in own)
        for row in marks
    ]  # fmt: skip
    address = [viewer.project.slug, document.key]
    readers = _readers(marks, own)
    paragraphs = paragraph_views(document, shown)
    return ReadPage(
        key=document.key, title=document.title or document.key, facts=_facts(document), chips=chips,
        language=document.language, mode=mode, title_in_text=any(row.is_title for row in paragraphs),
        paragraphs=paragraphs, cards=cards,
        excluded=json.dumps([[row.start, row.end] for row in document.excluded.all()]),
        blank=blank_card(), n_own=len(own), n_sentences=len(naming_in(document, rules)),
        focus_name=rules.focus_name, readers=readers, labels=label_choices(rules),
        facets_first=facet_choices(rules, first=True), facets_more=facet_choices(rules, first=False),
        decision_order=rules.decision_order, speakers=speakers(viewer), can_mark=not why_not,
        can_begin=mode == "look" and viewer.may("mark"), look_words=_look_words(marks), why_not=why_not,
        finish=finish, add_url=reverse("add_mark", args=address), begin_url=begin_url(viewer, document.key),
        practice_url=reverse("practice", args=address), active=active,
    )  # fmt: skip


def _readers(marks: Sequence[Annotation], own: set[str]) -> list[tuple[str, str]]:
    """Code name and the words for it, of each colleague whose marks are shown."""
    found = {
        row.reading.reviewer.code_name: reader_words(row.reading.reviewer.code_name, row.reading.reviewer.kind)
        for row in marks
        if str(row.uuid) not in own
    }
    return sorted(found.items())


def _look_words(marks: Sequence[Annotation]) -> str:
    """`heron, linnet (simulated readers) and ada`: whose marks are shown, by kind of reader."""
    groups = []
    for kind, (_, _, one, many) in words.KIND_WORDS.items():
        found = {row.reading.reviewer for row in marks if row.reading.reviewer.kind == kind}
        names = sorted(row.code_name for row in found)
        if names:
            what = "" if kind == ReviewerKind.PERSON else f" ({one if len(names) == 1 else many})"
            groups.append(words.listed(names) + what)
    return words.listed(groups)


def _facts(document: Document) -> str:
    """Outlet by its way, genre, date, byline, words and wording, joined by middle dots."""
    sections = list(document.sections.all())
    whole = sections[0] if len(sections) == 1 and len(article_spans(document)) and _covers(document) else None
    outlet = document.outlet.name
    if whole is not None and whole.outlet_id != document.outlet_id:
        outlet = f"{whole.outlet.name}, via {outlet}"
    source = whole or document
    n_words = count_in(word_starts(document.text), article_spans(document))
    origins = len({row.outlet_id for row in sections})
    facts = [
        outlet, source.genre or document.genre, words.date(source.published_on or document.published_on),
        source.author or document.author, words.count(n_words, "word", "words"),
        words.fidelity(whole.fidelity) if whole else "",
        f"stitched from {words.number(origins)} publishers" if whole is None and origins > 1 else "",
    ]  # fmt: skip
    return " · ".join(fact for fact in facts if fact)


def _covers(document: Document) -> bool:
    """Whether the one section holds every word of the article."""
    section = document.sections.all()[0]
    return all(section.start <= span.start and span.end <= section.end for span in article_spans(document))
