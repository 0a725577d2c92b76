"""The articles of a project, and what a pasted article would become."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from annotator.pages import words
from annotator.pages.provenance_parts import fills_of
from annotator.pages.provenance_words import finding
from core.access import Viewer
from core.errors import Conflict
from core.models import Document, Outlet, Part, Reading, Session
from core.queries.adjudication import n_differing
from core.queries.codebooks import rules_of
from core.queries.documents import articles as articles_of
from core.queries.documents import parts_of
from core.queries.proposals import open_proposals
from core.queries.sessions import running_sessions
from core.services.documents import DocumentDraft, checked_document
from core.services.outlets import checked_outlet
from core.text.naming import naming_sentences
from core.text.segments import n_words, paragraphs


@dataclass(frozen=True)
class Slice:
    """One part of an article on its origin bar."""

    name: str
    x: int
    width: int
    fill: str


@dataclass(frozen=True)
class ArticleEntry:
    """One article of the list."""

    key: str
    title: str
    outlet: str
    facts: str
    finding: str
    provenance_url: str
    proposed: str
    origins: Sequence[Slice]
    total: int
    state: str
    read_url: str
    practice_url: str
    report_url: str
    adjudicate_url: str
    differing: str
    session_url: str
    session_words: str


@dataclass(frozen=True)
class ArticlesPage:
    """All articles of a project."""

    articles: Sequence[ArticleEntry]
    add_url: str


_STATES: dict[str, str] = {Reading.State.OPEN: "you are reading it", Reading.State.SUBMITTED: "read and submitted"}


def articles_page(viewer: Viewer) -> ArticlesPage:
    """Four queries whatever the number of articles; for who adjudicates ten to twelve."""
    documents = list(articles_of(viewer))
    parts = parts_of(viewer, documents)
    states = dict(
        Reading.objects.filter(
            document__project=viewer.project, reviewer__user=viewer.user, practice=False
        ).values_list("document_id", "state")
    )
    sessions = running_sessions([viewer.project.pk])
    slug = viewer.project.slug
    proposed = Counter(row.document.pk for row in open_proposals(viewer)) if viewer.may("provenance") else Counter()
    differing = n_differing(viewer) if viewer.may("adjudicate") else {}
    entries = [
        ArticleEntry(
            row.key,
            row.title or row.key,
            row.outlet.name,
            words.sentence([row.genre, words.date_of(row), _n_words(parts.get(row.pk, [])), _version(row)]),
            finding(row, parts.get(row.pk, [])),
            reverse("provenance", args=[slug, row.key]),
            words.count(proposed[row.pk], "proposal", "proposals") if row.pk in proposed else "",
            slices(row, parts.get(row.pk, [])),
            max(1, sum(part.n_words for part in parts.get(row.pk, []))),
            _STATES.get(states.get(row.pk, ""), ""),
            reverse("read", args=[slug, row.key]),
            reverse("practice", args=[slug, row.key]),
            reverse("report", args=[slug, row.key]),
            reverse("adjudicate", args=[slug, row.key]) if viewer.may("adjudicate") else "",
            words.count(differing[row.pk], "passage differs", "passages differ") if row.pk in differing else "",
            reverse("session", args=[slug, row.key]),
            session_words(viewer, sessions.get(row.pk)),
        )
        for row in documents
    ]
    return ArticlesPage(entries, reverse("add_article", args=[slug]) if viewer.may("add_documents") else "")


def session_words(viewer: Viewer, session: Session | None) -> str:
    """What one may do about a session on an article; nothing where there is none to join and none to start."""
    if session is not None:
        return "Session running: join"
    return "Start a session" if viewer.may("host") else ""


def _version(document: Document) -> str:
    """Which text of the article it is, where there were others; nothing where its source is hidden."""
    is_later = document.version_number > 1 and not document.is_masked
    return f"version {document.version_number}" if is_later else ""


def _n_words(parts: Sequence[Part]) -> str:
    return words.count(sum(part.n_words for part in parts), "word", "words")


def slices(document: Document, parts: Sequence[Part]) -> list[Slice]:
    """The origin bar: parts in the order of the text, as wide as they have words, coloured as on their page."""
    ordered = sorted(parts, key=lambda part: part.section.start if part.section else -1)
    fills = fills_of(document, [part.outlet_id for part in ordered])
    found, x = [], 0
    for part in ordered:
        found.append(Slice(part.outlet.name, x, part.n_words, fills[part.outlet_id]))
        x += part.n_words
    return found


@dataclass(frozen=True)
class Preview:
    """What will be stored, counted from the canonical text."""

    title: str
    outlet: str
    facts: str
    n_characters: int
    n_words: int
    n_paragraphs: int
    n_sentences: int
    paragraphs: Sequence[str]
    sha256: str


def preview(viewer: Viewer, draft: DocumentDraft, *, new_outlet: str = "") -> Preview:
    """The pasted article as it would stand, its outlet new where `new_outlet` names one. Two queries.

    Errors: what storing would refuse; `Conflict` when the same text is here already.
    """
    rules = rules_of(viewer.project.codebook)
    outlets = {row.key: row for row in Outlet.objects.filter(project=viewer.project, key=draft.outlet)}
    if new_outlet:
        outlets[draft.outlet] = checked_outlet(viewer.project, draft.outlet, {"name": new_outlet})
    document = checked_document(viewer.project, draft, outlets)
    same = Document.objects.filter(project=viewer.project, sha256=document.sha256).values_list("key", flat=True).first()
    if same is not None:
        raise Conflict(f"This very text is stored already, as article {same!r}.", "same_text")
    return Preview(
        draft.title,
        document.outlet.name,
        words.sentence([draft.genre, words.date(draft.published_on)]),
        len(draft.text),
        n_words(draft.text),
        len(paragraphs(draft.text)),
        len(naming_sentences(draft.text, rules.focus_names)),
        [span.cut(draft.text) for span in paragraphs(draft.text)[:4]],
        document.sha256,
    )
