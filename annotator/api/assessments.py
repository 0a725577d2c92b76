"""Credibility indicators: the caller's answers on a document, those of colleagues, and how far they agree."""

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema, schema_assessments
from annotator.api.base import ProjectView, body, version_asked
from annotator.api.paging import Key, page_of
from annotator.api.schema import CURSOR, IF_MATCH, described
from annotator.api.shapes import etag
from annotator.api.shapes_assessments import assessment_data
from core.errors import Invalid
from core.models import Assessment, Document
from core.queries import assessments, documents
from core.queries.indicator_agreement import agreement_on_indicators
from core.queries.indicators import Indicator, followed, indicators
from core.services import assessing

BY_READER = (Key("reviewer__code_name", str),)


def _answer(found: Assessment | None, document: Document) -> Response:
    data = assessment_data(found, document.key)
    return Response(data, headers={"ETag": etag(data["version"])})


class OwnAssessment(ProjectView):
    """The caller's answers."""

    actions: ClassVar = {"PATCH": "assess"}

    @described("Indicators", "Read your assessment", {200: schema_assessments.ASSESSMENT})
    def get(self, request: Request, slug: str, key: str) -> Response:
        """The caller's own answers; version 0 and none while nothing is answered."""
        document = documents.document(self.viewer, key)
        return _answer(assessments.own_assessment(self.viewer, document), document)

    @described("Indicators", "Answer indicators", {200: schema_assessments.ASSESSMENT},
               refusals=[403, 409, 412, 428], request=schema_assessments.ANSWERS_BODY, parameters=[IF_MATCH],
               stale=schema_assessments.STALE)  # fmt: skip
    def patch(self, request: Request, slug: str, key: str) -> Response:
        """Answers that are left out stay, null takes one back. `If-Match: "0"` begins. Refusals: 422
        `unknown_indicator`, `unknown_value`, `source_hidden`; 409 `assessment_submitted`; 403 `not_assigned`."""
        document = documents.document(self.viewer, key)
        version, answers = version_asked(request), body(request, ("answers",)).get("answers", {})
        if not isinstance(answers, dict):
            raise Invalid("`answers` is an object.", errors={"answers": ["No object."]})
        return _answer(assessing.answer(self.viewer, document, version, answers), document)


class Submit(ProjectView):
    """The end of answering."""

    actions: ClassVar = {"POST": "assess"}

    @described("Indicators", "Submit your assessment", {200: schema_assessments.ASSESSMENT},
               refusals=[403, 409, 412, 415, 422, 428], parameters=[IF_MATCH],
               stale=schema_assessments.STALE)  # fmt: skip
    def post(self, request: Request, slug: str, key: str) -> Response:
        """Again: no change. 409 `answers_missing` lists under `missing` what is still to answer."""
        document = documents.document(self.viewer, key)
        version, _ = version_asked(request), body(request, ())
        return _answer(assessing.submit_assessment(self.viewer, document, version), document)


class Reopen(ProjectView):
    """Going on with submitted answers."""

    actions: ClassVar = {"POST": "assess"}

    @described("Indicators", "Reopen your assessment", {200: schema_assessments.ASSESSMENT},
               refusals=[403, 409, 412, 415, 422, 428], parameters=[IF_MATCH],
               stale=schema_assessments.STALE)  # fmt: skip
    def post(self, request: Request, slug: str, key: str) -> Response:
        """The answers leave every figure until they are submitted again; what was visible stays visible."""
        document = documents.document(self.viewer, key)
        version, _ = version_asked(request), body(request, ())
        return _answer(assessing.reopen_assessment(self.viewer, document, version), document)


class Assessments(ProjectView):
    """All answers on a document."""

    parameters = ("cursor",)

    @described("Indicators", "List assessments",
               {200: schema.page_of("Assessments", schema_assessments.ASSESSMENT)}, parameters=[CURSOR])  # fmt: skip
    def get(self, request: Request, slug: str, key: str) -> Response:
        """Those that the caller may see: a colleague's once both have first submitted theirs."""
        document = documents.document(self.viewer, key)
        rows = assessments.assessments_of(self.viewer, document)
        return Response(page_of(request, rows, BY_READER, lambda row: assessment_data(row, document.key)))


class Indicators(ProjectView):
    """What is asked, and how far reviewers agree."""

    @described("Indicators", "List indicators", {200: schema_assessments.INDICATORS})
    def get(self, request: Request, slug: str) -> Response:
        """Each question with its answers, and Krippendorff's alpha on it, of the assessments that the caller may see
        as they stood at first submission, with its interval; `undefined` and `interval_reason` say why there is
        none, `band` how far to lean on it. There is no score."""
        found = agreement_on_indicators(self.viewer).as_json()
        agreement = found.pop("by_indicator")
        return Response({
            "follows": [{"title": title, "url": url} for title, url in followed()],
            **found,
            "indicators": [_indicator(one, agreement[key]) for key, one in indicators().items()],
        })  # fmt: skip


def _indicator(one: Indicator, agreement: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        "question": one.question,
        "definition": one.definition,
        "follows": one.follows,
        "several": one.several,
        "about_source": one.about_source,
        "values": [vars(value) for value in one.values.values()],
        "agreement": agreement,
    }
