"""A file of strangers' JSON, value by value: lists that may be long are never whole in memory."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from core.errors import Invalid, TextRefused
from core.importing.lines import read_object

PIECE = 1 << 16
MAX_VALUE = 32 * 1024 * 1024
_SPACE = " \t\n\r"
_DECODER = json.JSONDecoder()

Names = frozenset[str]


class Member(NamedTuple):
    """A value with its line from 1 and its name: the key it stands under, or its list does; "" in no object."""

    line: int
    name: str
    value: Any


def members(
    path: Path, *, lists: Collection[str], inside: Collection[str] = (), loose: Collection[str] = ()
) -> Iterator[Member]:
    """The members of the object that a file holds, or the elements of its list.

    Of a member named in `lists` each element comes by itself, of an object named in `inside` each member. Values are
    as strict as lines of the interchange file, but for elements of `loose`; one that is refused is an `Invalid` in its
    place, and a file that is no JSON ends with one. Memory: one value, at most 32 million characters.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        window = _Window(stream)
        try:
            yield from _whole(window, frozenset(lists), frozenset(inside), frozenset(loose))
        except Invalid as error:
            yield Member(window.line_now(), "", error)
        except UnicodeDecodeError as error:
            reason = f"The file is not UTF-8: byte 0x{error.object[error.start]:02X} behind this line cannot be read."
            yield Member(window.line_now(), "", _invalid(reason))


def _invalid(reason: str) -> Invalid:
    return Invalid(reason, "json_invalid")


def _whole(window: "_Window", lists: Names, inside: Names, loose: Names) -> Iterator[Member]:
    first = window.peek()
    if first == "[":
        yield from _elements(window, "", is_strict="" not in loose)
    elif first == "{":
        yield from _members(window, lists, inside, loose)
    else:
        raise _invalid("The file is no JSON: it begins with neither { nor [.")
    if window.peek():
        raise _invalid("There is more in the file behind its end as JSON.")


def _members(window: "_Window", lists: Names, inside: Names, loose: Names) -> Iterator[Member]:
    seen: set[str] = set()
    for _ in window.parts("{", "}"):
        line, name = window.value()
        if not isinstance(name, str) or name in seen:
            raise _invalid(f"{name!r:.60} is no key, or stands twice in one object.")
        seen.add(name)
        window.take(":")
        if name in lists and window.peek() == "[":
            yield from _elements(window, name, is_strict=name not in loose)
        elif name in inside and window.peek() == "{":
            yield from _members(window, lists, inside - {name}, loose)
        else:
            line, value = window.value()
            yield Member(line, name, value)


def _elements(window: "_Window", name: str, *, is_strict: bool) -> Iterator[Member]:
    for _ in window.parts("[", "]"):
        line, value = window.value(is_strict=is_strict)
        yield Member(line, name, value)


class _Window:
    """The part of the file that is looked at, and the place in it."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self.text, self.at = "", 0
        self.line, self.counted = 1, 0

    def line_now(self) -> int:
        """The line of the place."""
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line

    def more(self) -> bool:
        """Whether there was more to read; as much again as is looked at, so that a long value is not read often."""
        self.line_now()
        rest = self.text[self.at :]
        if len(rest) > MAX_VALUE:
            raise Invalid(f"A value is longer than {MAX_VALUE // 2**20} million characters.", "line_too_long")
        piece = self.stream.read(max(PIECE, len(rest)))
        self.text, self.at, self.counted = rest + piece, 0, 0
        return bool(piece)

    def peek(self) -> str:
        """The next character that is no white space; "" at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in _SPACE:
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, wanted: str) -> str:
        """The next character, one of those wanted."""
        found = self.peek()
        if not found or found not in wanted:
            raise _invalid(f"The file is not JSON: {found or 'its end'!r} where {' or '.join(wanted)} belongs.")
        self.at += 1
        return found

    def parts(self, begin: str, end: str) -> Iterator[None]:
        """Stops before each part of a list or an object; the part is to be taken in between."""
        self.take(begin)
        if self.peek() == end:
            self.at += 1
            return
        yield
        while self.take("," + end) == ",":
            yield

    def value(self, *, is_strict: bool = True) -> tuple[int, Any]:
        """The line and the value that stands here, or its refusal if it is not as strict as a line has to be."""
        if not self.peek():
            raise _invalid("The file ends before its JSON does.")
        line, (value, raw) = self.line_now(), self._raw()
        if not is_strict:
            return line, value
        try:
            return line, read_object(b'{"":' + raw.encode() + b"}")[""]
        except (Invalid, TextRefused) as error:
            return line, error

    def _raw(self) -> tuple[Any, str]:
        """One value and its characters; more is read until it is whole."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
                if end < len(self.text) or not self.more_behind(end):
                    raw = self.text[self.at : end]
                    self.at = end
                    return value, raw
            except json.JSONDecodeError as error:
                if not self.more():
                    raise _invalid(f"The file is not JSON: {error.msg}.") from error
            except RecursionError as error:
                raise _invalid("A value is nested too deeply.") from error
            except ValueError as error:
                raise _invalid("A number is too long.") from error

    def more_behind(self, end: int) -> bool:
        """Whether a value that ends with the window may go on behind it, as a number can."""
        return self.text[end - 1] not in '"]}' and self.more()
