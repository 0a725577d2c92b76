"""What a rule gives for what it found in a text: a range or a border, with its reasons in plain words."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.text.segments import paragraphs, sentences
from core.text.spans import Span

_OUTER = re.compile(r"[\s\u200b\u2060\ufeff]+")


@dataclass(frozen=True)
class Why:
    """One reason: a stable code for programs, a sentence for people."""

    code: str
    words: str


@dataclass(frozen=True, order=True)
class Residue:
    """A stretch that is no part of the article: code points, half-open; `strength` (0-1) orders, no probability."""

    start: int
    end: int
    reason: str
    why: tuple[Why, ...]
    strength: float


@dataclass(frozen=True, order=True)
class Border:
    """A place, at the start of a line, where another text seems to begin."""

    at: int
    why: tuple[Why, ...]
    strength: float


@dataclass(frozen=True)
class Line:
    """A line with anything on it, outer white space left out."""

    start: int
    end: int
    text: str

    @property
    def is_ended(self) -> bool:
        """Whether it ends as a sentence does."""
        return self.text.rstrip("\"'”’»)]")[-1:] in {".", "!", "?", "…", "。", "！", "？"}


def lines_of(text: str) -> list[Line]:
    """The lines that hold anything, trimmed, in order.

    >>> [line.text for line in lines_of("One. \\n\\n Two")]
    ['One.', 'Two']
    """
    return [trimmed(text, span.start, span.end) for span in paragraphs(text) if text[span.start : span.end].strip()]


def sentences_of(line: Line) -> list[Span]:
    """Its sentences, in code points of the whole text. O(length of the line), wherever it stands."""
    return [Span(line.start + span.start, line.start + span.end) for span in sentences(line.text)]


def trimmed(text: str, start: int, end: int) -> Line:
    """The line without its outer white space."""
    found = _OUTER.match(text, start, end)
    start = found.end() if found else start
    cut = text[start:end].rstrip()
    return Line(start, start + len(cut), cut)


def joined(found: Iterable[Residue], text: str) -> list[Residue]:
    """Ranges that stand apart, in order: of two that overlap the stronger takes the place, and what continues the one
    before it for the same reason, with nothing but white space between, becomes part of it."""
    apart: list[Residue] = []  # in order
    for row in sorted(found, key=lambda row: (-row.strength, row.start - row.end)):
        at = bisect_left(apart, row.start, key=lambda other: other.start)
        if (at == 0 or apart[at - 1].end <= row.start) and (at == len(apart) or row.end <= apart[at].start):
            apart.insert(at, row)
    rows: list[Residue] = []
    for row in apart:
        before = rows[-1] if rows else None
        if before and before.reason == row.reason and not text[before.end : row.start].strip():
            why = tuple(dict.fromkeys((*before.why, *row.why)))
            rows[-1] = Residue(before.start, row.end, row.reason, why, max(before.strength, row.strength))
        else:
            rows.append(row)
    return rows


def held(start: int, end: int, spans: Sequence[Span]) -> float:
    """The share (0-1) of a range that the spans, which stand apart, hold.

    >>> held(0, 10, [Span(5, 20)])
    0.5
    """
    return sum(max(0, min(end, span.end) - max(start, span.start)) for span in spans) / (end - start)
