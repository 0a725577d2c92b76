"""What the texts of a project share: the page, and the job that compares texts which were not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from annotator.forms.reuse import asked_from
from annotator.guards import member
from annotator.pages.reuse import reuse_page
from core.access import Viewer
from core.errors import Conflict
from core.services.comparing import begin_comparison


@require_http_methods(["GET", "HEAD", "POST"])
@member("see")
def reuse(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The page; posted to by keepers, it compares all texts and leads to the job."""
    if request.method != "POST":
        return render(request, "annotator/reuse.html", {"page": reuse_page(viewer, asked_from(request.GET))})
    try:
        return redirect("job", viewer.project.slug, begin_comparison(viewer).uuid)
    except Conflict as error:
        messages.warning(request, error.message)
        return redirect("reuse", viewer.project.slug)
