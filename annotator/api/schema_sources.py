"""The words of the OpenAPI document for cards of sources, citations and the ledger's figures."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from annotator.api.schema import object_of
from core.models import Finding

_text: dict[str, Any] = {"allow_blank": True}


@extend_schema_field({"type": "string", "oneOf": [{"const": value} for value in Finding.values]})
class FindingWord(s.CharField):
    """Spelt out in its place."""


def _facts(*, required: bool) -> dict[str, s.Field]:
    more = {"required": required, **_text}
    return {
        "kind": s.CharField(max_length=60, help_text="Report, law, data set …", **more),
        "title": s.CharField(max_length=500, **more),
        "producer": s.CharField(max_length=300, help_text="Who produced it.", **more),
        "published_on": s.CharField(max_length=10, help_text="A year, a month or a day.", **more),
        "url": s.CharField(max_length=2000, help_text="http or https. Never fetched from here.", **more),
    }


_KEY = "Made from producer, title and date when left out."
_VERSION = "The number in the ETag."
_ID = "Made by the client, so that a retry can be recognised."
SOURCE_BODY = object_of("SourceBody", {"key": s.CharField(required=False, help_text=_KEY), **_facts(required=False)})
SOURCE_CHANGE = object_of("SourceChange", _facts(required=False))
SOURCE = object_of("Source", {
    "key": s.CharField(),
    **_facts(required=True),
    "filed_openly": s.BooleanField(help_text="All members see it; else who filed it, and who sees a citation of it."),
    "version": s.IntegerField(min_value=1, help_text=_VERSION),
})  # fmt: skip
MERGE_BODY = object_of("MergeBody", {"into": s.CharField(help_text="Key of the card that stays.")})
_CARD = object_of("NewCard", _facts(required=False))
CITATION_BODY = object_of("CitationBody", {
    "id": s.UUIDField(required=False, help_text=_ID),
    "source": s.CharField(required=False, help_text="Key of a card; or a new `card`."),
    "card": _CARD(required=False, help_text="The facts of a new card, filed in the same step."),
})  # fmt: skip
CITATION_CHECK = object_of("CitationCheck", {
    "finding": FindingWord(required=False),
    "excerpt": s.CharField(required=False, help_text="Words of the source, 50 at most.", **_text),
    "for_claim": s.BooleanField(
        required=False, help_text="The same for unchecked citations of the card by marks of the same claim."
    ),
})  # fmt: skip
_CITATION: dict[str, s.Field] = {
    "id": s.UUIDField(),
    "annotation": s.UUIDField(help_text="The mark."),
    "source": s.CharField(help_text="Key of the card."),
    "finding": FindingWord(),
    "excerpt": s.CharField(**_text),
    "checked_by": s.CharField(allow_null=True, help_text="A code name."),
    "checked_on": s.DateField(allow_null=True),
    "version": s.IntegerField(min_value=1, help_text=_VERSION),
}
CITATION = object_of("Citation", _CITATION)
CHECKED = object_of("CheckedCitation", _CITATION | {
    "taken_over": s.ListField(child=s.UUIDField(), help_text="Citations that took the finding over."),
})  # fmt: skip


def _stale(name: str, shape: Any) -> Any:
    texts = {field: s.CharField() for field in ("type", "title", "detail", "code")}
    return object_of(name, {**texts, "status": s.IntegerField(), "current": shape()})


STALE_SOURCE, STALE_CITATION = _stale("StaleSource", SOURCE), _stale("StaleCitation", CITATION)
_BASES: dict[str, s.Field] = {
    "n_cited": s.IntegerField(help_text="Citations of marks that figures count."),
    "n_opened": s.IntegerField(help_text="Of them, looked for by somebody."),
    "n_found": s.IntegerField(help_text="Of them, found."),
    "n_says_so": s.IntegerField(help_text="Of them, found to say so."),
    "n_no_card": s.IntegerField(help_text="Marks labelled evidence that cite no card."),
    "findings": s.DictField(child=s.IntegerField()),
}
_ORIGIN = object_of("OriginBases", {"outlet": s.CharField(), "name": s.CharField(), **_BASES})
_TO_OPEN = object_of("ToOpen", {
    "source": s.CharField(),
    "n_marks": s.IntegerField(help_text="Marks that cite it unchecked."),
    "n_assertions": s.IntegerField(help_text="Assertions that these support by a link."),
    "n_claim_marks": s.IntegerField(help_text="Other marks of the same claims."),
    "n_outlets": s.IntegerField(),
    "weight": s.IntegerField(help_text="All of these marks; the list is in this order."),
})  # fmt: skip
LEDGER = object_of("Ledger", {
    "project": s.CharField(),
    "reviewer_kinds": s.ListField(child=s.CharField()),
    **_BASES,
    "origins": _ORIGIN(many=True),
    "to_open": _TO_OPEN(many=True, help_text="Of all marks that the caller sees, also of an open reading."),
})  # fmt: skip
