"""Words that say nothing about copying: names of institutions, and phrases that everybody uses."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from core.reuse.shingles import SHINGLE
from core.reuse.words import Words, words_of

STOCK, STOCK_LONG, STOCK_PARAGRAPH = 5, 10, 40
"""In so many articles a run of eight words is a phrase that everybody uses: in a short passage, in one of 25 words, and
in one of 60. So what an agency sent to a dozen outlets is told, and what stands below every article makes no rows."""
LONG, PARAGRAPH = 25, 60  # words
_MANY = LONG - SHINGLE + 1  # runs of eight, as many as 25 words have; several phrases beside each other have fewer
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


def usual_from(n_words: int, n_eights: int) -> int:
    """In how many articles what stands in a passage of so many words, `n_eights` unchanged runs of eight, is usual.

    >>> usual_from(24, 17), usual_from(60, 17), usual_from(60, 18)
    (5, 10, 40)
    """
    if n_words < LONG:
        return STOCK
    return STOCK_PARAGRAPH if n_words >= PARAGRAPH and n_eights >= _MANY else STOCK_LONG


def may_be_told(n_seldom: Any, n_not_everywhere: Any, n_all: Any) -> Any:
    """Whether two texts may share what is not usual: of their common runs of eight those in fewer articles than
    `STOCK_LONG`, than `STOCK_PARAGRAPH`, and all. Numbers or arrays; what `usual_from` tells is never left out.
    """
    return (n_seldom >= 1) | ((n_not_everywhere >= 1) & (n_all >= _MANY))


def stock(hashes: Sequence[int], articles: Mapping[int, int], least: int) -> bytearray:
    """One byte a word of a run whose shingles have these hashes: 1 where it belongs to a phrase that everybody uses.

    `articles`: in how many articles each hash stands; from `least` on it is usual. A run of fewer than eight words is
    never.
    """
    flags = bytearray(len(hashes) + SHINGLE - 1)
    for place, found in enumerate(hashes):
        if articles.get(found, 0) >= least:
            flags[place : place + SHINGLE] = b"\1" * SHINGLE
    return flags
