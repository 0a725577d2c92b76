"""The words of the OpenAPI document for what texts share."""

from rest_framework import serializers as s

from annotator.api.schema import object_of, offsets_fields

_PLACE = object_of("PlaceInText", {"document": s.CharField(help_text="The document's key."), **offsets_fields()})
_PASSAGE = object_of("SharedPassage", {
    "a": _PLACE(),
    "b": _PLACE(),
    "n_words": s.IntegerField(min_value=1, help_text="Of the longer one."),
    "edit_ratio": s.FloatField(min_value=0, max_value=1, help_text="How alike they are, letter by letter."),
    "kind": s.CharField(
        help_text="`copied_section`: half of a text or section stands in the other one; `partly_reused`: a tenth; "
        "`shared_passage`: less."
    ),
})  # fmt: skip
_QUOTATION = object_of("SharedQuotation", {
    "a": _PLACE(),
    "b": _PLACE(),
    "ratio": s.FloatField(min_value=0, max_value=1),
    "kind": s.CharField(help_text="`exact`, or `drift`: in one of them put otherwise."),
})  # fmt: skip
_SECTION = object_of("ProposedSection", {
    "document": s.CharField(),
    **offsets_fields(),
    "origin": s.CharField(allow_null=True, help_text="Key of an outlet, where the signs name one."),
    "why": s.ListField(child=s.CharField(), help_text="The reasons, in words."),
})  # fmt: skip
_EXCLUDED = object_of("ProposedExcluded", {
    "document": s.CharField(), **offsets_fields(), "reason": s.CharField(allow_blank=True)
})  # fmt: skip
REUSE = object_of("Reuse", {
    "project": s.CharField(),
    "shared": _PASSAGE(many=True),
    "quotations": _QUOTATION(many=True),
    "sections": _SECTION(many=True, help_text="Proposals that nobody has ruled on yet."),
    "excluded": _EXCLUDED(many=True, help_text="The same of what is not part of an article."),
})  # fmt: skip
