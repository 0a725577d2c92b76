"""What surrounds every page: the project's name, its navigation, whether its material is invented."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from core.access import Viewer
from core.models import User
from core.queries.members import guest_name, guest_of


@dataclass(frozen=True)
class NavEntry:
    """One entry of the navigation."""

    title: str
    url: str
    current: bool


_PAGES = (
    ("Compare", "compare", "see"),
    ("Agreement", "agreement", "see"),
    ("Articles", "articles", "see"),
    ("Sources", "sources", "see"),
    ("Codebook", "codebook", "see"),
    ("Data", "data", "export"),
    ("Members", "members", "manage"),
)
# Pages that are reached from them.
_ALSO = {"data": ("releases",), "articles": ("import", "reuse"), "sources": ("claims", "speakers", "outlets")}
_MANAGING = (("Jobs", "jobs", "import"), ("Assignment", "assignment", "manage"), ("Settings", "settings", "manage"))


def managing(viewer: Viewer) -> list[NavEntry]:
    """What only keepers open: in the menu of the account, so that the bar stays short."""
    return [
        NavEntry(title, reverse(name, args=[viewer.project.slug]), False)
        for title, name, action in _MANAGING
        if viewer.may(action)
    ]


def navigation(viewer: Viewer, path: str) -> list[NavEntry]:
    """The pages of a project that the viewer's role may open, the one that is open marked."""
    entries = []
    for title, name, action in _PAGES:
        if viewer.may(action):
            urls = [reverse(one, args=[viewer.project.slug]) for one in (name, *_ALSO.get(name, ()))]
            if name == "articles":  # the pages of one article
                urls.append(reverse("project", args=[viewer.project.slug]) + "documents/")
            entries.append(NavEntry(title, urls[0], path.startswith(tuple(urls))))
    return entries


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: empty outside projects (and for requests that no middleware has seen). No query; for a
    guest one, who is shown under a name of their own."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return {"project": None, "nav": [], "managing": [], "invented": False} | _guest(request)
    return {
        "viewer": viewer,
        "project": viewer.project,
        "nav": navigation(viewer, request.path),
        "managing": managing(viewer),
        "invented": viewer.project.invented,
        "leave_url": reverse("leave", args=[viewer.project.slug]),
    } | _guest(request)


def _guest(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    guest = guest_of(user) if isinstance(user, User) else None
    if guest is None:
        return {}
    leave_url = reverse("leave", args=[guest.invitation.project.slug])
    return {"is_guest": True, "shown_name": guest_name(guest), "leave_url": leave_url}
