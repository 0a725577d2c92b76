"""Spans of a text and the algebra of sorted, disjoint lists of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.errors import Invalid


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """A stretch of text that holds at least one code point: `[start, end)`, half-open.

    Sorted by start, then end. Errors: Invalid (`span_invalid`) for anything else than 0 <= start < end in
    whole numbers.

    >>> Span(3, 5).cut("abcdefg")
    'de'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if type(self.start) is not int or type(self.end) is not int or not 0 <= self.start < self.end:
            raise Invalid(
                f"[{self.start!r}, {self.end!r}) is no span: whole numbers, 0 <= start < end.", "span_invalid"
            )

    def __len__(self) -> int:
        return self.end - self.start

    def cut(self, text: str) -> str:
        """The words of the text that the span covers; Invalid when it reaches beyond the text."""
        if self.end > len(text):
            raise Invalid(f"[{self.start}, {self.end}) ends behind the text ({len(text)}).", "span_invalid")
        return text[self.start : self.end]

    def overlap(self, other: "Span") -> int:
        """How many code points both share; 0 when they only touch."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def contains(self, other: "Span") -> bool:
        """Whether the other lies wholly inside (an equal span does)."""
        return self.start <= other.start and other.end <= self.end

    def holds(self, offset: int) -> bool:
        """Whether the code point at this offset is covered."""
        return self.start <= offset < self.end

    def iou(self, other: "Span") -> float:
        """Intersection over union in code points, 0 to 1.

        >>> Span(0, 4).iou(Span(2, 6))
        0.3333333333333333
        """
        shared = self.overlap(other)
        return shared / (len(self) + len(other) - shared)


def merge(spans: Iterable[Span]) -> list[Span]:
    """Sorted disjoint spans that cover the same; those that overlap or touch become one. O(n log n).

    >>> merge([Span(5, 9), Span(0, 2), Span(2, 3), Span(6, 7)])
    [Span(start=0, end=3), Span(start=5, end=9)]
    """
    merged: list[Span] = []
    start = end = -1
    for span in sorted(spans):
        if span.start <= end:
            end = max(end, span.end)
            continue
        if start >= 0:
            merged.append(Span(start, end))
        start, end = span.start, span.end
    return [*merged, Span(start, end)] if start >= 0 else []


def subtract(spans: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    """What is left of the spans without the holes; both lists sorted and disjoint. O(n + m).

    >>> subtract([Span(0, 10)], [Span(2, 3), Span(8, 12)])
    [Span(start=0, end=2), Span(start=3, end=8)]
    """
    left: list[Span] = []
    first = 0
    for span in spans:
        while first < len(holes) and holes[first].end <= span.start:
            first += 1
        start, index = span.start, first
        while index < len(holes) and holes[index].start < span.end:
            if start < holes[index].start:
                left.append(Span(start, holes[index].start))
            start = max(start, holes[index].end)
            index += 1
        if start < span.end:
            left.append(Span(start, span.end))
        first = max(first, index - 1)
    return left


def intersect(a: Sequence[Span], b: Sequence[Span]) -> list[Span]:
    """What both cover; both lists sorted and disjoint. O(n + m).

    >>> intersect([Span(0, 5), Span(8, 12)], [Span(3, 9)])
    [Span(start=3, end=5), Span(start=8, end=9)]
    """
    shared: list[Span] = []
    i = j = 0
    while i < len(a) and j < len(b):
        start, end = max(a[i].start, b[j].start), min(a[i].end, b[j].end)
        if start < end:
            shared.append(Span(start, end))
        if a[i].end <= b[j].end:
            i += 1
        else:
            j += 1
    return shared


def normalise_ranges(ranges: Iterable[Sequence[int]], length: int) -> list[Span]:
    """Ranges as a client or a file gives them (pairs of offsets, any order) as sorted disjoint spans.

    Overlapping and touching ones become one. Errors: Invalid (`span_invalid`) for what is not a pair of
    whole numbers with 0 <= start < end <= length; `length` is that of the text in code points.

    >>> normalise_ranges([[5, 9], [0, 5]], 9)
    [Span(start=0, end=9)]
    """
    spans = []
    for pair in ranges:
        if not isinstance(pair, (list, tuple)) or len(pair) != 2:
            raise Invalid(f"A range is a pair of offsets [start, end), not {str(pair)[:40]}.", "span_invalid")
        span = Span(*pair)
        if span.end > length:
            raise Invalid(f"[{span.start}, {span.end}) ends behind the text ({length}).", "span_invalid")
        spans.append(span)
    return merge(spans)


def touch(text: str, end: int, start: int) -> bool:
    """Whether nothing but white space stands between where one range ends and the next begins.

    >>> touch("One.\n\nTwo.", 4, 6), touch("One. Two.", 4, 6), touch("One.", 4, 2)
    (True, False, False)
    """
    return end <= start and not text[end:start].strip()
