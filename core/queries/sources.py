"""Source-blind reading, in one place: what of a text's source one viewer is shown.

Whoever must not know it gets a *masked* document: under its neutral key, without title, outlet, byline, address, date
and sections, its known names masked at equal length; and of marks on it the words as masked. Documents and marks that
come through `seen_documents` and `seen_annotations` (so all of `queries.documents` and `visible_annotations`) are so
already; rows that come another way pass through `masks`. Masked is what a reviewer has not submitted in a
source-blind project, or anybody but keepers in a source-blind session that has not been revealed. Owners and
adjudicators always see sources: they choose the texts.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from copy import copy
from hashlib import sha256
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.query import ModelIterable

from core.access import Viewer
from core.models import Annotation, Document, Excluded, Outlet, Part, Participant, Reading, Role, Section, SessionState
from core.queries.places import place
from core.text.anchors import CONTEXT_CP
from core.text.masking import mask
from core.text.segments import word_starts

HIDDEN = "Source hidden"
_RUNNING = (SessionState.LOBBY, SessionState.MARKING)
_NO_NAMES = frozenset({"staff", "editor", "editors", "reporter", "correspondent", "agencies", "wires", "contributor",
                       "unknown", "anonymous", "guest", "admin"})  # fmt: skip
_WORDS_LIKE_OTHERS = frozenset(
    [
        "age",
        "citizen",
        "conversation",
        "day",
        "express",
        "globe",
        "guardian",
        "hill",
        "independent",
        "local",
        "mail",
        "mirror",
        "nation",
        "national",
        "news",
        "observer",
        "people",
        "post",
        "press",
        "record",
        "standard",
        "star",
        "sun",
        "times",
        "week",
        "wire",
        "world",
    ]
)
_BETWEEN_AUTHORS = re.compile(r"[,;&/|]|\band\b", re.IGNORECASE)
_MIN_TITLE_WORDS = 3  # a shorter title is masked where it is all of a line: “China” must stay readable


def masked(viewer: Viewer, document: str) -> Q:
    """Whether the document that the field names (`pk` of documents) is masked for the viewer."""
    if not viewer.hides_sources:
        return Q(pk__in=())
    own = Reading.objects.filter(document=OuterRef(document), reviewer__user=viewer.user, practice=False)
    rooms = Participant.objects.filter(session__document=OuterRef(document), user=viewer.user)
    is_masked = Q(Exists(rooms.filter(session__source_blind=True, session__state__in=_RUNNING)))
    if viewer.project.source_blind and viewer.role == Role.REVIEWER:
        is_masked |= ~Q(Exists(rooms.filter(session__revealed_at__isnull=False)))
    return is_masked & ~Q(Exists(own.filter(first_submitted_at__isnull=False)))


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


class _SeenDocuments(ModelIterable):
    """Documents as they come from the database, the masked ones masked."""

    def __iter__(self) -> Iterator[Any]:
        for row in super().__iter__():
            yield _hidden(row, row.hidden_names) if row.must_mask else row


class _SeenAnnotations(ModelIterable):
    """Marks as they come from the database, those on masked documents with masked words."""

    def __iter__(self) -> Iterator[Any]:
        documents: dict[int, Document] = {}
        for row in super().__iter__():
            if row.must_mask:
                if row.document_id not in documents:
                    documents |= _load([row.document_id])
                hide_words(row, documents[row.document_id])
            yield row


class _SeenThreads(ModelIterable):
    """Threads as they come from the database, those on masked documents with masked words."""

    def __iter__(self) -> Iterator[Any]:
        documents: dict[int, Document] = {}
        for row in super().__iter__():
            if row.must_mask:
                if row.document_id not in documents:
                    documents |= _load([row.document_id])
                row.document = documents[row.document_id]
                row.quote = row.document.text[row.at : row.until]
            yield row


def seen_documents(rows: QuerySet[Document], *viewers: Viewer) -> QuerySet[Document]:
    """Documents as their viewer sees them, in the order of `shown_key` (of masked ones the neutral key).

    Of several projects: each project's documents as its viewer sees them. Masking costs a query for each masked
    document that comes with its text.
    """
    hiding = [viewer for viewer in viewers if viewer.hides_sources]
    if not hiding:
        return rows.annotate(shown_key=F("key")).order_by("shown_key")
    is_masked = Q(pk__in=())
    for viewer in hiding:
        is_masked |= Q(project=viewer.project) & masked(viewer, "pk")
    rows = rows.annotate(must_mask=_flag(is_masked), hidden_names=F("project__hidden_names"))
    rows = rows.annotate(shown_key=Case(When(must_mask=True, then=F("neutral_key")), default=F("key")))
    rows._iterable_class = _SeenDocuments
    return rows.order_by("shown_key")


def seen_annotations(viewer: Viewer, rows: QuerySet[Annotation]) -> QuerySet[Annotation]:
    """Marks as the viewer sees them. Three queries more where some stand in a masked document."""
    if not viewer.hides_sources:
        return rows
    rows = rows.annotate(must_mask=_flag(masked(viewer, "document")))
    rows._iterable_class = _SeenAnnotations
    return rows


def seen_threads(viewer: Viewer, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Threads with their place (`at`, `until`) and its words (`quote`), as the viewer sees them."""
    if not viewer.hides_sources:
        return rows
    rows = rows.annotate(must_mask=_flag(masked(viewer, "document")))
    rows._iterable_class = _SeenThreads
    return rows


