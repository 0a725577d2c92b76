"""What every address of the interface has in common: who asks, as what, with which parameters."""

import re
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, ClassVar, cast

from django.utils.cache import add_never_cache_headers, patch_vary_headers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.authentication import AUTHENTICATION
from annotator.api.parameters import check_parameters
from annotator.api.parsing import MARK_BYTES
from annotator.api.problems import Refused
from core import access
from core.access import Viewer
from core.errors import Invalid
from core.models import User

_ETAG = re.compile(r'\s*(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*')
_NEVER = 0  # no mark has this version: an entity tag of something else matches nothing


class Negotiation(DefaultContentNegotiation):
    """`?format=` is a parameter of ours (which data set), not DRF's choice of a renderer."""

    settings = SimpleNamespace(URL_FORMAT_OVERRIDE=None)  # type: ignore[assignment]


class InterfaceView(APIView):
    """JSON in, JSON out, for whoever is signed in. `parameters`: what GET takes; `parameters_of_post`: POST."""

    authentication_classes: Sequence[Any] = AUTHENTICATION
    permission_classes: Sequence[Any] = [IsAuthenticated]
    content_negotiation_class = Negotiation
    parameters: ClassVar[tuple[str, ...]] = ()
    parameters_of_post: ClassVar[tuple[str, ...]] = ()
    max_body_bytes = MARK_BYTES

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """401 for nobody, then 400 for what the address does not know."""
        super().initial(request, *args, **kwargs)
        known = {"GET": self.parameters, "HEAD": self.parameters, "POST": self.parameters_of_post}
        check_parameters(request.query_params, known.get(request.method or "", ()))
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            # Django would read such a body as empty, and an empty body has a meaning (see submit).
            raise Refused(411, "length_required", "Send the body with a Content-Length.")

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """Which methods there are: in the header `Allow`."""
        return Response(status=204)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Nothing of a project stays in a cache."""
        response = super().finalize_response(request, response, *args, **kwargs)
        add_never_cache_headers(response)
        patch_vary_headers(response, ["Authorization", "Cookie"])
        return response


class ProjectView(InterfaceView):
    """An address within a project. `actions` says what each method asks of `core.access`; GET asks to see."""

    viewer: Viewer
    actions: ClassVar[Mapping[str, str]] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """404 for outsiders, 403 for members whose role does not allow the method."""
        super().initial(request, *args, **kwargs)
        self.viewer = access.viewer(caller(request), kwargs["slug"])
        self.viewer.require(self.actions.get(request.method or "", "see"))


def caller(request: Request) -> User:
    """The account that asks; only behind `IsAuthenticated`."""
    return cast(User, request.user)


def sent(request: Request) -> Mapping[str, Any]:
    """The JSON object sent (the parser takes nothing else)."""
    return cast(Mapping[str, Any], request.data)


def body(request: Request, known: Sequence[str]) -> Mapping[str, Any]:
    """The JSON object sent; `Invalid` (`unknown_field`) for a field that is not known."""
    data = sent(request)
    refuse_unknown(data, known)
    return data


def refuse_unknown(data: Mapping[str, Any], known: Sequence[str]) -> None:
    """`Invalid` (`unknown_field`) for a field that is not known."""
    for name in data:
        if name not in known:
            listed = ", ".join(known) or "none"
            raise Invalid(
                f"There is no field {name[:80]!r} here. Known: {listed}.", "unknown_field",
                errors={name[:80]: ["Unknown."]},
            )  # fmt: skip


def version_asked(request: Request) -> int:
    """The version in `If-Match`, of which the weak form is accepted.

    Errors: 428 when it is missing; 400 for what is no entity tag, for `*` and for lists: a change says which
    version it changes.
    """
    given = request.headers.get("If-Match")
    if given is None:
        raise Refused(428, "if_match_missing", 'Say which version you change: If-Match: "VERSION".')
    tag = _ETAG.fullmatch(given)
    if tag is None:
        raise Refused(400, "if_match_invalid", 'If-Match takes one entity tag, such as "3"; not * and no list.')
    return int(tag[1]) if re.fullmatch("[1-9][0-9]{0,8}", tag[1]) else _NEVER
