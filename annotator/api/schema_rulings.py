"""The words of the OpenAPI document for passages on which readers differ, and for rulings."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from annotator.api.schema import MARK, facets_field, object_of, offsets_fields
from core.models import Outcome


@extend_schema_field({"type": "string", "oneOf": [{"const": value} for value in Outcome.values]})
class OutcomeField(s.CharField):
    """Spelt out in its place."""


_BASIS = object_of("RulingBasis", {
    "annotation": s.UUIDField(),
    "version": s.IntegerField(min_value=1, help_text="The version of the mark that you saw."),
})  # fmt: skip
_LABEL = "A label's key; left out where nothing is marked (`reject`, `leave-open`)."
DECISION_BODY = object_of("DecisionBody", {
    "id": s.UUIDField(help_text="Made by the client, so that a retry can be recognised."),
    **offsets_fields(),
    "quote": s.CharField(required=False, allow_null=True, help_text="The words at this place, exactly."),
    "outcome": OutcomeField(help_text="`accept` takes one of the marks as it stands."),
    "label": s.CharField(required=False, allow_null=True, help_text=_LABEL),
    "facets": facets_field(required=False),
    "reason": s.CharField(max_length=2_000),
    "rests_on": _BASIS(many=True, help_text="The marks that were weighed, at least one."),
    "supersedes": s.UUIDField(required=False, allow_null=True, help_text="The ruling whose place it takes."),
})  # fmt: skip
DECISION = object_of("Decision", {
    "id": s.UUIDField(),
    **offsets_fields(),
    "quote": s.CharField(),
    "outcome": OutcomeField(),
    "label": s.CharField(allow_null=True, help_text="Null where nothing is marked."),
    "facets": facets_field(),
    "reason": s.CharField(allow_blank=True),
    "rests_on": _BASIS(many=True),
    "supersedes": s.UUIDField(allow_null=True),
    "superseded_by": s.UUIDField(allow_null=True, help_text="Null while it stands."),
    "document": s.CharField(),
    "decided_by": s.CharField(help_text="The adjudicator's code name in this project."),
    "created_at": s.DateTimeField(),
})  # fmt: skip
ADJUDICATION = object_of("Adjudication", {
    "document": s.CharField(),
    "adjudicated_at": s.DateTimeField(allow_null=True, help_text="Since when the rulings are finished."),
})  # fmt: skip
FINISH_BODY = object_of("FinishBody", {
    "leaving_open": s.BooleanField(required=False, help_text="Passages without a ruling stay so."),
})  # fmt: skip
_PASSAGE = object_of("DisagreementPassage", {
    **offsets_fields(),
    "quote": s.CharField(),
    "n_readers": s.IntegerField(help_text="Who read it."),
    "label_counts": s.DictField(child=s.IntegerField(), help_text="Label -> readers; the empty key: marked nothing."),
    "disagreement": s.FloatField(help_text="Share of pairs of readers whose label, or none, differs."),
    "differs": s.ListField(child=s.CharField(), help_text="Details on which readers with the same label differ."),
    "marks": MARK(many=True),
})  # fmt: skip
DISAGREEMENTS = object_of("Disagreements", {"document": s.CharField(), "passages": _PASSAGE(many=True)})
_VERDICT = object_of("Verdict", {
    "mark": MARK(),
    "kind": s.CharField(help_text="`taken`, `changed`, `merged`, `rejected`, `open` or `none`."),
    "how": s.ListField(child=s.CharField(), help_text="What differs: `words`, `label`, keys of details."),
    "changed_since": s.BooleanField(help_text="The mark was changed after the ruling."),
    "ruling": DECISION(allow_null=True),
})  # fmt: skip
VERDICTS = object_of("Verdicts", {
    "document": s.CharField(),
    "adjudicated_at": s.DateTimeField(allow_null=True),
    "marks": _VERDICT(many=True, help_text="The caller's own, in the order of the text."),
})  # fmt: skip
