"""Documents of a project: the list, and one with all that is said of its text."""

from django.db.models import Max, Min, Prefetch, Q, QuerySet

from core.access import Viewer
from core.errors import NotFound
from core.models import Document, Excluded, Membership, Outlet, Section, User


def documents(
    viewer: Viewer, *, outlet: str | None = None, genre: str | None = None, event: str | None = None
) -> QuerySet[Document]:
    """Documents by key, without their texts, with their outlets; each given value narrows the list. One query."""
    rows = Document.objects.filter(project=viewer.project).select_related("outlet").defer("text")
    if outlet is not None:
        rows = rows.filter(outlet__key=outlet)
    if genre is not None:
        rows = rows.filter(genre=genre)
    if event is not None:
        rows = rows.filter(event=event)
    return rows.order_by("key")


def document(viewer: Viewer, key: str) -> Document:
    """One document of the viewer's project without its text; `NotFound` for all else. One query."""
    return _one(documents(viewer), key)


def whole_document(viewer: Viewer, key: str) -> Document:
    """One document with text, outlet, sections and excluded ranges, these in the order of the text.

    Three queries. `NotFound` for a document of another project as for one that is not there.
    """
    sections = Section.objects.select_related("outlet", "copy_of").defer("copy_of__text").order_by("start")
    rows = Document.objects.filter(project=viewer.project).select_related("outlet")
    ranges = Excluded.objects.order_by("start")
    return _one(rows.prefetch_related(Prefetch("sections", sections), Prefetch("excluded", ranges)), key)


def neighbours(viewer: Viewer, document: Document) -> tuple[str, str]:
    """Keys of the documents before and after this one in the project's list, empty at its ends. One query."""
    found = Document.objects.filter(project=viewer.project).aggregate(
        before=Max("key", filter=Q(key__lt=document.key)), after=Min("key", filter=Q(key__gt=document.key))
    )
    return found["before"] or "", found["after"] or ""


def _one(rows: QuerySet[Document], key: str) -> Document:
    """NUL cannot be asked of the database: no key holds it."""
    found = None if "\x00" in key else next(iter(rows.filter(key=key)), None)
    if found is None:
        raise NotFound("There is no such document in this project.")
    return found


def outlets(viewer: Viewer) -> QuerySet[Outlet]:
    """The outlets of the viewer's project by key."""
    return Outlet.objects.filter(project=viewer.project).order_by("key")


def outlet(viewer: Viewer, key: str) -> Outlet:
    """One outlet of the viewer's project; `NotFound` for all else. One query."""
    found = None if "\x00" in key else outlets(viewer).filter(key=key).first()
    if found is None:
        raise NotFound("There is no such outlet in this project.")
    return found


def memberships_of(user: User) -> QuerySet[Membership]:
    """The account's standing memberships with their projects, by slug. One query."""
    rows = Membership.objects.filter(user=user, user__is_active=True, removed_at__isnull=True)
    return rows.select_related("project__codebook").order_by("project__slug")
