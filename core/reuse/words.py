"""A text as it is searched: its words without case and typography, each with its place in the stored text."""

import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.text.spans import Span

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
# One character for one character, so that places stay: spaces of all kinds, quotation marks, hyphens.
_PLAIN = str.maketrans(
    "\u00a0\u2007\u202f\u2009\u200a\u2002\u2003‘’‚‛ʼ´`“”„‟«»\u2010\u2011\ufe63\uff0d",
    " " * 7 + "'" * 7 + '"' * 6 + "-" * 4,
)
# What stands in a text without being seen: soft hyphens, joiners, marks of direction.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")

HIDDEN = "\0"
"""Stands for a word that is not to be found: no word is written so, and it is never the same as another one."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order: `folded` as compared, `starts` and `ends` in code points of the stored text."""

    folded: tuple[str, ...]
    starts: Sequence[int]
    ends: Sequence[int]

    def __len__(self) -> int:
        return len(self.folded)

    def span(self, first: int, after: int) -> Span:
        """The stretch of the stored text from the word `first` to the one before `after`.

        >>> words_of("No “proof” at all").span(1, 3)
        Span(start=4, end=13)
        """
        return Span(self.starts[first], self.ends[after - 1])

    def within(self, span: Span) -> range:
        """The words that *start* inside the stretch."""
        return range(bisect_left(self.starts, span.start), bisect_left(self.starts, span.end))

    def without(self, spans: Iterable[Span]) -> "Words":
        """The same words, those that start inside one of the stretches hidden."""
        flags = self.inside(spans)
        if not any(flags):
            return self
        return replace(
            self, folded=tuple(HIDDEN if flag else word for word, flag in zip(self.folded, flags, strict=True))
        )

    def inside(self, spans: Iterable[Span]) -> bytearray:
        """One byte a word: 1 where it starts inside one of the stretches."""
        flags = bytearray(len(self))
        for span in spans:
            found = self.within(span)
            flags[found.start : found.stop] = b"\1" * len(found)
        return flags


def plain(text: str) -> str:
    """The same text, character by character: spaces, quotation marks and hyphens in their simplest form."""
    return text.translate(_PLAIN)


def words_of(text: str) -> Words:
    """The words of a text; what is not seen (soft hyphens and the like) parts no word. O(n).

    >>> words_of("China’s anti\u2011drug un\u00adit").folded
    ("china's", 'anti-drug', 'unit')
    """
    seen = plain(text)
    kept: list[int] | None = None
    if _UNSEEN.search(seen):
        kept = [place for place, letter in enumerate(seen) if not _UNSEEN.match(letter)]
        seen = "".join(seen[place] for place in kept)
    places = [match.span() for match in _WORD.finditer(seen)]
    folded = tuple(sys.intern(seen[start:end].casefold()) for start, end in places)
    if kept is not None:
        places = [(kept[start], kept[end - 1] + 1) for start, end in places]
    return Words(folded, array("I", (start for start, _ in places)), array("I", (end for _, end in places)))
