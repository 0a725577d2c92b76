"""The citation ledger: cards of sources, citations, findings, figures."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema, schema_sources, shapes
from annotator.api.base import ProjectView, body, version_asked
from annotator.api.paging import Key, page_of
from annotator.api.parameters import choice
from annotator.api.schema import CURSOR, IF_MATCH, described
from annotator.api.shapes_sources import citation_data, ledger_data, source_data
from core.errors import Invalid
from core.models import Citation, Finding, ReviewerKind, Source
from core.queries import annotations, ledger
from core.queries.ledger_figures import ledger_figures
from core.queries.ledger_ranking import to_open_next
from core.services import citing
from core.services.card_facts import FACTS
from core.services.drafts import read_uuid
from core.services.merging_sources import merge_sources
from core.services.origin_facts import read_flag

BY_KEY = (Key("key", str),)
BY_ID = (Key("uuid", UUID),)


def _card(card: Source, status: int = 200) -> Response:
    return Response(source_data(card), status=status, headers={"ETag": shapes.etag(card.version)})


def _citation(row: Citation, status: int = 200, **more: Any) -> Response:
    return Response(citation_data(row) | more, status=status, headers={"ETag": shapes.etag(row.version)})


class Sources(ProjectView):
    """Cards of sources."""

    parameters = ("cursor",)
    actions: ClassVar = {"POST": "cite"}

    @described("Sources", "List sources", {200: schema.page_of("Sources", schema_sources.SOURCE)}, parameters=[CURSOR])
    def get(self, request: Request, slug: str) -> Response:
        """The cards that the caller may see, by key: those filed openly or by the caller, and those that a mark cites
        which the caller sees."""
        return Response(page_of(request, ledger.visible_sources(self.viewer).order_by("key"), BY_KEY, source_data))

    @described("Sources", "File a source", {201: schema_sources.SOURCE, 200: schema_sources.SOURCE},
               refusals=[403, 409], request=schema_sources.SOURCE_BODY)  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """A card for all to see. The same again: 200 and the card that is there.

        Refusals: 422 `card_empty`, `address_refused` (only http and https), `key_invalid`; 409 `source_exists`.
        """
        data = dict(body(request, ("key", *FACTS)))
        card, is_new = citing.add_source(self.viewer, data, key=data.pop("key", None))
        return _card(card, 201 if is_new else 200)


class SourceDetail(ProjectView):
    """One card."""

    actions: ClassVar = {"PATCH": "cite"}

    @described("Sources", "Read a source", {200: schema_sources.SOURCE})
    def get(self, request: Request, slug: str, key: str) -> Response:
        """The card; for one that was merged the card that stands for it. Its version is in the ETag."""
        return _card(ledger.source(self.viewer, key))

    @described("Sources", "Change a source", {200: schema_sources.SOURCE}, refusals=[403, 409, 412, 428],
               request=schema_sources.SOURCE_CHANGE, parameters=[IF_MATCH],
               stale=schema_sources.STALE_SOURCE)  # fmt: skip
    def patch(self, request: Request, slug: str, key: str) -> Response:
        """Fields that are left out stay; the key never changes. Whoever sees a card may change it; history is kept."""
        ledger.source(self.viewer, key)
        return _card(citing.change_source(self.viewer, key, version_asked(request), body(request, FACTS)))


class MergeSource(ProjectView):
    """Two cards of one source."""

    actions: ClassVar = {"POST": "provenance"}

    @described("Sources", "Merge a source", {200: schema_sources.SOURCE}, refusals=[403, 409, 412, 428],
               request=schema_sources.MERGE_BODY, parameters=[IF_MATCH],
               stale=schema_sources.STALE_SOURCE)  # fmt: skip
    def post(self, request: Request, slug: str, key: str) -> Response:
        """The card `into` stands for both from now on, and is the answer. Citations move; a mark that cited both keeps
        the better founded finding. `If-Match` has the version of the card in the address. Refusals: 422 `same_card`.
        """
        into = body(request, ("into",)).get("into")
        if not isinstance(into, str):
            raise Invalid("Say which card stays.", "field_missing", errors={"into": ["Missing."]})
        return _card(merge_sources(self.viewer, key, version_asked(request), into=into))


class SourceCitations(ProjectView):
    """What cites a card."""

    parameters = ("cursor",)

    @described("Sources", "List a source's citations", {200: schema.page_of("CardCitations", schema_sources.CITATION)},
               parameters=[CURSOR])  # fmt: skip
    def get(self, request: Request, slug: str, key: str) -> Response:
        """The citations of the card by marks that the caller may see, by their ids."""
        rows = ledger.visible_citations(self.viewer).filter(source=ledger.source(self.viewer, key))
        return Response(page_of(request, _with_marks(rows), BY_ID, citation_data))


class MarkCitations(ProjectView):
    """What a mark cites."""

    parameters = ("cursor",)

    @described("Sources", "List a mark's citations", {200: schema.page_of("Citations", schema_sources.CITATION)},
               refusals=[410], parameters=[CURSOR])  # fmt: skip
    def get(self, request: Request, slug: str, uuid: UUID) -> Response:
        """The citations of this mark, by their ids."""
        rows = ledger.citations_of_mark(self.viewer, annotations.annotation(self.viewer, uuid))
        return Response(page_of(request, _with_marks(rows), BY_ID, citation_data))

    @described("Sources", "Cite a source", {201: schema_sources.CITATION, 200: schema_sources.CITATION},
               refusals=[403, 409, 410], request=schema_sources.CITATION_BODY)  # fmt: skip
    def post(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Cites a card from the caller's own mark: `source` by its key, or a new `card`, filed in the same step.

        Keepers cite from any mark that they see. The same again: 200, no change. The reading may be submitted: a
        citation changes no mark. Refusals: 422 `source_missing`, `id_reused`, and those of a card; 409 `later_version`.
        """
        data = body(request, ("id", "source", "card"))
        card, source = data.get("card"), data.get("source")
        if not (card is None or isinstance(card, dict)) or not (source is None or isinstance(source, str)):
            raise Invalid("`source` is a key, `card` an object.", "source_missing", errors={"source": ["No key."]})
        id_ = None if data.get("id") is None else read_uuid(data["id"])
        made, is_new = citing.cite(self.viewer, uuid, source=source, card=card, id=id_)
        return _citation(made, 201 if is_new else 200)


