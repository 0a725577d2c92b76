"""What happened on a document, for who follows it by asking again."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema, shapes
from annotator.api.base import ProjectView
from annotator.api.paging import PAGE_SIZE
from annotator.api.parameters import uuid_or_none
from annotator.api.schema import described
from core.queries import documents
from core.queries.events import EventPage, events_after

AFTER = OpenApiParameter("after", OpenApiTypes.UUID, description="`cursor` of the last answer.")


class Events(ProjectView):
    """The log of a document."""

    parameters = ("after",)

    @described("Events", "Follow a document", {200: schema.EVENTS}, parameters=[AFTER])
    def get(self, request: Request, slug: str, key: str) -> Response:
        """Events behind a cursor, 100 at most, as far as the caller may see their marks.

        `reload` true, without events: the cursor is unknown or too old, or a first submission has uncovered
        marks that were hidden. Then fetch the marks anew and go on from the new `cursor`.
        """
        document = documents.document(self.viewer, key)
        after = uuid_or_none(request.query_params, "after")
        return Response(_page(request, events_after(self.viewer, document, after, limit=PAGE_SIZE)))


def _page(request: Request, page: EventPage) -> dict[str, object]:
    following = request.build_absolute_uri(f"{request.path}?after={page.cursor}") if page.more else None
    return {
        "next": following,
        "previous": None,
        "cursor": str(page.cursor) if page.cursor else None,
        "reload": page.reload,
        "results": [shapes.event_data(event) for event in page.events],
    }
