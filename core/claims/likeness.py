"""How likely two passages state the same: numbers, names and rare words that both have. Suggestions, never verdicts.

A number counts by its value, whatever its spelling; a word counts the more, the fewer passages have it. Nothing here
understands a sentence: what speaks for a pair is handed on, so that a person can judge it at a glance.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from core.claims.amounts import Amount, amounts_in

LIKELY = 0.42  # below it, pairs of the invented corpus seldom state the same
MAX_FOUND = 400
_COMMON = 60  # a word in more passages than this points at nobody; it still counts once a pair is looked at
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_OPENS = re.compile(r"(?:^|[.!?:;]\s+|[“\"‘(]\s*)$")
_ENDINGS = ("ing", "ed", "es", "s")
_SMALL_WORDS = frozenset(
    _WORD.findall("""
    a about after again against all also although am among an and any are as at be because been before being
    between both but by can could did do does doing down during each even ever few for from further had has have
    having he her here hers him his how i if in into is it its itself just like many may me might more most much
    must my near no nor not now of off on once one only or other our out over own per quite said same say says
    she should since so some such than that the their them then there these they this those through to too under
    until up upon us very was we were what when where which while who whom whose why will with within without
    would yet you your
""")
)


@dataclass(frozen=True)
class Wording:
    """A passage as far as likeness goes. `signs` are details that count little: (facet, value)."""

    text: str
    document: int
    start: int
    end: int
    signs: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Alike:
    """Two passages by number, `score` (0-1), and what speaks for them in the words of the first."""

    a: int
    b: int
    score: float
    same: bool
    numbers: tuple[str, ...]
    names: tuple[str, ...]
    words: tuple[str, ...]
    signs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Features:
    """What a passage has: amounts, names (token -> as written), words (stem -> as written)."""

    amounts: dict[str, Amount]
    names: dict[str, str]
    words: dict[str, str]


@lru_cache(maxsize=8)
def likely_pairs(passages: tuple[Wording, ...], common_names: frozenset[str] = frozenset()) -> tuple[Alike, ...]:
    """Pairs that may state the same, the likeliest first, `MAX_FOUND` at most; passages that overlap are no pair.

    `common_names` are names that everybody here writes of, which say nothing. Kept for the passages asked last: two
    thousand take about a second.

    >>> texts = ("It employed 70,000 people in Ningbo.", "Some 70 000 people work there, Ningbo says.", "No comment.")
    >>> [pair.numbers for pair in likely_pairs(tuple(Wording(text, n, 0, 40) for n, text in enumerate(texts)))]
    [('70,000',)]
    """
    common = {part.casefold() for name in common_names for part in _WORD.findall(name)}
    lower = {word for row in passages for word in _WORD.findall(row.text) if word.islower()}
    every = [_features(row.text, lower, common) for row in passages]
    weight = _weights(every)
    found = []
    for a, b in _candidates(every):
        if not _overlap(passages[a], passages[b]):
            pair = _compared(a, b, passages, every, weight)
            if pair is not None:
                found.append(pair)
    found.sort(key=lambda pair: (-pair.score, pair.a, pair.b))
    return tuple(found[:MAX_FOUND])


def _overlap(a: Wording, b: Wording) -> bool:
    return a.document == b.document and a.start < b.end and b.start < a.end


def _features(text: str, lower: Collection[str], common: Collection[str]) -> _Features:
    names: dict[str, str] = {}
    words: dict[str, str] = {}
    for found in _WORD.finditer(text):
        word = found[0]
        plain = word.casefold()
        if plain in _SMALL_WORDS:
            continue
        words.setdefault(_stem(plain), word)
        if _is_name(word, text[: found.start()], lower) and plain not in common:
            names.setdefault(_stem(plain), word)
    return _Features({row.key: row for row in amounts_in(text)}, names, words)


def _is_name(word: str, before: str, lower: Collection[str]) -> bool:
    """Whether it is capitalised for more than opening a sentence; `lower` are words seen in small letters here."""
    return word[0].isupper() and len(word) > 1 and not (_OPENS.search(before) and word.casefold() in lower)


def _as_written(text: str, shared: Collection[str]) -> tuple[str, ...]:
    """Shared names (by stem) in the order of the text, those side by side as one."""
    found: list[str] = []
    end = -2
    for word in _WORD.finditer(text):
        if word[0][0].isupper() and _stem(word[0].casefold()) in shared:
            if found and text[end : word.start()] == " ":
                found[-1] += f" {word[0]}"
            else:
                found.append(word[0])
            end = word.end()
    return tuple(dict.fromkeys(found))


def _stem(word: str) -> str:
    """The word without possessive and its commonest endings: `factories` and `factory` stay apart, `works` does not."""
    word = re.sub(r"['’]s?$", "", word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _weights(every: Sequence[_Features]) -> Callable[[str], float]:
    """How much a word or amount tells (0-1): rare ones most."""
    n_with = Counter(key for row in every for key in (*row.words, *row.amounts))
    whole = math.log(1 + len(every)) or 1.0
    known = {key: math.log(1 + len(every) / n) / whole for key, n in n_with.items()}
    return lambda key: known.get(key, 1.0)


def _candidates(every: Sequence[_Features]) -> Iterable[tuple[int, int]]:
    """Pairs that share an amount and a word, or two words, of those that are not common."""
    having: dict[str, list[int]] = {}
    for number, row in enumerate(every):
        for key in (*row.words, *row.amounts):
            having.setdefault(key, []).append(number)
    n_shared: Counter[int] = Counter()
    width = len(every)
    for numbers in having.values():
        if len(numbers) <= _COMMON:
            n_shared.update(a * width + b for place, a in enumerate(numbers) for b in numbers[place + 1 :])
    return [divmod(key, width) for key, n in n_shared.items() if n >= 2]


def _compared(
    a: int, b: int, passages: Sequence[Wording], every: Sequence[_Features], weight: Callable[[str], float]
) -> Alike | None:
    """The pair with what speaks for it, or None where too little does."""
    one, other = every[a], every[b]
    words = sorted(one.words.keys() & other.words.keys(), key=lambda key: (-weight(key), key))
    amounts = [key for key in one.amounts if key in other.amounts]
    overlap = _shared_weight(words, one.words, other.words, weight)
    names = [key for key in words if key in one.names and key in other.names]
    strong = [key for key in amounts if one.amounts[key].tells]
    signs = sorted(passages[a].signs & passages[b].signs)
    score = 0.68 * overlap + 0.22 * _told(strong, weight) + 0.12 * _told(names, weight) + 0.015 * len(signs)
    score += 0.03 * len(amounts) if amounts and not strong else 0.0
    score -= 0.12 if _contradict(one, other) else 0.0
    if score < LIKELY - 0.16:  # the ratio of whole texts costs most, and adds no more than this
        return None
    ratio = fuzz.token_sort_ratio(passages[a].text.casefold(), passages[b].text.casefold()) / 100
    score = min(1.0, score + 0.16 * ratio)
    if score < LIKELY:
        return None
    return Alike(
        a, b, round(score, 3), ratio > 0.97,
        tuple(one.amounts[key].spelling for key in amounts),
        _as_written(passages[a].text, names),
        tuple(one.words[key] for key in words if key not in names), tuple(signs),
    )  # fmt: skip


def _shared_weight(
    shared: Sequence[str], one: Collection[str], other: Collection[str], weight: Callable[[str], float]
) -> float:
    """Weight of the shared words over that of the shorter passage and over that of both: the mean of the two."""
    part, a, b = (sum(map(weight, keys)) for keys in (shared, one, other))
    # A passage of two words is held by many: it needs as much as one of four.
    return (part / max(min(a, b), 2.0) + part / max(a + b - part, 2.0)) / 2 if part else 0.0


def _told(keys: Sequence[str], weight: Callable[[str], float]) -> float:
    return min(1.0, sum(map(weight, keys)))


def _contradict(one: _Features, other: _Features) -> bool:
    """Whether both give amounts of a kind and none of the one is given by the other."""
    kinds = {row.kind for row in one.amounts.values()} & {row.kind for row in other.amounts.values()}
    shared = {one.amounts[key].kind for key in one.amounts if key in other.amounts}
    return bool(kinds - shared)
