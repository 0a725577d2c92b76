"""The comparison: wall of words, numbers, what can be said, two origins side by side, and a report to print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.forms.filters import filters_from
from annotator.guards import Request, member
from annotator.pages.charts import comparison_figures
from annotator.pages.claims import claimed_view
from annotator.pages.compare import compare_page
from annotator.pages.comparison_report import comparison_report_page
from annotator.pages.sentences import sentences_view
from annotator.pages.side_by_side import side_by_side_page
from core.access import Viewer

VIEWS = ("words", "numbers", "charts", "sentences", "claims")


@require_safe
@member("see")
def compare(request: Request, viewer: Viewer) -> HttpResponse:
    """The page, or (asked by htmx) only the part that the filters change."""
    filters = filters_from(request.GET, also=("view",))
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "words"
    page = compare_page(viewer, filters, view)
    charts = comparison_figures(viewer, filters) if view == "charts" else ()
    template = "annotator/_comparison.html" if request.htmx else "annotator/compare.html"
    said = sentences_view(viewer, filters) if view == "sentences" else None
    claimed = claimed_view(viewer, filters) if view == "claims" else None
    context = {"page": page, "view": view, "charts": charts, "said": said, "claimed": claimed}
    return render(request, template, context)


@require_safe
@member("see")
def further(request: Request, viewer: Viewer) -> HttpResponse:
    """The numbers that take long: asked by htmx these sections alone, else the page of numbers with them."""
    page = compare_page(viewer, filters_from(request.GET), "numbers", wait=True)
    template = "annotator/_further.html" if request.htmx else "annotator/compare.html"
    return render(request, template, {"page": page, "view": "numbers"})


@require_safe
@member("see")
def report(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The comparison as one page to print; `state` is that of the data it was cited from."""
    filters = filters_from(request.GET, also=("state",))
    base = request.build_absolute_uri("/").removesuffix("/")
    page = comparison_report_page(viewer, filters, request.GET.get("state", ""), base)
    charts = comparison_figures(viewer, filters)
    return render(request, "annotator/comparison_report.html", {"report": page, "page": page.page, "charts": charts})


@require_safe
@member("see")
def side_by_side(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Two origins on one event, quotes by rung or by claim (`by=claims`); `event=` stands for all texts."""
    filters = filters_from(request.GET, also=("a", "b", "by"))
    page = side_by_side_page(viewer, filters, request.GET.get("a", ""), request.GET.get("b", ""),
                             request.GET.get("event"), by_claims=request.GET.get("by") == "claims")  # fmt: skip
    return render(request, "annotator/side_by_side.html", {"page": page})
