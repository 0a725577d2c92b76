"""The words of the OpenAPI document for undoing, splitting, bringing back, and the place one was at."""

from rest_framework import serializers as s

from annotator.api.schema import MARK, EventKind, object_of, ranges_of

RESTORE_BODY = object_of("RestoreBody", {
    "version": s.IntegerField(min_value=1, help_text="The version to bring back, from the history."),
})  # fmt: skip
SPLIT_BODY = object_of("SplitBody", {
    "at": s.IntegerField(min_value=1, help_text="The code point of the text before which the mark is split."),
    "id": s.UUIDField(help_text="Of the second half; made by the client, so that a retry can be recognised."),
})  # fmt: skip
SPLIT = object_of("Split", {
    "first": MARK(help_text="The mark, which now ends there."),
    "second": MARK(help_text="The new mark."),
})  # fmt: skip
STEP_BODY = object_of("StepBody", {
    "id": s.UUIDField(help_text="Of this undo or redo; made by the client, so that a retry can be recognised."),
})  # fmt: skip
_STEP_EVENT = object_of("StepEvent", {"kind": EventKind(), "annotation": s.UUIDField()})
TURN = object_of("Turn", {
    "marks": MARK(many=True, help_text="The marks that it touched and that stand, as they are now."),
    "gone": s.ListField(child=s.UUIDField(), help_text="The marks that are no more."),
    "step": _STEP_EVENT(many=True, help_text="What was taken back or done again."),
})  # fmt: skip
BOOKMARK_BODY = object_of("BookmarkBody", {
    "at": s.IntegerField(min_value=0, help_text="The code point you are at."),
    "seen": ranges_of("`[start, end)` of what you have had before your eyes; joined to what is stored.",
                      required=False),
})  # fmt: skip
BOOKMARK = object_of("Bookmark", {
    "at": s.IntegerField(allow_null=True, help_text="Null: you have not been here."),
    "seen": ranges_of("Sorted and disjoint."),
    "updated_at": s.DateTimeField(allow_null=True),
})  # fmt: skip
