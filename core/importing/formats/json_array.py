"""The elements of one long JSON array, read piece by piece: in memory is one element."""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from core.errors import Invalid
from core.importing.formats.values import MAX_FILE_BYTES

PIECE_BYTES = 1 << 20
_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


def elements(path: Path) -> Iterator[tuple[int, bytes]]:
    """The objects of the array (or the one object that the file is), each with the line that it begins on, from 1.

    Each still has to be read strictly. Errors: `Invalid` (`json_invalid`, `file_too_large`), which end the reading;
    `details["line"]` says where.
    """
    with path.open("rb") as file:
        yield from _Reading(file).elements()


class _Reading:
    """A window over the file that moves on; `line` is that of its position."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.decode = codecs.getincrementaldecoder("utf-8")().decode
        self.text, self.at, self.line = "", 0, 1
        self.is_whole = False

    def elements(self) -> Iterator[tuple[int, bytes]]:
        """As above."""
        first = self._next().removeprefix("\ufeff") or self._after_mark()
        if first == "{":
            yield self._element()
            return
        if first != "[":
            raise self._invalid("The file is no JSON: it begins with neither '[' nor '{'.")
        self.at += 1
        if self._next() == "]":
            return
        while True:
            if self._next() != "{":
                raise self._invalid("The list holds something that is no object.")
            yield self._element()
            end = self._next()
            self.at += 1
            if end == "]":
                return
            if end != ",":
                raise self._invalid("The list is broken off, or a comma is missing.")

    def _after_mark(self) -> str:
        self.at += 1
        return self._next()

    def _next(self) -> str:
        """The next character that is no white space, empty at the end."""
        while True:
            end = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]  # it matches nothing, too
            self.line += self.text.count("\n", self.at, end)
            self.at = end
            if self.at < len(self.text) or self.is_whole:
                return self.text[self.at : self.at + 1]
            self._more()

    def _element(self) -> tuple[int, bytes]:
        line = self.line
        while True:
            try:
                _, end = _DECODER.raw_decode(self.text, self.at)
                break
            except json.JSONDecodeError as error:
                if self.is_whole:
                    raise self._invalid(f"The JSON is broken: {error.msg}.") from error
            except (ValueError, RecursionError) as error:
                raise self._invalid("The element holds a number that is too long, or is nested too deeply.") from error
            self._more()
        found = self.text[self.at : end]
        self.line += found.count("\n")
        self.at = end
        return line, found.encode()

    def _more(self) -> None:
        """Read on, twice as much as is there; what lies behind is let go."""
        self.text = self.text[self.at :]
        self.at = 0
        if len(self.text) > MAX_FILE_BYTES:
            raise self._invalid(f"One element is longer than {MAX_FILE_BYTES // 2**20} MB.", "file_too_large")
        piece = self.file.read(max(PIECE_BYTES, len(self.text)))
        try:
            self.text += self.decode(piece, not piece)
        except UnicodeDecodeError as error:
            raise self._invalid(f"The file is not UTF-8: byte 0x{error.object[error.start]:02X}.") from error
        self.is_whole = not piece

    def _invalid(self, reason: str, code: str = "json_invalid") -> Invalid:
        return Invalid(reason, code, details={"line": self.line})
