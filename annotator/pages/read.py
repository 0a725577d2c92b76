"""The reading page: an article with its marks, the codebook beside it, and the end of a reading."""

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from annotator.pages import words
from annotator.pages.article_text import Begun, DrawnMark, ParagraphView, cut_paragraphs, drawn, paragraph_views
from annotator.pages.codebook_choices import FacetChoice, LabelChoice, facet_choices, label_choices
from annotator.pages.finish import Answers, FinishPanel, finish_panel
from annotator.pages.marks import MarkCard, begin_url, card, link_views
from annotator.pages.outline import OutlineEntry, outline
from annotator.pages.read_data import Link, following, page_data, readers_of
from annotator.pages.session import SessionPage, page_of
from annotator.pages.talk import talk_places
from annotator.pages.versions import VersionLine, version_line
from core.access import Viewer
from core.models import Annotation, Bookmark, Document, Project, Reading, ReviewerKind, Session
from core.queries.assignments import may_begin
from core.queries.bookmarks import bookmark
from core.queries.codebooks import Rules, rules_of
from core.queries.documents import neighbours, whole_document
from core.queries.events import last_event
from core.queries.reading_page import (
    BriefMark,
    article_spans,
    brief_marks,
    links_among,
    marks_to_read,
    practice_marks,
    speakers,
)
from core.queries.sessions import marking_session
from core.queries.visibility import own_reading
from core.text.segments import count_in, word_starts
from core.text.spans import Span


@dataclass(frozen=True)
class Urls:
    """Where the page leads and what its scripts write to."""

    add: str
    begin: str
    practice: str
    plain: str
    scripted: str
    bookmark: str
    report: str
    provenance: str
    rulings: str
    adjudicate: str
    history: str
    versions: str
    talk: str
    previous: str
    next: str


@dataclass(frozen=True)
class ReadPage:
    """Everything the template shows; `mode` is `read`, `look` (others' marks, none of one's own) or `practice`.

    `data` is what the page's scripts begin with, marks among it. A `plain` page needs no script: there the
    marks stand in `paragraphs` and as `cards`.
    """

    key: str
    title: str
    facts: str
    chips: Sequence[str]
    language: str
    mode: str
    title_in_text: bool
    paragraphs: Sequence[ParagraphView]
    excluded: str
    plain: bool
    cards: Sequence[MarkCard]
    data: Mapping[str, object]
    n_marks: int
    focus_name: str
    readers: Sequence[tuple[str, str]]
    labels: Sequence[LabelChoice]
    facets_first: Sequence[FacetChoice]
    facets_more: Sequence[FacetChoice]
    decision_order: Sequence[str]
    speakers: Mapping[str, str]
    can_mark: bool
    can_talk: bool
    can_begin: bool
    look_words: str
    why_not: str
    finish: FinishPanel | None
    outline: Sequence[OutlineEntry]
    urls: Urls
    session: SessionPage | None
    version: VersionLine | None = None


def read_page(
    viewer: Viewer, key: str, *, mark: str = "", begin: bool = False, plain: bool = False,
    answers: Answers | None = None,
) -> ReadPage:  # fmt: skip
    """The page of one article. Fourteen queries at most, five more in a session, whatever the number of marks.

    `mark` is lit; `begin`: somebody who saw others' marks starts without them; `answers`: a finish that was refused.
    """
    rules = rules_of(viewer.project.codebook)
    document = whole_document(viewer, key)
    reading = own_reading(viewer, document)
    cursor = last_event(viewer, document)  # before the marks: what comes in between is told twice, not never
    rows = marks_to_read(viewer, document)
    marks = brief_marks(rows)
    mode = "look" if _only_looks(viewer, reading, marks) and not begin else "read"
    live: Mapping[str, object] | None = following(viewer, document, cursor, reading)
    if begin and reading is None and _is_blind(viewer):
        rows, marks, live = rows.none(), [], None
    own = [row for row in marks if row.reader_id == viewer.user.pk]
    kept = bookmark(viewer, document)
    session = marking_session(viewer, document)
    version = version_line(viewer, document)
    finish = None
    if mode == "read" and not _is_earlier(version) and viewer.may("mark") and (reading or may_begin(viewer, document)):
        finish = finish_panel(viewer, rules, document, reading, own, answers, seen=_seen(kept))
    return _page(
        viewer, rules, document, rows, marks, mode=mode, active=mark, finish=finish, kept=kept, plain=plain, live=live,
        why_not=_why_not(viewer, document, reading, mode, version), session=session, version=version,
        chips=_chips(viewer, document, reading, mode),
    )  # fmt: skip


