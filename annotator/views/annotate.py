"""Marks from the reading page: JSON in, the card out, refusals as problem documents."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from annotator.api.base import version_asked
from annotator.api.parsing import parse_object
from annotator.api.problems import exception_handler
from annotator.api.shapes import etag
from annotator.guards import member
from annotator.pages.marks import MarkCard, card_of
from core.access import Viewer
from core.errors import DomainError
from core.models import Annotation
from core.queries.annotations import annotation
from core.queries.documents import document
from core.services import annotating
from core.services.drafts import read_mark, read_uuid

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


@require_POST
@member("see")
@problems
def add(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Store a mark; `?practice=1` stores it in the viewer's practice reading. 201, or 200 for a retry."""
    draft = read_mark(parse_object(request.body))
    practice = request.GET.get("practice") == "1"
    mark, is_new = annotating.add_annotation(viewer, document(viewer, key), draft, practice=practice)
    return _card(request, card_of(viewer, mark, is_new=is_new), mark.version, status=201 if is_new else 200)


@require_http_methods(["GET", "PATCH", "DELETE"])
@member("see")
@problems
def mark(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """One mark's card; PATCH changes it and DELETE takes it away, both at the version in `If-Match`."""
    if request.method == "GET":
        return _shown(request, viewer, annotation(viewer, uuid))
    version = version_asked(cast(Request, request))
    if request.method == "DELETE":
        annotating.delete_annotation(viewer, uuid, version)
        return HttpResponse(status=204)
    changed = annotating.change_annotation(viewer, uuid, version, parse_object(request.body))
    return _shown(request, viewer, changed)


@require_http_methods(["POST", "DELETE"])
@member("see")
@problems
def links(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """Tie this mark to another (`{"to", "kind"}`), or untie them (`{"to"}`); answers with this mark's card."""
    data = parse_object(request.body)
    to = read_uuid(data.get("to"))
    if request.method == "POST":
        annotating.add_link(viewer, uuid, to, str(data.get("kind", "")))
    else:
        annotating.delete_link(viewer, uuid, to)
    return _shown(request, viewer, annotation(viewer, uuid), status=201 if request.method == "POST" else 200)


def _shown(request: HttpRequest, viewer: Viewer, mark: Annotation, *, status: int = 200) -> HttpResponse:
    return _card(request, card_of(viewer, mark), mark.version, status=status)


def _card(request: HttpRequest, card: MarkCard, version: int, *, status: int) -> HttpResponse:
    response = render(request, "annotator/_card.html", {"card": card}, status=status)
    response["ETag"] = etag(version)
    return response
