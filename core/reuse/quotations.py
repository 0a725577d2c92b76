"""Quotations: what stands inside quotation marks, who is quoted, and whether two quotations are one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from core.reuse.shingles import GRAM, shingles
from core.reuse.speakers import speaker_of
from core.reuse.words import Words, plain, words_of
from core.text.segments import paragraphs
from core.text.spans import Span

SHORTEST = 5  # words
DRIFT = 0.75
ENOUGH = 6  # one run of three words in six must be shared, or no ratio of 0.75 is to be expected
_LONGEST_CP = 8_000
# Opening mark -> what may close it. A straight mark is either by what stands beside it.
_PAIRS = {"“": "”“", "„": "“”", "«": "»", "»": "«", "‹": "›", "‘": "’", '"': '"', "'": "'"}
_MARK = re.compile("[“”„«»‹›‘’\"']")
_BEFORE_OPENING = re.compile(r"[\s(\[{—–/:;,.…\-]|$")
_BEFORE_CLOSING = re.compile(r"[.,!?…;:—–-]")


@dataclass(frozen=True, slots=True)
class Quoted:
    """One quotation: the words between the marks, in code points; `speaker` empty where the sentence names nobody."""

    span: Span
    n_words: int
    speaker: str
    grams: tuple[int, ...]


def quotations(text: str, words: Words | None = None) -> list[Quoted]:
    """The quotations of five words or more, in the order of the text, each once. O(n).

    A quotation runs over paragraphs when the next one begins with a mark of the same kind, or holds the closing mark
    before any other; a mark that never closes opens nothing. Apostrophes are no marks: a single one closes behind a
    stop or before one, or (curly) at the last place before the next opening one. `words` are those of the text, where
    they are at hand.
    """
    words = words or words_of(text)
    found = []
    for span in _outermost(_quoted(text)):
        inside = words.within(span)
        if len(inside) >= SHORTEST:
            folded = words.folded[inside.start : inside.stop]
            grams = dict.fromkeys(shingles(folded, GRAM).tolist())
            found.append(Quoted(span, len(inside), speaker_of(text, span), tuple(grams)))
    return found


def _outermost(spans: Iterator[Span]) -> list[Span]:
    """Without those that lie inside another one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.end > kept[-1].end:
            kept.append(span)
    return kept


def _quoted(text: str) -> Iterator[Span]:
    blocks = paragraphs(text)
    closings = _Closings(text, blocks)
    taken = 0
    for number, block in enumerate(blocks):
        place = max(block.start, taken)
        while (mark := _MARK.search(text, place, block.end)) is not None:
            place = mark.end()
            if not _opens(text, mark.start()):
                continue
            end = closings.of(mark.start(), number)
            if end is None:
                continue
            inner = _trimmed(text, mark.end(), end)
            if inner is not None and len(inner) <= _LONGEST_CP:
                yield inner
            if text[mark.start()] not in "‘'":
                place = taken = end + 1


def _opens(text: str, place: int) -> bool:
    mark, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if mark in "”’›" or not after or (after.isspace() and mark != "«"):
        return False
    if mark == "“":
        return True
    return not before or bool(_BEFORE_OPENING.match(before)) or (before in '“„«"' and mark in "'‘")


