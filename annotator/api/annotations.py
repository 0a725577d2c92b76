"""Marks, their history and their links."""

from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from annotator.api import schema, schema_steps, shapes
from annotator.api.base import ProjectView, body, sent, version_asked
from annotator.api.paging import Key, page_of, page_of_positions
from annotator.api.schema import CURSOR, IF_MATCH, described
from core.errors import Invalid
from core.models import Annotation
from core.queries import annotations, documents
from core.queries.reading_page import marks_to_read
from core.services import annotating
from core.services.drafts import read_mark, read_uuid, read_version
from core.services.earlier import restore_annotation
from core.services.mark_rows import own_annotation, own_kept
from core.services.splitting import split_annotation

IN_TEXT = (Key("start", int), Key("end", int), Key("uuid", UUID))
BY_ENDS = (Key("from_annotation__uuid", UUID), Key("to_annotation__uuid", UUID))


def _answer(annotation: Annotation, status: int = 200) -> Response:
    return Response(shapes.mark_data(annotation), status=status, headers={"ETag": shapes.etag(annotation.version)})


class Annotations(ProjectView):
    """The marks on a document."""

    parameters = ("cursor",)
    actions: ClassVar = {"POST": "mark"}

    @described("Marks", "List marks", {200: schema.page_of("Marks", schema.MARK)}, parameters=[CURSOR])
    def get(self, request: Request, slug: str, key: str) -> Response:
        """The marks that the caller may see, in the order of the text (start, end, id)."""
        rows = marks_to_read(self.viewer, documents.document(self.viewer, key))
        return Response(page_of(request, rows, IN_TEXT, shapes.mark_data))

    @described("Marks", "Add a mark", {201: schema.MARK, 200: schema.MARK}, refusals=[403, 409, 410],
               request=schema.MARK_BODY)  # fmt: skip
    def post(self, request: Request, slug: str, key: str) -> Response:
        """201 when stored. The same id and body again is 200 and the mark as it is now: retry without fear.

        Refusals: 422 `quote_mismatch`, `span_invalid`, `unknown_label`, `unknown_facet`, `id_reused`;
        409 `duplicate_mark`, `reading_submitted`; 403 `not_assigned`; 410 for the id of a deleted mark.
        """
        document = documents.document(self.viewer, key)
        mark, is_new = annotating.add_annotation(self.viewer, document, read_mark(sent(request)))
        response = _answer(mark, 201 if is_new else 200)
        if is_new:
            response["Location"] = reverse("api:annotation", [slug, mark.uuid], request=request)
        return response


class AnnotationDetail(ProjectView):
    """One mark."""

    @described("Marks", "Read a mark", {200: schema.MARK}, refusals=[410])
    def get(self, request: Request, slug: str, uuid: UUID) -> Response:
        """The mark; its version is in the ETag."""
        return _answer(annotations.annotation(self.viewer, uuid))

    @described("Marks", "Change a mark", {200: schema.MARK}, refusals=[403, 409, 410, 412, 428],
               request=schema.MARK_CHANGE, parameters=[IF_MATCH])  # fmt: skip
    def patch(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Fields that are left out stay. Only the mark's reader may; 409 while the reading is submitted."""
        own_annotation(self.viewer, uuid)  # whose it is comes before which version
        return _answer(annotating.change_annotation(self.viewer, uuid, version_asked(request), sent(request)))

    @described("Marks", "Delete a mark", {204: None}, refusals=[403, 409, 410, 412, 428], parameters=[IF_MATCH])
    def delete(self, request: Request, slug: str, uuid: UUID) -> Response:
        """The mark leaves every list and figure; its id stays taken and its history readable."""
        own_annotation(self.viewer, uuid)
        annotating.delete_annotation(self.viewer, uuid, version_asked(request))
        return Response(status=204)


class Restore(ProjectView):
    """A mark as it was."""

    @described("Marks", "Restore a mark", {200: schema.MARK}, refusals=[403, 409, 410, 412, 428],
               request=schema_steps.RESTORE_BODY, parameters=[IF_MATCH])  # fmt: skip
    def post(self, request: Request, slug: str, uuid: UUID) -> Response:
        """The mark as it was at an earlier version becomes its next version; a deleted mark comes back so.

        `If-Match` has the version of now, for a deleted mark that of its deletion. Refusals: 422
        `unknown_version`; 409 `duplicate_mark`, `state_retired`, `reading_submitted`.
        """
        own_kept(self.viewer, uuid)  # whose it is comes before which version
        version = read_version(body(request, ("version",)).get("version"))
        return _answer(restore_annotation(self.viewer, uuid, version, at_version=version_asked(request)))


class Split(ProjectView):
    """One mark made two."""

    @described("Marks", "Split a mark", {200: schema_steps.SPLIT}, refusals=[403, 409, 410, 412, 428],
               request=schema_steps.SPLIT_BODY, parameters=[IF_MATCH])  # fmt: skip
    def post(self, request: Request, slug: str, uuid: UUID) -> Response:
        """The mark ends before `at`, and a new one with the same label, details and note begins there.

        Both are trimmed of outer white space and of a closing stop. Links stay with the first. The same `id` and
        `at` again changes nothing. Refusals: 422 `span_invalid`, `id_reused`; 409 `duplicate_mark`.
        """
        own_annotation(self.viewer, uuid)
        data = body(request, ("at", "id"))
        halves = split_annotation(self.viewer, uuid, version_asked(request), data.get("at"), read_uuid(data.get("id")))
        first, second = (shapes.mark_data(row) for row in halves)
        return Response({"first": first, "second": second}, headers={"ETag": shapes.etag(halves[0].version)})


class History(ProjectView):
    """What became of a mark."""

    parameters = ("cursor",)

    @described("Marks", "Read a mark's history", {200: schema.page_of("History", schema.CHANGE)},
               parameters=[CURSOR])  # fmt: skip
    def get(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Who, when, from, to: one entry for the creation and one for each change, deletion included."""
        return Response(
            page_of_positions(
                request,
                lambda skip, limit: annotations.history(self.viewer, uuid, skip=skip, limit=limit),
                shapes.change_data,
            )
        )


class Links(ProjectView):
    """What a mark supports or contradicts, and by what it is."""

    parameters = ("cursor",)

    @described("Links", "List a mark's links", {200: schema.page_of("Links", schema.LINK)}, refusals=[410],
               parameters=[CURSOR])  # fmt: skip
    def get(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Links from and to this mark."""
        return Response(page_of(request, annotations.links_of(self.viewer, uuid), BY_ENDS, shapes.link_data))

    @described("Links", "Link two marks", {201: schema.LINK, 200: schema.LINK}, refusals=[403, 409, 410],
               request=schema.LINK_BODY)  # fmt: skip
    def post(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Says that this mark supports or contradicts another of the same reading. Again: 200, no change."""
        data = body(request, ("to", "kind"))
        if not isinstance(data.get("kind"), str):
            raise Invalid("A link has a kind.", "field_missing", errors={"kind": ["Missing."]})
        to = read_uuid(data.get("to"))
        _, is_new = annotating.add_link(self.viewer, uuid, to, data["kind"])
        return Response(shapes.link_data(annotations.link(self.viewer, uuid, to)), status=201 if is_new else 200)


class LinkDetail(ProjectView):
    """One link."""

    @described("Links", "Unlink two marks", {204: None}, refusals=[403, 409, 410])
    def delete(self, request: Request, slug: str, uuid: UUID, to: UUID) -> Response:
        """Takes the link from this mark to the other away; the history keeps it."""
        annotating.delete_link(self.viewer, uuid, to)
        return Response(status=204)