class CitationDetail(ProjectView):
    """One citation."""

    @described("Sources", "Read a citation", {200: schema_sources.CITATION})
    def get(self, request: Request, slug: str, uuid: UUID) -> Response:
        """The citation with what was found; its version is in the ETag."""
        return _citation(ledger.citation(self.viewer, uuid))

    @described("Sources", "Check a citation", {200: schema_sources.CHECKED}, refusals=[403, 409, 412, 428],
               request=schema_sources.CITATION_CHECK, parameters=[IF_MATCH],
               stale=schema_sources.STALE_CITATION)  # fmt: skip
    def patch(self, request: Request, slug: str, uuid: UUID) -> Response:
        """What the caller found in the source; checker and day follow. Fields that are left out stay.

        `unchecked` takes a finding back. `for_claim` has unchecked citations of the same card by marks of the same
        claim take it over. Refusals: 422 `unknown_finding`, `excerpt_too_long`, `excerpt_refused`.
        """
        found = ledger.citation(self.viewer, uuid)
        data = body(request, ("finding", "excerpt", "for_claim"))
        finding = data.get("finding", found.finding)
        stays = "" if finding == Finding.UNCHECKED else found.excerpt
        told = {"finding": finding, "excerpt": data.get("excerpt", stays)}
        if read_flag(data, "for_claim"):
            row, others = citing.check_for_claim(self.viewer, uuid, version_asked(request), **told)
        else:
            row, others = citing.check(self.viewer, uuid, version_asked(request), **told), []
        return _citation(row, taken_over=[str(other.uuid) for other in others])

    @described("Sources", "Remove a citation", {204: None}, refusals=[403, 409, 410, 412, 428],
               parameters=[IF_MATCH], stale=schema_sources.STALE_CITATION)  # fmt: skip
    def delete(self, request: Request, slug: str, uuid: UUID) -> Response:
        """The mark cites this card no more; the history keeps it. By the mark's reader or a keeper."""
        ledger.citation(self.viewer, uuid)
        citing.remove_citation(self.viewer, uuid, version_asked(request))
        return Response(status=204)


class Ledger(ProjectView):
    """What was opened, and holds."""

    parameters = ("reviewers",)

    @described("Sources", "Read the ledger", {200: schema_sources.LEDGER},
               parameters=[OpenApiParameter("reviewers", str, enum=ReviewerKind.values)])  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        """Of the bases that marks cite: how many were opened, found, and say so, in all and by origin; what to open
        next. Figures count submitted readings of one kind of reader, as far as the caller may see them.
        """
        kind = choice(request.query_params, "reviewers", ReviewerKind.values, self.viewer.project.figures_from)
        figures = ledger_figures(self.viewer, kind)
        return Response(ledger_data(self.viewer.project.slug, figures, to_open_next(self.viewer)))


def _with_marks(rows: Any) -> Any:
    return rows.select_related("annotation").order_by("uuid")
