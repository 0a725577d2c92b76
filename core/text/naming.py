"""Sentences that name a target of the project: the denominator of `share_target_sentences_marked`."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache

from core.text.keeping import keeping_results
from core.text.segments import sentences
from core.text.spans import Span


def naming_sentences(text: str, names: Iterable[str]) -> list[Span]:
    """The sentences that hold at least one of the names, in the order of the text, each once.

    A name counts as a whole word, case-sensitive: *China*, *China’s*, *China-based* and *US-China* hold the
    name China, *Chinatown* and *Indochina* do not. A space in a name stands for any white space (also
    no-break), an apostrophe for the straight and the curly one. Empty names are ignored. One compiled
    expression, one pass.

    >>> naming_sentences("He left. China’s firms stayed. A town.", ["China"])
    [Span(start=9, end=30)]
    """
    return _naming(text, tuple(names))


@keeping_results
def _naming(text: str, names: tuple[str, ...]) -> list[Span]:
    pattern = _pattern(names)
    if pattern is None:
        return []
    spans = sentences(text)
    starts = [span.start for span in spans]
    found = {bisect_right(starts, match.start()) - 1 for match in pattern.finditer(text)}
    return [spans[index] for index in sorted(found) if index >= 0]


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    alternatives = [_one_name(name) for name in names if name.strip()]
    if not alternatives:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)")


def _one_name(name: str) -> str:
    words = [re.sub("['’]", "['’]", re.escape(word)) for word in name.split()]
    return r"\s+".join(words)
