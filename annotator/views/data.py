"""Data sets: what the caller may see, as files."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.api.streaming import streamed
from annotator.guards import member
from annotator.pages.data import data_page
from core.access import Viewer
from core.export.registry import export, format_of


@require_safe
@member("export")
def data(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What there is to take away, and how."""
    return render(request, "annotator/data.html", {"page": data_page(viewer)})


@require_safe
@member("export")
def download(request: HttpRequest, viewer: Viewer, format: str) -> StreamingHttpResponse:
    """The marks that the caller may see, streamed, as an attachment."""
    chosen = format_of(format)
    file_name = chosen.file_name(viewer.project.slug)
    return streamed(request, export(viewer, format), content_type=chosen.media_type, file_name=file_name)