class _Closings:
    """Where marks close in one text. What was looked for once is not looked for again: O(n), although a thousand marks
    may open in a row and none close."""

    def __init__(self, text: str, blocks: Sequence[Span]) -> None:
        self.text, self.blocks = text, blocks
        self._deciding: dict[str, tuple[int, int, int | None]] = {}  # by kind: sought from, up to, found at
        self._going_on: dict[tuple[str, int], int | None] = {}

    def of(self, opening: int, number: int) -> int | None:
        """Where the mark stands that closes the one at `opening` in this paragraph; None where none does."""
        kind = self.text[opening]
        end = self._within(kind, opening + 1, self.blocks[number].end)
        return self._behind(kind, number + 1) if end is None else end

    def _behind(self, kind: str, number: int) -> int | None:
        """In this paragraph or a later one, as long as they go on with the quotation."""
        passed, end = [], None
        for at in range(number, len(self.blocks)):
            if (kind, at) in self._going_on:
                end = self._going_on[kind, at]
                break
            passed.append((kind, at))
            start = self._goes_on(kind, self.blocks[at])
            end = None if start is None else self._within(kind, start, self.blocks[at].end)
            if start is None or end is not None:
                break
        self._going_on |= dict.fromkeys(passed, end)
        return end

    def _goes_on(self, kind: str, block: Span) -> int | None:
        """From where a paragraph goes on with a quotation that the one before left open; None where it does not."""
        if self.text[block.start] == kind:  # said again at the head of each paragraph
            return block.start + 1
        return None if kind in "'\"‘" or not _closes_first(self.text, kind, block) else block.start

    def _within(self, kind: str, start: int, end: int) -> int | None:
        if kind == "‘":
            return _curly_closing(self.text, start, end)
        since, until, at = self._deciding.get(kind, (end, end, None))
        if not since <= start <= (end if at is None else at) or until != end:
            at = next(
                (m.start() for m in _MARK.finditer(self.text, start, end) if self._decides(kind, m.start())), None
            )
            self._deciding[kind] = start, end, at
        # „…“ closes with what opens elsewhere; of two opening marks the first one never closed.
        return (
            at
            if at is not None and self.text[at] in _PAIRS[kind] and (self.text[at] != kind or kind in "'\"")
            else None
        )

    def _decides(self, kind: str, place: int) -> bool:
        """Whether a mark closes what a mark of this kind opened, or says that nothing will."""
        letter = self.text[place]
        if kind == "'":
            return letter in '‘“”"' or (
                letter == "'" and _ends_single(self.text, place) and _is_at_a_stop(self.text, place)
            )
        if kind == '"':
            return letter == kind and not _opens(self.text, place)
        return letter == kind or letter in _PAIRS[kind]


def _closes_first(text: str, kind: str, block: Span) -> bool:
    for mark in _MARK.finditer(text, block.start, block.end):
        if mark.group() in "’'‘":
            continue
        return mark.group() in _PAIRS[kind] and not (kind == "“" and mark.group() == "“")
    return False


def _curly_closing(text: str, start: int, end: int) -> int | None:
    """Behind a stop or before one, else the last apostrophe at a word's end before the next opening."""
    last = None
    for mark in _MARK.finditer(text, start, end):
        place = mark.start()
        if text[place] == "‘":
            break
        if text[place] == "’" and _ends_single(text, place):
            if _is_at_a_stop(text, place):
                return place
            last = place
    return last


def _ends_single(text: str, place: int) -> bool:
    return not text[place + 1 : place + 2].isalnum()


def _is_at_a_stop(text: str, place: int) -> bool:
    return bool(_BEFORE_CLOSING.match(text[place - 1])) or text[place + 1 : place + 2] in (",", ";", ".")


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class Wording:
    """A quotation as it is compared: its folded words, and its letters with punctuation."""

    words: str
    letters: str


def wording(quotation: str) -> Wording:
    """Of the words between the marks."""
    return Wording(f" {' '.join(words_of(quotation).folded)} ", " ".join(plain(quotation).casefold().split()))


def likeness(a: Wording, b: Wording) -> tuple[str, float] | None:
    """Whether two quotations are of the same words: `("exact", 1.0)` when they are equal or one stands inside the
    other, `("drift", ratio)` from 0.75 on, letter by letter; else None.

    >>> likeness(wording("We will never accept this."), wording("never accept this"))
    ('exact', 1.0)
    >>> likeness(wording("We will not accept this again"), wording("We will never accept this again"))[0]
    'drift'
    """
    if a.words in b.words or b.words in a.words:
        return "exact", 1.0
    ratio = Indel.normalized_similarity(a.letters, b.letters, score_cutoff=DRIFT)
    return ("drift", float(ratio)) if ratio >= DRIFT else None


def may_be_one(a: Sequence[int], b: Sequence[int], n_shared: int) -> bool:
    """Whether two quotations with these runs of three words, so many of them shared, are worth comparing."""
    return n_shared * ENOUGH >= min(len(a), len(b))
