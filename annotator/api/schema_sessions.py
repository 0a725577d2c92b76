"""The words of the OpenAPI document for sessions and their minutes."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from annotator.api.schema import object_of
from core.models import SessionState


@extend_schema_field({"type": "string", "oneOf": [{"const": state} for state in SessionState.values]})
class StateField(s.CharField):
    """Spelt out in its place: drf-spectacular would give it the name of a reading's `state`."""


_DETAILS = "Keys of the details that are asked; null: all of the codebook."
SESSION_BODY = object_of("SessionBody", {
    "name": s.CharField(required=False, allow_blank=True, max_length=200),
    "details": s.ListField(child=s.CharField(), required=False, allow_null=True, help_text=_DETAILS),
    "source_blind": s.BooleanField(required=False, help_text="Where the text is from is hidden until it is submitted."),
    "n_minutes": s.IntegerField(required=False, allow_null=True, min_value=1, max_value=600),
})  # fmt: skip
TIMER_BODY = object_of("TimerBody", {
    "n_minutes": s.IntegerField(allow_null=True, min_value=1, max_value=600, help_text="Null: no clock."),
})  # fmt: skip
_PERSON = object_of("SessionPerson", {
    "name": s.CharField(),
    "here": s.BooleanField(),
    "finished": s.BooleanField(help_text="Has submitted the reading."),
    "you": s.BooleanField(),
})  # fmt: skip
SESSION = object_of("Session", {
    "id": s.UUIDField(),
    "document": s.CharField(),
    "name": s.CharField(allow_blank=True),
    "state": StateField(),
    "details": s.ListField(child=s.CharField(), allow_null=True, help_text=_DETAILS),
    "source_blind": s.BooleanField(),
    "n_minutes": s.IntegerField(allow_null=True),
    "ends_at": s.DateTimeField(allow_null=True, help_text="When the time is up; nothing happens by itself."),
    "created_at": s.DateTimeField(),
    "opened_at": s.DateTimeField(allow_null=True),
    "revealed_at": s.DateTimeField(allow_null=True),
    "closed_at": s.DateTimeField(allow_null=True),
    "takes_part": s.BooleanField(help_text="Whether the caller does."),
    "n_here": s.IntegerField(),
    "n_reading": s.IntegerField(),
    "n_finished": s.IntegerField(),
    "people": _PERSON(many=True, help_text="Empty for whoever neither takes part nor may lead."),
})  # fmt: skip
_FIGURE = object_of("AgreementFigure", {
    "alpha": s.FloatField(allow_null=True),
    "undefined": s.CharField(allow_null=True, help_text="Why there is no figure."),
})  # fmt: skip
_AGREEMENT = object_of("SessionAgreement", {
    "n_readers": s.IntegerField(),
    "n_marks": s.IntegerField(),
    "position": _FIGURE(help_text="Where, whatever the label."),
    "joint": _FIGURE(help_text="Where and what together."),
    "labels": _FIGURE(help_text="What, on marks that several readers made."),
})  # fmt: skip
_PAIR = object_of("BeforeAfterAgreement", {
    "before": _AGREEMENT(help_text="As first submitted."),
    "after": _AGREEMENT(help_text="As it stands now."),
})  # fmt: skip
_SAID = object_of("PassageMark", {
    "reviewer": s.CharField(help_text="Code name."),
    "label": s.CharField(),
    "start": s.IntegerField(),
    "end": s.IntegerField(),
    "facets": s.DictField(child=s.CharField()),
})  # fmt: skip
_PASSAGE = object_of("DifferingPassage", {
    "start": s.IntegerField(),
    "end": s.IntegerField(),
    "quote": s.CharField(),
    "disagreement": s.FloatField(help_text="The share of pairs of its readers whose label, or none, differs."),
    "n_readers": s.IntegerField(),
    "labels": s.DictField(child=s.IntegerField(), help_text="Label -> how many of its readers."),
    "n_unmarked": s.IntegerField(help_text="Read it and marked nothing."),
    "marks": _SAID(many=True),
})  # fmt: skip
_COMMENT = object_of("MinutesComment", {
    "reviewer": s.CharField(),
    "text": s.CharField(),
    "at": s.DateTimeField(),
})  # fmt: skip
_TALK = object_of("MinutesTalk", {
    "start": s.IntegerField(),
    "end": s.IntegerField(),
    "quote": s.CharField(),
    "kind": s.CharField(help_text="`discussion` or `guideline-gap`."),
    "resolved": s.BooleanField(),
    "comments": _COMMENT(many=True),
})  # fmt: skip
_RULING = object_of("MinutesRuling", {
    "start": s.IntegerField(),
    "end": s.IntegerField(),
    "quote": s.CharField(),
    "outcome": s.CharField(),
    "label": s.CharField(allow_null=True),  # hides a name of DRF that nothing reads
    "reason": s.CharField(),
    "reviewer": s.CharField(),
})  # fmt: skip
MINUTES = object_of("Minutes", {
    "session": s.UUIDField(),
    "name": s.CharField(allow_blank=True),
    "document": s.CharField(),
    "state": StateField(),
    "details": s.ListField(child=s.CharField(), allow_null=True, help_text=_DETAILS),
    "source_blind": s.BooleanField(),
    "opened_at": s.DateTimeField(allow_null=True),
    "revealed_at": s.DateTimeField(),
    "closed_at": s.DateTimeField(allow_null=True),
    "readers": s.ListField(child=s.CharField(), help_text="Code names."),
    "n_nothing_read": s.IntegerField(help_text="Readers of whom nothing was read when the marks were revealed."),
    "n_revised": s.IntegerField(),
    "agreement": _PAIR(),
    "passages": _PASSAGE(many=True, help_text="Those that divide readers most first."),
    "discussion": _TALK(many=True),
    "rulings": _RULING(many=True),
})  # fmt: skip
