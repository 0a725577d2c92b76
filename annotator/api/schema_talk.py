"""The words of the OpenAPI document for threads and comments."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from annotator.api.schema import COMMENT, object_of
from core.models import ThreadKind

_ID = "Made by the client, so that a retry can be recognised."
_TEXT = "1 to 5,000 characters; white space around them is left out."


@extend_schema_field({"type": "string", "oneOf": [{"const": kind} for kind in ThreadKind.values]})
class ThreadKindWord(s.CharField):
    """Spelt out in its place, as the kinds of events are."""


THREAD_BODY = object_of("ThreadBody", {
    "id": s.UUIDField(help_text=_ID),
    "start": s.IntegerField(min_value=0, required=False, help_text="Needed without `annotation`."),
    "end": s.IntegerField(min_value=1, required=False, help_text="Needed without `annotation`."),
    "annotation": s.UUIDField(required=False, allow_null=True, help_text="The mark it is about, which it follows."),
    "kind": ThreadKindWord(required=False, help_text="`guideline-gap` asks the codebook."),
    "text": s.CharField(max_length=5000, help_text=_TEXT),
})  # fmt: skip
COMMENT_BODY = object_of("CommentBody", {
    "id": s.UUIDField(help_text=_ID),
    "text": s.CharField(max_length=5000, help_text=_TEXT),
})  # fmt: skip
COMMENT_CHANGE = object_of("CommentChange", {"text": s.CharField(max_length=5000, help_text=_TEXT)})
THREAD = object_of("Thread", {
    "id": s.UUIDField(),
    "document": s.CharField(help_text="The document's key."),
    "start": s.IntegerField(min_value=0, help_text="Where it stands now: with its mark, if it is about one."),
    "end": s.IntegerField(min_value=1),
    "quote": s.CharField(help_text="The words there."),
    "annotation": s.UUIDField(allow_null=True),
    "session": s.UUIDField(allow_null=True),
    "kind": ThreadKindWord(),
    "started_by": s.CharField(help_text="A code name."),
    "created_at": s.DateTimeField(),
    "resolved_at": s.DateTimeField(allow_null=True),
    "n": s.IntegerField(help_text="Comments that the caller may see."),
    "last": s.DateTimeField(help_text="When the last of them was written."),
    "comments": COMMENT(many=True),
})  # fmt: skip
STALE = object_of("StaleComment", {
    "type": s.CharField(),
    "title": s.CharField(),
    "status": s.IntegerField(),
    "detail": s.CharField(),
    "code": s.CharField(),
    "current": COMMENT(),
})  # fmt: skip
