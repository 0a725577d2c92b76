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

    start: int
    end: int
    code: str
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
