"""Members and ways in: who is here, as what, and how others come. For owners."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from annotator.forms.members import blank
from annotator.guards import member
from annotator.pages.joining import wall_page
from annotator.pages.members import members_page
from core.access import Viewer
from core.errors import DomainError, NotFound
from core.models import InvitationKind
from core.queries.members import invitation, shown_names
from core.services import joining, memberships


@require_safe
@member("manage")
def members(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Everybody in the project, and the ways in."""
    return render(request, "annotator/members.html", {"page": members_page(viewer)})


@require_POST
@member("manage")
def add(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """An account made a member; the password of a new one is shown on this answer and never again."""
    form = blank("account", request.POST)
    if form.is_valid():
        try:
            membership, password = memberships.add_account(viewer, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            page = members_page(viewer, username=membership.user.username, password=password or "")
            return render(request, "annotator/members.html", {"page": page})
    page = members_page(viewer, ("account", form))
    return render(request, "annotator/members.html", {"page": page}, status=422)


@require_POST
@member("manage")
def open_way(request: HttpRequest, viewer: Viewer, kind: str) -> HttpResponse:
    """A new code, link or invitation for one address."""
    if kind not in InvitationKind.values:
        raise Http404
    form = blank(kind, request.POST)
    if form.is_valid():
        try:
            joining.open_invitation(viewer, kind=kind, **form.cleaned_data)
            return redirect("members", viewer.project.slug)
        except DomainError as error:
            form.add_error(None, error.message)
    page = members_page(viewer, (kind, form))
    return render(request, "annotator/members.html", {"page": page}, status=422)


@require_POST
@member("manage")
def close_way(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Nobody comes in by it any more."""
    joining.close_invitation(viewer, pk)
    messages.success(request, "Closed. Whoever came in by it stays.")
    return redirect("members", viewer.project.slug)


@require_safe
@member("host")
def wall(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """A code as large as the wall, with the address and its picture."""
    found = invitation(viewer, pk)
    if found.kind != InvitationKind.CODE:
        raise NotFound("Only a code goes on the wall.")
    return render(request, "annotator/wall_code.html", {"page": wall_page(viewer, found)})


@require_POST
@member("manage")
def role(request: HttpRequest, viewer: Viewer, username: str) -> HttpResponse:
    """Another role."""
    membership = memberships.change_role(viewer, username, request.POST.get("role", ""))
    name = shown_names(viewer.project, [membership.user])[membership.user_id]
    messages.success(request, f"{name} is {membership.role} now.")
    if membership.user_id == viewer.user.pk and membership.role != "owner":
        return redirect("project", viewer.project.slug)
    return redirect("members", viewer.project.slug)


@require_POST
@member("manage")
def name(request: HttpRequest, viewer: Viewer, username: str) -> HttpResponse:
    """Another name for somebody who came by a code."""
    memberships.rename_guest(viewer, username, request.POST.get("name", ""))
    messages.success(request, "Renamed.")
    return redirect("members", viewer.project.slug)


@require_POST
@member("manage")
def remove(request: HttpRequest, viewer: Viewer, username: str) -> HttpResponse:
    """Out at once."""
    memberships.remove_member(viewer, username)
    messages.success(request, "Removed. What they marked stays under the code name.")
    return redirect("home") if username == viewer.user.username else redirect("members", viewer.project.slug)
