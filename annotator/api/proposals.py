"""What is proposed of where a text comes from, and rulings on it."""

from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema, schema_proposals
from annotator.api.base import ProjectView, sent
from annotator.api.paging import page_of_positions
from annotator.api.schema import CURSOR, described
from annotator.api.shapes import etag
from annotator.api.shapes_proposals import entry_data, proposal_data
from core.queries import documents, proposals
from core.queries.origin_history import story
from core.services.origin_facts import read_ruling
from core.services.ruling_origins import rule


class Proposals(ProjectView):
    """What is proposed of a document."""

    parameters = ("cursor",)

    @described("Provenance", "List proposals", {200: schema.page_of("Proposals", schema_proposals.PROPOSAL)},
               parameters=[CURSOR])  # fmt: skip
    def get(self, request: Request, slug: str, key: str) -> Response:
        """Sections of other origin and ranges to leave out, open and ruled, in the order of the text.

        None while the source is hidden from the caller. What readers marked as not part of the article is proposed to
        who may see their marks.
        """
        rows = proposals.proposals(self.viewer, documents.document(self.viewer, key))
        return Response(page_of_positions(request, lambda skip, limit: rows[skip : skip + limit], proposal_data))


class ProposalDetail(ProjectView):
    """One proposal."""

    actions: ClassVar = {"POST": "provenance"}

    @described("Provenance", "Read a proposal", {200: schema_proposals.PROPOSAL})
    def get(self, request: Request, slug: str, key: str, uuid: UUID) -> Response:
        """The proposal with its reasons, and how it was ruled on."""
        row = proposals.proposed(self.viewer, documents.document(self.viewer, key), uuid)
        return Response(proposal_data(row), headers={"ETag": etag(row.version)})

    @described("Provenance", "Rule on a proposal", {200: schema_proposals.PROPOSAL}, refusals=[403, 409, 412],
               request=schema_proposals.RULING_BODY, stale=schema_proposals.STALE)  # fmt: skip
    def post(self, request: Request, slug: str, key: str, uuid: UUID) -> Response:
        """Accept, move, reject, or reopen (take the ruling back). What is accepted stands at once, and figures follow.

        Refusals: 412 with the proposal as it is, when `version` is another; 409 `already_ruled`, `not_ruled`,
        `spans_overlap`, `changed_since`; 422 `span_invalid`, `outlet_missing`, `unknown_outlet`, `reason_missing`.
        """
        document, ruling = documents.document(self.viewer, key), read_ruling(sent(request))
        row = proposals.ruled_on(self.viewer, rule(self.viewer, document, uuid, ruling))
        return Response(proposal_data(row), headers={"ETag": etag(row.version)})


class ProposalHistory(ProjectView):
    """Who ruled what."""

    parameters = ("cursor",)

    @described("Provenance", "Read the history of rulings on the origin",
               {200: schema.page_of("OriginHistory", schema_proposals.ENTRY)}, parameters=[CURSOR])  # fmt: skip
    def get(self, request: Request, slug: str, key: str) -> Response:
        """Rulings on proposals, and sections and excluded ranges as people set, changed and removed them."""
        rows = story(self.viewer, documents.document(self.viewer, key)).ruled
        known = {row.pk: row.key for row in documents.outlets(self.viewer)}
        return Response(
            page_of_positions(
                request, lambda skip, limit: rows[skip : skip + limit], lambda row: entry_data(row, known)
            )
        )
