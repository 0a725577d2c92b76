"""Agreement: the page, the passages behind a number, the pairing table."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.api.streaming import streamed
from annotator.forms.filters import filters_from
from annotator.guards import Request, member
from annotator.pages.agreement import agreement_page
from annotator.pages.agreement_passages import passages_page
from core.access import Viewer
from core.export.pairs import pairs_csv


@require_safe
@member("see")
def agreement(request: Request, viewer: Viewer) -> HttpResponse:
    """The page, or (asked by htmx) only the part that the filters change."""
    page = agreement_page(viewer, filters_from(request.GET))
    template = "annotator/_agreement.html" if request.htmx else "annotator/agreement.html"
    return render(request, template, {"page": page})


@require_safe
@member("see")
def passages(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Exactly the pairs of marks that a number counts."""
    filters = filters_from(request.GET, also=("of", "a", "b", "page"))
    page = passages_page(viewer, filters, request.GET.dict(), request.GET.get("page", "1"))
    return render(request, "annotator/agreement_passages.html", {"page": page})


@require_safe
@member("export")
def pairs(request: HttpRequest, viewer: Viewer) -> StreamingHttpResponse:
    """Which mark met which, streamed, as an attachment."""
    rows = pairs_csv(viewer, filters_from(request.GET))
    file_name = f"{viewer.project.slug}-pairs.csv"
    return streamed(request, rows, content_type="text/csv; charset=utf-8", file_name=file_name)
