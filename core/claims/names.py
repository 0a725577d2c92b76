"""Names of speakers: which may be of one."""

import re
from collections.abc import Collection, Iterable, Sequence

from rapidfuzz import fuzz

_LETTERS = "nearly the same letters"
ALIKE = 90.0  # of 100: beyond it names differ by a letter or two
_TITLES = frozenset(re.findall("[a-z]+", "a an the mr mrs ms dr prof professor gen general president of for sen rep"))
_WORD = re.compile(r"[^\W_]+(?:['’.-]+[^\W_]+)*")


def likely_same(
    names: Sequence[str], limit: int = 40, *, apart: Collection[tuple[int, int]] = ()
) -> list[tuple[int, int, str]]:
    """Pairs of names (by number) that may be of one speaker, and why; the surest first. `apart`: pairs left out.

    >>> names = ["Vanda Felbab-Brown", "Felbab-Brown", "V. Felbab-Brown", "Dr. No", "the ministry"]
    >>> [(names[a], names[b], why) for a, b, why in likely_same(names)][:1]
    [('Vanda Felbab-Brown', 'Felbab-Brown', 'one name holds the other')]
    """
    words = [[word for word in _words(name) if word.casefold() not in _TITLES] for name in names]
    found = []
    for a, one in enumerate(words):
        for b in range(a + 1, len(words)):
            if one and words[b] and (a, b) not in apart and (why := _why(one, words[b])):
                found.append((why != _LETTERS, -fuzz.token_set_ratio(names[a], names[b]), a, b, why))
    return [(a, b, why) for *_, a, b, why in sorted(found)[:limit]]


def _words(name: str) -> Iterable[str]:
    return _WORD.findall(re.sub(r"['’]s\b", "", name))


def _why(one: Sequence[str], other: Sequence[str]) -> str:
    """What speaks for it, or nothing. Words alone that name a kind of person (`officials`) hold no name."""
    short, long = sorted((one, other), key=len)
    plain_short, plain_long = [word.casefold() for word in short], [word.casefold() for word in long]
    if plain_short != plain_long and set(plain_short) <= set(plain_long) and _is_proper(short):
        return "one name holds the other"
    if plain_short == plain_long or fuzz.ratio(" ".join(plain_short), " ".join(plain_long)) >= ALIKE:
        return _LETTERS
    same_last = plain_short[-1] == plain_long[-1] and _is_proper(short[-1:]) and _is_proper(long[-1:])
    if (
        same_last
        and min(len(short), len(long)) > 1
        and plain_short[0][0] == plain_long[0][0]
        and _is_initial(short, long)
    ):
        return "the same last name and initial"
    return ""


def _is_proper(words: Sequence[str]) -> bool:
    return any(word[0].isupper() for word in words)


def _is_initial(one: Sequence[str], other: Sequence[str]) -> bool:
    return min(len(one[0]), len(other[0])) == 1
