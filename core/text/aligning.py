"""Two versions of a text side by side, word by word: which words of the first stand where in the second."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache

from core.text.common_runs import common_runs
from core.text.spans import Span

_TOKEN = re.compile(r"\w+|[^\w\s]")
STEADY = 3  # a shorter run of equal words may stand between two unrelated stretches by chance
AROUND = 12  # words on either side that speak for a place


class Tokens:
    """The words and signs of a text in order, white space left out; `words[k]` is `text[starts[k]:ends[k]]`."""

    def __init__(self, text: str) -> None:
        found = [match.span() for match in _TOKEN.finditer(text)]
        self.starts = [start for start, _ in found]
        self.ends = [end for _, end in found]
        self.words = [text[start:end] for start, end in found]

    def __len__(self) -> int:
        return len(self.starts)

    def touched(self, span: Span) -> range:
        """The numbers of the tokens that the span covers, also in part."""
        return range(bisect_left(self.ends, span.start + 1), bisect_left(self.starts, span.end))

    def span(self, first: int, last: int) -> Span:
        """From the start of one token to the end of another."""
        return Span(self.starts[first], self.ends[last])


class Alignment:
    """The longest common sequence of words of two texts. O(n m / 64): a tenth of a second for 22,000 words each; of
    more than 31,000 each O(n), piece by piece.

    `to_new[k]` is the number of the new token that the old token `k` is, -1 where it is gone; it only rises. What was
    moved is not seen as the same: one finds it by its words.
    """

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self.old_tokens, self.new_tokens = Tokens(old), Tokens(new)
        self.to_new = [-1] * len(self.old_tokens)
        steady = [False] * len(self.old_tokens)
        for first, last, there in common_runs(self.old_tokens.words, self.new_tokens.words):
            self.to_new[first:last] = range(there, there + last - first)
            if last - first >= STEADY:
                steady[first:last] = [True] * (last - first)
        self._steady = steady

    @cached_property
    def to_old(self) -> Sequence[int]:
        """The same the other way: of each new token the old one, -1 where it is new."""
        found = [-1] * len(self.new_tokens)
        for number, there in enumerate(self.to_new):
            if there >= 0:
                found[there] = number
        return found

    def same(self, span: Span) -> Span | None:
        """Where the very same words stand by the alignment; None where they were changed or are gone."""
        touched = self.old_tokens.touched(span)
        if not touched or self.to_new[touched[0]] < 0:
            return None
        start = self.new_tokens.starts[self.to_new[touched[0]]] + span.start - self.old_tokens.starts[touched[0]]
        end = start + len(span)
        if start < 0 or self.new[start:end] != span.cut(self.old):
            return None
        there = Span(start, end)
        return there if self.to_new[touched[-1]] in self.new_tokens.touched(there) else None

    def support(self, span: Span, there: Span) -> float:
        """How much (0-1) of what stands around an old span stands around the new one: of twelve words on either side,
        each weighing one by its distance.

        Words in runs shorter than three do not count: "of the" stands everywhere. 1 where nothing stands around.
        """
        touched, found = self.old_tokens.touched(span), self.new_tokens.touched(there)
        near = range(found.start - 2 * AROUND, found.stop + 2 * AROUND)
        before = range(touched.start - 1, max(-1, touched.start - 1 - AROUND), -1)
        behind = range(touched.stop, min(len(self.old_tokens), touched.stop + AROUND))
        around = [(number, 1 / (by + 1)) for side in (before, behind) for by, number in enumerate(side)]
        kept = sum(weight for number, weight in around if self._steady[number] and self.to_new[number] in near)
        return kept / sum(weight for _, weight in around) if around else 1.0

    def gap(self, span: Span) -> range:
        """The new tokens that stand where the old span stood: between the words around it that are still there."""
        touched = self.old_tokens.touched(span)
        before = next((self.to_new[k] for k in range(touched.start - 1, -1, -1) if self.to_new[k] >= 0), -1)
        behind = (self.to_new[k] for k in range(touched.stop, len(self.old_tokens)) if self.to_new[k] >= 0)
        return range(before + 1, next(behind, len(self.new_tokens)))

    def border(self, offset: int, *, is_end: bool) -> int:
        """Where a border of a range lies: a start before the words that follow it, an end behind those before it.

        So what was put in at a border belongs to neither side. Borders never change their order.
        """
        following = bisect_left(self.old_tokens.starts, offset)
        if is_end:
            before = next((k for k in range(following - 1, -1, -1) if self.to_new[k] >= 0), None)
            return 0 if before is None else self._behind(before, offset)
        kept = next((k for k in range(following, len(self.old_tokens)) if self.to_new[k] >= 0), None)
        return len(self.new) if kept is None else self._ahead(kept, offset)

    def _behind(self, before: int, offset: int) -> int:
        """The end of a kept word, with as much white space as stood there."""
        there = self.to_new[before]
        limit = self.new_tokens.starts[there + 1] if there + 1 < len(self.new_tokens) else len(self.new)
        is_next = before + 1 >= len(self.old_tokens) or self.old_tokens.starts[before + 1] >= offset
        return min(limit, self.new_tokens.ends[there] + (offset - self.old_tokens.ends[before] if is_next else 0))

    def _ahead(self, kept: int, offset: int) -> int:
        """The start of a kept word, with as much white space as stood there."""
        there = self.to_new[kept]
        limit = self.new_tokens.ends[there - 1] if there else 0
        is_next = not kept or self.old_tokens.ends[kept - 1] <= offset
        return max(limit, self.new_tokens.starts[there] - (self.old_tokens.starts[kept] - offset if is_next else 0))

    def share_kept(self, span: Span) -> float:
        """How many (0-1) of the words of an old span are still there, in order."""
        touched = self.old_tokens.touched(span)
        return sum(self.to_new[number] >= 0 for number in touched) / len(touched) if touched else 0.0


@lru_cache(maxsize=4)  # some megabytes each for a long article
def aligned(old: str, new: str) -> Alignment:
    """The alignment of two stored texts; the last ones are kept: a page and what is done on it ask for the same."""
    return Alignment(old, new)
