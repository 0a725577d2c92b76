"""Paragraphs by number, as people say what they read: `1-12, 20`. The first paragraph of a text is 1."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from core.errors import Invalid
from core.text.spans import Span

_SOME = re.compile(r"(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?")


def spans_of(said: str, spans: Sequence[Span]) -> list[Span]:
    """The stretches that `1-12, 20` names, in its order; `spans` are the paragraphs of the text.

    Errors: `Invalid` (`span_invalid`) for what names no paragraphs of this text.
    """
    numbers = [_numbers(part.strip(), len(spans)) for part in re.split(r"[,;]", said) if part.strip()]
    return [Span(spans[first - 1].start, spans[last - 1].end) for first, last in numbers]


def _numbers(part: str, n: int) -> tuple[int, int]:
    match = _SOME.fullmatch(part)
    if match is None:
        raise Invalid(f"“{part[:40]}” names no paragraphs. Write their numbers, such as 1-12, 20.", "span_invalid")
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= last <= n:
        raise Invalid(f"“{part[:40]}” is not among the paragraphs of this text, 1 to {n}.", "span_invalid")
    return first, last


def numbers_said(indexes: Iterable[int]) -> str:
    """`1-3, 7` for the indexes 0, 1, 2, 6 (ascending).

    >>> numbers_said([0, 1, 2, 6])
    '1-3, 7'
    """
    return ", ".join(f"{first + 1}" if first == last else f"{first + 1}-{last + 1}" for first, last in runs(indexes))


def runs(indexes: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each run of neighbours (ascending indexes).

    >>> runs([0, 1, 2, 6])
    [(0, 2), (6, 6)]
    """
    rows = list(indexes)
    breaks = [place for place, (a, b) in enumerate(pairwise(rows), 1) if b != a + 1]
    edges = [0, *breaks, len(rows)]
    return [(rows[a], rows[b - 1]) for a, b in pairwise(edges) if a < b]
