"""Coming in: from which network address, and the session of whoever has just joined."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.models import User
from core.text import codes

KEY_COOKIE = "return_key"
KEY_KEPT_S = 600


def came_from(request: HttpRequest) -> str:
    """The network address that the request came from, for the limit on wrong codes."""
    return str(request.META.get("REMOTE_ADDR", ""))


def let_in(request: HttpRequest, user: User) -> None:
    """Begin a session of this account; one of somebody else ends."""
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")


def hand_over(response: HttpResponseBase, return_key: str) -> None:
    """Give the key to the browser alone, for the page after joining: stored here is only its hash."""
    response.set_cookie(
        KEY_COOKIE, return_key, max_age=KEY_KEPT_S, path="/join/", httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def handed_over(request: HttpRequest) -> str:
    """The key that this browser was given; nothing once it was put away."""
    key = codes.normal(request.COOKIES.get(KEY_COOKIE, ""))
    return codes.grouped(key) if len(key) == codes.KEY_LENGTH else ""


def put_away(response: HttpResponseBase) -> None:
    """The key is shown no more."""
    response.delete_cookie(KEY_COOKIE, path="/join/", samesite="Strict")
