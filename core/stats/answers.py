"""How far reviewers agree on questions that each answers once for a document: alpha, its companions, its interval.

The unit is the document. An answer is a set of values: of one value, or of several where a question takes several.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.stats.bootstrap import Interval, intervals
from core.stats.coding import NOT_OF_SETS, CodedSums, Coding, Coefficient, Level, ac1, coding, distances, percent
from core.stats.sets import MASI, as_sets, masi_distance
from core.stats.study import BoolArray

Answers = Sequence[Sequence[Sequence[str]]]  # by document, by reviewer: the values chosen, none of them empty


@dataclass(frozen=True, eq=False)
class Answered:
    """The answers to one question. `sets`: what each coded value holds, one row each; the first are single values."""

    level: Level
    coded: Coding
    sets: BoolArray

    @property
    def distance(self) -> str | None:
        """The name of the distance between sets."""
        return MASI if self.level == "set" else None

    @cached_property
    def main(self) -> CodedSums:
        """What alpha is computed from at the question's own level."""
        distance = masi_distance(self.sets) if self.level == "set" else distances(self.level, range(len(self.sets)))
        return self.coded.sums(distance)

    @cached_property
    def nominal(self) -> CodedSums:
        """What it is computed from where only the very same answer is agreement."""
        return self.coded.sums(1 - np.eye(len(self.sets)))

    @property
    def n_pairs(self) -> int:
        """How many pairs of answers to the same document there are."""
        m = self.coded.n_readers
        return round(float((m * (m - 1)).sum() / 2))

    @property
    def n_answers(self) -> int:
        """How many answers stand beside another one."""
        m = self.coded.n_readers
        return round(float(m[m >= 2].sum()))

    @property
    def percent(self) -> Coefficient:
        """The share of pairs of the very same answer."""
        return percent(self.coded)

    @property
    def ac1(self) -> Coefficient:
        """Gwet's AC1 of the very same answer."""
        return ac1(self.coded) if self.level != "set" else Coefficient(None, NOT_OF_SETS)


def answered(answers: Answers, values: Sequence[str], level: Level) -> Answered:
    """The answers in columns; `values` are all there are, from low to high where they are ordered. O(n log n).

    >>> answered([[["a"], ["a"]], [["a"], ["b"]], [["b"], ["b"]]], ["a", "b"], "nominal").main.alpha().value
    0.4444444444444444
    """
    number = {value: place for place, value in enumerate(values)}
    flat = [(document, chosen) for document, given in enumerate(answers) for chosen in given]
    rows = [(row, number[value]) for row, (_, chosen) in enumerate(flat) for value in chosen]
    group, value = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    codes, sets = as_sets(group, value, len(flat), len(values))
    document = np.array([document for document, _ in flat], dtype=np.int64)
    return Answered(level, coding(document, codes, document, len(sets), len(answers)), sets)


def intervals_of(questions: Mapping[str, Answered], n_documents: int) -> dict[str, tuple[Interval, Interval]]:
    """By question: the interval of alpha at its own level and at the nominal one, all from the same resamples of the
    documents."""
    figures = {f"{key}/main": one.main for key, one in questions.items()}
    figures |= {f"{key}/nominal": one.nominal for key, one in questions.items()}
    found = intervals(figures, n_documents)
    return {key: (found[f"{key}/main"], found[f"{key}/nominal"]) for key in questions}
