"""The words of the OpenAPI document for the codebook and its changes."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from annotator.api.schema import object_of
from core.models import ChangeKind, ChangeState


@extend_schema_field({"type": "string", "oneOf": [{"const": kind} for kind in ChangeKind.values]})
class ChangeKindWord(s.CharField):
    """Spelt out in its place, as the kinds of events are."""


@extend_schema_field({"type": "string", "oneOf": [{"const": state} for state in ChangeState.values]})
class ChangeStateWord(s.CharField):
    """Spelt out in its place."""


@extend_schema_field({"type": "object", "additionalProperties": True})
class AnyObject(s.JSONField):
    """An object of the interchange file."""


CODEBOOK = object_of("Codebook", {
    "revision": s.IntegerField(help_text="Grows with every publication of changes."),
    "key": s.CharField(),
    "version": s.IntegerField(),
    "labels": s.ListField(child=AnyObject(), help_text="`retired` ones stay on old marks and are given to no new one."),
    "facets": s.ListField(child=AnyObject()),
    "focus": AnyObject(),
    "decision_order": s.ListField(child=s.CharField()),
})  # fmt: skip
_TARGET = "Key of a label, or `detail/value`."
CHANGE_BODY = object_of("CodebookChangeBody", {
    "id": s.UUIDField(help_text="Made by the client, so that a retry can be recognised."),
    "kind": ChangeKindWord(),
    "target": s.CharField(max_length=201, help_text=_TARGET),
    "details": AnyObject(required=False, help_text="Labels: `name letter color description guide` (and `counted` for a "
                         "new one); values: `name rank group` (and `label` for a new one); a merge: `into`."),
    "reason": s.CharField(required=False, allow_blank=True, max_length=1000),
})  # fmt: skip
CHANGE = object_of("CodebookChange", {
    "id": s.UUIDField(),
    "kind": ChangeKindWord(),
    "target": s.CharField(help_text=_TARGET),
    "details": AnyObject(),
    "reason": s.CharField(allow_blank=True),
    "state": ChangeStateWord(),
    "who": s.CharField(allow_null=True, help_text="A code name; null for whoever has none."),
    "made_at": s.DateTimeField(),
    "published_at": s.DateTimeField(allow_null=True),
    "revision": s.IntegerField(allow_null=True, help_text="The codebook's after its publication."),
    "n_marks": s.IntegerField(allow_null=True, help_text="Marks it touched; for the owner only."),
})  # fmt: skip
_TOUCHED = object_of("Touched", {
    "change": CHANGE(),
    "n_marks": s.IntegerField(),
    "n_readers": s.IntegerField(),
    "n_documents": s.IntegerField(),
    "n_twice": s.IntegerField(help_text="Marks that would stand beside the same mark of their reader; they go."),
    "n_decisions": s.IntegerField(help_text="Rulings in these words; they stay as they were made."),
})  # fmt: skip
PREVIEW = object_of("Preview", {"results": _TOUCHED(many=True)})
PUBLISHED = object_of("Published", {"revision": s.IntegerField(), "results": CHANGE(many=True)})
