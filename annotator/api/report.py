"""The report of one document as facts: what the page puts into words."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.base import ProjectView
from annotator.api.schema import described
from annotator.api.shapes import excluded_data, time_text
from core.access import Viewer
from core.models import Reading
from core.queries.reading_page import BriefMark
from core.queries.report import Figures, Questions, Stretch, document_report
from core.queries.report import Report as DocumentReport
from core.queries.report_passages import Passage

_text: dict[str, Any] = {"allow_blank": True}
READER = OpenApiParameter(
    "reader", str,
    description="Code name of one reader; empty: all submitted readings. Left out: the caller's own, else all.",
)  # fmt: skip


class ReportReading(s.Serializer[Any]):
    """A reading that the report rests on."""

    reviewer = s.CharField()
    kind = s.CharField(help_text="`person`, `simulated` or `machine`.")
    state = s.CharField(help_text="`open` or `submitted`.")
    ranges = s.ListField(child=s.ListField(child=s.IntegerField()), allow_null=True)
    none_here = s.ListField(child=s.CharField())
    submitted_at = s.DateTimeField(allow_null=True)


class ReportMark(s.Serializer[Any]):
    """A mark of the report."""

    id = s.UUIDField()
    start = s.IntegerField()
    end = s.IntegerField()
    reviewer = s.CharField()
    label = s.CharField()  # type: ignore[assignment]  # hides a name of DRF that nothing reads
    facets = s.DictField(child=s.CharField())
    note = s.CharField(**_text)
    version = s.IntegerField()


class ReportCitation(s.Serializer[Any]):
    """A card that a mark cites, and what was found there."""

    id = s.UUIDField()
    source = s.CharField(help_text="Key of the card.")  # type: ignore[assignment]  # hides a name of DRF
    finding = s.CharField(help_text="`unchecked`, `says-so`, `says-otherwise` or `not-found`.")
    checked_on = s.DateField(allow_null=True)


class ReportBasis(s.Serializer[Any]):
    """What is tied to a mark."""

    kind = s.CharField(help_text="`supports` or `contradicts`.")
    mark = ReportMark()
    quote = s.CharField()
    citations = ReportCitation(many=True)


class ReportJudged(s.Serializer[Any]):
    """A mark with its basis."""

    mark = ReportMark()
    unsupported = s.BooleanField(help_text="An assertion to which nothing is linked here.")
    contradicted = s.BooleanField()
    bases = ReportBasis(many=True)
    citations = ReportCitation(many=True)


class ReportPassage(s.Serializer[Any]):
    """Marks of one or several readers on exactly the same words."""

    start = s.IntegerField()
    end = s.IntegerField()
    quote = s.CharField()
    paragraph = s.IntegerField(min_value=1)
    marks = ReportJudged(many=True)


class ReportFigures(s.Serializer[Any]):
    """Counts over one kind of reader, of counted labels inside the article."""

    kind = s.CharField()
    n_readings = s.IntegerField()
    draft = s.BooleanField(help_text="Of the caller's own reading, not submitted yet: enters no figure elsewhere.")
    n_marks = s.IntegerField()
    labels = s.DictField(child=s.IntegerField())
    n_outside = s.IntegerField(help_text="Marks that enter no other number.")
    n_voiced = s.IntegerField(help_text="Marks with a stated voice.")
    n_own_voice = s.IntegerField()
    share_own_voice = s.FloatField(allow_null=True, help_text="Of those with a stated voice.")
    n_assertions = s.IntegerField()
    n_unsupported = s.IntegerField()
    n_contradicted = s.IntegerField()
    n_cited = s.IntegerField(help_text="Citations of these marks.")
    n_opened = s.IntegerField(help_text="Of them, opened by somebody.")
    n_says_so = s.IntegerField(help_text="Of them, found to say so.")


class ReportIncomplete(s.Serializer[Any]):
    """A mark that leaves details open."""

    id = s.UUIDField()
    missing = s.ListField(child=s.CharField())


class ReportDiffering(s.Serializer[Any]):
    """Words that readers of one kind labelled differently."""

    kind = s.CharField()
    start = s.IntegerField()
    end = s.IntegerField()
    labels = s.ListField(child=s.CharField())


class ReportSentence(s.Serializer[Any]):
    """A target-naming sentence without a mark."""

    start = s.IntegerField()
    end = s.IntegerField()
    quote = s.CharField()


class ReportNaming(s.Serializer[Any]):
    """What one kind of reader left without a mark of the sentences that name a target."""

    kind = s.CharField()
    n_naming = s.IntegerField(help_text="Target-naming sentences in what was read.")
    unmarked = ReportSentence(many=True)


class ReportQuestions(s.Serializer[Any]):
    """What the marks leave open."""

    unsure = s.ListField(child=s.UUIDField())
    incomplete = ReportIncomplete(many=True)
    differing = ReportDiffering(many=True)
    naming = ReportNaming(many=True, help_text="One entry for each kind of reader.")


class ReportSource(s.Serializer[Any]):
    """One part of the text; empty where nothing is known."""

    start = s.IntegerField()
    is_section = s.BooleanField(help_text="False: all that stands outside sections.")
    outlet = s.CharField()
    name = s.CharField()
    title = s.CharField(**_text)
    author = s.CharField(**_text)
    published_on = s.CharField(**_text)
    genre = s.CharField(**_text)
    fidelity = s.CharField(**_text)
    originality = s.CharField(**_text)
    attribution = s.CharField(**_text)
    copy_of = s.CharField(allow_null=True)
    counted = s.BooleanField()
    n_words = s.IntegerField()
    share = s.FloatField(allow_null=True, help_text="Of the words of the article.")


class ReportLeftOut(s.Serializer[Any]):
    """A range that is not part of the article."""

    start = s.IntegerField()
    end = s.IntegerField()
    reason = s.CharField()
    n_words = s.IntegerField()


class ReportShape(s.Serializer[Any]):
    """The whole report."""

    project = s.CharField()
    document = s.CharField()
    invented = s.BooleanField()
    reader = s.CharField(allow_null=True, help_text="The one reader whose marks stand here; null: all submitted.")
    withheld = s.BooleanField(help_text="Colleagues' readings are hidden from the caller until both have submitted.")
    n_words = s.IntegerField()
    readings = ReportReading(many=True)
    figures = ReportFigures(many=True, help_text="One entry for each kind of reader; only the caller's own is a draft.")
    figures_left_out = s.BooleanField(help_text="The marks are those of a colleague's reading that is not submitted.")
    claims = ReportPassage(many=True, help_text="In the order of the text.")
    evidence = ReportPassage(many=True, help_text="Tied to no claim.")
    outside = ReportPassage(many=True, help_text="Outside the article.")
    questions = ReportQuestions()
    sources = ReportSource(many=True)
    excluded = ReportLeftOut(many=True)


class Report(ProjectView):
    """The report of a document."""

    parameters = ("reader",)

    @described("Documents", "Report a document", {200: ReportShape}, parameters=[READER])
    def get(self, request: Request, slug: str, key: str) -> Response:
        """Every claim with its basis, the numbers, open questions, and where the text comes from.

        Holds marks that the caller may see; practice never. Kinds of readers never meet in one figure.
        Figures count submitted readings; of one reading that is not, they are a draft if it is the caller's own.
        """
        report = document_report(self.viewer, key, request.query_params.get("reader"))
        return Response(report_data(self.viewer, report))


def report_data(viewer: Viewer, report: DocumentReport) -> dict[str, Any]:
    """A report as JSON. No query."""
    document = report.document
    left_out = zip(excluded_data(document), report.left_out, strict=True)
    return {
        "project": viewer.project.slug,
        "document": document.key,
        "invented": viewer.project.invented,
        "reader": report.reader,
        "withheld": report.is_withheld,
        "n_words": report.n_words,
        "readings": [_reading(row) for row in report.readings],
        "figures": [_figures(row) for row in report.figures],
        "figures_left_out": report.leaves_out_figures,
        "claims": [_passage(report, row) for row in report.claims],
        "evidence": [_passage(report, row) for row in report.evidence],
        "outside": [_passage(report, row) for row in report.outside],
        "questions": _questions(document.text, report.questions),
        "sources": [_source(report, row) for row in report.stretches],
        "excluded": [data | {"n_words": row.n_words} for data, row in left_out],
    }


def _reading(row: Reading) -> dict[str, Any]:
    return {
        "reviewer": row.reviewer.code_name, "kind": row.reviewer.kind, "state": row.state, "ranges": row.ranges,
        "none_here": row.none_here, "submitted_at": time_text(row.submitted_at),
    }  # fmt: skip


def _figures(row: Figures) -> dict[str, Any]:
    return vars(row) | {
        "labels": dict(row.labels), "n_marks": row.n_marks, "share_own_voice": row.share_own_voice,
    }  # fmt: skip


def _mark(row: BriefMark) -> dict[str, Any]:
    return {
        "id": str(row.uuid), "start": row.start, "end": row.end, "reviewer": row.reviewer, "label": row.label,
        "facets": row.facets, "note": row.note, "version": row.version,
    }  # fmt: skip


def _passage(report: DocumentReport, row: Passage) -> dict[str, Any]:
    text = report.document.text

    def basis(kind: str, mark: BriefMark) -> dict[str, Any]:
        quote = text[mark.start : mark.end]
        return {"kind": kind, "mark": _mark(mark), "quote": quote, "citations": _citations(report, mark)}

    return {
        "start": row.span.start, "end": row.span.end, "quote": row.quote, "paragraph": row.paragraph,
        "marks": [
            {"mark": _mark(one.mark), "unsupported": one.unsupported, "contradicted": one.contradicted,
             "bases": [basis(found.kind, found.mark) for found in one.bases],
             "citations": _citations(report, one.mark)}
            for one in row.marks
        ],
    }  # fmt: skip


def _citations(report: DocumentReport, mark: BriefMark) -> list[dict[str, Any]]:
    return [
        {"id": str(row.uuid), "source": row.source.key, "finding": row.finding,
         "checked_on": row.checked_on.isoformat() if row.checked_on else None}
        for row in report.citations.get(mark.uuid, ())
    ]  # fmt: skip


def _questions(text: str, asked: Questions) -> dict[str, Any]:
    return {
        "unsure": [str(row.uuid) for row in asked.unsure],
        "incomplete": [{"id": str(row.uuid), "missing": list(keys)} for row, keys in asked.incomplete],
        "differing": [
            {
                "kind": row.kind,
                "start": row.passage.span.start,
                "end": row.passage.span.end,
                "labels": list(row.passage.labels),
            }
            for row in asked.differing
        ],
        "naming": [
            {
                "kind": row.kind,
                "n_naming": row.n_naming,
                "unmarked": [{"start": one.start, "end": one.end, "quote": one.cut(text)} for one in row.unmarked],
            }
            for row in asked.naming
        ],
    }


def _is_counted(report: DocumentReport, row: Stretch) -> bool:
    """Whether it enters figures. Which version does hangs on marks: to whoever may not see all, as if this one did."""
    is_copy = row.section is not None and row.section.copy_of_id is not None
    return not is_copy if report.is_withheld else row.part.counted


def _source(report: DocumentReport, row: Stretch) -> dict[str, Any]:
    part, section = row.part, row.section
    return {
        "start": row.start, "is_section": section is not None, "outlet": part.outlet.key, "name": part.outlet.name,
        "title": section.title if section else "", "author": section.author if section else report.document.author,
        "published_on": part.published_on, "genre": part.genre, "fidelity": part.fidelity,
        "originality": section.originality if section else "", "attribution": section.attribution if section else "",
        "copy_of": section.copy_of.key if section and section.copy_of else None, "counted": _is_counted(report, row),
        "n_words": part.n_words, "share": row.share,
    }  # fmt: skip
