"""DomainError -> HTTP status: the one table, for pages and interface alike."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from core import errors

STATUS: dict[type[errors.DomainError], int] = {
    errors.NotFound: 404,
    errors.Forbidden: 403,
    errors.TextRefused: 422,
    errors.Invalid: 422,
    errors.Conflict: 409,
    errors.StaleVersion: 412,
    errors.Cancelled: 409,
    errors.Gone: 410,
    errors.TooLarge: 413,
    errors.TooMany: 429,
}
TITLES = {
    400: "The request is malformed",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    406: "Not available in this form",
    409: "Conflict",
    410: "Gone",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Send JSON",
    422: "Not accepted",
    428: "Say which version you changed",
    429: "Too many requests",
    500: "Something went wrong here",
    503: "Not available here",
}


def status_of(error: errors.DomainError) -> int:
    """The status of a refusal: that of its class, else of its nearest parent in the table."""
    return next((STATUS[parent] for parent in type(error).__mro__ if parent in STATUS), 400)  # a bad parameter


def problem(status: int, code: str, detail: str, **more: Any) -> dict[str, Any]:
    """An RFC 9457 problem document."""
    return {"type": "about:blank", "title": TITLES.get(status, "Refused"), "status": status,
            "detail": detail, "code": code, **more}  # fmt: skip


def problem_of(error: errors.DomainError) -> dict[str, Any]:
    """The problem document of a refusal; a stale version carries the stored row's `current` by its caller."""
    more: dict[str, Any] = dict(error.details)
    if error.errors:
        more["errors"] = error.errors
    return problem(status_of(error), error.code, error.message, **more)


def headers_of(error: errors.DomainError) -> dict[str, str]:
    """What a refusal says in headers: after how many seconds to try again."""
    return {"Retry-After": str(error.wait_s)} if isinstance(error, errors.TooMany) else {}


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a script of ours (marks travel as JSON) and not a page."""
    return request.content_type == "application/json" or "json" in request.headers.get("Accept", "")


def refusal(request: HttpRequest, error: errors.DomainError) -> HttpResponse:
    """The answer of a page to a refusal: a problem document for scripts, a readable page for people."""
    status = status_of(error)
    if wants_json(request):
        return JsonResponse(problem_of(error), status=status, content_type="application/problem+json",
                            headers=headers_of(error))  # fmt: skip
    context = {"title": TITLES.get(status, "Refused"), "error": error, "status": status}
    response = render(request, "annotator/refused.html", context, status=status)
    for name, value in headers_of(error).items():
        response[name] = value
    return response
