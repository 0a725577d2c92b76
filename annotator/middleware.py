"""A refusal of the domain, raised anywhere in a page, becomes its answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from annotator.responses import refusal
from core.errors import DomainError


class DomainErrors:
    """Turns a `DomainError` that a view raises into a page or a problem document with the right status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None lets every other exception pass."""
        return refusal(request, exception) if isinstance(exception, DomainError) else None