def words_at(viewer: Viewer, document: Document, start: int, end: int) -> str:
    """The words of a passage as the viewer sees them. One query, two more where they are masked."""
    hidden = masks(viewer, [document.pk]).get(document.pk)
    return hidden.text[start:end] if hidden else place(document, start, end).quote


def masks(viewer: Viewer, documents: Collection[int]) -> dict[int, Document]:
    """Those of the documents (by primary key) that are masked for the viewer, with their text. No query for most."""
    return _load(masked_among(viewer, documents))


def masked_among(viewer: Viewer, documents: Collection[int | None]) -> set[int]:
    """Those of the documents (by primary key) that are masked for the viewer. No query for most, one at most."""
    known = {pk for pk in documents if pk is not None}
    if not viewer.hides_sources or not known:
        return set()
    return set(Document.objects.filter(masked(viewer, "pk"), pk__in=known).values_list("pk", flat=True))


def is_masked(viewer: Viewer, document: Document) -> bool:
    """Whether one document is masked for the viewer. One query at most."""
    return viewer.hides_sources and Document.objects.filter(masked(viewer, "pk"), pk=document.pk).exists()


def seen_document(viewer: Viewer, document: Document) -> Document:
    """A document that did not come through `queries.documents`, as the viewer sees it."""
    return masks(viewer, [document.pk]).get(document.pk, document)


def seen_marks(viewer: Viewer, marks: Iterable[Annotation]) -> list[Annotation]:
    """Marks that a service has written, as their writer sees them: copies where the words are masked."""
    marks = list(marks)
    documents = masks(viewer, {row.document_id for row in marks})
    return [hide_words(copy(row), documents[row.document_id]) if row.document_id in documents else row for row in marks]


def seen_mark(viewer: Viewer, mark: Annotation) -> Annotation:
    """One of them."""
    return seen_marks(viewer, [mark])[0]


def hide_words(row: Any, document: Document) -> Any:
    """A mark, or a row of its history, with the words that its masked document has there."""
    row.quote = document.text[row.start : row.end]
    if isinstance(row, Annotation):
        row.prefix = document.text[max(0, row.start - CONTEXT_CP) : row.start]
        row.suffix = document.text[row.end : row.end + CONTEXT_CP]
        row.part, row.document = None, document
    return row


