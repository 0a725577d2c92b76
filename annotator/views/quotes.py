"""The words behind a number, and the permanent address of one quote."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.forms.filters import quote_filters_from
from annotator.guards import member
from annotator.pages.quotes import quote_page, quotes_page
from core.access import Viewer


@require_safe
@member("see")
def quotes(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Exactly the marks that a number counts."""
    filters, more = quote_filters_from(request.GET)
    page = quotes_page(viewer, filters, more, request.GET.get("page", "1"))
    return render(request, "annotator/quotes.html", {"page": page})


@require_safe
@member("see")
def quote(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """One quote in its paragraph, with what was said of the same words; 404 for what the viewer may not see."""
    return render(request, "annotator/quote.html", {"page": quote_page(viewer, uuid)})
