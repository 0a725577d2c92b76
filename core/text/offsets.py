"""Code point offsets to UTF-16 offsets and back, for browsers and formats that count in UTF-16 code units.

A code point above U+FFFF takes two UTF-16 units (a surrogate pair), so every offset behind it moves by one.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable

from core.errors import Invalid

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class OffsetMap:
    """Both directions for one text: built in one pass, each look-up a bisection.

    >>> two = OffsetMap("a\\U0001f600b")
    >>> two.to_utf16(2), two.to_code_point(3)
    (3, 2)
    """

    def __init__(self, text: str) -> None:
        self._astral = [match.start() for match in _ASTRAL.finditer(text)]
        self._astral_utf16 = [start + index for index, start in enumerate(self._astral)]
        self.length_cp = len(text)
        self.length_utf16 = self.length_cp + len(self._astral)

    def to_utf16(self, offset_cp: int) -> int:
        """The UTF-16 offset of a code point offset; Invalid when it lies outside the text."""
        _check_within(offset_cp, self.length_cp)
        return offset_cp + bisect_left(self._astral, offset_cp)

    def to_code_point(self, offset_utf16: int) -> int:
        """The code point offset of a UTF-16 offset; Invalid outside the text or inside a surrogate pair."""
        _check_within(offset_utf16, self.length_utf16)
        n_before = bisect_left(self._astral_utf16, offset_utf16)
        if n_before and self._astral_utf16[n_before - 1] == offset_utf16 - 1:
            raise Invalid(f"The UTF-16 offset {offset_utf16} lies inside a surrogate pair.", "span_invalid")
        return offset_utf16 - n_before


def to_utf16(text: str, offset_cp: int) -> int:
    """The UTF-16 offset of one code point offset; one pass over the text.

    >>> to_utf16("\\U0001f1ee\\U0001f1f1 a", 2)
    4
    """
    return OffsetMap(text).to_utf16(offset_cp)


def to_code_point(text: str, offset_utf16: int) -> int:
    """The code point offset of one UTF-16 offset; Invalid when it lies inside a surrogate pair.

    >>> to_code_point("\\U0001f1ee\\U0001f1f1 a", 4)
    2
    """
    return OffsetMap(text).to_code_point(offset_utf16)


def all_to_utf16(text: str, offsets_cp: Iterable[int]) -> list[int]:
    """Many code point offsets at once, in the order given (sorted or not); one pass over the text."""
    offsets = OffsetMap(text)
    return [offsets.to_utf16(offset) for offset in offsets_cp]


def all_to_code_points(text: str, offsets_utf16: Iterable[int]) -> list[int]:
    """Many UTF-16 offsets at once, in the order given (sorted or not); one pass over the text."""
    offsets = OffsetMap(text)
    return [offsets.to_code_point(offset) for offset in offsets_utf16]


def _check_within(offset: int, length: int) -> None:
    if type(offset) is not int or not 0 <= offset <= length:
        raise Invalid(f"The offset {offset!r} lies outside the text (0 to {length}).", "span_invalid")


def ranges_in(offsets: OffsetMap, ranges: list[list[int]] | None) -> list[list[int]] | None:
    """Ranges of code points in UTF-16 units, half-open; None for all of the text."""
    if ranges is None:
        return None
    return [[offsets.to_utf16(start), offsets.to_utf16(end)] for start, end in ranges]
