"""Import files: send them, look at what is in them, then import the same files."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from annotator.forms.importing import ChangeForm, UploadForm
from annotator.guards import member
from annotator.pages.importing import import_page
from annotator.responses import headers_of, status_of
from annotator.uploading import ToUploads, storing
from core.access import Viewer
from core.errors import DomainError, NotFound
from core.importing.asking import asked_of, begin_import
from core.importing.likely_format import likely_format
from core.models import Job, JobKind
from core.queries.jobs import job as job_of


@csrf_exempt  # only until the files have somewhere to go: `_sent` is protected
@require_http_methods(["GET", "HEAD", "POST"])
@member("import")
def import_files(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The page, and the files sent from it: they are tried first, and nothing is stored."""
    if request.method != "POST":
        return _page(request, UploadForm(viewer=viewer))
    try:
        with storing(viewer) as handler:
            request.upload_handlers = [handler]
            response = _sent(request, viewer, handler)
            if response.status_code != 302:
                handler.drop()
            return response
    except DomainError as error:
        return _page(request, UploadForm(viewer=viewer), error)


@csrf_protect
def _sent(request: HttpRequest, viewer: Viewer, handler: ToUploads) -> HttpResponse:
    form = UploadForm(request.POST, viewer=viewer)
    if not form.is_valid():
        return _page(request, form)
    likely = likely_format({row.name: row.path for row in handler.uploads})
    job = begin_import(viewer, form.asked([row.id for row in handler.uploads], likely))
    return redirect("job", viewer.project.slug, job.uuid)


def _page(request: HttpRequest, form: UploadForm, error: DomainError | None = None) -> HttpResponse:
    page = import_page(form, error.message if error else "")
    status = status_of(error) if error else 422 if form.errors else 200
    response = render(request, "annotator/import.html", {"page": page}, status=status)
    for name, value in headers_of(error).items() if error else ():
        response[name] = value
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@member("import")
def again(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """The same files read otherwise: as something else, other columns, another encoding."""
    job = _trial(viewer, uuid)
    asked, tables = asked_of(job.asked), job.report.get("tables", [])
    form = ChangeForm(request.POST or None, viewer=viewer, asked=asked, tables=tables)
    if request.method == "POST" and form.is_valid():
        try:
            found = begin_import(viewer, form.asked())
            return redirect("job", viewer.project.slug, found.uuid)
        except DomainError as error:
            form.add_error(None, error.message)
    context: dict[str, Any] = {"form": form, "job": job, "n_tables": len(tables)}
    return render(request, "annotator/import_again.html", context, status=422 if form.errors else 200)


@require_POST
@member("import")
def now(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """Import what was tried: the same files, not sent again."""
    asked = asked_of(_trial(viewer, uuid).asked)
    skip_refused = request.POST.get("skip_refused") == "1"
    job = begin_import(viewer, replace(asked, dry_run=False, skip_refused=skip_refused))
    return redirect("job", viewer.project.slug, job.uuid)


def _trial(viewer: Viewer, uuid: UUID) -> Job:
    """The job of an import; `NotFound` for any other."""
    found = job_of(viewer, uuid)
    if found.kind != JobKind.IMPORT:
        raise NotFound("There is no such import.")
    return found