def hide_said(row: Annotation, document: Document) -> Annotation:
    """What a colleague wrote beside a mark, with the names masked that its document masks."""
    names, lines = document.masked_names
    row.note = mask(row.note, names, lines)
    row.facets = {key: mask(value, names, lines) for key, value in row.facets.items()}
    return hide_words(row, document)


def _load(documents: Collection[int]) -> dict[int, Document]:
    """Masked documents with their texts. Two queries for one."""
    if not documents:
        return {}
    rows = Document.objects.filter(pk__in=documents).select_related("outlet", "project")
    return {row.pk: _hidden(row, row.project.hidden_names) for row in rows}


def _hidden(document: Document, hidden_names: Collection[str]) -> Document:
    """The document itself, masked. Its text stays unread where it was not asked for, and cannot be read later."""
    if "text" not in document.get_deferred_fields():
        names, lines = _names(document, hidden_names)
        document.masked_names = (names, lines)
        document.text = mask(document.text, names, lines)
        document.sha256 = sha256(document.text.encode()).hexdigest()  # the true one would prove a guess
        excluded = list(Excluded.objects.filter(document=document).order_by("start"))
        for row in excluded:
            row.reason = mask(row.reason, names)
        _keep(document, excluded=Excluded.objects.none(), rows=excluded)
    else:
        document.sha256 = ""
    document.is_masked, document.key = True, document.neutral_key
    document.outlet = Outlet(pk=0, project_id=document.project_id, key="", name=HIDDEN)  # no outlet has this id
    document.title = document.url = document.author = document.published_on = ""
    document.created_at = document.created_at.replace(hour=0, minute=0, second=0, microsecond=0)
    _keep(document, sections=Section.objects.none(), parts=Part.objects.none(), rows=[])
    return document


def _keep(document: Document, *, rows: list[Any], **related: QuerySet[Any]) -> None:
    """Put rows where Django looks for those that were prefetched, so that none is fetched."""
    kept = document.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, none in related.items():
        none._result_cache = list(rows)
        kept[name] = none


def hidden_part(document: Document) -> Part:
    """All of a masked document as one part of a hidden origin. No query."""
    n_words = len(word_starts(document.text))
    return Part(document=document, outlet=document.outlet, genre=document.genre, n_words=n_words, n_target_sentences=0)


def _names(document: Document, hidden_names: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names that tell where a document is from, and titles, which are masked where they are all of a line."""
    rows = Section.objects.filter(document=document).values_list("outlet__name", "outlet__domain", "author", "title")
    outlet = document.outlet
    facts = [(outlet.name, outlet.domain, document.author, document.title), *rows]
    names: list[str] = [name for name in hidden_names if isinstance(name, str)]
    for name, domain, author, title in facts:
        names += [*_outlet_names(name), *_domains(domain), *_authors(author)]
        names += [title] if len(title.split()) >= _MIN_TITLE_WORDS else []
    names.append(document.url)
    lines = [title for *_, title in facts]
    return tuple(filter(None, dict.fromkeys(names))), tuple(filter(None, dict.fromkeys(lines)))


def _outlet_names(name: str) -> list[str]:
    """`The Gazette` and `Gazette`; not `Times` of `The Times`, which is a word like others."""
    without = name[4:].strip() if name.lower().startswith("the ") else ""
    return [name, "" if without.lower() in _WORDS_LIKE_OTHERS else without]


def _domains(domain: str) -> list[str]:
    return [domain, domain.removeprefix("www.")] if domain else []


def _authors(author: str) -> list[str]:
    """A byline, and each of its names that is not what a byline says for want of one."""
    line = re.sub(r"^\s*by\s+", "", author, flags=re.IGNORECASE)
    parts = [part.strip() for part in _BETWEEN_AUTHORS.split(line)]
    return [part for part in (author.strip(), line.strip(), *parts) if part and part.lower() not in _NO_NAMES]
