"""Bodies: UTF-8 JSON objects within limits. Whatever else comes is refused before it can do harm.

RFC 8259 leaves duplicate keys, lone surrogates and huge numbers open; here each is an error, because
two programs would read such a body in two ways.
"""

import json
import re
from collections.abc import Mapping
from itertools import accumulate
from typing import IO, Any

from rest_framework.parsers import BaseParser

from annotator.api.problems import Refused
from core.errors import TextRefused

MARK_BYTES = 1_000_000
TEXT_BYTES = 12_000_000
MAX_DEPTH = 50
MAX_BRACKETS = 200_000
MAX_INTEGER = 2**53 - 1

# A string to its end, or to the end of the body: a broken body must not cost quadratic time.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.?[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_NO_BRACKETS = bytes(set(range(256)) - set(_STEP))


class StrictJSONParser(BaseParser):
    """`application/json` only; an empty body is an empty object. Errors: `Refused` (400, 413, 415)."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The object in the body; the view's `max_body_bytes` is the limit."""
        context = parser_context or {}
        _require_utf8(media_type or "")
        raw = _read(stream, getattr(context.get("view"), "max_body_bytes", MARK_BYTES), context)
        return parse_object(raw)


def _require_utf8(media_type: str) -> None:
    charset = re.search(r';\s*charset\s*=\s*"?([^";\s]*)', media_type, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise Refused(415, "unsupported_media_type", "Send JSON in UTF-8.")


def _read(stream: IO[bytes], limit: int, context: Mapping[str, Any]) -> bytes:
    """At most `limit` bytes; what says that it is larger is not read at all."""
    request = context.get("request")
    declared = request.META.get("CONTENT_LENGTH") if request is not None else None
    too_large = Refused(413, "body_too_large", f"The body is larger than {limit:,} bytes.")
    if declared and declared.isascii() and declared.isdigit() and int(declared[:12]) > limit:
        raise too_large
    raw = stream.read(limit + 1)
    if len(raw) > limit:
        raise too_large
    return raw


def parse_object(raw: bytes) -> dict[str, Any]:
    r"""The JSON object in these bytes. Linear in time, no recursion beyond `MAX_DEPTH`.

    >>> parse_object(b'{"start": 3}')
    {'start': 3}
    >>> parse_object(b'')
    {}
    """
    if not raw.strip(b" \t\r\n"):
        return {}
    _check_depth(raw)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _malformed(f"The body is not UTF-8 (byte {error.start}).", "not_utf8") from None
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_float=_number, parse_constant=_constant
        )
    except json.JSONDecodeError as error:
        detail = f"The body is not JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        raise _malformed(detail, "not_json") from None
    if not isinstance(value, dict):
        raise _malformed("The body is a JSON object, not a list or a single value.", "body_not_object")
    if b"\\u" in raw:  # only an escape can smuggle in what UTF-8 or JSON forbid
        _check_strings(value, "")
    return value


def _malformed(detail: str, code: str) -> Refused:
    return Refused(400, code, detail)


def _check_depth(raw: bytes) -> None:
    brackets = _STRING.sub(b"", raw).translate(None, _NO_BRACKETS)
    if max(accumulate(map(_STEP.__getitem__, brackets[:MAX_BRACKETS])), default=0) > MAX_DEPTH:
        raise _malformed(f"The body is nested deeper than {MAX_DEPTH}.", "too_deep")
    if len(brackets) > MAX_BRACKETS:
        raise _malformed("The body holds too many lists and objects.", "too_many_values")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _malformed(f"The key {twice[:80]!r} stands twice in one object.", "duplicate_key")
    return found


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > MAX_INTEGER:
        raise _malformed("A whole number is beyond 2^53.", "number_too_large")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits) if len(digits) <= 400 else float("inf")
    if number in (float("inf"), float("-inf")):
        raise _malformed("A number is too large.", "number_too_large")
    return number


def _constant(name: str) -> float:
    raise _malformed(f"{name} is no JSON.", "not_json")


def _check_strings(value: Any, place: str) -> None:
    """Lone surrogates are no text (400); NUL is text that cannot be stored (422)."""
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise Refused(
                400,
                "lone_surrogate",
                "A text holds a lone surrogate.",
                errors={place or "body": ["No text."]},
            )
        if "\x00" in value:
            raise TextRefused(
                "A text holds the character NUL, which cannot be stored.",
                errors={place or "body": ["Has NUL."]},
            )
    elif isinstance(value, dict):
        for key, member in value.items():
            _check_strings(key, f"{place}.key" if place else "key")
            _check_strings(member, f"{place}.{key[:80]}" if place else key[:80])
    elif isinstance(value, list):
        for position, member in enumerate(value):
            _check_strings(member, f"{place}[{position}]")
