"""The codebook: its rules, and the owner's changes of them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from annotator.forms.codebook import operation_from
from annotator.guards import member
from annotator.pages.codebook import codebook_page
from annotator.pages.words import count
from annotator.responses import status_of
from core.access import Viewer
from core.errors import Conflict, Invalid
from core.services.codebook_growth import draft_change, drop_change, publish_changes


@require_safe
@member("see")
def codebook(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The rules in force, and what readers ask of them; `?change=1` is where its owner changes them."""
    return _shown(request, viewer, changing=request.GET.get("change") == "1")


@require_POST
@member("manage")
def draft(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """One operation more; nothing changes until it is published."""
    try:
        draft_change(viewer, **operation_from(request.POST))
    except Invalid as error:
        return _shown(request, viewer, changing=True, error=error.message, status=status_of(error))
    messages.success(request, "Drafted. Nothing has changed yet: look at what it touches, then publish.")
    return redirect(_back(viewer))


@require_POST
@member("manage")
def drop(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """A draft will not be published."""
    try:
        drop_change(viewer, uuid)
        messages.info(request, "Dropped.")
    except Conflict as error:
        messages.error(request, error.message)
    return redirect(_back(viewer))


@require_POST
@member("manage")
def publish(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """All drafts, once their owner has said that they are meant."""
    if "sure" not in request.POST:
        messages.error(request, "Tick that the changes are meant, then publish.")
        return redirect(_back(viewer))
    try:
        done = publish_changes(viewer)
    except Invalid as error:
        return _shown(request, viewer, changing=True, error=error.message, status=status_of(error))
    messages.success(request, f"Published: {count(len(done), 'change', 'changes')}.")
    return redirect("codebook", viewer.project.slug)


def _back(viewer: Viewer) -> str:
    return reverse("codebook", args=[viewer.project.slug]) + "?change=1#change"


def _shown(request: HttpRequest, viewer: Viewer, *, changing: bool, error: str = "", status: int = 200) -> HttpResponse:
    page = codebook_page(viewer, changing=changing, error=error)
    return render(request, "annotator/codebook.html", {"page": page, "rules": page.rules}, status=status)
