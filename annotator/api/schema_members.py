"""The words of the OpenAPI document for joining, members, ways in and leaving."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from annotator.api.schema import object_of, page_of
from core.models import InvitationKind, Role
from core.services.joining import MOST_DAYS, MOST_USES
from core.services.leaving import DELETE, KEEP


def _role(**more: Any) -> s.ChoiceField:
    return s.ChoiceField(choices=Role.choices, **more)


_KEY_HELP = "To come back with; shown this once."


@extend_schema_field({"type": "string", "oneOf": [{"const": kind} for kind in InvitationKind.values]})
class WayKind(s.CharField):
    """Spelt out in its place: drf-spectacular would give it the name of another `kind`."""


JOIN_BODY = object_of("JoinBody", {
    "code": s.CharField(max_length=200, help_text="As on the wall; case and hyphen do not matter."),
    "name": s.CharField(max_length=60, help_text="A name of one's own, taken by nobody else of this code."),
})  # fmt: skip
_ENTERED: dict[str, s.Field] = {
    "username": s.CharField(help_text="Of the account that was made; it has no password."),
    "token": s.CharField(help_text="For the header `Authorization: Token KEY`; shown this once."),
    "project": s.CharField(help_text="The project's slug."),
}
JOINED = object_of("Joined", _ENTERED | {"return_key": s.CharField(help_text=_KEY_HELP)})
BACK_BODY = object_of("BackBody", {"return_key": s.CharField(max_length=200)})
BACK = object_of("Back", _ENTERED)
LINK_BODY = object_of("InvitationLinkBody", {"token": s.CharField(help_text="The last part of the link.")})
LINKED = object_of("InvitationAccepted", {"project": s.CharField(), "role": _role()})

MEMBER_BODY = object_of("MemberBody", {"username": s.CharField(max_length=150), "role": _role()})
MEMBER_CHANGE = object_of("MemberChange", {
    "role": _role(required=False),
    "name": s.CharField(max_length=60, required=False, help_text="Of somebody who came by a code."),
})  # fmt: skip
_MEMBER: dict[str, s.Field] = {
    "username": s.CharField(),
    "name": s.CharField(help_text="A guest's own name while it is kept, then the code name; an account's user name."),
    "role": _role(),
    "guest": s.BooleanField(help_text="Came by a code."),
    "names_until": s.DateField(allow_null=True, help_text="The last day on which a guest's name is kept."),
    "since": s.DateTimeField(),
}
MEMBER = object_of("Member", _MEMBER)
MEMBERS = page_of("Members", MEMBER)
ADDED = object_of("MemberAdded", _MEMBER | {
    "password": s.CharField(allow_null=True, help_text="Of an account that was made now; shown this once."),
})  # fmt: skip

INVITATION_BODY = object_of("InvitationBody", {
    "kind": WayKind(required=False, help_text="A code when left out."),
    "role": _role(required=False, help_text="Reviewer when left out. A code makes no owner."),
    "max_uses": s.IntegerField(min_value=1, max_value=MOST_USES, required=False, help_text="40 when left out."),
    "days": s.IntegerField(min_value=1, max_value=MOST_DAYS, required=False, help_text="7 when left out."),
    "names_days": s.IntegerField(min_value=0, max_value=MOST_DAYS, required=False,
                                 help_text="For so long after the code's end names are kept; 30 when left out."),
    "session": s.UUIDField(required=False, allow_null=True, help_text="The session that it leads into."),
    "email": s.CharField(required=False, allow_blank=True, help_text="For the kind `address`."),
})  # fmt: skip
INVITATION = object_of("Invitation", {
    "id": s.IntegerField(),
    "kind": WayKind(),
    "code": s.CharField(help_text="For the wall, or the last part of the link."),
    "url": s.URLField(help_text="Where people go with it."),
    "email": s.CharField(allow_blank=True),
    "role": _role(),
    "n_used": s.IntegerField(),
    "max_uses": s.IntegerField(),
    "open": s.BooleanField(help_text="Whether somebody could come in now."),
    "session": s.UUIDField(allow_null=True),
    "expires_at": s.DateTimeField(),
    "names_until": s.DateField(allow_null=True),
})  # fmt: skip
INVITATIONS = page_of("Invitations", INVITATION)

LEAVE_BODY = object_of("LeaveBody", {"marks": s.ChoiceField(choices=[KEEP, DELETE])})
AT_STAKE = object_of("AtStake", {
    "n_marks": s.IntegerField(help_text="Your marks here."),
    "n_bound": s.IntegerField(help_text="Of these: a ruling rests on them, so they stay, without your name."),
    "n_readings": s.IntegerField(),
    "n_comments": s.IntegerField(),
})  # fmt: skip
LEFT = object_of("Left", {"n_deleted": s.IntegerField(), "n_kept": s.IntegerField()})
