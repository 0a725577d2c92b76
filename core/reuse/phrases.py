"""Words that say nothing about copying: names of institutions, and phrases that everybody uses."""

import re
from collections.abc import Iterable, Mapping, Sequence

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


def named(text: str, words: Words, known: Iterable[str] = ()) -> bytearray:
    """One byte a word: 1 where it belongs to a name.

    Names are told by their form, two words or more with capitals and what links them (*Centers for Disease Control
    and Prevention*), and by being known. O(n).

    >>> text = "He told the Centers for Disease Control that China"
    >>> list(named(text, words_of(text), ["China"]))
    [0, 0, 0, 1, 1, 1, 1, 0, 1]
    """
    flags = bytearray(len(words))
    first = 0
    while first < len(words):
        after = _end_of_name(text, words, first)
        if 1 < after - first <= _LONGEST_NAME:
            flags[first:after] = b"\1" * (after - first)
        first = max(after, first + 1)
    _flag_known(flags, words, known)
    return flags


def _end_of_name(text: str, words: Words, first: int) -> int:
    """The word behind the row of capitals that begins here; `first` where none does."""
    after = first
    for number in range(first, len(words)):
        if number > first and not _BETWEEN.fullmatch(text, words.ends[number - 1], words.starts[number]):
            break
        if text[words.starts[number]].isupper():
            after = number + 1
        elif number == first or words.folded[number] not in _LINKS:
            break
    return after


def _flag_known(flags: bytearray, words: Words, known: Iterable[str]) -> None:
    by_first: dict[str, list[Sequence[str]]] = {}
    for name in known:
        parts = words_of(name).folded
        if parts:
            by_first.setdefault(parts[0], []).append(parts)
    for number, word in enumerate(words.folded):
        for wanted in by_first.get(word.removesuffix("'s"), ()):
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
