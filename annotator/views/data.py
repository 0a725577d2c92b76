"""Data sets: what the caller may see, as files."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotator.guards import member
from annotator.pages.data import data_page
from core.access import Viewer
from core.errors import NotFound
from core.export import FORMATS, export


@require_GET
@member("export")
def data(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What there is to take away, and how."""
    return render(request, "annotator/data.html", {"page": data_page(viewer)})


@require_GET
@member("export")
def download(request: HttpRequest, viewer: Viewer, format: str) -> StreamingHttpResponse:
    """The marks that the caller may see, streamed, as an attachment."""
    if format not in FORMATS:
        raise NotFound(f"There is no format {format!r:.40}. Formats: {', '.join(FORMATS)}.")
    response = StreamingHttpResponse(export(viewer, format), content_type=FORMATS[format].content_type)
    name = f"{viewer.project.slug}.{FORMATS[format].suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
