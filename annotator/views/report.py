"""The report of one document."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.guards import member
from annotator.pages.report import report_page
from core.access import Viewer


@require_safe
@member("see")
def report(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Every claim with its basis; `?reader=` chooses one reading by its code name, empty all submitted ones."""
    return render(request, "annotator/report.html", {"page": report_page(viewer, key, request.GET.get("reader"))})
