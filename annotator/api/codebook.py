"""The codebook in force, and how it grows."""

from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema, schema_codebook, shapes_codebook
from annotator.api.base import ProjectView, body
from annotator.api.paging import page_of_positions
from annotator.api.schema import CURSOR, described
from core.access import Viewer
from core.models import ChangeState, CodebookChange
from core.queries import codebook_growth as queries
from core.services import codebook_growth
from core.services.codebooks import codebook_data
from core.services.drafts import read_uuid

FIELDS = ("id", "kind", "target", "details", "reason")


class CodebookDetail(ProjectView):
    """The rules in force."""

    @described("Codebook", "Read the codebook", {200: schema_codebook.CODEBOOK})
    def get(self, request: Request, slug: str) -> Response:
        """As the interchange file has it, with its revision, which grows with every publication."""
        codebook = self.viewer.project.codebook
        return Response(shapes_codebook.codebook_shape(codebook_data(codebook), codebook.revision if codebook else 0))


class Changes(ProjectView):
    """Recorded operations on the codebook."""

    parameters = ("cursor",)
    actions: ClassVar = {"POST": "manage"}

    @described("Codebook", "List changes of the codebook",
               {200: schema.page_of("CodebookChanges", schema_codebook.CHANGE)}, parameters=[CURSOR])  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        """In their order. The owner sees drafts, too, and how many marks each touched."""
        rows = queries.changes(self.viewer)
        if not self.viewer.may("manage"):
            rows = rows.filter(state=ChangeState.PUBLISHED)

        def fetch(skip: int, limit: int) -> list[object]:
            return list(shapes_codebook.changes_data(self.viewer, list(rows[skip : skip + limit])))

        return Response(page_of_positions(request, fetch, lambda row: row))

    @described("Codebook", "Draft a change of the codebook", {201: schema_codebook.CHANGE, 200: schema_codebook.CHANGE},
               refusals=[403], request=schema_codebook.CHANGE_BODY)  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """Nothing changes until it is published. The same id and operation again: 200, no change.

        Refusals: 422 `change_invalid`, `codebook_invalid`, `unknown_kind`, `id_reused`.
        """
        data = body(request, FIELDS)
        made, is_new = codebook_growth.draft_change(
            self.viewer, id=read_uuid(data.get("id")), kind=data.get("kind"), target=data.get("target"),
            details=data.get("details"), reason=data.get("reason", ""),
        )  # fmt: skip
        return Response(_one(self.viewer, made), status=201 if is_new else 200)


class ChangeDetail(ProjectView):
    """One draft."""

    actions: ClassVar = {"DELETE": "manage"}

    @described("Codebook", "Drop a draft", {204: None}, refusals=[403, 409])
    def delete(self, request: Request, slug: str, uuid: UUID) -> Response:
        """It will not be published; its row stays. Refusals: 409 `already_published`, `draft_needed`."""
        codebook_growth.drop_change(self.viewer, uuid)
        return Response(status=204)


class Preview(ProjectView):
    """What the drafts would touch."""

    actions: ClassVar = {"GET": "manage", "HEAD": "manage"}

    @described("Codebook", "Preview the drafts", {200: schema_codebook.PREVIEW}, refusals=[403])
    def get(self, request: Request, slug: str) -> Response:
        """For each draft, after those before it: marks, readers, documents, marks that would stand twice, rulings."""
        found = queries.preview(self.viewer)
        changes = shapes_codebook.changes_data(self.viewer, [row.change for row in found])
        return Response(
            {"results": [shapes_codebook.touched_data(row, told) for row, told in zip(found, changes, strict=True)]}
        )


class Publish(ProjectView):
    """All drafts at once."""

    actions: ClassVar = {"POST": "manage"}

    @described("Codebook", "Publish the drafts", {200: schema_codebook.PUBLISHED}, refusals=[403, 415, 422])
    def post(self, request: Request, slug: str) -> Response:
        """In their order, in one transaction; marks get new versions, the codebook its next revision."""
        body(request, ())
        done = codebook_growth.publish_changes(self.viewer)
        revision = self.viewer.project.codebook.revision if self.viewer.project.codebook else 0
        return Response({"revision": revision, "results": list(shapes_codebook.changes_data(self.viewer, done))})


def _one(viewer: Viewer, made: CodebookChange) -> object:
    return shapes_codebook.changes_data(viewer, [made])[0]
