"""Where a passage stands whose words were changed: the stretch of the new text that is most alike."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from rapidfuzz import fuzz

from core.text.aligning import Alignment
from core.text.anchors import Anchor
from core.text.spans import Span

MIN_SCORE = 0.6  # below, two passages have letters in common and not much else
MIN_SEED_WORDS = 3  # shorter passages are looked for where they stood, and nowhere else
_MOST_SEEDS = 50  # a pair of words that stands oftener ("of the") tells no place
_REACH = 4  # words by which the ends of a changed passage are tried
_BUCKET = 8


class Likest:
    """Looks through the new text of an alignment for words like some of the old one; ends stand on borders of words."""

    def __init__(self, alignment: Alignment) -> None:
        self._alignment = alignment
        self._seeds: dict[tuple[str, str], list[int]] = {}

    def find(self, anchor: Anchor) -> tuple[float, Span | None]:
        """How alike (0-1, rapidfuzz's ratio) the best place is, and where: first where the passage stood, and if that
        is not alike enough, where it may have been moved to. Some 5 ms."""
        here = self._best(anchor.quote, self._where_it_stood(anchor))
        if here[0] >= MIN_SCORE:
            return here
        return max(here, self._best(anchor.quote, self._moved_to(anchor)), key=lambda row: row[0])

    def _best(self, quote: str, guesses: Iterable[range]) -> tuple[float, Span | None]:
        """The most alike of some ranges of new tokens, with the ends moved by a few words."""
        best: tuple[float, Span | None] = (0.0, None)
        for guess in guesses:
            score, first, last = self._score(quote, guess.start, guess.stop - 1)
            for _ in range(2):  # the start, then the end; and once more, since each depends on the other
                tried = [self._score(quote, first + by, last) for by in range(-_REACH, _REACH + 1)]
                score, first, last = max([(score, first, last), *tried])
                tried = [self._score(quote, first, last + by) for by in range(-_REACH, _REACH + 1)]
                score, first, last = max([(score, first, last), *tried])
            if score > best[0]:
                best = score, self._alignment.new_tokens.span(first, last)
        return best

    def _score(self, quote: str, first: int, last: int) -> tuple[float, int, int]:
        tokens = self._alignment.new_tokens
        if not 0 <= first <= last < len(tokens):
            return 0.0, first, last
        there = self._alignment.new[tokens.starts[first] : tokens.ends[last]]
        return fuzz.ratio(quote, there) / 100, first, last

    def _where_it_stood(self, anchor: Anchor) -> Iterable[range]:
        """The tokens between what still stands around it; those from its first kept word to its last."""
        to_new = self._alignment.to_new
        touched = self._alignment.old_tokens.touched(Span(anchor.start, anchor.end))
        kept = [to_new[number] for number in touched if to_new[number] >= 0]
        gap = self._alignment.gap(Span(anchor.start, anchor.end))
        if kept:
            yield range(kept[0], kept[-1] + 1)
        if 0 < len(gap) <= 4 * len(touched) + 2 * _REACH:
            yield gap
            yield range(gap.start, min(gap.stop, gap.start + len(touched)))
            yield range(max(gap.start, gap.stop - len(touched)), gap.stop)

    def _moved_to(self, anchor: Anchor) -> list[range]:
        """The three stretches that share most pairs of words with it."""
        words = self._alignment.old_tokens.words
        touched = self._alignment.old_tokens.touched(Span(anchor.start, anchor.end))
        if len(touched) < MIN_SEED_WORDS:
            return []
        seeds, votes = self._pairs(), Counter[int]()
        for number, k in enumerate(touched[:-1]):
            there = seeds.get((words[k], words[k + 1]), [])
            votes.update((at - number) // _BUCKET for at in there[:_MOST_SEEDS])
        n = len(touched)
        near = [max(0, bucket * _BUCKET + _BUCKET // 2) for bucket, _ in votes.most_common(3)]
        return [range(first, first + n) for first in near]

    def _pairs(self) -> dict[tuple[str, str], list[int]]:
        """Where each pair of neighbouring words stands in the new text."""
        if not self._seeds:
            words, found = self._alignment.new_tokens.words, defaultdict(list)
            for number in range(len(words) - 1):
                found[words[number], words[number + 1]].append(number)
            self._seeds = dict(found)
        return self._seeds
