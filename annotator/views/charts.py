"""Charts as files: pictures in either theme, the table they were drawn from, and their Vega-Lite."""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotator.charts import render
from annotator.charts.chart import Chart, Spec
from annotator.charts.drawing import titled
from annotator.charts.look import THEMES, coloured, without_patterns
from annotator.forms.filters import filters_from
from annotator.guards import member
from annotator.pages.charts import chart_named, comparison_charts
from annotator.pages.report_charts import report_charts
from core.access import Viewer
from core.errors import Invalid, NotFound
from core.queries.report import document_report


@require_safe
@member("see")
def comparison_chart(request: HttpRequest, viewer: Viewer, chart: str, format: str) -> HttpResponse:
    """A chart of the comparison with the page's filters; `?theme=dark` for its dark picture."""
    theme = _theme(request)
    found = chart_named(comparison_charts(viewer, filters_from(request.GET, also=("theme",))), chart)
    return _file(found, format, theme, name=f"{viewer.project.slug}-{chart}")


@require_safe
@member("see")
def report_chart(request: HttpRequest, viewer: Viewer, key: str, chart: str, format: str) -> HttpResponse:
    """A chart of a document's report; `?reader=` as on its page."""
    theme = _theme(request)
    report = document_report(viewer, key, request.GET.get("reader"))
    return _file(chart_named(report_charts(viewer, report), chart), format, theme, name=f"{key}-{chart}")


def _theme(request: HttpRequest) -> str:
    theme = request.GET.get("theme") or "light"
    if theme not in THEMES:
        message = f"There is no theme {theme!r:.40}. Known: {', '.join(THEMES)}."
        raise Invalid(message, "unknown_theme", errors={"theme": [message]})
    return theme


def _svg(spec: Spec, theme: str) -> str:
    return render.in_file(spec, theme)


def _png(spec: Spec, theme: str) -> bytes:
    return render.png(render.in_file(spec, theme))


def _vega_lite(spec: Spec, theme: str) -> str:
    return coloured(without_patterns(json.dumps(spec, ensure_ascii=False, indent=1, allow_nan=False)), theme)


_PICTURES: dict[str, tuple[str, Callable[[Spec, str], str | bytes]]] = {
    "svg": ("image/svg+xml", _svg),
    "png": ("image/png", _png),
    "json": ("application/json", _vega_lite),
}


def _file(chart: Chart, format: str, theme: str, *, name: str) -> HttpResponse:
    """The chart as an attachment. `NotFound`: no such format, or no picture, with the reason."""
    if format == "csv":
        return _attachment(chart.table.as_csv(), "text/csv; charset=utf-8", f"{name}.csv")
    if format not in _PICTURES:
        raise NotFound(f"There is no chart as {format!r:.20}. Known: csv, {', '.join(_PICTURES)}.")
    if chart.wide is None:
        raise NotFound(chart.reason)
    media_type, draw = _PICTURES[format]
    dark = "-dark" if theme == "dark" else ""
    return _attachment(draw(titled(chart.wide, chart.title, chart.notes), theme), media_type, f"{name}{dark}.{format}")


def _attachment(content: str | bytes, media_type: str, file_name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
