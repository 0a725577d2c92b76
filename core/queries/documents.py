"""Documents of a project: the list, and one with all that is said of its text."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, Max, Min, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from core.access import Viewer, standing_memberships
from core.errors import NotFound
from core.models import Document, Excluded, Membership, Outlet, Part, Section, User
from core.queries.sources import masked, masked_among, seen_documents


def latest() -> Q:
    """Of documents: those that are the newest text of their article, the one that is read and marked."""
    same = Q(version_of=OuterRef("pk")) | Q(version_of=OuterRef("version_of"))
    return ~Q(Exists(Document.objects.filter(same, version_number__gt=OuterRef("version_number"))))


def documents(
    viewer: Viewer, *, outlet: str | None = None, genre: str | None = None, event: str | None = None
) -> QuerySet[Document]:
    """Documents by `shown_key`, without their texts, with their outlets; each given value narrows the list.

    One query. Those whose source is hidden from the viewer come masked, and no outlet finds them.
    """
    rows = seen_documents(Document.objects.filter(project=viewer.project), viewer).select_related("outlet")
    rows = rows.defer("text")
    if outlet is not None:
        rows = rows.filter(~masked(viewer, "pk"), outlet__key=outlet)
    if genre is not None:
        rows = rows.filter(genre=genre)
    if event is not None:
        rows = rows.filter(event=event)
    return rows


def articles(viewer: Viewer) -> QuerySet[Document]:
    """The same, each article once: its newest text. One query."""
    return documents(viewer).filter(latest())


def document(viewer: Viewer, key: str) -> Document:
    """One document of the viewer's project without its text; `NotFound` for all else. One query.

    The neutral key finds it, too; of a masked one only the neutral key does.
    """
    return _one(documents(viewer), key)


def whole_document(viewer: Viewer, key: str) -> Document:
    """One document with text, outlet, sections and excluded ranges, these in the order of the text.

    Three queries. `NotFound` for a document of another project as for one that is not there.
    """
    rows = Document.objects.filter(project=viewer.project).select_related("outlet")
    found = _one(seen_documents(rows, viewer), key)
    if not found.is_masked:
        sections = Section.objects.select_related("outlet", "copy_of").defer("copy_of__text").order_by("start")
        ranges = Excluded.objects.order_by("start")
        prefetch_related_objects([found], Prefetch("sections", sections), Prefetch("excluded", ranges))
        hide_masked_copies(viewer, found.sections.all())
    return found


def hide_masked_copies(viewer: Viewer, sections: Iterable[Section]) -> None:
    """A section that also stands in a document masked for the viewer does not name it. One query at most."""
    hidden = masked_among(viewer, {row.copy_of_id for row in sections})
    for row in sections:
        if row.copy_of_id in hidden:
            row.copy_of = None


def neighbours(viewer: Viewer, document: Document) -> tuple[str, str]:
    """Keys of the articles before and after this one in the viewer's list, empty at its ends. One query."""
    found = articles(viewer).order_by().aggregate(
        before=Max("shown_key", filter=Q(shown_key__lt=document.key)),
        after=Min("shown_key", filter=Q(shown_key__gt=document.key)),
    )  # fmt: skip
    return found["before"] or "", found["after"] or ""


def _one(rows: QuerySet[Document], key: str) -> Document:
    """By the key that is shown, else by the neutral one. NUL cannot be asked of the database: no key holds it."""
    rows = rows.filter(Q(shown_key=key) | Q(neutral_key=key)) if "\x00" not in key else rows.none()
    found = sorted(rows, key=lambda row: row.key != key)[:1]
    if not found:
        raise NotFound("There is no such document in this project.")
    return found[0]


def parts_of(viewer: Viewer, documents: Sequence[Document]) -> dict[int, list[Part]]:
    """By primary key: the parts of documents that `documents` gave, with outlets and sections; of a masked one a
    single part that says how many words it has. One query."""
    by_pk = {row.pk: row for row in documents}
    found: dict[int, list[Part]] = {}
    for part in Part.objects.filter(document__in=documents).select_related("outlet", "section"):
        found.setdefault(part.document_id, []).append(part)
    for pk, rows in found.items():
        if by_pk[pk].is_masked:
            n_words = sum(part.n_words for part in rows)
            found[pk] = [Part(document=by_pk[pk], outlet=by_pk[pk].outlet, n_words=n_words, n_target_sentences=0)]
    return found


def outlets(viewer: Viewer) -> QuerySet[Outlet]:
    """The outlets of the viewer's project by key; those of which every text is masked for the viewer are left out."""
    rows = Outlet.objects.filter(project=viewer.project).order_by("key")
    if not viewer.hides_sources:
        return rows
    texts = Document.objects.filter(Q(outlet=OuterRef("pk")) | Q(sections__outlet=OuterRef("pk")))
    return rows.filter(~Exists(texts.filter(masked(viewer, "pk"))) | Exists(texts.filter(~masked(viewer, "pk"))))


def outlet(viewer: Viewer, key: str) -> Outlet:
    """One outlet of the viewer's project; `NotFound` for all else. One query."""
    found = None if "\x00" in key else outlets(viewer).filter(key=key).first()
    if found is None:
        raise NotFound("There is no such outlet in this project.")
    return found


def memberships_of(user: User) -> QuerySet[Membership]:
    """The account's standing memberships with their projects, by slug. One query."""
    return standing_memberships(user).order_by("project__slug")
