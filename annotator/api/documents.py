"""Documents, and the caller's reading of one."""

from typing import ClassVar

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema, shapes
from annotator.api.base import ProjectView, body
from annotator.api.bodies import DOCUMENT_FIELDS, read_document
from annotator.api.paging import Key, page_of
from annotator.api.parsing import TEXT_BYTES
from annotator.api.schema import CURSOR, described
from core.queries import documents, events
from core.queries.visibility import own_reading
from core.services.documents import add_document
from core.services.readings import reopen_reading, submit_reading

FILTERS = ("outlet", "genre", "event")
BY_KEY = (Key("shown_key", str),)


class Documents(ProjectView):
    """The texts of a project."""

    parameters = ("cursor", *FILTERS)
    actions: ClassVar = {"POST": "add_documents"}
    max_body_bytes = TEXT_BYTES

    @described("Documents", "List documents", {200: schema.page_of("Documents", schema.DOCUMENT)},
               parameters=[CURSOR, *(OpenApiParameter(name, str) for name in FILTERS)])  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        """Documents by key, without their texts."""
        given = {name: request.query_params.get(name) for name in FILTERS}
        rows = documents.documents(self.viewer, **given)
        return Response(page_of(request, rows, BY_KEY, shapes.document_data))

    @described("Documents", "Add a document", {201: schema.WHOLE_DOCUMENT}, refusals=[403, 409],
               request=schema.DOCUMENT_BODY)  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """Needs the role owner or adjudicator. The text is stored as sent, line ends as LF; at most 12 MB."""
        document = add_document(self.viewer, read_document(body(request, DOCUMENT_FIELDS)))
        stored = documents.whole_document(self.viewer, document.key)
        return Response(shapes.whole_document_data(stored, None, None), status=201)


class DocumentDetail(ProjectView):
    """One text."""

    @described("Documents", "Read a document", {200: schema.WHOLE_DOCUMENT})
    def get(self, request: Request, slug: str, key: str) -> Response:
        """The document with its text, sections, excluded ranges, and the caller's own reading."""
        document = documents.whole_document(self.viewer, key)
        cursor = events.last_event(self.viewer, document)
        return Response(shapes.whole_document_data(document, own_reading(self.viewer, document), cursor))


class Submit(ProjectView):
    """The end of the caller's reading."""

    actions: ClassVar = {"POST": "mark"}

    @described("Readings", "Submit your reading", {200: schema.READING}, refusals=[403],
               request=schema.READING_BODY)  # fmt: skip
    def post(self, request: Request, slug: str, key: str) -> Response:
        """An empty body says: all was read, and labels without a mark have none here. Again: no change."""
        document = documents.document(self.viewer, key)
        data = body(request, ("ranges", "none_here"))
        reading = submit_reading(self.viewer, document, ranges=data.get("ranges"), none_here=data.get("none_here"))
        return Response(shapes.reading_data(reading, document.key))


class Reopen(ProjectView):
    """Going on with a submitted reading."""

    actions: ClassVar = {"POST": "mark"}

    @described("Readings", "Reopen your reading", {200: schema.READING}, refusals=[403, 409, 415, 422])
    def post(self, request: Request, slug: str, key: str) -> Response:
        """The reading leaves every figure until it is submitted again; what was visible stays visible."""
        document = documents.document(self.viewer, key)
        body(request, ())
        return Response(shapes.reading_data(reopen_reading(self.viewer, document), document.key))
