"""Versions of an article: the change of its text, a new version, and the marks that wait for a person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.forms.versions import VersionForm
from annotator.guards import member
from annotator.pages import words
from annotator.pages.versions import Refused, versions_page
from annotator.responses import status_of
from core.access import Viewer
from core.errors import Conflict, DomainError, Invalid, StaleVersion
from core.queries.documents import document as document_of
from core.queries.documents import whole_document
from core.queries.versions import anchoring, place_of, require_settler
from core.services.drafts import read_uuid
from core.services.settling import count_now, settle, unsettle
from core.services.versions import add_version


@require_safe
@member("see")
def versions(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """All versions of the article, what was changed from the one before to this one, and the doubtful marks."""
    return render(request, "annotator/versions.html", {"page": versions_page(viewer, key)})


@require_http_methods(["GET", "HEAD", "POST"])
@member("provenance")
def add(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Paste a new text of the article; a refusal keeps what was pasted."""
    document, status = document_of(viewer, key), 200
    form = VersionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            added = add_version(viewer, document, **form.cleaned_data)
        except DomainError as error:
            status = status_of(error)
            form.add_error(next((name for name in error.errors if name in form.fields), None), error.message)
        else:
            for line in _told(added.n_carried, added.n_doubtful, added.lost):
                messages.success(request, line)
            return redirect("versions", viewer.project.slug, added.document.key)
    context = {"form": form, "document": document}
    return render(
        request, "annotator/add_version.html", context, status=422 if form.errors and status == 200 else status
    )


def _told(n_carried: int, n_doubtful: int, lost: object) -> list[str]:
    stand = words.count(n_carried, "mark stands", "marks stand")
    told = [f"Stored. {stand} in it, {n_doubtful:,} wait for you below." if n_doubtful else f"Stored. {stand} in it."]
    return told + [f"Not found in it: {line}." for line in lost]  # type: ignore[attr-defined]


@require_POST
@member("see")
def settle_anchoring(request: HttpRequest, viewer: Viewer, key: str, uuid: UUID) -> HttpResponse:
    """A doubtful mark stands where it is suggested, at other words, or is set aside; or that is taken back.

    A refusal is told at the mark, and keeps the words that were written.
    """
    document, act = document_of(viewer, key), request.POST.get("act", "")
    version = _number(request.POST.get("version", ""))
    require_settler(viewer, anchoring(viewer, document, uuid))
    try:
        if act == "take-back":
            unsettle(viewer, document, uuid, version)
        elif act == "set-aside":
            settle(viewer, document, uuid, version, set_aside=True)
        elif act == "accept":
            settle(viewer, document, uuid, version)
        else:
            whole = whole_document(viewer, key)
            span = place_of(viewer, whole, uuid, request.POST.get("words", ""))
            settle(viewer, document, uuid, version, start=span.start, end=span.end)
    except (Conflict, Invalid, StaleVersion) as error:
        refused = Refused(str(uuid), error.message, request.POST.get("words") if act == "place" else None)
        page = versions_page(viewer, key, refused)
        return render(request, "annotator/versions.html", {"page": page}, status=status_of(error))
    following = request.POST.get("next", "")
    at = f"#mark-{read_uuid(following)}" if following else "#queue"
    return redirect(reverse("versions", args=[viewer.project.slug, key]) + at)


@require_POST
@member("provenance")
def count(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """This version counts from now on, although marks are doubtful."""
    try:
        count_now(viewer, document_of(viewer, key))
        messages.success(request, "Figures count this version now.")
    except Conflict as error:
        messages.error(request, error.message)
    return redirect("versions", viewer.project.slug, key)


def _number(value: str) -> int:
    """A version from a form; 0, which no mark has, for what is none."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
