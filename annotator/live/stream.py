"""The address of the live stream: Server-Sent Events of one document, for whoever is signed in or has a token."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from annotator.api.base import Negotiation, ProjectView, caller
from annotator.api.parameters import uuid_or_none
from annotator.api.problems import Refused
from annotator.live.board import board
from annotator.live.follower import Asked, Way
from core.models import Document
from core.queries.documents import document

CONTENT_TYPE = "text/event-stream"
RETRY = b"retry: 3000\n\n"


class EventStream(BaseRenderer):
    """What is asked for. The stream is no body that could be rendered; whatever else answers here has none."""

    media_type = CONTENT_TYPE
    format = "event-stream"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """Nothing."""
        return b""


class AnyForm(Negotiation):
    """The address decides the form, not the header `Accept`; refusals are problem documents in any case."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """The only one."""
        return renderers[0], renderers[0].media_type


class Stream(ProjectView):
    """The events of the interface, as they happen.

    `event: change` with an event as `data` and its cursor as `id`; `event: reload` (fetch the marks anew, go on from
    its `id`); `event: presence` without `id` (who is in a session has changed). Resumed by `Last-Event-ID` or by
    `?after=`.
    """

    schema = None  # beside the interface; its words stand in the README
    parameters = ("after",)
    renderer_classes = (EventStream,)
    content_negotiation_class = AnyForm

    def get(self, request: Request, slug: str, key: str) -> HttpResponseBase:
        """Open until the way in is closed. Needs an ASGI server."""
        asked = self._asked(request, slug, document(self.viewer, key))
        if not isinstance(request._request, ASGIRequest):
            raise Refused(
                503, "no_live_stream",
                "This server cannot keep streams open. /live/ wants an ASGI server; ask for events/ instead.",
            )  # fmt: skip
        if request.method == "HEAD":
            return HttpResponse(content_type=CONTENT_TYPE)
        response = StreamingHttpResponse(_sent(asked), content_type=CONTENT_TYPE)
        response["X-Accel-Buffering"] = "no"
        return response

    def head(self, request: Request, slug: str, key: str) -> HttpResponseBase:
        """The same without a stream."""
        return self.get(request, slug, key)

    def _asked(self, request: Request, slug: str, found: Document) -> Asked:
        cursor, is_unknown = _cursor(request)
        user = caller(request)
        token = getattr(request.auth, "digest", None)
        session = None if token else request.session.session_key
        way = Way(session=session, token=token, password=user.password)
        place = Document(pk=found.pk)  # of the many columns nothing more is needed for as long as the stream is open
        return Asked(user, self.viewer.project.pk, slug, place, way, cursor, is_unknown)


def _cursor(request: Request) -> tuple[UUID | None, bool]:
    """The header before the parameter: it is the newer one. What is no cursor of ours there is an unknown one."""
    after = uuid_or_none(request.query_params, "after")
    last = request.headers.get("Last-Event-ID", "")
    if not last:
        return after, False
    try:
        return UUID(last), False
    except ValueError:
        return None, True


async def _sent(asked: Asked) -> AsyncIterator[bytes]:
    await sync_to_async(connections.close_all)()  # else the request's thread keeps its connection while it waits
    yield RETRY
    async with aclosing(board().follow(asked)) as chunks:
        async for chunk in chunks:
            yield chunk
