"""The words of the OpenAPI document: bodies and answers as serializers that only describe.

What is sent is made by `shapes`, what is received is checked by the domain; a test holds every answer
against what stands here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers as s

from core.models import (
    Attribution,
    Event,
    Fidelity,
    Link,
    Originality,
    Project,
    Reading,
    ReviewerKind,
    Role,
    SessionState,
)

_text: dict[str, Any] = {"allow_blank": True}


def _choice(choices: Any, **more: Any) -> s.ChoiceField:
    return s.ChoiceField(choices=choices, **more)


def offsets_fields() -> dict[str, s.Field]:
    """Start and end of a passage."""
    return {
        "start": s.IntegerField(min_value=0, help_text="First code point."),
        "end": s.IntegerField(min_value=1, help_text="Behind the last code point."),
    }


def facets_field(**more: Any) -> s.DictField:
    """The details of a mark or ruling."""
    return s.DictField(
        child=s.CharField(),
        help_text="Key of a detail -> key of its value, `yes` for a flag, or text (at most 300 characters).",
        **more,
    )


def object_of(name: str, fields: Mapping[str, s.Field]) -> Any:
    """The class of an object with these fields; its name stands in the schema."""
    return type(name, (s.Serializer,), dict(fields))


_QUOTE_HELP = "The words at this place, exactly."
_NOTE: dict[str, Any] = {
    "allow_blank": True,
    "max_length": 10_000,
    "required": False,
    "help_text": "Nothing when left out.",
}

PROBLEM = object_of("Problem", {
    "type": s.CharField(),
    "title": s.CharField(),
    "status": s.IntegerField(),
    "detail": s.CharField(help_text="What happened and what to do, for people."),
    "code": s.CharField(help_text="A stable word for programs."),
    "errors": s.DictField(child=s.ListField(child=s.CharField()), required=False, help_text="By field."),
})  # fmt: skip

_BODY: dict[str, s.Field] = {
    "id": s.UUIDField(help_text="Made by the client, so that a retry can be recognised."),
    **offsets_fields(),
    "quote": s.CharField(help_text=_QUOTE_HELP, trim_whitespace=False),
    "label": s.CharField(help_text="A label's key in the codebook."),
}
MARK_BODY = object_of("MarkBody", _BODY | {"facets": facets_field(required=False), "note": s.CharField(**_NOTE)})
MARK = object_of("Mark", {
    **_BODY,
    "facets": facets_field(),
    "note": s.CharField(**_text),
    "document": s.CharField(help_text="The document's key."),
    "reviewer": s.CharField(help_text="The reader's code name in this project."),
    "version": s.IntegerField(min_value=1, help_text="The number in the ETag."),
    "created_at": s.DateTimeField(),
    "updated_at": s.DateTimeField(),
})  # fmt: skip
MARK_CHANGE = object_of("MarkChange", {
    "start": s.IntegerField(min_value=0, required=False),
    "end": s.IntegerField(min_value=1, required=False),
    "quote": s.CharField(required=False, help_text=_QUOTE_HELP),
    "label": s.CharField(required=False),
    "facets": facets_field(required=False),
    "note": s.CharField(**_NOTE),
})  # fmt: skip
_STALE: dict[str, s.Field] = {name: s.CharField() for name in ("type", "title", "detail", "code")}
_STALE["status"] = s.IntegerField()
STALE = object_of("StaleProblem", _STALE | {"current": MARK()})
_STATE = object_of("MarkState", {
    **offsets_fields(),
    "quote": s.CharField(),
    "label": s.CharField(),
    "facets": facets_field(),
    "note": s.CharField(**_text),
})  # fmt: skip
CHANGE = object_of("Change", {
    "who": s.CharField(allow_null=True, help_text="Code name; null where a file brought it."),
    "when": s.DateTimeField(),
    "what": _choice(["added", "changed", "deleted", "restored"]),
    "version": s.IntegerField(),
    "from": _STATE(allow_null=True, help_text="Null for the creation."),
    "to": _STATE(allow_null=True, help_text="Null for the deletion."),
})  # fmt: skip
LINK_BODY = object_of("LinkBody", {
    "to": s.UUIDField(help_text="The mark that is supported or contradicted; of the same reading."),
    "kind": _choice(Link.Kind.choices),
})  # fmt: skip
LINK = object_of("Link", {
    "from": s.UUIDField(), "to": s.UUIDField(),
    "kind": _choice(Link.Kind.choices),
    "created_at": s.DateTimeField(),
})  # fmt: skip


def ranges_of(help_text: str, **more: Any) -> s.ListField:
    pair = s.ListField(child=s.IntegerField(min_value=0), min_length=2, max_length=2)
    return s.ListField(child=pair, allow_null=True, help_text=help_text, **more)


READING_BODY = object_of("ReadingBody", {
    "ranges": ranges_of("`[start, end)` of what was read; else all.", required=False),
    "none_here": s.ListField(
        child=s.CharField(), required=False, allow_null=True,
        help_text="Labels of which there is none here; else every label without a mark.",
    ),
})  # fmt: skip
READING = object_of("Reading", {
    "document": s.CharField(),
    "reviewer": s.CharField(),
    "state": _choice(Reading.State.choices),
    "ranges": ranges_of("Null: all that is not excluded."),
    "none_here": s.ListField(child=s.CharField()),
    "sighted": s.BooleanField(help_text="Colleagues' marks had been seen before this reading began."),
    "opened_at": s.DateTimeField(),
    "submitted_at": s.DateTimeField(allow_null=True),
    "first_submitted_at": s.DateTimeField(allow_null=True),
})  # fmt: skip
_CODEBOOK = object_of("CodebookName", {"key": s.CharField(), "version": s.IntegerField()})
PROJECT = object_of("Project", {
    "slug": s.CharField(),
    "name": s.CharField(),
    "role": _choice(Role.choices, help_text="The caller's."),
    "visibility": _choice(Project.Visibility.choices),
    "assignment": _choice(Project.Assignment.choices),
    "n_readings": s.IntegerField(help_text="How many readings a document is to get."),
    "tentative_alpha": s.FloatField(help_text="Nothing is contrasted below."), "enough_alpha": s.FloatField(),
    "source_blind": s.BooleanField(help_text="Reviewers do not see where a text is from until they submit it."),
    "hidden_names": s.ListField(child=s.CharField(), allow_null=True, help_text="Null for all but owners."),
    "figures_from": _choice(ReviewerKind.choices), "invented": s.BooleanField(),
    "codebook": _CODEBOOK(allow_null=True),
    "created_at": s.DateTimeField(),
})  # fmt: skip
_FACT = object_of("Fact", {"text": s.CharField(), "source": s.CharField(required=False, **_text)})
_OUTLET_FACTS: dict[str, s.Field] = {
    "domain": s.CharField(max_length=200, required=False, **_text),
    "country": s.CharField(max_length=60, required=False, **_text),
    "kind": s.CharField(max_length=60, required=False, **_text),
    "facts": _FACT(many=True, required=False),
}
OUTLET_BODY = object_of(
    "OutletBody",
    {
        "key": s.CharField(max_length=100),
        "name": s.CharField(max_length=200, required=False),
        **_OUTLET_FACTS,
    },
)
OUTLET_CHANGE = object_of("OutletChange", {"name": s.CharField(max_length=200, required=False), **_OUTLET_FACTS})
OUTLET = object_of("Outlet", {
    "key": s.CharField(),
    "name": s.CharField(),
    "domain": s.CharField(**_text),
    "country": s.CharField(**_text),
    "kind": s.CharField(**_text),
    "facts": _FACT(many=True),
    "version": s.IntegerField(min_value=1, help_text="The number in the ETag."),
})  # fmt: skip
STALE_OUTLET = object_of("StaleOutlet", _STALE | {"current": OUTLET()})


def _described(*, required: bool) -> dict[str, s.Field]:
    """What is said of a document and of a section alike."""
    more = {"required": required, **_text}
    return {
        "title": s.CharField(max_length=500, **more),
        "author": s.CharField(max_length=300, **more),
        "published_on": s.CharField(max_length=10, help_text="A year, a month or a day.", **more),
        "genre": s.CharField(max_length=60, **more),
    }


def section_fields(*, required: bool) -> dict[str, s.Field]:
    """What is said of a section."""
    return {
        **offsets_fields(),
        "outlet": s.CharField(),
        **_described(required=required),
        "originality": _choice(Originality.choices, required=required, allow_blank=True),
        "attribution": _choice(Attribution.choices, required=required, allow_blank=True),
        "fidelity": _choice(Fidelity.choices, required=required, allow_blank=True),
        "copy_of": s.CharField(required=required, allow_null=True, help_text="Key of the document copied."),
        "reason": s.CharField(required=required, max_length=500, help_text="Why it is said to be so.", **_text),
    }


_EXCLUDED = object_of("Excluded", {**offsets_fields(), "reason": s.CharField(max_length=100)})
_SECTION_BODY = object_of("SectionBody", section_fields(required=False))
_SECTION = object_of("Section", section_fields(required=True))
_MORE_OF_DOCUMENT = ("url", "language", "event")
DOCUMENT_BODY = object_of("DocumentBody", {
    "key": s.CharField(max_length=100, help_text="`id` is taken for it, too."),
    "outlet": s.CharField(help_text="Key of the outlet."),
    "text": s.CharField(trim_whitespace=False),
    **_described(required=False),
    **{name: s.CharField(required=False, **_text) for name in _MORE_OF_DOCUMENT},
    "sha256": s.CharField(required=False, help_text="Of the stored text; must match when given."),
    "sections": _SECTION_BODY(many=True, required=False),
    "excluded": _EXCLUDED(many=True, required=False),
})  # fmt: skip
_DOCUMENT: dict[str, s.Field] = {
    "id": s.CharField(help_text="The same as `key`."),
    "key": s.CharField(),
    "outlet": s.CharField(),
    **_described(required=True),
    **{name: s.CharField(**_text) for name in _MORE_OF_DOCUMENT},
    "sha256": s.CharField(),
    "length": s.IntegerField(help_text="In code points."),
    "created_at": s.DateTimeField(),
}
DOCUMENT = object_of("Document", _DOCUMENT)
WHOLE_DOCUMENT = object_of("WholeDocument", _DOCUMENT | {
    "text": s.CharField(),
    "sections": _SECTION(many=True),
    "excluded": _EXCLUDED(many=True),
    "reading": READING(allow_null=True, help_text="The caller's own."),
    "last_event": s.UUIDField(allow_null=True, help_text="Follow `events/?after=` from here."),
})  # fmt: skip
COMMENT = object_of("Comment", {
    "id": s.UUIDField(),
    "thread": s.UUIDField(),
    "author": s.CharField(help_text="A code name."),
    "text": s.CharField(),
    "version": s.IntegerField(min_value=1, help_text="The number in the ETag."),
    "created_at": s.DateTimeField(),
    "updated_at": s.DateTimeField(),
})  # fmt: skip


@extend_schema_field({"type": "string", "oneOf": [{"const": kind} for kind in Event.Kind.values]})
class EventKind(s.CharField):
    """Spelt out in its place: drf-spectacular would give it the name of a link's `kind`."""


