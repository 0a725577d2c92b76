"""Members of a project and the ways into it: for owners; codes also for whoever may host."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema_members as schema
from annotator.api.base import ProjectView, body
from annotator.api.joining import text_sent
from annotator.api.paging import Key, page_of
from annotator.api.schema import CURSOR, described
from annotator.api.shapes import time_text
from annotator.pages.joining import invitation_address, join_address
from core.access import Viewer
from core.errors import Invalid, NotFound
from core.models import Invitation, InvitationKind, Membership, Session
from core.queries.members import is_open, member, members, shown_names, ways_known
from core.services import joining, memberships
from core.text.codes import grouped

BY_USERNAME = (Key("user__username", str),)
BY_ID = (Key("pk", int),)
_TEXTS = ("kind", "role", "email")
_NUMBERS = ("max_uses", "days", "names_days")


def member_data(row: Membership, name: str) -> dict[str, Any]:
    """A member as its owner sees it."""
    guest = getattr(row.user, "guest", None)
    return {
        "username": row.user.username,
        "name": name,
        "role": row.role,
        "guest": guest is not None,
        "names_until": guest.names_until.isoformat() if guest else None,
        "since": time_text(row.created_at),
    }


def invitation_data(row: Invitation) -> dict[str, Any]:
    """A way in, with where people go."""
    is_code = row.kind == InvitationKind.CODE
    return {
        "id": row.pk,
        "kind": row.kind,
        "code": grouped(row.code) if is_code else row.code,
        "url": join_address(row) if is_code else invitation_address(row),
        "email": row.email,
        "role": row.role,
        "n_used": row.n_used,
        "max_uses": row.max_uses,
        "open": is_open(row),
        "session": str(row.session.uuid) if row.session else None,
        "expires_at": time_text(row.expires_at),
        "names_until": row.names_until.isoformat() if row.names_until else None,
    }


def _shown(viewer: Viewer, row: Membership) -> dict[str, Any]:
    return member_data(row, shown_names(viewer.project, [row.user])[row.user_id])


class Members(ProjectView):
    """Who is in the project."""

    parameters = ("cursor",)
    actions: ClassVar = {"GET": "manage", "HEAD": "manage", "POST": "manage"}

    @described("Members", "List members", {200: schema.MEMBERS}, refusals=[403], parameters=[CURSOR])
    def get(self, request: Request, slug: str) -> Response:
        """Needs the role owner. Members by user name."""
        page = page_of(request, members(self.viewer), BY_USERNAME, lambda row: row)
        names = shown_names(self.viewer.project, [row.user for row in page["results"]])
        page["results"] = [member_data(row, names[row.user_id]) for row in page["results"]]
        return Response(page)

    @described("Members", "Add a member", {201: schema.ADDED}, refusals=[403, 409], request=schema.MEMBER_BODY)
    def post(self, request: Request, slug: str) -> Response:
        """Needs the role owner. An account that is not there is made, with a one-time password."""
        data = body(request, ("username", "role"))
        username, role = text_sent(data, "username"), text_sent(data, "role")
        added, password = memberships.add_account(self.viewer, username, role)
        stored = member(self.viewer, added.user.username)
        return Response({**_shown(self.viewer, stored), "password": password}, status=201)


class MemberDetail(ProjectView):
    """One member."""

    actions: ClassVar = {"PATCH": "manage", "DELETE": "manage"}

    @described("Members", "Change a member", {200: schema.MEMBER}, refusals=[403, 409], request=schema.MEMBER_CHANGE)
    def patch(self, request: Request, slug: str, username: str) -> Response:
        """Needs the role owner. Another role, or another name for somebody who came by a code.

        Refusals: 409 `last_owner`, `name_taken`, `names_erased`; 422 `guest_owner`, `not_a_guest`.
        """
        data = body(request, ("role", "name"))
        row = member(self.viewer, username)
        with transaction.atomic():  # what is refused in part is refused whole
            if "name" in data:
                row = memberships.rename_guest(self.viewer, username, text_sent(data, "name"))
            if "role" in data:
                row = memberships.change_role(self.viewer, username, text_sent(data, "role"))
        return Response(_shown(self.viewer, row))

    @described("Members", "Remove a member", {204: None}, refusals=[403, 409])
    def delete(self, request: Request, slug: str, username: str) -> Response:
        """Needs the role owner. Out at once; marks stay under the code name. 409 `last_owner`."""
        memberships.remove_member(self.viewer, username)
        return Response(status=204)


class Invitations(ProjectView):
    """The ways in."""

    parameters = ("cursor",)
    actions: ClassVar = {"GET": "host", "HEAD": "host", "POST": "host"}

    @described("Members", "List ways in", {200: schema.INVITATIONS}, refusals=[403], parameters=[CURSOR])
    def get(self, request: Request, slug: str) -> Response:
        """Those that are not closed: an owner sees all, an adjudicator the codes."""
        return Response(page_of(request, ways_known(self.viewer), BY_ID, invitation_data))

    @described("Members", "Open a way in", {201: schema.INVITATION}, refusals=[403, 409],
               request=schema.INVITATION_BODY)  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """Needs the role owner; into a session whoever may host it. One for an address works once."""
        data = body(request, (*_TEXTS, *_NUMBERS, "session"))
        given: dict[str, Any] = {name: text_sent(data, name) for name in _TEXTS if name in data}
        given |= {name: data[name] for name in _NUMBERS if name in data}
        session = self._session(data)
        return Response(invitation_data(joining.open_invitation(self.viewer, session=session, **given)), status=201)

    def _session(self, data: Mapping[str, Any]) -> Session | None:
        if data.get("session") is None:
            return None
        try:
            wanted = UUID(text_sent(data, "session"))
        except ValueError:
            raise Invalid("session is a UUID.", errors={"session": ["No UUID."]}) from None
        found = Session.objects.filter(project=self.viewer.project, uuid=wanted).select_related("document").first()
        if found is None:
            raise NotFound("There is no such session in this project.")
        return found


class InvitationDetail(ProjectView):
    """One way in."""

    actions: ClassVar = {"DELETE": "host"}

    @described("Members", "Close a way in", {204: None}, refusals=[403])
    def delete(self, request: Request, slug: str, number: int) -> Response:
        """Nobody comes in by it any more; whoever came stays."""
        joining.close_invitation(self.viewer, number)
        return Response(status=204)
