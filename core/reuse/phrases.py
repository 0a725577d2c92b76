"""Words that say nothing about copying: names of institutions, and phrases that everybody uses."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from core.reuse.shingles import SHINGLE
from core.reuse.words import Words, words_of

STOCK, STOCK_LONG = 5, 10
"""In so many articles a run of eight words is a phrase that everybody uses: in a short passage, and in any."""
LONG = 25  # words
_LONGEST_NAME = 14  # words: a longer row of capitals is a headline
_LINKS = frozenset(
    ("of", "the", "for", "and", "on", "in", "to", "at", "de", "del", "la", "le", "les", "du", "des", "der", "und",
     "von", "van", "für", "et", "y", "al")
)  # fmt: skip
_BETWEEN = re.compile(r"\s*(?:&\s*|\.\s+)?")


def named(text: str, words: Words, known: Sequence[str] = ()) -> bytearray:
    """One byte a word: 1 where it belongs to a name.

    Names are told by their form, two words or more with capitals and what links them (*Centers for Disease Control
    and Prevention*), and by being known. O(n).

    >>> text = "He told the Centers for Disease Control that China"
    >>> list(named(text, words_of(text), ["China"]))
    [0, 0, 0, 1, 1, 1, 1, 0, 1]
    """
    flags = bytearray(len(words))
    capitals = bytearray(text[start].isupper() for start in words.starts)
    first = capitals.find(1)
    while first >= 0:
        after = _end_of_name(text, words, capitals, first)
        if 1 < after - first <= _LONGEST_NAME:
            flags[first:after] = b"\1" * (after - first)
        first = capitals.find(1, after)
    _flag_known(flags, words, _names(tuple(known)))
    return flags


def _end_of_name(text: str, words: Words, capitals: bytearray, first: int) -> int:
    """The word behind the row of capitals, and of what links them, that begins here."""
    after = first + 1
    for number in range(after, len(capitals)):
        if not capitals[number] and words.folded[number] not in _LINKS:
            break
        if not _BETWEEN.fullmatch(text, words.ends[number - 1], words.starts[number]):
            break
        if capitals[number]:
            after = number + 1
    return after


@lru_cache(maxsize=32)
def _names(known: tuple[str, ...]) -> dict[str, list[Sequence[str]]]:
    """The words of names, by the first word, with and without its possessive."""
    found: dict[str, list[Sequence[str]]] = {}
    for parts in filter(None, (words_of(name).folded for name in known)):
        for first in (parts[0], f"{parts[0]}'s"):
            found.setdefault(first, []).append(parts)
    return found


def _flag_known(flags: bytearray, words: Words, known: Mapping[str, Sequence[Sequence[str]]]) -> None:
    for number, word in enumerate(words.folded):
        for wanted in known.get(word, ()):
            found = [row.removesuffix("'s") for row in words.folded[number : number + len(wanted)]]
            if found == list(wanted):
                flags[number : number + len(wanted)] = b"\1" * len(wanted)


def stock(hashes: Sequence[int], articles: Mapping[int, int], n_words: int) -> bytearray:
    """One byte a word of a run whose shingles have these hashes: 1 where it belongs to a phrase that everybody uses.

    `articles`: in how many articles each hash stands. `n_words` are those of the whole passage: a long one is a phrase
    only when it stands in ten.
    """
    flags = bytearray(len(hashes) + SHINGLE - 1)
    most = STOCK_LONG if n_words >= LONG else STOCK
    for place, found in enumerate(hashes):
        if articles.get(found, 0) >= most:
            flags[place : place + SHINGLE] = b"\1" * SHINGLE
    return flags