_EVENT_LINK = object_of("EventLink", {"to": s.UUIDField(), "kind": _choice(Link.Kind.choices)})
_EVENT_SESSION = object_of("EventSession", {"id": s.UUIDField(), "state": _choice(SessionState.choices)})
EVENT = object_of("Event", {
    "id": s.UUIDField(),
    "kind": EventKind(),
    "reviewer": s.CharField(allow_null=True, help_text="Code name; null for what a session did."),
    "at": s.DateTimeField(),
    "annotation": s.UUIDField(allow_null=True),
    "version": s.IntegerField(allow_null=True, help_text="The mark's after this change."),
    "mark": MARK(allow_null=True, help_text="As it is now; null once deleted."),
    "link": _EVENT_LINK(allow_null=True, help_text="Made or taken away; it leads from `annotation`."),
    "session": _EVENT_SESSION(allow_null=True, help_text="With its state now."),
    "thread": s.UUIDField(allow_null=True, help_text="Of a comment's event."),
    "comment": COMMENT(allow_null=True, help_text="As it is now; null once deleted."),
    "decision": s.UUIDField(allow_null=True),
})  # fmt: skip
EVENTS = object_of("Events", {
    "next": s.URLField(allow_null=True),
    "previous": s.URLField(allow_null=True, help_text="Always null: events go forward."),
    "cursor": s.UUIDField(allow_null=True, help_text="Pass it as `after` next time."),
    "reload": s.BooleanField(help_text="Fetch the marks anew, then go on from `cursor`."),
    "results": EVENT(many=True),
})  # fmt: skip


