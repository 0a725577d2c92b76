"""Marks from the reading page: JSON in, change sets out, refusals as problem documents."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from annotator.api.base import refuse_unknown, version_asked
from annotator.api.parsing import parse_object
from annotator.api.problems import exception_handler
from annotator.api.shapes import etag
from annotator.guards import member
from annotator.pages import changes
from annotator.pages.read_data import marks_now
from core.access import Viewer
from core.errors import DomainError
from core.models import Annotation
from core.queries.annotations import annotation
from core.queries.documents import document
from core.services import annotating
from core.services.bookmarks import keep_bookmark
from core.services.drafts import read_mark, read_uuid, read_version
from core.services.earlier import restore_annotation
from core.services.splitting import split_annotation
from core.services.undoing import redo_step, undo_step

View = Callable[..., HttpResponse]


def problems(view: View) -> View:
    """Refusals as the interface tells them: a problem document, 412 with the stored mark under `current`."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (DomainError, APIException) as error:
            response = exception_handler(error, {"request": request})
            if response is None:
                raise
            return response

    return answering


@require_http_methods(["GET", "HEAD", "POST"])
@member("see")
@problems
def marks(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """All marks that the reading page shows. POST stores one, `?practice=1` in the viewer's practice reading: 201, or
    200 for a retry."""
    if request.method != "POST":
        return JsonResponse(marks_now(viewer, document(viewer, key)))
    draft = read_mark(parse_object(request.body))
    mark, is_new = annotating.add_annotation(viewer, document(viewer, key), draft, practice=_practice(request))
    return _answer(changes.added(viewer, mark, is_new=is_new), mark, status=201 if is_new else 200)


@require_http_methods(["GET", "HEAD", "PATCH", "DELETE"])
@member("see")
@problems
def mark(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """One mark; PATCH changes it and DELETE takes it away, both at the version in `If-Match`."""
    if request.method in ("GET", "HEAD"):
        found = annotation(viewer, uuid)
        return _answer(changes.change_set(viewer, [found]), found)
    version = version_asked(cast(Request, request))
    if request.method == "DELETE":
        return JsonResponse(changes.deleted(viewer, annotating.delete_annotation(viewer, uuid, version)))
    data = parse_object(request.body)
    changed = annotating.change_annotation(viewer, uuid, version, data)
    return _answer(changes.changed(viewer, changed, data), changed)


@require_http_methods(["POST", "DELETE"])
@member("see")
@problems
def links(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """Tie this mark to another (`{"to", "kind"}`), or untie them (`{"to"}`); answers with this mark."""
    data = _sent(request, *(("to", "kind") if request.method == "POST" else ("to",)))
    to, kind, is_new = read_uuid(data.get("to")), "", False
    if request.method == "POST":
        link, is_new = annotating.add_link(viewer, uuid, to, str(data.get("kind", "")))
        kind = link.kind
    else:
        annotating.delete_link(viewer, uuid, to)
    found = annotation(viewer, uuid)
    return _answer(changes.linked(viewer, found, kind), found, status=201 if is_new else 200)


@require_POST
@member("see")
@problems
def split(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """Split this mark before a code point of the text (`{"at", "id"}`), at the version in `If-Match`."""
    data, version = _sent(request, "at", "id"), version_asked(cast(Request, request))
    first, second = split_annotation(viewer, uuid, version, data.get("at"), read_uuid(data.get("id")))
    return _answer(changes.split(viewer, first, second), first)


@problems
def restore(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """Bring this mark back as it was at a version (`{"version"}`); `If-Match` has the one it has now."""
    data, at_version = _sent(request, "version"), version_asked(cast(Request, request))
    mark = restore_annotation(viewer, uuid, read_version(data.get("version")), at_version=at_version)
    return _answer(changes.restored(viewer, mark), mark)


@require_POST
@member("see")
@problems
def undo(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Take back the viewer's last step (`{"id"}`, made by the client); `?practice=1` in the practice reading."""
    step = read_uuid(_sent(request, "id").get("id"))
    turn = undo_step(viewer, document(viewer, key), step, practice=_practice(request))
    return JsonResponse(changes.turned(viewer, turn, "Took back"))


@require_POST
@member("see")
@problems
def redo(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Do again what was taken back last (`{"id"}`); as `undo`."""
    step = read_uuid(_sent(request, "id").get("id"))
    turn = redo_step(viewer, document(viewer, key), step, practice=_practice(request))
    return JsonResponse(changes.turned(viewer, turn, "Did again"))


@require_POST
@member("see")
@problems
def bookmark(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Keep where the viewer is (`{"at", "seen"}`). 204."""
    data = _sent(request, "at", "seen")
    keep_bookmark(viewer, document(viewer, key), data.get("at"), data.get("seen", []))
    return HttpResponse(status=204)


def _sent(request: HttpRequest, *known: str) -> dict[str, Any]:
    """The JSON object of the body, with no field but these."""
    data = parse_object(request.body)
    refuse_unknown(data, known)
    return data


def _practice(request: HttpRequest) -> bool:
    return request.GET.get("practice") == "1"


def _answer(data: dict[str, Any], mark: Annotation, *, status: int = 200) -> HttpResponse:
    return JsonResponse(data, status=status, headers={"ETag": etag(mark.version)})
