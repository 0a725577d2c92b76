"""The words of the OpenAPI document for versions of an article and the marks that were carried between them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from annotator.api.schema import object_of
from core.models import AnchoringMethod, AnchoringState


@extend_schema_field({"type": "string", "oneOf": [{"const": value} for value in AnchoringMethod.values]})
class MethodField(s.CharField):
    """Spelt out in its place."""


@extend_schema_field({"type": "string", "oneOf": [{"const": value} for value in AnchoringState.values]})
class StateField(s.CharField):
    """Spelt out in its place."""


_CHANGES = object_of("VersionChanges", {
    "words_added": s.IntegerField(),
    "words_removed": s.IntegerField(),
    "paragraphs": s.DictField(child=s.IntegerField(), help_text="`altered`, `added`, `removed`, `moved` -> how many."),
    "marks_on_changed_words": s.IntegerField(help_text="Of the marks that the caller sees."),
})  # fmt: skip
_VERSION = {
    "key": s.CharField(),
    "number": s.IntegerField(min_value=1),
    "note": s.CharField(allow_blank=True),
    "length": s.IntegerField(),
    "sha256": s.CharField(),
    "created_at": s.DateTimeField(),
    "is_latest": s.BooleanField(help_text="The text that is read and marked."),
    "counts": s.BooleanField(allow_null=True, help_text="In figures; null while readings are withheld."),
    "changes": _CHANGES(allow_null=True, help_text="From the version before; null for the first."),
}
VERSION = object_of("Version", _VERSION)
VERSIONS = object_of("Versions", {"versions": VERSION(many=True)})
VERSION_BODY = object_of("VersionBody", {
    "text": s.CharField(trim_whitespace=False),
    "key": s.CharField(max_length=100, required=False, help_text="The first one's with `.2` and so on if left out."),
    "note": s.CharField(max_length=500, required=False, allow_blank=True),
})  # fmt: skip
ADDED = object_of("AddedVersion", {
    "key": s.CharField(),
    "number": s.IntegerField(),
    "carried": s.IntegerField(help_text="Marks that stand in it."),
    "doubtful": s.IntegerField(help_text="Marks that wait for a person."),
    "lost": s.ListField(child=s.CharField(), help_text="Sections and excluded ranges that are not in it."),
})  # fmt: skip
ANCHORING = object_of("Anchoring", {
    "earlier": s.UUIDField(help_text="The mark in the version before."),
    "annotation": s.UUIDField(allow_null=True, help_text="The mark that stands for it here."),
    "method": MethodField(help_text="How its words were found."),
    "score": s.FloatField(help_text="How alike the words are, 0 to 1."),
    "start": s.IntegerField(allow_null=True),
    "end": s.IntegerField(allow_null=True),
    "state": StateField(),
    "decided_at": s.DateTimeField(allow_null=True, help_text="Null where no person decided."),
    "version": s.IntegerField(),
})  # fmt: skip
STALE = object_of("StaleAnchoring", {
    "type": s.CharField(),
    "title": s.CharField(),
    "status": s.IntegerField(),
    "detail": s.CharField(),
    "code": s.CharField(),
    "current": ANCHORING(),
})  # fmt: skip
SETTLE_BODY = object_of("SettleBody", {
    "start": s.IntegerField(min_value=0, required=False, help_text="Left out with `end`: the suggested place."),
    "end": s.IntegerField(min_value=1, required=False),
    "set_aside": s.BooleanField(required=False, help_text="It stands nowhere; it is kept."),
})  # fmt: skip
COUNTS = object_of("VersionCounts", {"key": s.CharField(), "counts": s.BooleanField()})
