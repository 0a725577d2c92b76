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
    taken = 0
    for number, block in enumerate(blocks):
        place = max(block.start, taken)
        while (mark := _MARK.search(text, place, block.end)) is not None:
            place = mark.end()
            if not _opens(text, mark.start()):
                continue
            end = _closing(text, mark.start(), blocks[number:])
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


def _closing(text: str, opening: int, blocks: Sequence[Span]) -> int | None:
    """Where the mark stands that closes the one at `opening`; None where none does."""
    kind = text[opening]
    start = opening + 1
    for number, block in enumerate(blocks):
        if number and text[block.start] == kind:  # said again at the head of each paragraph
            start = block.start + 1
        elif number and (kind in "'\"‘" or not _closes_first(text, kind, block)):
            return None
        else:
            start = max(start, block.start)
        end = _closing_within(text, kind, start, block.end)
        if end is not None:
            return end
    return None


def _closes_first(text: str, kind: str, block: Span) -> bool:
    for mark in _MARK.finditer(text, block.start, block.end):
        if mark.group() in "’'‘":
            continue
        return mark.group() in _PAIRS[kind] and not (kind == "“" and mark.group() == "“")
    return False


def _closing_within(text: str, kind: str, start: int, end: int) -> int | None:
    if kind in "‘'":
        return _single_closing(text, kind, start, end)
    for place in range(start, end):
        letter = text[place]
        if letter == kind and kind not in '"':
            # „…“ closes with what opens elsewhere; of two opening marks the first one never closed.
            return None
        if letter in _PAIRS[kind] and (kind != '"' or not _opens(text, place)):
            return place
    return None


def _single_closing(text: str, kind: str, start: int, end: int) -> int | None:
    """Behind a stop or before one, else (of curly ones) the last apostrophe at a word's end before the next opening."""
    last = None
    for place in range(start, end):
        letter = text[place]
        if letter == "‘" or (letter in '“”"' and kind == "'"):
            break
        if letter != _PAIRS[kind] or text[place + 1 : place + 2].isalnum():
            continue
        if _BEFORE_CLOSING.match(text[place - 1]) or text[place + 1 : place + 2] in (",", ";", "."):
            return place
        last = place
    return last if kind == "‘" else None


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
