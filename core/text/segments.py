"""Paragraphs, sentences and words of a stored text, all as spans over it."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from core.text.keeping import keeping_results
from core.text.sentence_ends import STOP, sentence_end
from core.text.spans import Span, intersect

_LINE = re.compile(r"[^\n]+")
_SPACE = re.compile(r"[\s\u200b\u2060\ufeff]*")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@keeping_results
def paragraphs(text: str) -> list[Span]:
    r"""The lines that hold anything but white space, without their line feeds, in order.

    Only the line feed separates (canonical text has no other break). White space inside a line, also at its
    ends, belongs to the paragraph; a line of nothing but white space belongs to the gap between two
    paragraphs.

    >>> paragraphs("One.\n\n \nTwo.")
    [Span(start=0, end=4), Span(start=8, end=12)]
    """
    return [Span(*line.span()) for line in _LINE.finditer(text) if not line.group().isspace()]


@keeping_results
def sentences(text: str, within: Span | None = None) -> list[Span]:
    """The sentences in order, outer white space trimmed, closing quotation marks and brackets inside.

    A sentence never crosses a paragraph, nor the border of `within` (a section, say). Made for English
    news; knows the stops of Chinese, Japanese, Arabic, Urdu and Hindi. The rules stand in `sentence_ends`.
    O(n).

    >>> [span.cut("Sen. Li spoke. He left.") for span in sentences("Sen. Li spoke. He left.")]
    ['Sen. Li spoke.', 'He left.']
    """
    blocks = paragraphs(text)
    if within is not None:
        blocks = intersect(blocks, [within])
    return [sentence for block in blocks for sentence in _of_one_paragraph(text, block)]


def _of_one_paragraph(text: str, block: Span) -> list[Span]:
    found: list[Span] = []
    start = _skip_space(text, block.start, block.end)
    for stop in STOP.finditer(text, block.start, block.end):
        if stop.start() < start:
            continue
        end = sentence_end(text, start, stop, block.end)
        if end is not None:
            found.append(Span(start, end))
            start = _skip_space(text, end, block.end)
    if start < block.end:
        found.append(Span(start, start + len(text[start : block.end].rstrip())))
    return found


def _skip_space(text: str, start: int, end: int) -> int:
    space = _SPACE.match(text, start, end)
    return space.end() if space else start


def words(text: str, within: Span | None = None) -> list[Span]:
    r"""The words, matches of `\w+(?:['’-]\w+)*`; with `within` those that *start* in it.

    >>> [span.cut("China’s anti-drug unit") for span in words("China’s anti-drug unit")]
    ['China’s', 'anti-drug', 'unit']
    """
    found = (match.span() for match in _WORD.finditer(text))
    if within is None:
        return [Span(start, end) for start, end in found]
    return [Span(start, end) for start, end in found if within.start <= start < within.end]


def n_words(text: str) -> int:
    """How many words the text has.

    >>> n_words("In 2019, China’s R&D grew 3.5 %.")
    8
    """
    return sum(1 for _ in _WORD.finditer(text))


@keeping_results
def word_starts(text: str) -> "array[int]":
    """The sorted start offsets of all words: kept once per text, then counted by `count_in`.

    >>> word_starts("no proof of that").tolist()
    [0, 3, 9, 12]
    """
    return array("I", (match.start() for match in _WORD.finditer(text)))


def count_in(starts: Sequence[int], spans: Iterable[Span]) -> int:
    """How many words start inside the spans: a word belongs to the range that holds its start.

    The spans are disjoint (see `spans.merge`), or words in an overlap count twice. Two bisections a span.

    >>> count_in(word_starts("no proof of that"), [Span(0, 4), Span(10, 16)])
    3
    """
    return sum(bisect_left(starts, span.end) - bisect_left(starts, span.start) for span in spans)
