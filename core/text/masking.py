"""Names masked at equal length: offsets into the masked text are offsets into the text.

Every letter of a name becomes `_`, white space stays, so that words, lines and paragraphs stand where they stood.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from core.text.keeping import keeping_results

MASK = "_"
_JOINER = "\u200d"  # what it follows is part of the sign before it
_APOSTROPHES = "['’ʼ]"


def mask(text: str, names: Iterable[str], lines: Iterable[str] = ()) -> str:
    """The text with every occurrence of the names masked, and of `lines` where they are all of a line.

    A name counts as whole words, whatever its case and accents, with any white space between its words; a sign goes
    with the accents and joined signs that follow it. The same again changes nothing. O(n) a name.

    >>> mask("The GAZETTE’s man. Gazettes, gazette.example!", ["the gazette", "gazette.example"])
    '___ _______’s man. Gazettes, _______________!'
    """
    return _mask(text, tuple(dict.fromkeys(names)), tuple(dict.fromkeys(lines)))


@keeping_results
def _mask(text: str, names: tuple[str, ...], lines: tuple[str, ...]) -> str:
    patterns = [found for found in (*map(_name, names), *map(_line, lines)) if found is not None]
    while True:
        masked = _once(text, patterns)
        if masked == text:  # a name that holds the mask itself may have come about by masking another
            return text
        text = masked


def _once(text: str, patterns: list[re.Pattern[str]]) -> str:
    """Every occurrence of each pattern masked, also of those that overlap."""
    folded, places = _folded(text)
    signs: list[str] | None = None
    for pattern in patterns:
        for match in pattern.finditer(folded):
            signs = signs or list(text)
            start, end = places[match.start()], _end(text, places[match.end() - 1] + 1)
            signs[start:end] = [sign if sign.isspace() else MASK for sign in signs[start:end]]
    return text if signs is None else "".join(signs)


def _end(text: str, end: int) -> int:
    """The end of the sign that ends here, with its accents."""
    while end < len(text) and unicodedata.category(text[end]) in ("Mn", "Mc", "Me"):
        end += 1
    return end


def _folded(text: str) -> tuple[str, list[int] | range]:
    """The text without case and accents, and for each of its letters the place of the one it comes from."""
    if text.isascii():
        return text.lower(), range(len(text))
    pieces = [_fold(sign) for sign in text]
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), places


@lru_cache(maxsize=4096)
def _fold(sign: str) -> str:
    """One code point without case and accents: nothing for an accent."""
    return "".join(
        part
        for part in unicodedata.normalize("NFKD", sign).casefold()
        if not unicodedata.category(part).startswith("M")
    )


def _said(name: str) -> str:
    """A name as an expression over folded text; empty where it holds no letter."""
    words = ["".join(map(_fold, word)) for word in name.split()]
    if not any(letter.isalnum() or ord(letter) > 0x2190 for word in words for letter in word):
        return ""
    return r"\s+".join(re.sub(_APOSTROPHES, _APOSTROPHES, re.escape(word)) for word in words)


@lru_cache(maxsize=512)
def _name(name: str) -> re.Pattern[str] | None:
    said = _said(name)
    return re.compile(rf"(?<![\w{_JOINER}]){said}(?![\w{_JOINER}])") if said else None


@lru_cache(maxsize=512)
def _line(line: str) -> re.Pattern[str] | None:
    said = _said(line)
    return re.compile(rf"^(?:[^\S\n]*){said}(?=[^\S\n]*$)", re.MULTILINE) if said else None


def could_be(quote: str, words: str) -> bool:
    """Whether a quote is these words, with names in it masked or not.

    >>> could_be("___ man", "His man"), could_be("___ man", "Her men")
    (True, False)
    """
    return len(quote) == len(words) and all(a in (MASK, b) for a, b in zip(quote, words, strict=True))
