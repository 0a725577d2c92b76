"""The words of the OpenAPI document for credibility indicators and for the profile of an outlet."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from annotator.api.schema import object_of

_text: dict[str, Any] = {"allow_blank": True}


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})
class Chosen(s.JSONField):
    """A key, or several where the indicator takes several."""


_ANSWER = object_of("IndicatorAnswer", {
    "value": Chosen(help_text="Key of an answer; a list of keys where several may be chosen."),
    "note": s.CharField(max_length=500, required=False, **_text),
})  # fmt: skip
ANSWERS_BODY = object_of("AnswersBody", {
    "answers": s.DictField(child=_ANSWER(allow_null=True), help_text="Indicator -> answer; null takes it back."),
})  # fmt: skip
ASSESSMENT = object_of("Assessment", {
    "document": s.CharField(),
    "reviewer": s.CharField(allow_null=True, help_text="Code name; null while nothing is answered."),
    "reviewer_kind": s.CharField(allow_null=True, help_text="`person`, `simulated` or `machine`."),
    "state": s.CharField(help_text="`open` or `submitted`."),
    "answers": s.DictField(child=_ANSWER()),
    "sighted": s.BooleanField(help_text="Colleagues' answers could be seen before these were begun."),
    "version": s.IntegerField(min_value=0, help_text="The number in the ETag."),
    "submitted_at": s.DateTimeField(allow_null=True),
    "first_submitted_at": s.DateTimeField(allow_null=True),
})  # fmt: skip
STALE = object_of("StaleAssessmentProblem", {
    "type": s.CharField(),
    "title": s.CharField(),
    "status": s.IntegerField(),
    "detail": s.CharField(),
    "code": s.CharField(),
    "current": ASSESSMENT(),
})  # fmt: skip
_VALUE = object_of("IndicatorValue", {
    "key": s.CharField(),
    "name": s.CharField(),
    "about": s.CharField(**_text),
    "rank": s.IntegerField(allow_null=True, help_text="Where answers are ordered."),
    "alone": s.BooleanField(help_text="Goes with no other answer."),
})  # fmt: skip
_INTERVAL = s.ListField(
    child=s.FloatField(), allow_null=True, min_length=2, max_length=2,
    help_text="Of 95 %, from drawing whole documents anew.",
)  # fmt: skip
_AGREEMENT = object_of("IndicatorAgreement", {
    "level": s.CharField(help_text="`nominal`, `ordinal` or `set` (1 - MASI)."),
    "distance": s.CharField(allow_null=True, help_text="The name of the distance between sets."),
    "alpha": s.FloatField(allow_null=True),
    "undefined": s.CharField(allow_null=True, help_text="Why there is none."),
    "interval": _INTERVAL,
    "interval_reason": s.CharField(allow_null=True, help_text="Why there is none."),
    "share_undefined": s.FloatField(allow_null=True, help_text="Of the resamples, in which alpha is undefined."),
    "band": s.CharField(help_text="`enough`, `tentative`, `not-enough` or `unknown`, by the project's thresholds."),
    "alpha_nominal": s.FloatField(allow_null=True, help_text="Where only the very same answer is agreement."),
    "undefined_nominal": s.CharField(allow_null=True),
    "interval_nominal": _INTERVAL,
    "interval_nominal_reason": s.CharField(allow_null=True),
    "percent": s.FloatField(allow_null=True, help_text="Share of pairs of the very same answer."),
    "percent_undefined": s.CharField(allow_null=True),
    "ac1": s.FloatField(allow_null=True, help_text="Gwet's AC1."),
    "ac1_undefined": s.CharField(allow_null=True),
    "n_documents": s.IntegerField(help_text="Answered by two or more, *cannot tell* left out."),
    "n_documents_in_figure": s.IntegerField(help_text="The same; under five there is no interval."),
    "n_answers": s.IntegerField(),
    "n_pairs": s.IntegerField(help_text="Pairs of answers to the same document."),
})  # fmt: skip
_INDICATOR = object_of("Indicator", {
    "key": s.CharField(),
    "name": s.CharField(),
    "question": s.CharField(),
    "definition": s.CharField(),
    "follows": s.CharField(help_text="The published indicator it is made after."),
    "several": s.BooleanField(),
    "about_source": s.BooleanField(help_text="Not asked of whoever must not know the source."),
    "values": _VALUE(many=True),
    "agreement": _AGREEMENT(),
})  # fmt: skip
_FOLLOWED = object_of("IndicatorSource", {"title": s.CharField(), "url": s.CharField()})
INDICATORS = object_of("Indicators", {
    "follows": _FOLLOWED(many=True),
    "reviewer_kind": s.CharField(),
    "n_assessments": s.IntegerField(help_text="First submitted by whoever had seen no other."),
    "n_sighted": s.IntegerField(help_text="Left out, because they could have."),
    "seed": s.IntegerField(help_text="Of the resamples: the same answers give the same intervals."),
    "n_resamples": s.IntegerField(),
    "indicators": _INDICATOR(many=True),
})  # fmt: skip
PROFILE = OpenApiTypes.OBJECT
