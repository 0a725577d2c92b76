"""Traces that scraping, reformatting and translation leave in a text: each with its place and what it is a sign of.

Cheap signs, made to be looked at: none says by itself that a text was taken from elsewhere, and nothing rests on them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+")
_CUT_OFF = re.compile(r"(?<![.,][ \u00a0])[.,;:][ \u00a0]+[.,;](?![ \u00a0]*[.,])")  # ". . ." leaves words out
# A stop behind a word in small letters, and a sentence that goes on in small letters.
_GOES_ON = re.compile(r"(?<![\w.’'-])(?P<before>[a-z]{4,})\.[ \u00a0]+(?P<after>[a-z]{2,})\b(?![.@])")
_NO_ENDS = frozenset({"dept", "approx", "incl", "assn", "govt", "prof", "fig", "etc"})
_NOTE = re.compile(r"(?<=[a-z]{2})[.,;]?[”\"]?(?:,|(?<=[.”\"]))\d{1,3}(?=[A-Za-z]{2,})")
_NEW_SENTENCE = re.compile(r"(?<=[a-z]{2})[.?!][”\"]?(?=[A-Z][a-z]+[ ,])")
_IN_ONE = re.compile(r"\b[a-z]{3,}[A-Z][a-z]{2,}\b")
_ORPHAN = re.compile(
    r"(?:(?<=[.!?][ \u00a0])|(?<=[.!?][”\"][ \u00a0])|^)[A-Z][a-z]+(?:ed|ing)\.(?=\n|\Z)", re.MULTILINE
)
_SMALL = ("the", "and", "that", "with", "from", "which")
_MIN_KNOWN, _MIN_KNOWN_LETTERS = 3, 4  # how often, and from which length on, the front of a fused word stands alone

CODES = {
    "cut-off": "A sentence was cut off, or a link or name was lost: two marks follow each other.",
    "goes-on": "A stop stands inside a sentence.",
    "note": "The number of a footnote was left among the words.",
    "fused-sentences": "A paragraph break or space was lost between two sentences.",
    "orphan": "One word stands as a sentence: the rest of it is lost.",
    "fused-words": "Two words were run into one: italics, a link or a line break was lost between them.",
}


@dataclass(frozen=True, order=True)
class Trace:
    """A trace in code points, half-open; `code` is a key of `CODES`."""

    start: int
    end: int
    code: str

    @property
    def words(self) -> str:
        """What it is a sign of."""
        return CODES[self.code]


def damage(text: str) -> list[Trace]:
    """The traces in order; of two at one place the first. O(n).

    >>> [(row.code, text[row.start:row.end]) for text in ["It fell last year. . It is serious. in San Diego."]
    ...  for row in damage(text)]
    [('cut-off', 'year. .'), ('goes-on', 'serious. in')]
    """
    found: list[Trace] = []
    for row in sorted(_traces(text)):
        if not found or row.start >= found[-1].end:
            found.append(row)
    return found


def _traces(text: str) -> Iterator[Trace]:
    for code, pattern in (("cut-off", _CUT_OFF), ("note", _NOTE), ("fused-sentences", _NEW_SENTENCE)):
        for found in pattern.finditer(text):
            yield Trace(*_with_words(text, found.start(), found.end(), code), code)
    for found in _ORPHAN.finditer(text):
        yield Trace(*found.span(), "orphan")
    for found in _GOES_ON.finditer(text):
        if found["before"] not in _NO_ENDS:
            yield Trace(*found.span(), "goes-on")
    yield from _fused(text)


def _with_words(text: str, start: int, end: int, code: str) -> tuple[int, int]:
    """The words on both sides, so that there is something to see; behind a cut there is none."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while code != "cut-off" and end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _fused(text: str) -> Iterator[Trace]:
    """Words with a capital inside that stand once (a name stands more often); known words with a small one behind."""
    counts = Counter(_WORD.findall(text))
    for found in _IN_ONE.finditer(text):
        if counts[found[0]] == 1:
            yield Trace(*found.span(), "fused-words")
    for found in _WORD.finditer(text):
        word = found[0]
        for small in _SMALL:
            front = word.removesuffix(small)
            is_known = len(front) >= _MIN_KNOWN_LETTERS and front[:1].isupper() and counts[front] >= _MIN_KNOWN
            if front != word and is_known and counts[word] == 1:
                yield Trace(*found.span(), "fused-words")
