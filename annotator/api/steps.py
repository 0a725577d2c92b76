"""Undo, redo, and where the caller was."""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema_steps, shapes
from annotator.api.base import ProjectView, body
from annotator.api.schema import described
from core.queries import documents
from core.queries.bookmarks import bookmark
from core.services.bookmarks import keep_bookmark
from core.services.drafts import read_uuid
from core.services.undoing import redo_step, undo_step


class Undo(ProjectView):
    """The last step of the caller's reading."""

    actions: ClassVar = {"POST": "mark"}

    @described("Readings", "Undo your last step", {200: schema_steps.TURN}, refusals=[403, 409],
               request=schema_steps.STEP_BODY)  # fmt: skip
    def post(self, request: Request, slug: str, key: str) -> Response:
        """Takes back what you did last since you opened the reading: the state before it becomes a new version.

        The same `id` again changes nothing. Refusals: 409 `nothing_to_undo`, `reading_submitted`,
        `duplicate_mark`, `state_retired`; 422 `id_reused`.
        """
        step = read_uuid(body(request, ("id",)).get("id"))
        return Response(shapes.turn_data(undo_step(self.viewer, documents.document(self.viewer, key), step)))


class Redo(ProjectView):
    """The last undo of the caller's reading."""

    actions: ClassVar = {"POST": "mark"}

    @described("Readings", "Redo your last step", {200: schema_steps.TURN}, refusals=[403, 409],
               request=schema_steps.STEP_BODY)  # fmt: skip
    def post(self, request: Request, slug: str, key: str) -> Response:
        """Does again what you took back last, unless you changed something since: 409 `nothing_to_redo`."""
        step = read_uuid(body(request, ("id",)).get("id"))
        return Response(shapes.turn_data(redo_step(self.viewer, documents.document(self.viewer, key), step)))


class Bookmark(ProjectView):
    """Where the caller was, and what the caller has seen. Nobody else is told."""

    @described("Readings", "Read your bookmark", {200: schema_steps.BOOKMARK})
    def get(self, request: Request, slug: str, key: str) -> Response:
        """The place you were at last."""
        return Response(shapes.bookmark_data(bookmark(self.viewer, documents.document(self.viewer, key))))

    @described("Readings", "Keep your bookmark", {200: schema_steps.BOOKMARK}, request=schema_steps.BOOKMARK_BODY)
    def post(self, request: Request, slug: str, key: str) -> Response:
        """Keeps the place you are at. What you have seen only grows; it counts for nothing."""
        data = body(request, ("at", "seen"))
        document = documents.document(self.viewer, key)
        return Response(
            shapes.bookmark_data(keep_bookmark(self.viewer, document, data.get("at"), data.get("seen", [])))
        )
