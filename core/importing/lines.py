"""Lines of strangers' JSON become objects, or refusals: nothing lenient, nothing unbounded."""

import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from core.errors import Invalid, TextRefused
from core.text import canonical

MAX_LINE_BYTES = 32 * 1024 * 1024
MAX_LINES = 5_000_000
MAX_DEPTH = 32
_BOM = b"\xef\xbb\xbf"

# Escapes and bytes that may hold what Postgres or UTF-8 cannot: only lines that match are walked through.
_SUSPECT = re.compile(rb"\\u(?:00[0189]|007[fF]|[dD][89a-fA-F])|\\[bf]|\x7f|\xc2[\x80-\x9f]")
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_BRACKET = re.compile(r"[\[\]{}]")


def numbered_lines(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each line that holds anything with its number from 1, its line feed taken off.

    A file object is read in bounded steps, so that one endless line costs no memory.
    Errors: `Invalid` (`line_too_long`, `too_many_lines`), which end the reading.
    """
    readline = getattr(lines, "readline", None)
    source = iter(lambda: readline(MAX_LINE_BYTES + 2), b"") if readline else lines
    for number, raw in enumerate(source, start=1):
        if len(raw) > MAX_LINE_BYTES + 1:
            raise Invalid(
                f"Line {number} is longer than {MAX_LINE_BYTES // 2**20} MB. Split the file.",
                "line_too_long", details={"line": number},
            )  # fmt: skip
        if number > MAX_LINES:
            raise Invalid(
                f"The file has more than {MAX_LINES:,} lines. Split it.",
                "too_many_lines", details={"line": number},
            )  # fmt: skip
        line = raw.removeprefix(_BOM) if number == 1 else raw
        if line.strip():
            yield number, line


def read_object(line: bytes) -> dict[str, Any]:
    """The JSON object of one line.

    Errors: `Invalid` (`json_invalid`): not UTF-8, not JSON, no object, a key twice, NaN or Infinity, nested
    too deeply; `TextRefused` for lone surrogates and control characters in any of its texts.
    """
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _invalid(f"The line is not UTF-8: byte 0x{line[error.start]:02X} at position {error.start}.") from error
    _check_depth(text)
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)
    except json.JSONDecodeError as error:
        raise _invalid(f"The line is not JSON: {error.msg} at character {error.pos}.") from error
    except (ValueError, RecursionError) as error:
        raise _invalid("The line holds a number that is too long.") from error
    if not isinstance(data, dict):
        raise _invalid("A line is one JSON object.")
    if _SUSPECT.search(line):
        _check_texts(data)
    return data


def _invalid(reason: str) -> Invalid:
    return Invalid(reason, "json_invalid")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _invalid(f"The key {twice!r:.60} stands twice in one object.")
    return data


def _constant(name: str) -> NoReturn:
    raise _invalid(f"{name} is not a number that JSON knows.")


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _invalid("The line holds a number that is too large.")
    return number


def _check_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if bracket.group() in "[{" else -1
        if depth > MAX_DEPTH:
            raise _invalid(f"The line is nested more than {MAX_DEPTH} levels deep.")


def _check_texts(value: Any) -> None:
    """Refuse what cannot be stored, keys included; `read_object` has bounded the depth."""
    if isinstance(value, str):
        canonical.canonical(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_texts(key)
            _check_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_texts(inner)


def read_objects(lines: Iterable[bytes]) -> Iterator[tuple[int, dict[str, Any] | Invalid]]:
    """Line number and object, or the refusal in its place; a line that is too long is the last."""
    numbered = numbered_lines(lines)
    while True:
        try:
            number, line = next(numbered)
        except StopIteration:
            return
        except Invalid as error:
            yield error.details["line"], error
            return
        try:
            yield number, read_object(line)
        except (Invalid, TextRefused) as error:
            yield number, error
