"""Releases: made, looked at, taken away, withdrawn."""

from collections.abc import Iterator
from csv import writer
from io import StringIO
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.api.streaming import from_disk, streamed
from annotator.forms.releases import ReleaseForm, WithdrawForm
from annotator.guards import Request, member
from annotator.pages.releases import plan_of, release_page, releases_page
from core.access import Viewer
from core.errors import Invalid
from core.export.bundle import zip_stream
from core.export.release import parts_of
from core.queries import releases as queries
from core.services.releasing import discard_release, request_release, withdraw_release


@require_http_methods(["GET", "HEAD", "POST"])
@member("see")
def releases(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list, and for owners a form for a new one; asked by its choices, what it would hold."""
    if request.method == "POST":
        return _make(request, viewer)
    if viewer.may("release") and cast(Request, request).htmx:
        plan = plan_of(viewer, request.GET.get("layers", ""), request.GET.get("kind", ""))
        return render(request, "annotator/_release_plan.html", {"plan": plan})
    return render(request, "annotator/releases.html", {"page": releases_page(viewer)})


def _make(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    viewer.require("release")
    form = ReleaseForm(request.POST)
    if form.is_valid():
        try:
            asked = request_release(viewer, **form.values())
            return redirect("job", viewer.project.slug, asked.job.uuid)
        except Invalid as error:
            form.add_error(next((name for name in error.errors if name in form.fields), None), error.message)
    return render(request, "annotator/releases.html", {"page": releases_page(viewer, form)}, status=422)


@require_safe
@member("see")
def release(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """One release with its files."""
    return render(request, "annotator/release.html", {"page": release_page(viewer, number)})


@require_safe
@member("export")
def release_file(request: HttpRequest, viewer: Viewer, number: int, name: str) -> StreamingHttpResponse:
    """One file, as an attachment."""
    row, path = queries.file(viewer, number, name)
    return from_disk(request, path, content_type=row.media_type, file_name=row.name, n_bytes=row.n_bytes)


@require_safe
@member("export")
def release_zip(request: HttpRequest, viewer: Viewer, number: int) -> StreamingHttpResponse:
    """All files as one zip, made while it is sent."""
    found, rows = queries.files(viewer, number)
    content = zip_stream(parts_of(queries.folder_of(found), [row.name for row in rows]))
    file_name = f"{viewer.project.slug}-release-{number}.zip"
    response = streamed(request, _whole(content), content_type="application/zip", file_name=file_name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _whole(content: Iterator[bytes]) -> Iterator[bytes]:
    """The same without empty pieces, which would end a stream."""
    return (piece for piece in content if piece)


@require_safe
@member("release")
def release_key(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """Whose random name is whose, as CSV."""
    sink = StringIO()
    rows = writer(sink)
    rows.writerow(["name", "code_name", "kind", "n_readings"])
    rows.writerows([row.name, row.code_name, row.kind, row.n_readings] for row in queries.key_of(viewer, number))
    file_name = f"{viewer.project.slug}-release-{number}-key.csv"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return HttpResponse(sink.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
@member("release")
def withdraw(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """Given to nobody any more; a reason is needed."""
    form = WithdrawForm(request.POST)
    if form.is_valid():
        withdraw_release(viewer, number, form.cleaned_data["reason"])
        messages.success(request, "Withdrawn. It stays listed with the reason; nobody gets its files any more.")
        return redirect("release", viewer.project.slug, number)
    return render(request, "annotator/release.html", {"page": release_page(viewer, number, form)}, status=422)


@require_POST
@member("release")
def discard(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """One that was never made is gone."""
    discard_release(viewer, number)
    messages.success(request, "Discarded.")
    return redirect("releases", viewer.project.slug)
