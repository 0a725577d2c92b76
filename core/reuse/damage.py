<<<<<<< HEAD
"""Traces of scraping and of translation there and back: shown beside a text, proposing nothing."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.reuse.signs import Line, lines_of
from core.text.segments import sentences
from core.text.spans import Span

_DOUBLED = re.compile(r"(?<=\w)[.,;:]\s+[.,;:](?=\s|\Z)|(?<=[\w”])(?:,,|\.\.(?!\.)|;;|,\.)(?=\s|\Z)|\(\s*\)")
_EMPTY_BEFORE = re.compile(r"(?<=\w) [,;](?=\s)")
_FUSED = re.compile(
    r"(?<=[a-z]{2})[.,][”\"]?\d{1,3}(?:[A-Za-z]|(?=\s+[A-Z]))|\b[A-Za-z]*[a-z]{2}(?:The|This|In|And|But|That|For|the|with|of)"
    r"\b(?<!\bother)|(?<=[a-z]{2})[.!?][”\"]?[A-Z][a-z]+"
)
_SMALL = frozenset({"the", "this", "in", "and", "but", "that", "for", "with", "of"})
_OPENING = re.compile(r"[.!?]\s+(?=[a-z]{2,}\s)")
_SHORT = {"a.m.", "p.m.", "e.g.", "i.e.", "etc.", "vs.", "no.", "al.", "cf.", "p.", "pp.", "st.", "jr.", "sr.", "inc.",
          "co.", "corp.", "u.s.", "u.k.", "u.n.", "gov.", "sen.", "rep.", "gen."}  # fmt: skip
_ORPHAN = re.compile(r"[A-Z][a-z]+(?:ed|ing)\.")
_MISPLACED = re.compile(r"(?<=\w)[.,!?] [”]\w+")


@dataclass(frozen=True, order=True)
class Damage:
    """One trace: code points, half-open; a stable code, and what it is in plain words."""
=======
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
_SMALL = ("the", "and", "that", "with", "from", "which")
_MIN_KNOWN, _MIN_KNOWN_LETTERS = 3, 4  # how often, and from which length on, the front of a fused word stands alone

CODES = {
    "cut-off": "A sentence was cut off, or a link or name was lost: two marks follow each other.",
    "goes-on": "A stop stands inside a sentence.",
    "note": "The number of a footnote was left among the words.",
    "fused-sentences": "A paragraph break or space was lost between two sentences.",
    "fused-words": "Two words were run into one: italics, a link or a line break was lost between them.",
}


@dataclass(frozen=True, order=True)
class Trace:
    """A trace in code points, half-open; `code` is a key of `CODES`."""
>>>>>>> provenance

    start: int
    end: int
    code: str
<<<<<<< HEAD
    words: str

    @property
    def span(self) -> Span:
        """Where it is."""
        return Span(self.start, self.end)


def damage(text: str) -> list[Damage]:
    """The traces in a text, in order. O(n).

    >>> [(row.start, row.end, row.code) for row in damage("It rose last year. . It fell.")]
    [(17, 20, 'doubled_stop')]
    """
    lines = lines_of(text)
    found = [
        *_of_pattern(text, _DOUBLED, "doubled_stop", "Two stops where one belongs: something between them is lost.")
    ]
    found += _of_pattern(text, _EMPTY_BEFORE, "space_before_comma", "A space before a comma: a link or a name is lost.")
    found += _fused(text)
    found += _in_sentences(text, lines, _small_beginnings)
    found += _in_sentences(text, lines, _orphans)
    found += _of_pattern(text, _MISPLACED, "misplaced_quote", "A quotation mark stands on the wrong side of its space.")
    return sorted({(row.start, row.end): row for row in found}.values())


def _of_pattern(text: str, pattern: re.Pattern[str], code: str, words: str) -> Iterator[Damage]:
    return (Damage(*match.span(), code, words) for match in pattern.finditer(text))


def _fused(text: str) -> Iterator[Damage]:
    """Words that run into what follows: lost footnotes, italics and line breaks. A word that the text has elsewhere,
    or that is written like a name (McDonald, YouTube), is none."""
    vocabulary = {word.lower() for word in re.findall(r"(?<![^\W\d_])[^\W\d_]+(?![^\W\d_])", text)}
    for match in _FUSED.finditer(text):
        if not match[0].isalpha() or _is_two(match[0], vocabulary):
            yield Damage(*match.span(), "fused", "Words run together here: a note, a link or a line break is lost.")


def _is_two(word: str, vocabulary: set[str]) -> bool:
    """Whether a word is one of the text's with a small word behind it, a capital telling where either begins."""
    return any(
        word[:at].lower() in vocabulary and word[at:].lower() in _SMALL and (word[at].isupper() or word[0].isupper())
        for at in range(3, len(word) - 1)
    )


def _in_sentences(text: str, lines: Sequence[Line], found: Callable[[str, Span], Iterator[Damage]]) -> Iterator[Damage]:
    for line in lines:
        for span in sentences(text, Span(line.start, line.end)):
            yield from found(text, span)


def _small_beginnings(text: str, sentence: Span) -> Iterator[Damage]:
    """A full stop behind which it goes on in lower case, without an abbreviation before it."""
    for match in _OPENING.finditer(text, sentence.start, sentence.end):
        word = text[: match.start() + 1].rsplit(None, 1)[-1].lower()
        is_short = word in _SHORT or "." in word[:-1] or len(word) < 4
        if not is_short and "”" not in text[match.start() : match.end()]:
            words = "A sentence goes on in lower case behind its full stop: something between is lost."
            yield Damage(match.start(), match.end(), "lower_case", words)


def _orphans(text: str, sentence: Span) -> Iterator[Damage]:
    """One word as a sentence, at the end of its line: the text of a link that led somewhere."""
    at_end = text[sentence.end : sentence.end + 1] in ("", "\n")
    if at_end and _ORPHAN.fullmatch(sentence.cut(text)):
        yield Damage(sentence.start, sentence.end, "orphan", "One word alone, as a sentence: the rest of it is lost.")
=======

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
>>>>>>> provenance
