"""Agreement over HTTP: the figures, the passages behind a number of the confusion table, and the pairing table."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.base import ProjectView
from annotator.api.figures import AnyForm
from annotator.api.paging import page_of_positions
from annotator.api.problems import Refused
from annotator.api.schema import CURSOR, described, object_of, offsets_fields, page_of
from annotator.api.streaming import streamed
from annotator.forms.filters import BadParameter, filters_from
from core.errors import Invalid
from core.export.pairs import pairs_csv
from core.queries.agreement_report import agreement_report
from core.queries.filters import Filters
from core.queries.pairings import LABEL, Pair, Side, pairing

FILTERS = tuple(name for name in Filters.__dataclass_fields__ if name != "layer")
DESCRIBED = [OpenApiParameter(name, str) for name in FILTERS]
_Found = TypeVar("_Found")

SIDE = object_of("MarkAsItStood", {
    "reviewer": s.CharField(help_text="The reader's code name in this project."),
    "id": s.UUIDField(),
    **offsets_fields(),
    "quote": s.CharField(trim_whitespace=False),
    "label": s.CharField(),
    "value": s.CharField(allow_blank=True, help_text="What it says of the label or detail that is asked for."),
    "has_changed": s.BooleanField(help_text="It stands otherwise now, or not at all."),
    "is_deleted": s.BooleanField(),
})  # fmt: skip
PAIR = object_of("PairOfMarks", {
    "document": s.CharField(help_text="The document's key."),
    "passage": s.IntegerField(min_value=1, help_text="Marks of one number are of one passage."),
    "iou": s.FloatField(allow_null=True, help_text="Intersection over union in characters."),
    "a": SIDE(),
    "b": SIDE(allow_null=True, help_text="Null where no colleague's mark met it."),
})  # fmt: skip


class AgreementFigures(ProjectView):
    """The figures of the agreement page."""

    parameters = FILTERS

    @described("Figures", "How far readers agree", {200: OpenApiTypes.OBJECT}, parameters=DESCRIBED)
    def get(self, request: Request, slug: str) -> Response:
        """The JSON of `agreement --json`, of the readings that the caller may see.

        Figures use marks as they stood at first submission; `after` holds those of the marks as they stand now, where
        a reading was opened again. An undefined figure is null with its reason beside it.
        """
        return Response(asked(request, lambda filters: agreement_report(self.viewer, filters)))


class AgreementPassages(ProjectView):
    """The pairs of marks that a number of the confusion table counts."""

    parameters = (*FILTERS, "of", "a", "b", "cursor")

    @described("Figures", "Passages on which readers differ", {200: page_of("PairsOfMarks", PAIR)},
               parameters=[*DESCRIBED, OpenApiParameter("of", str, default=LABEL), OpenApiParameter("a", str),
                           OpenApiParameter("b", str), CURSOR])  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        """Pairs of marks of one passage of which one says `a` and the other `b`: labels, or values of the detail `of`.

        As many as `confusion` counts. With a label `a` and no `b`: marks that no colleague's met where one read.
        Without both: all pairs that are compared, of the label also all marks that met none.
        """
        of, a, b = (request.query_params.get(name, default) for name, default in (("of", LABEL), ("a", ""), ("b", "")))
        found = asked(request, lambda filters: pairing(self.viewer, filters, of, a, b))
        return Response(page_of_positions(request, lambda skip, n: list(found.rows(skip, skip + n)), pair_data))


class AgreementPairs(ProjectView):
    """Which mark met which, as a file."""

    parameters = FILTERS
    actions: ClassVar = {"GET": "export", "HEAD": "export"}
    content_negotiation_class = AnyForm

    @described("Figures", "Download the pairing table", {(200, "text/csv; charset=utf-8"): OpenApiTypes.STR},
               refusals=[403], parameters=DESCRIBED)  # fmt: skip
    def get(self, request: Request, slug: str) -> StreamingHttpResponse:
        """A row for two marks of one passage with their IoU, a row for each mark that met none; CSV, an attachment."""
        rows = asked(request, lambda filters: pairs_csv(self.viewer, filters))
        return streamed(request._request, rows, content_type="text/csv; charset=utf-8",
                        file_name=f"{self.viewer.project.slug}-pairs.csv")  # fmt: skip


def asked(request: Request, answer: Callable[[Filters], _Found]) -> _Found:
    """The answer under the filters of the address; 400 for those that nobody knows."""
    query = {name: request.query_params[name] for name in FILTERS if name in request.query_params}
    try:
        return answer(filters_from(query))
    except (BadParameter, Invalid) as error:
        raise Refused(400, error.code, error.message, errors=error.errors) from error


def pair_data(row: Pair) -> dict[str, Any]:
    """One row of the table."""
    b = None if row.b is None else _side(row.b)
    return {"document": row.document, "passage": row.unit, "iou": row.iou, "a": _side(row.a), "b": b}


def _side(mark: Side) -> dict[str, Any]:
    said = vars(mark) | {"id": str(mark.uuid)}
    return {name: said[name] for name in SIDE().fields}
