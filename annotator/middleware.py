"""A refusal of the domain, raised anywhere in a page, becomes its answer; guests have no account pages."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from annotator.guards import account
from annotator.responses import refusal
from core.errors import DomainError, Forbidden
from core.queries.members import guest_of

_FOR_GUESTS = ("account_login", "account_logout")


class DomainErrors:
    """Turns a `DomainError` that a view raises into a page or a problem document with the right status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None lets every other exception pass."""
        return refusal(request, exception) if isinstance(exception, DomainError) else None


class NoPasswordForGuests:
    """Who came by a code gets no password, no e-mail address and no second factor: of the library's account pages
    only signing in and out are theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """None lets every other request pass."""
        name = request.resolver_match.url_name if request.resolver_match else None
        if not (name or "").startswith("account_") or name in _FOR_GUESTS or not request.user.is_authenticated:
            return None
        if guest_of(account(request)) is None:
            return None
        message = "You are here by a code and have no password. Your return key brings you back."
        return refusal(request, Forbidden(message, "guest"))