def page_of(name: str, shape: Any) -> Any:
    """The schema of a page of a list."""
    return object_of(name, {
        "next": s.URLField(allow_null=True),
        "previous": s.URLField(allow_null=True),
        "results": shape(many=True),
    })  # fmt: skip


_REFUSALS = {
    400: "Malformed: the body, a parameter or a header cannot be read.",
    401: "Nobody: sign in or send a token.",
    403: "The caller's role does not allow this.",
    404: "Not there, or not for the caller.",
    409: "Contradicts what is stored.",
    410: "It was deleted.",
    411: "The body comes without a length.",
    413: "The body is too large.",
    415: "Not JSON.",
    422: "Understood and refused: breaks a rule of the domain.",
    428: "If-Match is missing.",
    429: "Too many tries; `Retry-After` says in how many seconds to try again.",
}
CURSOR = OpenApiParameter("cursor", OpenApiTypes.STR, description="From `next` or `previous` of an answer.")
IF_MATCH, IF_MATCH_OR_NOT = (
    OpenApiParameter(
        "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, required=required,
        description='The version that is changed, as in its ETag: `"3"` (or `W/"3"`).',
    )
    for required in (True, False)
)  # fmt: skip


def described(
    tag: str,
    summary: str,
    answers: Mapping[Any, Any],
    *,
    refusals: Sequence[int] = (),
    request: Any = None,
    parameters: Sequence[OpenApiParameter] = (),
    stale: Any = STALE,
) -> Any:
    """Decorator of a view's method: what the documentation says of it."""
    responses: dict[Any, Any] = dict(answers)
    usual: tuple[int, ...] = (400, 401, 404)
    if request is not None:
        usual = (*usual, 413, 415, 422)
    for status in sorted({*usual, *refusals}):
        shape = stale if status == 412 else PROBLEM
        text = "It was changed meanwhile; what is stored is `current`." if status == 412 else _REFUSALS[status]
        responses[status, "application/problem+json"] = OpenApiResponse(shape, description=text)
    return extend_schema(
        operation_id=summary.lower().replace("'s", "").replace(" ", "_"),
        tags=[tag],
        summary=summary,
        request=request,
        responses=responses,
        parameters=list(parameters),
    )
