"""The two charts of a report: where in the text who marked what, and whose words the text is made of."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse

from annotator.charts.chart import Chart
from annotator.charts.provenance import Piece, provenance_chart
from annotator.charts.strip import LabelName, MarkedSpan, strip_chart
from annotator.pages import words
from annotator.pages.charts import Address, FigureView, figure_view
from annotator.pages.marks import reader_words
from core.access import Viewer
from core.models import Fidelity
from core.queries.report import ALL_READERS, Report, Stretch
from core.text.spans import Span, intersect, merge, subtract

EXACT = ("", Fidelity.VERIFIED)
LEFT_OUT = "not part of the article"


def report_figures(viewer: Viewer, report: Report) -> dict[str, FigureView]:
    """The charts that have something to draw, by key, with the addresses of their files. No query."""
    args = [viewer.project.slug, report.document.key]

    def address(chart: Chart) -> Address:
        return lambda kind, theme: reverse("report_chart", args=[*args, chart.key, kind]) + _query(report, theme)

    charts = report_charts(viewer, report)
    return {chart.key: figure_view(chart, address(chart)) for chart in charts if not chart.reason}


def _query(report: Report, theme: str) -> str:
    """Whose marks were chosen is part of the address, also when all were: who opens it may have another default."""
    given = {"reader": ALL_READERS if report.reader is None else report.reader} | ({"theme": theme} if theme else {})
    return f"?{urlencode(given)}"


def report_charts(viewer: Viewer, report: Report) -> list[Chart]:
    """Of the marks that stand in the report; of its origins where the viewer may know them and there are several."""
    notes = ["Everything here is invented."] if viewer.project.invented else []
    charts = [_marks(report, notes)]
    pieces = _pieces(report)
    if len({piece.origin for piece in pieces if not piece.is_left_out}) > 1:
        charts.append(provenance_chart(report.document.length, pieces, notes))
    return charts


def _marks(report: Report, notes: Sequence[str]) -> Chart:
    readers = {
        row.reviewer.code_name: reader_words(row.reviewer.code_name, row.reviewer.kind) for row in report.readings
    }
    labels = [
        LabelName(rule.key, rule.shown, rule.letter) for rule in report.rules.labels.values() if rule.counted
    ]  # fmt: skip
    marks = [MarkedSpan(row.reviewer, row.start, row.end, row.label) for row in report.marks]
    return strip_chart(report.document.length, readers, labels, marks, notes, left_out=_left_out(report))


def _left_out(report: Report) -> list[Span]:
    return merge(Span(row.row.start, row.row.end) for row in report.left_out)


def _pieces(report: Report) -> list[Piece]:
    """The parts of the text by origin, without what is left out of the article; nothing where the source is hidden."""
    if report.document.is_masked:
        return []
    whole, out = Span(0, report.document.length), _left_out(report)
    sections = [Span(row.section.start, row.section.end) for row in report.stretches if row.section]
    found = [Piece(span.start, span.end, LEFT_OUT, "", is_left_out=True) for span in out]
    for row in report.stretches:
        own = [Span(row.section.start, row.section.end)] if row.section else subtract([whole], merge(sections))
        found += [_piece(report, row, span) for span in subtract(intersect(own, [whole]), out)]
    return found


def _piece(report: Report, row: Stretch, span: Span) -> Piece:
    part, section = row.part, row.section
    about = ", ".join(fact for fact in (section.title, section.author) if fact) if section else ""
    date = words.date(part.published_on) if part.published_on else ""
    return Piece(
        span.start, span.end, part.outlet.name, words.fidelity(part.fidelity),
        about=", ".join(fact for fact in (about, date) if fact), own=part.outlet_id == report.document.outlet_id,
        is_exact=part.fidelity in EXACT,
    )  # fmt: skip