def practice_page(viewer: Viewer, key: str, *, plain: bool = False) -> ReadPage:
    """The page in practice: one's practice marks, nothing counted, nobody else's marks yet. Six queries."""
    rules = rules_of(viewer.project.codebook)
    document = whole_document(viewer, key)
    rows = practice_marks(viewer, document)
    return _page(
        viewer, rules, document, rows, brief_marks(rows), mode="practice", active="", finish=None, plain=plain,
        why_not="", chips=(), kept=None if plain else bookmark(viewer, document), live=None,
    )  # fmt: skip


def _seen(kept: Bookmark | None) -> list[Span]:
    """What was before the viewer's eyes on earlier visits."""
    return [Span(*pair) for pair in kept.seen] if kept else []


def _is_blind(viewer: Viewer) -> bool:
    return viewer.project.visibility == Project.Visibility.BLIND


def _only_looks(viewer: Viewer, reading: Reading | None, marks: Sequence[BriefMark]) -> bool:
    """Whether the page shows others' marks to somebody whose first mark would hide them."""
    return reading is None and bool(marks) and (_is_blind(viewer) or not viewer.may("mark"))


def _is_earlier(version: VersionLine | None) -> bool:
    return version is not None and bool(version.latest_url)


def _why_not(
    viewer: Viewer, document: Document, reading: Reading | None, mode: str, version: VersionLine | None
) -> str:
    if version is not None and _is_earlier(version):
        return version.latest_words
    if not viewer.may("mark"):
        return "Your role in this project reads and does not mark."
    if reading is not None and reading.state == Reading.State.SUBMITTED:
        return "You have submitted this reading. Reopen it below to change marks."
    if reading is None and not may_begin(viewer, document):
        return "This article has not been assigned to you."
    return "You are looking at others’ marks." if mode == "look" else ""


def _chips(viewer: Viewer, document: Document, reading: Reading | None, mode: str) -> list[str]:
    chips = ["source hidden until you submit"] if document.is_masked else []
    first_submitted = reading is not None and reading.first_submitted_at is not None
    if _is_blind(viewer) and mode == "read" and viewer.may("mark") and not first_submitted:
        chips.append("colleagues hidden until you both submit")
    if reading is not None and reading.state == Reading.State.SUBMITTED:
        chips.append("submitted")
    if reading is not None and reading.sighted:
        chips.append("you had seen others’ marks: left out of agreement")
    return chips


def _page(
    viewer: Viewer, rules: Rules, document: Document, rows: QuerySet[Annotation], marks: Sequence[BriefMark], *,
    mode: str, active: str, why_not: str, chips: Sequence[str], finish: FinishPanel | None, kept: Bookmark | None,
    plain: bool, live: Mapping[str, object] | None, session: Session | None = None, version: VersionLine | None = None,
) -> ReadPage:  # fmt: skip
    asked = session.details if session else None
    links = links_among(document, {row.uuid for row in marks}) if marks else []
    cards, drawn_marks = _drawn(viewer, rules, document, rows, links, active) if plain else ((), ())
    begun = None if plain else _begun(viewer, rules, marks, mode)
    paragraphs = paragraph_views(document, drawn_marks, begun)
    can_mark = not why_not and not plain
    more: dict[str, object] = {"live": live}
    if mode != "practice" and not plain:
        more["talk"] = talk_places(viewer, document)
    return ReadPage(
        key=document.key, title=document.title or document.key, facts=_facts(document), chips=chips,
        language=document.language, mode=mode, title_in_text=any(row.is_title for row in paragraphs),
        paragraphs=paragraphs, excluded=json.dumps([[row.start, row.end] for row in document.excluded.all()]),
        plain=plain, cards=cards, n_marks=len(marks), focus_name=rules.focus_name,
        data={} if plain else page_data(viewer, rules.asking(asked), document, marks, links, active, kept) | more,
        readers=readers_of(viewer, marks), labels=label_choices(rules),
        facets_first=facet_choices(rules, first=True, asked=asked),
        facets_more=facet_choices(rules, first=False, asked=asked),
        decision_order=rules.decision_order, speakers=speakers(viewer) if can_mark else {}, can_mark=can_mark,
        can_talk=viewer.may("discuss"),
        can_begin=mode == "look" and not _is_earlier(version) and viewer.may("mark"), version=version,
        look_words=_look_words(marks) if mode == "look" else "",
        why_not=why_not, finish=finish, outline=outline(document), urls=_urls(viewer, document, mode, active),
        session=page_of(viewer, document, session) if session else None,
    )  # fmt: skip


