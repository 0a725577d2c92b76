"""Who calls: a token first, else the session of a signed-in person."""

from typing import Any

from django.utils import timezone
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication as DRFSessionAuthentication
from rest_framework.request import Request

from annotator.api.problems import Refused


class TokenAuthentication(KnoxTokenAuthentication):
    """`Authorization: Token KEY`; only the key's hash is stored."""

    def authenticate_credentials(self, token: bytes) -> tuple[Any, Any]:
        """A key is plain ASCII: what is not would end in an error of decoding or of the database."""
        if not token.isascii() or not token.isalnum():
            raise exceptions.AuthenticationFailed("Invalid token.")
        return super().authenticate_credentials(token)

    def _cleanup_token(self, auth_token: Any) -> bool:
        """Whether this token has expired. Not knox's way, which reads all tokens of the account for each request
        and deletes expired ones, also when it was only asked to read."""
        return auth_token.expiry is not None and auth_token.expiry < timezone.now()


class SessionAuthentication(DRFSessionAuthentication):
    """The signed-in person; whatever changes something needs the CSRF token in `X-CSRFToken`."""

    def enforce_csrf(self, request: Request) -> None:
        """Refuse with a code of its own, so that a script knows to fetch a new token."""
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise Refused(403, "csrf_failed", str(error.detail)) from error


class TokenScheme(KnoxTokenScheme):
    """How the schema describes the token."""

    target_class = "annotator.api.authentication.TokenAuthentication"
    name = "token"


class PersonScheme(SessionScheme):
    """How the schema describes the session."""

    target_class = "annotator.api.authentication.SessionAuthentication"
    name = "session"


AUTHENTICATION = [TokenAuthentication, SessionAuthentication]
