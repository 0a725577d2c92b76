"""Figures and data sets: what may be counted and carried away."""

from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.base import Negotiation, ProjectView
from annotator.api.parameters import choice
from annotator.api.problems import Refused
from annotator.api.schema import described
from annotator.api.streaming import streamed
from annotator.forms.filters import BadParameter, filters_from
from core.errors import Invalid
from core.export.registry import FORMATS, export, format_of
from core.queries.comparison_report import comparison_report
from core.queries.filters import Filters
from core.queries.in_full import comparison_in_full

FILTERS = tuple(Filters.__dataclass_fields__)
FORMAT_NAMES = [form.name for form in FORMATS]
FORMAT = OpenApiParameter("format", OpenApiTypes.STR, enum=FORMAT_NAMES, default="jsonl")


class ComparisonFigures(ProjectView):
    """The figures of the comparison page."""

    parameters = FILTERS

    @described("Figures", "Compare origins", {200: OpenApiTypes.OBJECT},
               parameters=[OpenApiParameter(name, str) for name in FILTERS])  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        """The JSON of `compare --json`: one row an origin, of the readings that the caller may see, what can be said
        of two of them, tested in every way of counting, and under `claims` what two outlets or more claim: `id`,
        `text`, `outlets`, `n_marks` and `n_independent`, of how many sources the outlets are as far as ties are known.

        `target` and `voice` take a value or a group of values, `since` and `until` a year, a month or a day. Contrasts
        are of texts of one event and genre; `withheld` says why others are none.
        """
        try:
            figures = comparison_in_full(self.viewer, filters_from(request.query_params))
        except (BadParameter, Invalid) as error:
            raise Refused(400, error.code, error.message, errors=error.errors) from error
        return Response(figures.as_json())


class ComparisonReport(ProjectView):
    """The report of a comparison."""

    parameters = (*FILTERS, "state")

    @described("Figures", "Report a comparison", {200: OpenApiTypes.OBJECT},
               parameters=[OpenApiParameter(name, str) for name in (*FILTERS, "state")])  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        """Figures, tested sentences, the words behind them, and how they came about. `state` names all that they were
        made from; asked with another one, `has_changed` is true: the data are not those that were cited.
        """
        try:
            report = comparison_report(self.viewer, filters_from(request.query_params, also=("state",)))
        except (BadParameter, Invalid) as error:
            raise Refused(400, error.code, error.message, errors=error.errors) from error
        asked = request.query_params.get("state", "")
        return Response(report.as_json() | {"has_changed": asked not in ("", report.state)})


class AnyForm(Negotiation):
    """The address decides the form of the file, not the header `Accept`."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """The first one: it is for refusals only."""
        return renderers[0], renderers[0].media_type


class Export(ProjectView):
    """The data set that the caller may see."""

    parameters = ("format",)
    actions: ClassVar = {"GET": "export", "HEAD": "export"}
    content_negotiation_class = AnyForm

    @described("Figures", "Download the data set",
               {(200, form.media_type.partition(";")[0]): OpenApiTypes.STR for form in FORMATS},
               refusals=[403], parameters=[FORMAT])  # fmt: skip
    def get(self, request: Request, slug: str) -> StreamingHttpResponse:
        """The interchange file (`jsonl`), one long table (`csv`) or another format, streamed, as an attachment; what
        is several files comes as a zip."""
        form = format_of(choice(request.query_params, "format", FORMAT_NAMES, "jsonl"))
        return streamed(
            request._request,
            export(self.viewer, form.name),
            content_type=form.media_type,
            file_name=form.file_name(self.viewer.project.slug),
        )
