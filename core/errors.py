"""Everything the domain refuses. `annotator.responses` turns each class into one HTTP status.

The message is for people (what happened, what to do), the code for programs (stable), the fields say where.
"""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """A request that the domain refuses; nothing was stored."""

    code = "refused"

    def __init__(
        self,
        message: str,
        code: str | None = None,
        *,
        errors: Mapping[str, list[str]] | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.errors = dict(errors or {})
        self.details = dict(details or {})


class NotFound(DomainError):
    """There is no such thing, or the caller may not know of it."""

    code = "not_found"


class Forbidden(DomainError):
    """A member asks for what the member's role does not allow."""

    code = "forbidden"


class Invalid(DomainError):
    """The request is understood and breaks a rule of the domain."""

    code = "invalid"


class TextRefused(Invalid):
    """A text that cannot be stored as it is: not UTF-8, or with control characters."""

    code = "text_refused"


class Conflict(DomainError):
    """The request contradicts what is stored."""

    code = "conflict"


class StaleVersion(DomainError):
    """Somebody changed the row since the caller read it; `current` is the row as it is now."""

    code = "stale_version"

    def __init__(self, message: str, current: Any) -> None:
        super().__init__(message)
        self.current = current


class Gone(DomainError):
    """The row was deleted; its history remains."""

    code = "gone"


class Cancelled(DomainError):
    """Somebody ended long work before it was done; nothing of it was kept."""

    code = "cancelled"


class TooLarge(DomainError):
    """More bytes than are taken; nothing of them was kept."""

    code = "body_too_large"


class TooMany(DomainError):
    """Too many tries for now; `wait_s` says when to try again."""

    code = "too_many_tries"

    def __init__(self, message: str, wait_s: int) -> None:
        super().__init__(message)
        self.wait_s = wait_s
