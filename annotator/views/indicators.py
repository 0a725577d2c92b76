"""The credibility indicators of one document: answering, submitting, going on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from annotator.forms.indicators import answers_from, said_so_far, version_from
from annotator.guards import member
from annotator.pages.indicators import indicators_page
from annotator.responses import status_of, wants_json
from core.access import Viewer
from core.errors import Conflict, DomainError, Invalid, StaleVersion
from core.models import Document
from core.queries.assessments import own_assessment
from core.queries.documents import document
from core.services.assessing import answer, asked_of, reopen_assessment, submit_assessment


@require_http_methods(["GET", "HEAD", "POST"])
@member("see")
def indicators(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """The form; a POST stores what is answered so far. Scripts are answered with the version that is stored now."""
    if request.method != "POST":
        return render(request, "annotator/indicators.html", {"page": indicators_page(viewer, key)})
    viewer.require("assess")
    found = document(viewer, key)
    try:
        version = _store(request, viewer, found)
    except (Invalid, Conflict, StaleVersion) as error:
        if wants_json(request):
            raise
        return _refused(request, viewer, found, error)
    if wants_json(request):
        return JsonResponse({"version": version})
    messages.success(request, "Saved. Submit once every question is answered.")
    return redirect("indicators", viewer.project.slug, key)


@require_POST
@member("assess")
def submit(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Store what the form says, and submit it; what is still to answer is said, and nothing is lost."""
    found = document(viewer, key)
    try:
        submit_assessment(viewer, found, _store(request, viewer, found))
    except (Invalid, Conflict, StaleVersion) as error:
        return _refused(request, viewer, found, error)
    messages.success(request, "Submitted. You see the answers of colleagues who have submitted theirs, and they yours.")
    return redirect("indicators", viewer.project.slug, key)


@require_POST
@member("assess")
def reopen(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Go on with submitted answers."""
    reopen_assessment(viewer, document(viewer, key), version_from(request.POST))
    messages.info(request, "Open again. Your answers leave the figures until you submit them anew.")
    return redirect("indicators", viewer.project.slug, key)


def _store(request: HttpRequest, viewer: Viewer, found: Document) -> int:
    """Answers of the form that stands; the version after it, 0 where nothing is answered yet."""
    said = answers_from(request.POST, asked_of(viewer, found))
    version = version_from(request.POST)
    if version == 0 and not any(said.values()):
        return 0
    return answer(viewer, found, version, said).version


def _refused(request: HttpRequest, viewer: Viewer, found: Document, error: DomainError) -> HttpResponse:
    own = own_assessment(viewer, found)
    page = indicators_page(
        viewer, found.key, said=said_so_far(request.POST, asked_of(viewer, found), own), error=error.message,
        missing=error.details.get("missing", ()),
    )  # fmt: skip
    return render(request, "annotator/indicators.html", {"page": page}, status=status_of(error))
