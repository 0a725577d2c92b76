"""Where somebody last was: one's own bookmarks, nobody else's."""

from django.db.models import QuerySet

from core.access import Viewer
from core.models import Bookmark, Document, User


def bookmark(viewer: Viewer, document: Document) -> Bookmark | None:
    """The viewer's own bookmark in a document, if there is one. One query."""
    return Bookmark.objects.filter(user=viewer.user, document=document).first()


def bookmarks(user: User) -> QuerySet[Bookmark]:
    """The account's bookmarks, the last first, with documents (without texts) and their projects. One query."""
    projects = user.memberships.filter(removed_at__isnull=True).values("project")
    rows = Bookmark.objects.filter(user=user, document__project__in=projects)
    return rows.select_related("document__project").defer("document__text").order_by("-updated_at")
