"""Where a marked passage of one version of a text stands in the next one.

In this order: at the same offset; as the only place with these words; told from others by what stands around it; with
other words, by the alignment of both texts or by pairs of words it shares with a place; nowhere (an orphan).

`sure` is what needs no person. The same words are sure where the alignment has them, or where they stand only once
(before as well as now) and are long, or where what stands around them does. Changed words never are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from core.text.aligning import Alignment
from core.text.anchors import CONTEXT_CP, Anchor
from core.text.likest import MIN_SCORE, Likest
from core.text.spans import Span

SAME_OFFSET, UNIQUE_QUOTE, CONTEXT, FUZZY, ORPHAN = "same-offset", "unique-quote", "context", "fuzzy", "orphan"

SURE_SUPPORT = 0.5  # half of the words around it stand around the place, too: the sentence may have been edited
SURE_CONTEXT = 0.8  # 32 characters on either side; two sentences on the same subject reach 0.5 by chance
MARGIN = 0.2  # the best place is this much better than the next
SURE_WORDS = 6  # six words in a row that stand once are a passage of their own, wherever they were moved to
_MOST_PLACES = 200


@dataclass(frozen=True, slots=True)
class Found:
    """Where a passage stands now; `span` None: nowhere. `score` (0-1) says how alike the words are, 1 the same.

    `n_places`: how often the very same words stand in the new text.
    """

    method: str
    score: float
    span: Span | None
    sure: bool
    n_places: int = 0


class Refinder:
    """Finds the passages of one text in another; the alignment of both is shared by all of them."""

    def __init__(self, alignment: Alignment) -> None:
        self.alignment = alignment
        self._likest = Likest(alignment)

    def find(self, anchor: Anchor) -> Found:
        """Where the anchor stands in the new text. Some 0.1 ms for words that are there, some 5 for changed ones.

        >>> old, new = "No proof was found of that.", "He says: no. No proof was found of that."
        >>> from core.text.anchors import make
        >>> Refinder(Alignment(old, new)).find(make(old, Span(3, 8))).span
        Span(start=16, end=21)
        """
        places = self._places(anchor)
        if places:
            return self._among(anchor, places)
        return self._changed(anchor)

    def _places(self, anchor: Anchor) -> list[int]:
        """Starts of the very same words; inside other words only where there is no other place."""
        found = occurrences(anchor.quote, self.alignment.new)
        old, new = self.alignment.old, self.alignment.new
        if _is_bordered(old, anchor.start, anchor.end):
            found = [at for at in found if _is_bordered(new, at, at + len(anchor.quote))] or found
        return found

    def _among(self, anchor: Anchor, places: Sequence[int]) -> Found:
        """The place that is meant, of those with the very same words."""
        stood, n_cp = Span(anchor.start, anchor.end), len(anchor.quote)
        mapped = self.alignment.same(stood)
        if mapped is not None and self.alignment.support(stood, mapped) >= SURE_SUPPORT:
            return Found(_method(anchor, mapped.start, len(places)), 1.0, mapped, True, len(places))
        expected = mapped.start if mapped else self.alignment.border(anchor.start, is_end=False)
        near = sorted(places, key=lambda at: abs(at - expected))[:_MOST_PLACES]
        ranked = sorted((-self._context(anchor, at), abs(at - expected), at) for at in near)
        best, at = -ranked[0][0], ranked[0][2]
        span, second = Span(at, at + n_cp), -ranked[1][0] if len(ranked) > 1 else 0.0
        if len(places) == 1:
            return Found(UNIQUE_QUOTE, 1.0, span, best >= SURE_CONTEXT or self._is_its_own(anchor), 1)
        return Found(CONTEXT, 1.0, span, best >= SURE_CONTEXT and best - second >= MARGIN, len(places))

    def _is_its_own(self, anchor: Anchor) -> bool:
        """Whether the words are many, and stood only once in the old text."""
        n_words = len(self.alignment.old_tokens.touched(Span(anchor.start, anchor.end)))
        return n_words >= SURE_WORDS and len(occurrences(anchor.quote, self.alignment.old)) == 1

    def _context(self, anchor: Anchor, at: int) -> float:
        """How alike (0-1) what stands around is, the side that is more alike counting twice."""
        new, end = self.alignment.new, at + len(anchor.quote)
        before = fuzz.ratio(anchor.prefix, new[max(0, at - CONTEXT_CP) : at]) / 100
        behind = fuzz.ratio(anchor.suffix, new[end : end + CONTEXT_CP]) / 100
        return (2 * max(before, behind) + min(before, behind)) / 3

    def _changed(self, anchor: Anchor) -> Found:
        """The place whose words are most alike, if they are alike enough."""
        score, span = self._likest.find(anchor)
        if score < MIN_SCORE or span is None:
            return Found(ORPHAN, 0.0, None, False)
        return Found(FUZZY, score, span, False)


def _method(anchor: Anchor, at: int, n_places: int) -> str:
    if at == anchor.start:
        return SAME_OFFSET
    return UNIQUE_QUOTE if n_places == 1 else CONTEXT


def occurrences(quote: str, text: str) -> list[int]:
    """Where each occurrence of the words begins, also those that overlap."""
    found, at = [], text.find(quote)
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def _is_bordered(text: str, start: int, end: int) -> bool:
    """Whether no word goes on over either end."""
    before, behind = text[start - 1 : start] + text[start], text[end - 1] + text[end : end + 1]
    return not (len(before) == 2 and before.isalnum()) and not (len(behind) == 2 and behind.isalnum())
