"""Lists by cursor: `next`, `previous`, `results`, 100 a page.

A cursor holds the values of the order at the edge of a page, all of which the caller has seen in the
results, and a direction. So rows that come or go meanwhile neither repeat nor hide others, and the cost of
page 1,000 is that of page 1.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from rest_framework.request import Request

from annotator.api.problems import Refused

PAGE_SIZE = 100
_MAX_INTEGER = 2**31 - 1
_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True)
class Key:
    """One column of an order: its path from the row, and the type of its values."""

    name: str
    type: type

    def of(self, row: Any) -> Any:
        """The value in a row, as JSON holds it."""
        for attribute in self.name.split("__"):
            row = getattr(row, attribute)
        return str(row) if self.type is UUID else row

    def read(self, value: Any) -> Any:
        """The value from a cursor; ValueError for what no row can have."""
        if self.type is int:
            if type(value) is not int or not 0 <= value <= _MAX_INTEGER:
                raise ValueError
            return value
        if not isinstance(value, str) or "\x00" in value:
            raise ValueError
        value.encode()  # a lone surrogate is a ValueError, too
        return UUID(value) if self.type is UUID else value


@dataclass(frozen=True)
class _Cursor:
    values: tuple[Any, ...]
    backwards: bool


def page_of(
    request: Request, rows: QuerySet[_Row], keys: Sequence[Key], shape: Callable[[_Row], Any]
) -> dict[str, Any]:
    """One page of rows that are ordered by exactly these keys, ascending. One query."""
    cursor = _cursor(request, keys)
    if cursor is not None:
        rows = rows.filter(_beyond(keys, cursor))
        if cursor.backwards:
            rows = rows.reverse()
    found = list(rows[: PAGE_SIZE + 1])
    more, found = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    backwards = cursor is not None and cursor.backwards
    if backwards:
        found.reverse()
    # Where one came from there is a page; where one goes to, only if a row more was found.
    after = found and (more or backwards)
    before = found and (more if backwards else cursor is not None)
    return {
        "next": _address(request, [key.of(found[-1]) for key in keys], "next") if after else None,
        "previous": _address(request, [key.of(found[0]) for key in keys], "previous") if before else None,
        "results": [shape(row) for row in found],
    }


def page_of_positions(
    request: Request, fetch: Callable[[int, int], Sequence[Any]], shape: Callable[[Any], Any]
) -> dict[str, Any]:
    """One page of a list that only grows at its end; `fetch(skip, limit)` gives a stretch of it."""
    cursor = _cursor(request, [Key("position", int)])
    skip = cursor.values[0] if cursor else 0
    found = fetch(skip, PAGE_SIZE + 1)
    return {
        "next": _address(request, [skip + PAGE_SIZE], "next") if len(found) > PAGE_SIZE else None,
        "previous": _address(request, [max(skip - PAGE_SIZE, 0)], "next") if skip else None,
        "results": [shape(row) for row in found[:PAGE_SIZE]],
    }


def _beyond(keys: Sequence[Key], cursor: _Cursor) -> Q:
    """Rows behind (before) the cursor in the order of the keys: (a, b) > (x, y) spelt out."""
    lookup = "lt" if cursor.backwards else "gt"
    beyond, equal = Q(), Q()
    for key, value in zip(keys, cursor.values, strict=True):
        beyond |= equal & Q(**{f"{key.name}__{lookup}": value})
        equal &= Q(**{key.name: value})
    return beyond


def _address(request: Request, values: list[Any], direction: str) -> str:
    raw = json.dumps([direction, *values], separators=(",", ":")).encode()
    query = request.query_params.copy()
    query["cursor"] = urlsafe_b64encode(raw).decode().rstrip("=")
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _cursor(request: Request, keys: Sequence[Key]) -> _Cursor | None:
    given = request.query_params.get("cursor")
    if given is None:
        return None
    try:
        direction, *values = json.loads(urlsafe_b64decode(given.encode("ascii") + b"=" * (-len(given) % 4)))
        if direction not in ("next", "previous"):
            raise ValueError
        read = tuple(key.read(value) for key, value in zip(keys, values, strict=True))
    except (ValueError, TypeError, RecursionError):
        raise Refused(
            400, "invalid_cursor", "This cursor is not from an answer of this list.",
            errors={"cursor": ["Not a cursor."]},
        ) from None  # fmt: skip
    return _Cursor(read, direction == "previous")
