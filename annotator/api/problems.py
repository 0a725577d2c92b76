"""Every refusal of the interface is an RFC 9457 problem document, whoever raised it."""

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from rest_framework import exceptions

from annotator.api.current import current_data
from annotator.api.shapes import etag
from annotator.responses import headers_of, problem, problem_of
from core.errors import DomainError, StaleVersion

log = logging.getLogger("annotator.api")
CONTENT_TYPE = "application/problem+json"

# What Django refuses, and how it is told: the exception's own words stay inside.
_DJANGO: tuple[tuple[type[Exception], int, str, str], ...] = (
    (Http404, 404, "not_found", "There is nothing at this address."),
    (PermissionDenied, 403, "forbidden", "This is not allowed."),
    (RequestDataTooBig, 413, "body_too_large", "The request is larger than this address takes."),
    (BadRequest, 400, "malformed", "The request could not be read."),
    (SuspiciousOperation, 400, "malformed", "The request could not be read."),
    (MultiPartParserError, 400, "malformed", "The request could not be read."),
    (UnreadablePostError, 400, "malformed", "The request broke off."),
)
_DRF_CODES = {
    401: "not_authenticated",
    405: "method_not_allowed",
    406: "not_acceptable",
    415: "unsupported_media_type",
}


class Refused(exceptions.APIException):
    """A request that the interface itself refuses, before the domain is asked."""

    def __init__(self, status: int, code: str, detail: str, *, errors: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(detail, code)
        self.status_code = status
        self.code = code
        self.errors = dict(errors or {})


def exception_handler(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """The answer to whatever a view raised.

    An unexpected exception is logged and told without details; with DEBUG on it passes, for Django's page.
    """
    response = _of_domain(error) or _of_framework(error) or _of_django(error)
    if response is not None or settings.DEBUG:
        return response
    request = context.get("request")
    log.error(
        "unexpected error=%s view=%s method=%s",
        type(error).__name__, type(context.get("view")).__name__, getattr(request, "method", "?"),
        exc_info=error,
    )  # fmt: skip
    got_request_exception.send(sender=type(context.get("view")), request=getattr(request, "_request", None))
    return problem_response(problem(500, "unexpected", "The request failed here. Nothing was stored; try again."))


def problem_response(document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> JsonResponse:
    """A problem document as an answer, whatever the caller accepts."""
    return JsonResponse(document, status=document["status"], content_type=CONTENT_TYPE, headers=headers)


def _of_domain(error: Exception) -> HttpResponse | None:
    if isinstance(error, StaleVersion):
        current = current_data(error.current)
        return problem_response({**problem_of(error), "current": current}, {"ETag": etag(error.current.version)})
    return problem_response(problem_of(error), headers_of(error)) if isinstance(error, DomainError) else None


def _of_framework(error: Exception) -> HttpResponse | None:
    if not isinstance(error, exceptions.APIException):
        return None
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    more = {"errors": error.errors} if isinstance(error, Refused) and error.errors else {}
    return problem_response(problem(error.status_code, _code(error), _sentence(error), **more), headers)


def _code(error: exceptions.APIException) -> str:
    if isinstance(error, Refused):
        return error.code
    codes = error.get_codes()
    default = codes if isinstance(codes, str) else "malformed"
    return _DRF_CODES.get(error.status_code, default)


def _sentence(error: exceptions.APIException) -> str:
    return str(error.detail) if isinstance(error.detail, str) else "The request could not be read."


def _of_django(error: Exception) -> HttpResponse | None:
    for kind, status, code, detail in _DJANGO:
        if isinstance(error, kind):
            return problem_response(problem(status, code, detail))
    return None
