"""The schema, the page made from it, and the answer to addresses that do not exist."""

from functools import lru_cache
from typing import Any, NoReturn

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.base import InterfaceView
from annotator.api.readable import Page, page_of
from core.errors import NotFound


@lru_cache(maxsize=1)
def schema_document() -> dict[str, Any]:
    """The OpenAPI document of version 1; the same for everybody, made once per process."""
    document: dict[str, Any] = SchemaGenerator(api_version="1").get_schema(request=None, public=True)
    return document


class Schema(InterfaceView):
    """The interface for programs. Open to all: it tells of no project."""

    permission_classes = ()
    authentication_classes = ()

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """OpenAPI 3.1, as JSON."""
        return Response(schema_document())


class Readable(BaseRenderer):
    """Lets a browser ask for the documentation; the view renders the template itself."""

    media_type = "text/html"
    format = "html"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> Any:
        """Nothing: the page is ready when the view answers, and OPTIONS has no body."""
        return b""


class Docs(InterfaceView):
    """The interface for people. Open to all, like the schema it is made from."""

    permission_classes = ()
    renderer_classes = (Readable,)

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        """A page without script, grouped by thing."""
        page, described = _described()
        return render(request._request, "annotator/api_docs.html", {"page": page, "described": described})


@lru_cache(maxsize=1)
def _described() -> tuple[Page, SafeString]:
    """The page, and what is written of the interface on it: three thousand nodes, written once per process."""
    page = page_of(schema_document())
    return page, render_to_string("annotator/_api_described.html", {"page": page})


class Unknown(InterfaceView):
    """Every address under the interface's that is none of its own."""

    permission_classes = ()
    authentication_classes = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        """404 as a problem document, whoever asks, whichever way."""
        raise NotFound("There is nothing at this address. Addresses of the interface end with a slash; see docs/.")
