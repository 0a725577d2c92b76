"""The words of the OpenAPI document for proposals of origin, rulings on them, and ranges set by hand."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from annotator.api.schema import object_of, offsets_fields, section_fields
from core.models import ProposalKind, ProposalState
from core.services.origin_facts import OUTCOMES


def _closed(name: str, values: Any) -> Any:
    """A field with a closed list of values, spelt out in its place."""
    shape = {"type": "string", "oneOf": [{"const": value} for value in values]}
    return extend_schema_field(shape)(type(name, (s.CharField,), {}))


_Kind, _State = _closed("ProposalKindField", ProposalKind.values), _closed("ProposalStateField", ProposalState.values)
_Outcome = _closed("OriginOutcomeField", OUTCOMES)
_WHY = object_of("ProposalWhy", {
    "code": s.CharField(help_text="A stable word for programs."),
    "words": s.CharField(help_text="The reason, for people."),
})  # fmt: skip
_VERSION = s.IntegerField(min_value=1, help_text="The number in the ETag.")
_text: dict[str, Any] = {"allow_blank": True}
PROPOSAL = object_of("Proposal", {
    "id": s.UUIDField(),
    "document": s.CharField(),
    "kind": _Kind(help_text="`section`: of another origin; `excluded`: no part of the article."),
    **offsets_fields(),
    "outlet": s.CharField(allow_null=True, help_text="Key of the outlet, where the signs tell."),
    "title": s.CharField(**_text),
    "author": s.CharField(**_text),
    "published_on": s.CharField(**_text),
    "source": s.CharField(allow_null=True, help_text="Key of the document that holds the same words."),
    "reason": s.CharField(help_text="Of an excluded range.", **_text),
    "why": _WHY(many=True),
    "strength": s.FloatField(help_text="0 to 1; orders, and is no probability."),
    "n_readers": s.IntegerField(help_text="Who marked it as not part of the article, as far as the caller sees."),
    "state": _State(),
    "ruled_start": s.IntegerField(allow_null=True),
    "ruled_end": s.IntegerField(allow_null=True),
    "ruled_at": s.DateTimeField(allow_null=True),
    "note": s.CharField(**_text),
    "version": _VERSION,
})  # fmt: skip
_NEW_OUTLET = s.DictField(
    required=False, help_text="Makes the outlet `outlet` with this name, domain, country, kind and facts."
)
_FACTS = {name: field for name, field in section_fields(required=False).items() if name not in ("start", "end")}
_SECTION_FACTS = object_of("SectionFacts", _FACTS | {"outlet": s.CharField(required=False), "new_outlet": _NEW_OUTLET})
_MEET = s.BooleanField(required=False, help_text="Sections beside it end and begin where it begins and ends.")
RULING_BODY = object_of("OriginRulingBody", {
    "outcome": _Outcome(help_text="`reopen` takes a ruling back."),
    "version": s.IntegerField(min_value=1, help_text="The version of the proposal that you saw."),
    "start": s.IntegerField(min_value=0, required=False, help_text="With `end`: other borders; needed for `move`."),
    "end": s.IntegerField(min_value=1, required=False),
    "section": _SECTION_FACTS(required=False, allow_null=True),
    "reason": s.CharField(required=False, allow_null=True, max_length=100, help_text="Of an excluded range."),
    "note": s.CharField(required=False, allow_null=True, allow_blank=True, max_length=500),
    "meet": _MEET,
})  # fmt: skip
ENTRY = object_of("OriginRuling", {
    "what": s.CharField(
        help_text="`accepted`, `moved`, `rejected`, `taken back`; by hand `set`, `changed`, `removed`.",
    ),
    "of": s.CharField(help_text="`proposal`, `section` or `excluded`."),
    "kind": _Kind(),
    **offsets_fields(),
    "by": s.CharField(allow_null=True, help_text="A code name."),
    "at": s.DateTimeField(),
    "outlet": s.CharField(allow_null=True),
    "title": s.CharField(**_text),
    "reason": s.CharField(**_text),
    "note": s.CharField(**_text),
    "changed": s.ListField(child=s.CharField(), help_text="The facts that were changed."),
})  # fmt: skip
SECTION = object_of("StandingSection", section_fields(required=True) | {"version": _VERSION})
SECTION_BODY = object_of("SectionToSet", section_fields(required=False) | {"meet": _MEET, "new_outlet": _NEW_OUTLET})
_OFFSETS_IF_MOVED = {
    "start": s.IntegerField(min_value=0, required=False),
    "end": s.IntegerField(min_value=1, required=False),
}
SECTION_CHANGE = object_of("SectionChange", _FACTS | _OFFSETS_IF_MOVED | {
    "outlet": s.CharField(required=False), "meet": _MEET, "new_outlet": _NEW_OUTLET,
})  # fmt: skip
BORDER_BODY = object_of("BorderBody", {"to": s.IntegerField(min_value=1, help_text="Where the two sections meet now.")})
BORDER = object_of("Border", {"document": s.CharField(), "at": s.IntegerField()})
_REASON = s.CharField(max_length=100)
EXCLUDED = object_of("StandingExcluded", offsets_fields() | {"reason": _REASON, "version": _VERSION})
EXCLUDED_BODY = object_of("ExcludedBody", offsets_fields() | {"reason": _REASON})
EXCLUDED_CHANGE = object_of(
    "ExcludedChange", _OFFSETS_IF_MOVED | {"reason": s.CharField(max_length=100, required=False)}
)


def _stale(name: str, shape: Any) -> Any:
    return object_of(name, {
        "type": s.CharField(), "title": s.CharField(), "status": s.IntegerField(), "detail": s.CharField(),
        "code": s.CharField(), "current": shape(),
    })  # fmt: skip


STALE = _stale("StaleProposal", PROPOSAL)
STALE_SECTION, STALE_EXCLUDED = _stale("StaleSection", SECTION), _stale("StaleExcluded", EXCLUDED)
