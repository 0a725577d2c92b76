"""Who may open which page: the viewer of a project, asked once per request."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django_htmx.middleware import HtmxDetails

from core import access
from core.access import Viewer
from core.models import User


class Request(HttpRequest):
    """A request as the middleware leaves it."""

    htmx: HtmxDetails
    viewer: Viewer


class InvitationOnly(DefaultAccountAdapter):
    """Nobody signs up uninvited: accounts are made by an owner or by a command."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


def account(request: HttpRequest) -> User:
    """The account behind a request that `login_required` has let in: itself, not Django's stand-in for it.

    Thousands of marks are compared with it on one page, and each question to the stand-in costs microseconds.
    """
    return cast(User, getattr(request.user, "_wrapped", request.user))


View = Callable[..., HttpResponseBase]


def member(action: str) -> Callable[[View], View]:
    """Guard of a project page: passes `viewer` in place of the slug, for members whose role allows `action`.

    A stranger is asked to sign in, an outsider gets 404, a member without the role 403. Never cached: after
    sign-out the Back button shows nothing.
    """

    def guard(view: View) -> View:
        @never_cache
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
            viewer = access.viewer(account(request), slug)
            cast(Request, request).viewer = viewer
            viewer.require(action)
            return view(request, viewer, **kwargs)

        return guarded

    return guard
