"""Habits of writing, counted line by line, and where in a text they change most: the sign of another hand.

A border is scored by how much better two sets of habits explain the lines before and behind it than one does: the
log likelihood ratio of multinomials (Dunning 1993, Computational Linguistics 19(1)), summed over habits. The best
border parts the text, then each side is asked again (binary segmentation).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.origins.signs import Line

MIN_SCORE = 30.0  # single hands of up to 70,000 characters reach 16, the borders of seed 001 that are found 54 to 86
MIN_SIDE_CP = 1_500  # less than this says nothing about habits
MIN_LINES = 8
_WEIGHT_OF_WORDS = 0.15  # function words follow the subject, too: they drift within long texts
_DEEPEST = 6

_Counts = NDArray[np.float64]
_EITHER = (
    ("curly or straight quotation marks", r"[“”]", r'"'),
    ("curly or straight apostrophes", r"\w’\w", r"\w'\w"),
    ("dashes with or without spaces", r"\w—\w", r"\s[—–-]{1,2}\s"),
    ("“U.S.” or “US”", r"\bU\.S\.", r"\bUS\b|\bAmerica\b"),
    ("American or British spelling",
     r"\b\w+i(?:ze[ds]?|zing|zation)s?\b|\b(?:color|labor|behavior|favor|center|defense)\w*",
     r"\b\w{3,}i(?:sed|sing|sation)s?\b|\b(?:colour|labour|behaviour|favour|neighbour|centre|defence|programme)\w*"),
    ("“percent” or “per cent”", r"\bpercent\b", r"\bper cent\b|%"),
)  # fmt: skip
_PRESENT = (
    ("brackets inside quotations", r"\[[a-z]"),
    ("quotations", r"[“\"]"),
    ("“we” and “our”", r"\b(?:[Ww]e|[Oo]ur|us)\b"),
    ("words fused with what follows", r"[a-z][,.”]\d+[a-zA-Z]?|[a-z]{2}[.,”][A-Z][a-z]|[a-z]{3}[A-Z][a-z]{2}"),
    ("“Mr” and “Ms”", r"\bM[rs]s?\.? [A-Z]"),
    ("“I”", r"\bI\b"),
    ("brackets", r"\("),
    ("words of reporting", r"\bsaid\b|\btold\b|\bsays\b"),
    ("abbreviations in capitals", r"\b[A-Z]{3,}\b"),
    ("contracted forms", r"\w[’'](?:t|re|ve|ll|m|d)\b"),
)
_WORDS = """
the of and to in a that for is are was were be been has have had it its this these those which who by with from as on at
an or but not also such including while their they however more than will would could can may should if into about over
after before between against through because since so some all any other most no only even
"""
_COMMON = {word: place for place, word in enumerate(_WORDS.split())}
_PATTERNS = [(re.compile(one), re.compile(other)) for _, one, other in _EITHER]
_SIGNS = [re.compile(pattern) for _, pattern in _PRESENT]


@dataclass(frozen=True)
class Change:
    """Where habits change: the line that begins another hand, by how much, and which habits change most."""

    line: int
    score: float
    habits: tuple[str, ...]


def changes(lines: Sequence[Line]) -> list[Change]:
    """Where a text seems to go over to another hand, in order. O(lines) for each one found."""
    tables = _tables(lines)
    found: list[Change] = []

    def part(first: int, end: int, depth: int) -> None:
        best = _best(lines, tables, first, end) if depth < _DEEPEST else None
        if best is not None and best.score >= MIN_SCORE:
            found.append(best)
            part(first, best.line, depth + 1)
            part(best.line, end, depth + 1)

    part(0, len(lines), 0)
    return sorted(found, key=lambda change: change.line)


def _tables(lines: Sequence[Line]) -> list[_Counts]:
    """For each habit a table with a row a line and a column a way of having it."""
    tables = [np.array([[len(one.findall(line.text)), len(other.findall(line.text))] for line in lines], dtype=float)
              for one, other in _PATTERNS]  # fmt: skip
    for sign in _SIGNS:
        has = np.array([sign.search(line.text) is not None for line in lines], dtype=float)
        tables.append(np.stack([has, 1 - has], axis=-1))
    return [*tables, _common_words(lines)]


def _common_words(lines: Sequence[Line]) -> _Counts:
    table = np.zeros((len(lines), len(_COMMON) + 1))
    for row, line in enumerate(lines):
        for word in line.text.lower().split():
            table[row, _COMMON.get(word, len(_COMMON))] += 1
    return table


def _best(lines: Sequence[Line], tables: Sequence[_Counts], first: int, end: int) -> Change | None:
    """The border inside these lines that explains most, both sides long enough."""
    starts = np.array([line.start for line in lines[first:end]])
    if end - first < MIN_LINES:
        return None
    is_far = (starts[1:] - starts[0] >= MIN_SIDE_CP) & (lines[end - 1].end - starts[1:] >= MIN_SIDE_CP)
    if not is_far.any():
        return None
    gains = [_gain(table[first:end]) for table in tables]
    either, present = gains[: len(_EITHER)], gains[len(_EITHER) : -1]
    words = _WEIGHT_OF_WORDS * (gains[-1] - len(_COMMON) / 2)
    total = np.where(is_far, sum(either) + sum(present) - len(present) / 2 + words, -np.inf)
    at = int(np.argmax(total))
    names = [name for name, *_ in (*_EITHER, *_PRESENT)]
    by_gain = sorted(zip((gain[at] for gain in gains[:-1]), names, strict=True), reverse=True)
    return Change(first + at + 1, float(total[at]), tuple(name for gain, name in by_gain[:4] if gain > 2))


def _gain(table: _Counts) -> _Counts:
    """What parting the lines before each but the first gains in log likelihood."""
    before = np.cumsum(table, axis=0)
    whole = before[-1]
    return _fit(before[:-1]) + _fit(whole - before[:-1]) - _fit(whole)


def _fit(counts: _Counts) -> _Counts:
    """The log likelihood of counts under the shares that they have themselves."""
    total = counts.sum(axis=-1, keepdims=True)
    shares = np.divide(counts, total, out=np.ones_like(counts), where=counts > 0)
    return np.asarray((counts * np.log(shares)).sum(axis=-1))
