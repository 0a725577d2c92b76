"""Claims: what marks of several texts state alike, who makes them, and what may be the same."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema, schema_claims, shapes
from annotator.api.base import ProjectView, body, version_asked
from annotator.api.paging import page_of_positions
from annotator.api.parameters import uuid_or_none
from annotator.api.schema import CURSOR, IF_MATCH, described
from annotator.api.shapes_claims import claim_data
from core.errors import Invalid
from core.queries.claim_suggestions import suggestions
from core.queries.claims import claim_seen, claims_seen
from core.services import claiming
from core.services.drafts import read_uuid

OUTLET = OpenApiParameter("outlet", OpenApiTypes.STR, description="Claims that this outlet makes.")
MARK = OpenApiParameter("mark", OpenApiTypes.UUID, description="With the words of this mark alone.")


def _marks(value: Any, name: str = "annotations") -> list[UUID]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise Invalid("Name marks by a list of their ids.", "no_marks", errors={name: ["No list."]})
    return [read_uuid(one) for one in value]


class _ClaimView(ProjectView):
    """What claims have in common: who may see one comes before who may change it."""

    def answer(self, uuid: UUID, status: int = 200) -> Response:
        """The claim as the caller sees it now; 204 where nothing of it is left for the caller."""
        claim = claim_seen(self.viewer, uuid)
        return Response(claim_data(claim), status=status, headers={"ETag": shapes.etag(claim.version)})


class Claims(_ClaimView):
    """The claims of a project."""

    parameters = ("cursor", "outlet")
    actions: ClassVar = {"POST": "join_claims"}

    @described("Claims", "List claims", {200: schema.page_of("Claims", schema_claims.CLAIM)},
               parameters=[CURSOR, OUTLET])  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        """Claims of which the caller sees a mark, with these marks only; those of most outlets first."""
        rows = claims_seen(self.viewer, outlet=request.query_params.get("outlet", ""))
        return Response(
            page_of_positions(request, lambda skip, limit: rows[skip : skip + limit], claim_data)
        )  # fmt: skip

    @described("Claims", "Make a claim", {201: schema_claims.CLAIM, 200: schema_claims.CLAIM}, refusals=[403, 409],
               request=schema_claims.CLAIM_BODY)  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """Of marks that the caller sees. The same id and body again: 200, no change.

        Refusals: 409 `states_another` with the first claim under `claim`; 422 `text_invalid`, `no_marks`, `id_reused`.
        """
        data = body(request, ("id", "annotations", "text"))
        claim, is_new = claiming.make_claim(
            self.viewer, id=read_uuid(data.get("id")), marks=_marks(data.get("annotations")), text=data.get("text", "")
        )
        return self.answer(claim.uuid, 201 if is_new else 200)


class ClaimDetail(_ClaimView):
    """One claim."""

    @described("Claims", "Get a claim", {200: schema_claims.CLAIM})
    def get(self, request: Request, slug: str, uuid: UUID) -> Response:
        """With who makes it, on what basis, and which outlets are one source."""
        return self.answer(uuid)

    @described("Claims", "Reword a claim", {200: schema_claims.CLAIM}, refusals=[403, 412, 428],
               request=schema_claims.CLAIM_CHANGE, parameters=[IF_MATCH], stale=schema_claims.STALE_CLAIM)  # fmt: skip
    def patch(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Other words; 412 has the claim as it stands under `current`."""
        claim_seen(self.viewer, uuid)
        self.viewer.require("join_claims")
        claiming.reword(self.viewer, uuid, version_asked(request), body(request, ("text",)).get("text"))
        return self.answer(uuid)


class ClaimMarks(_ClaimView):
    """The marks of a claim."""

    @described("Claims", "Join marks to a claim", {200: schema_claims.CLAIM}, refusals=[403, 409],
               request=schema_claims.CLAIM_MARKS)  # fmt: skip
    def post(self, request: Request, slug: str, uuid: UUID) -> Response:
        """They state it, too; those that do already are no change. 409 `states_another` for a mark of another claim."""
        claim_seen(self.viewer, uuid)
        self.viewer.require("join_claims")
        claiming.join_marks(self.viewer, uuid, _marks(body(request, ("annotations",)).get("annotations")))
        return self.answer(uuid)


class ClaimMarkDetail(_ClaimView):
    """One mark of a claim."""

    @described("Claims", "Take a mark out of a claim", {204: None}, refusals=[403])
    def delete(self, request: Request, slug: str, uuid: UUID, to: UUID) -> Response:
        """It does not state the claim after all. A claim without marks is shown nowhere; its history is kept."""
        claiming.take_out(self.viewer, uuid, [to])
        return Response(status=204)


class ClaimMerging(_ClaimView):
    """Two claims that are one."""

    @described("Claims", "Merge two claims", {200: schema_claims.CLAIM}, refusals=[403, 412, 428],
               request=schema_claims.CLAIM_MERGE, parameters=[IF_MATCH], stale=schema_claims.STALE_CLAIM)  # fmt: skip
    def post(self, request: Request, slug: str, uuid: UUID) -> Response:
        """All marks of `other` state this claim; the other is not there any more. Merged again: no change."""
        claim_seen(self.viewer, uuid)
        self.viewer.require("join_claims")
        version = version_asked(request)
        claiming.merge_claims(self.viewer, uuid, version, read_uuid(body(request, ("other",)).get("other")))
        return self.answer(uuid)


class ClaimSuggestions(ProjectView):
    """What may state the same."""

    parameters = ("cursor", "mark")
    actions: ClassVar = {"GET": "join_claims", "HEAD": "join_claims"}

    @described("Claims", "List suggestions", {200: schema.page_of("Suggestions", schema_claims.SUGGESTION)},
               refusals=[403], parameters=[CURSOR, MARK])  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        """Pairs of passages with the same numbers, names or rare words, of different outlets first; nothing that is
        joined already or was told apart. From marks of submitted readings that the caller sees, and the caller's own.
        """
        rows = suggestions(self.viewer, mark=uuid_or_none(request.query_params, "mark"))
        return Response(
            page_of_positions(request, lambda skip, limit: rows[skip : skip + limit], lambda row: row.as_json())
        )  # fmt: skip


class Apart(ProjectView):
    """What does not state the same."""

    actions: ClassVar = {"POST": "join_claims"}

    @described("Claims", "Tell marks apart", {200: schema_claims.APART}, refusals=[403],
               request=schema_claims.APART_BODY)  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """Looked at, and not the same: suggested no more. Again: no change. 422 `same_claim` for joined marks."""
        data = body(request, ("ones", "others"))
        n_new = claiming.tell_apart(self.viewer, _marks(data.get("ones"), "ones"), _marks(data.get("others"), "others"))
        return Response({"n_new": n_new})
