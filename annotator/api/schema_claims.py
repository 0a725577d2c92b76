"""The words of the OpenAPI document for claims and speakers."""

from rest_framework import serializers as s

from annotator.api.schema import object_of

_MARKS = "Ids of marks that you see, 1 to 500."
_WORDS = "At most 500 characters, kept as one line."

CLAIM_BODY = object_of("ClaimBody", {
    "id": s.UUIDField(help_text="Made by the client, so that a retry can be recognised."),
    "annotations": s.ListField(child=s.UUIDField(), help_text=_MARKS),
    "text": s.CharField(required=False, allow_blank=True, max_length=500, help_text=f"{_WORDS} Else the quote."),
})  # fmt: skip
CLAIM_CHANGE = object_of("ClaimChange", {"text": s.CharField(max_length=500, help_text=_WORDS)})
CLAIM_MARKS = object_of("ClaimMarks", {"annotations": s.ListField(child=s.UUIDField(), help_text=_MARKS)})
CLAIM_MERGE = object_of("ClaimMerge", {"other": s.UUIDField(help_text="The claim whose marks come here.")})
APART_BODY = object_of("ApartBody", {
    "ones": s.ListField(child=s.UUIDField(), help_text=_MARKS),
    "others": s.ListField(child=s.UUIDField(), help_text="None of which states what one of the first does."),
})  # fmt: skip
APART = object_of("Apart", {"n_new": s.IntegerField(help_text="Pairs that had not been told apart before.")})
_CLAIM_BASIS = object_of("ClaimBasis", {
    "kind": s.CharField(
        help_text="`supports` or `contradicts` of a tied mark, `cites` of a source, its own or its evidence's."
    ),
    "text": s.CharField(help_text="The words of the tied mark, or what the cited card is called."),
    "finding": s.CharField(allow_null=True, help_text="What was found in the cited source."),
})  # fmt: skip
_CLAIM_MARK = object_of("ClaimMark", {
    "id": s.UUIDField(),
    "document": s.CharField(),
    "outlet": s.CharField(help_text="Who wrote the words."),
    "quote": s.CharField(),
    "voice": s.CharField(allow_blank=True),
    "stance": s.CharField(allow_blank=True),
    "in_article": s.BooleanField(help_text="False in an excluded range: no outlet states it."),
    "bases": _CLAIM_BASIS(many=True),
})  # fmt: skip
_CLAIM_SOURCE = object_of("ClaimSource", {
    "outlets": s.ListField(child=s.CharField()),
    "ties": s.ListField(
        child=s.CharField(), help_text="`copy`, `passage`, `quotation`, `source`, `speaker`: what makes them so."
    ),
})  # fmt: skip
CLAIM = object_of("Claim", {
    "id": s.UUIDField(),
    "text": s.CharField(help_text="Of a claim that you see in part, the shortest quote that you see."),
    "outlets": s.ListField(child=s.CharField()),
    "n_marks": s.IntegerField(help_text="That you see, in articles."),
    "n_independent": s.IntegerField(help_text="How many sources the outlets are, as far as is known."),
    "version": s.IntegerField(min_value=1, help_text="The number in the ETag."),
    "annotations": _CLAIM_MARK(many=True),
    "sources": _CLAIM_SOURCE(many=True),
})  # fmt: skip
SUGGESTION = object_of("Suggestion", {
    "passages": s.ListField(child=s.ListField(child=s.UUIDField()), help_text="Two, each the marks on the same words."),
    "quotes": s.ListField(child=s.CharField()),
    "score": s.FloatField(help_text="0 to 1; no probability."),
    "same_words": s.BooleanField(),
    "numbers": s.ListField(child=s.CharField()),
    "names": s.ListField(child=s.CharField()),
    "words": s.ListField(child=s.CharField(), help_text="The rarest first."),
    "details": s.ListField(child=s.CharField(), help_text="Details on which both agree."),
})  # fmt: skip
_STALE: dict[str, s.Field] = {
    "type": s.CharField(),
    "title": s.CharField(),
    "status": s.IntegerField(),
    "detail": s.CharField(),
    "code": s.CharField(),
}
STALE_CLAIM = object_of("StaleClaim", _STALE | {"current": CLAIM()})

_ALIASES = "Other names of the same speaker; no other speaker has one of them."
_NOT_SAME = "Names of others who are not the same. Two are told apart where either says so."
SPEAKER_BODY = object_of("SpeakerBody", {
    "name": s.CharField(max_length=200),
    "side": s.CharField(required=False, allow_blank=True, help_text="A value of the codebook's detail `side`."),
    "aliases": s.ListField(child=s.CharField(max_length=300), required=False, help_text=_ALIASES),
    "not_same": s.ListField(child=s.CharField(max_length=300), required=False, help_text=_NOT_SAME),
    "note": s.CharField(required=False, allow_blank=True, max_length=500),
})  # fmt: skip
SPEAKER_CHANGE = object_of("SpeakerChange", {
    "name": s.CharField(max_length=200, required=False),
    "side": s.CharField(required=False, allow_blank=True),
    "aliases": s.ListField(child=s.CharField(max_length=300), required=False, help_text=_ALIASES),
    "not_same": s.ListField(child=s.CharField(max_length=300), required=False, help_text=_NOT_SAME),
    "note": s.CharField(required=False, allow_blank=True, max_length=500),
})  # fmt: skip
SPEAKER_MERGE = object_of("SpeakerMerge", {"other": s.IntegerField(help_text="The speaker whose names come here.")})
SPEAKER_SPLIT = object_of(
    "SpeakerSplit", {"alias": s.CharField(help_text="The name that becomes a speaker of its own.")}
)
SPEAKER = object_of("Speaker", {
    "id": s.IntegerField(),
    "name": s.CharField(),
    "side": s.CharField(allow_blank=True),
    "aliases": s.ListField(child=s.CharField()),
    "not_same": s.ListField(child=s.CharField(), help_text=_NOT_SAME),
    "note": s.CharField(allow_blank=True),
    "version": s.IntegerField(min_value=1, help_text="The number in the ETag."),
})  # fmt: skip
SPEAKERS_APART_BODY = object_of("SpeakersApartBody", {"names": s.ListField(child=s.CharField(), help_text="Two.")})
SPEAKERS_APART = object_of("SpeakersApart", {"speakers": SPEAKER(many=True)})
SPEAKER_SEEN = object_of("SpeakerSeen", {
    "id": s.IntegerField(allow_null=True, help_text="Null for a name that is not on the list."),
    "name": s.CharField(),
    "side": s.CharField(allow_blank=True),
    "aliases": s.ListField(child=s.CharField()),
    "said_as": s.ListField(child=s.CharField(), help_text="The names as marks and quotations give them."),
    "n_marks": s.IntegerField(help_text="That you see."),
    "n_quotations": s.IntegerField(),
    "documents": s.ListField(child=s.CharField(), help_text="Keys of the documents in which they speak."),
    "outlets": s.DictField(child=s.IntegerField(), help_text="Name of the outlet -> marks and quotations."),
})  # fmt: skip
STALE_SPEAKER = object_of("StaleSpeaker", _STALE | {"current": SPEAKER()})
