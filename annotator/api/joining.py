"""Coming in by a code, back by a key, by a link; and leaving."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema_members as schema
from annotator.api.base import InterfaceView, ProjectView, body, caller
from annotator.api.schema import described
from annotator.entering import came_from
from core.errors import Invalid
from core.queries.members import at_stake
from core.services import joining, leaving


def text_sent(data: Any, name: str) -> str:
    """A field that is a text. `Invalid` (`field_missing`, `invalid`) for all else."""
    value = data.get(name)
    if not isinstance(value, str):
        code = "invalid" if name in data else "field_missing"
        raise Invalid(f"{name} is a text.", code, errors={name: ["No text."]})
    return value


def _entered(joined: joining.Joined) -> dict[str, Any]:
    token = joining.new_token(joined.user)
    return {"username": joined.user.username, "token": token, "project": joined.project.slug}


class Join(InterfaceView):
    """Open to all: a code is all that is needed."""

    permission_classes: Sequence[Any] = ()

    @described("Joining", "Join by code", {201: schema.JOINED}, refusals=[409, 410, 429], request=schema.JOIN_BODY)
    def post(self, request: Request) -> Response:
        """Makes an account without a password, a member of the code's project. No sign-in is needed.

        Refusals: 404 `unknown_code`, 410 `invitation_over`, 409 `invitation_full` or `name_taken`, 422
        `name_invalid`; 429 after a hundred wrong codes within a minute from one network.
        """
        data = body(request, ("code", "name"))
        code, name = text_sent(data, "code"), text_sent(data, "name")
        joined = joining.join(code, name, came_from=came_from(request._request))
        return Response({**_entered(joined), "return_key": joined.return_key}, status=201)


class JoinBack(InterfaceView):
    """Open to all: the key is all that is needed."""

    permission_classes: Sequence[Any] = ()

    @described("Joining", "Come back by return key", {200: schema.BACK}, refusals=[429], request=schema.BACK_BODY)
    def post(self, request: Request) -> Response:
        """A new token for somebody who came by a code. 404 `unknown_key`, also for who has left."""
        return_key = text_sent(body(request, ("return_key",)), "return_key")
        return Response(_entered(joining.come_back(return_key, came_from=came_from(request._request))))


class JoinByLink(InterfaceView):
    """For accounts."""

    @described("Joining", "Join by link", {200: schema.LINKED}, refusals=[403, 409, 410], request=schema.LINK_BODY)
    def post(self, request: Request) -> Response:
        """Makes the caller a member; somebody who is one already stays as they are.

        Refusals: 404 `unknown_invitation`, 410 `invitation_over`, 409 `invitation_full` or `guests_join_by_code`,
        403 `other_address` or `removed`.
        """
        membership = joining.accept(text_sent(body(request, ("token",)), "token"), caller(request))
        return Response({"project": membership.project.slug, "role": membership.role})


class Leave(ProjectView):
    """The caller's own end in a project."""

    @described("Joining", "See what leaving undoes", {200: schema.AT_STAKE})
    def get(self, request: Request, slug: str) -> Response:
        """How many marks and comments you have here, and how many stay in any case."""
        return Response(asdict(at_stake(self.viewer)))

    @described("Joining", "Leave a project", {200: schema.LEFT}, refusals=[409], request=schema.LEAVE_BODY)
    def post(self, request: Request, slug: str) -> Response:
        """You are out at once. The name, key and tokens of somebody who came by a code are erased.

        `delete` opens your readings, so that they leave every figure. 409 `last_owner`.
        """
        choice = text_sent(body(request, ("marks",)), "marks")
        return Response(asdict(leaving.leave(self.viewer, marks=choice)))
