"""Long work: the list, one job as it goes on, ending one, what it refused as a file."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from annotator.guards import Request, member
from annotator.pages.jobs import job_page, jobs_page
from core.access import Viewer
from core.errors import Conflict
from core.export.refused import WRITERS
from core.queries.jobs import errors_of
from core.queries.jobs import job as job_of
from core.services.jobs import ask_to_cancel


@require_safe
@member("import")
def jobs(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Those that the viewer may see, newest first."""
    return render(request, "annotator/jobs.html", {"page": jobs_page(viewer)})


@require_safe
@member("see")
def job(request: Request, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """One job, or (asked by htmx, every second while it goes on) what of it changes."""
    template = "annotator/_job.html" if request.htmx else "annotator/job.html"
    return render(request, template, {"page": job_page(viewer, job_of(viewer, uuid))})


@require_POST
@member("see")
def cancel(request: Request, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """End it; one that has ended meanwhile is shown as it ended."""
    try:
        ask_to_cancel(viewer, uuid)
    except Conflict as error:
        if not request.htmx:
            messages.warning(request, error.message)
    if request.htmx:
        return render(request, "annotator/_job.html", {"page": job_page(viewer, job_of(viewer, uuid))})
    return redirect("job", viewer.project.slug, uuid)


@require_safe
@member("see")
def errors(request: HttpRequest, viewer: Viewer, uuid: UUID, format: str) -> HttpResponse:
    """What the job refused, as an attachment."""
    found = job_of(viewer, uuid)
    if format not in WRITERS:
        raise Http404
    content_type, write = WRITERS[format]
    response = HttpResponse(write(errors_of(found)), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{viewer.project.slug}-refused.{format}"'
    return response