def _urls(viewer: Viewer, document: Document, mode: str, active: str) -> Urls:
    address = [viewer.project.slug, document.key]
    here = reverse("practice" if mode == "practice" else "read", args=address)
    asked = {"mark": active} if active else {}
    before, after = neighbours(viewer, document)

    def neighbour(key: str) -> str:
        return reverse("read", args=[viewer.project.slug, key]) if key else ""

    return Urls(
        add=reverse("add_mark", args=address) + ("?practice=1" if mode == "practice" else ""),
        begin=begin_url(viewer, document.key), practice=reverse("practice", args=address),
        plain=f"{here}?{urlencode({'plain': 1} | asked)}", scripted=f"{here}?{urlencode(asked)}".rstrip("?"),
        bookmark=reverse("bookmark", args=address), report=reverse("report", args=address),
        provenance="" if document.is_masked else reverse("provenance", args=address),
        rulings=reverse("rulings", args=address),
        adjudicate=reverse("adjudicate", args=address) if viewer.may("adjudicate") else "",
        history=reverse("history", args=address),
        versions=reverse("versions", args=address) if viewer.may("provenance") and not document.is_masked else "",
        talk=reverse("threads", args=address) if mode != "practice" else "",
        previous=neighbour(before), next=neighbour(after),
    )  # fmt: skip


def _drawn(
    viewer: Viewer, rules: Rules, document: Document, rows: QuerySet[Annotation], links: Sequence[Link], active: str
) -> tuple[list[MarkCard], list[DrawnMark]]:
    """Cards, and marks to draw into the text, for a page without script. One query."""
    marks = list(rows)
    views = link_views({row.uuid: row for row in marks}, links)
    starts = [span.start for span in cut_paragraphs(document)]
    cards = [
        card(
            viewer, rules, row, views.get(row.uuid, ()), active=str(row.uuid) == active,
            anchor=f"p{starts[bisect_right(starts, row.start) - 1]}",
        )
        for row in marks
    ]  # fmt: skip
    return cards, [
        drawn(row, rules.labels[row.label.key].letter, active=made.active, quiet=not made.own)
        for row, made in zip(marks, cards, strict=True)
    ]


def _begun(viewer: Viewer, rules: Rules, marks: Sequence[BriefMark], mode: str) -> list[Begun]:
    """Letters beside the text as the scripts would write them: writing them later lays the whole text out again."""
    letters = {key: label.letter for key, label in rules.labels.items()}
    shown = [row for row in marks if mode == "look" or row.reader_id == viewer.user.pk]
    shown.sort(key=lambda row: (row.start, -row.end))
    return [Begun(row.start, row.label, letters[row.label]) for row in shown]


def _look_words(marks: Sequence[BriefMark]) -> str:
    """`heron, linnet (simulated readers) and ada`: whose marks are shown, by kind of reader."""
    groups = []
    for kind, (_, _, one, many) in words.KIND_WORDS.items():
        names = sorted({row.reviewer for row in marks if row.kind == kind})
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
    date = words.date(source.published_on) if source.published_on else words.date_of(document)
    facts = [
        outlet, source.genre or document.genre, date,
        source.author or document.author, words.count(n_words, "word", "words"),
        words.fidelity(whole.fidelity) if whole else "",
        f"stitched from {words.number(origins)} publishers" if whole is None and origins > 1 else "",
    ]  # fmt: skip
    return " · ".join(fact for fact in facts if fact)


def _covers(document: Document) -> bool:
    """Whether the one section holds every word of the article."""
    section = document.sections.all()[0]
    return all(section.start <= span.start and span.end <= section.end for span in article_spans(document))
