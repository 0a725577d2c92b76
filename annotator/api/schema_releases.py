"""The words of the OpenAPI document for releases."""

from rest_framework import serializers as s

from annotator.api.schema import object_of, page_of
from core.models import Layers, ReviewerKind, Texts

_TEXTS, _LAYERS, _KINDS = (
    f"One of {', '.join(f'`{value}`' for value in kind.values)}." for kind in (Texts, Layers, ReviewerKind)
)
RELEASE_BODY = object_of("ReleaseBody", {
    "name": s.CharField(max_length=200, help_text="As it will be cited."),
    "description": s.CharField(max_length=5_000, required=False, allow_blank=True),
    "licence": s.CharField(max_length=60, required=False, allow_blank=True, help_text="SPDX identifier or own words."),
    "texts": s.CharField(required=False, help_text="Words of the articles; else `quotes`. " + _TEXTS),
    "layers": s.CharField(required=False, help_text="Whose labels; else `readers`. " + _LAYERS),
    "kind": s.CharField(required=False, allow_blank=True, help_text="Readers of one kind only; else all. " + _KINDS),
})  # fmt: skip
_RELEASE: dict[str, s.Field] = {
    "number": s.IntegerField(min_value=1),
    "name": s.CharField(),
    "description": s.CharField(allow_blank=True),
    "licence": s.CharField(allow_blank=True),
    "texts": s.CharField(help_text=_TEXTS),
    "layers": s.CharField(help_text=_LAYERS),
    "kind": s.CharField(allow_blank=True, help_text="Empty: readers of every kind. " + _KINDS),
    "state": s.CharField(help_text="`under-way`, `frozen` or `withdrawn`."),
    "reason": s.CharField(allow_blank=True, help_text="Why it was withdrawn."),
    "facts": s.DictField(help_text="Counts, agreement at the time of release, known limits; empty until frozen."),
    "created_at": s.DateTimeField(),
    "frozen_at": s.DateTimeField(allow_null=True),
    "withdrawn_at": s.DateTimeField(allow_null=True),
}
_FILE = object_of("ReleaseFile", {
    "name": s.CharField(),
    "bytes": s.IntegerField(min_value=0),
    "sha256": s.CharField(),
    "media_type": s.CharField(),
    "about": s.CharField(),
    "url": s.URLField(),
})  # fmt: skip
RELEASES = page_of("Releases", object_of("Release", _RELEASE))
RELEASE = object_of("WholeRelease", _RELEASE | {
    "files": _FILE(many=True, help_text="None of one that is not frozen, or withdrawn."),
    "job": s.UUIDField(allow_null=True, help_text="That makes it, until it is frozen: see `jobs/{id}/`."),
})  # fmt: skip
KEY = object_of("ReleaseKey", {
    "results": object_of("ReleaseKeyRow", {
        "name": s.CharField(help_text="The random name in the files."),
        "code_name": s.CharField(),
        "kind": s.CharField(help_text=_KINDS),
        "n_readings": s.IntegerField(min_value=0),
    })(many=True),
})  # fmt: skip
WITHDRAW_BODY = object_of("WithdrawBody", {
    "reason": s.CharField(max_length=1_000, help_text="Whoever asks for a file reads it."),
})  # fmt: skip
