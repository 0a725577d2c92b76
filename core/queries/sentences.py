"""Sentences about two origins, made from the figures and counted again in every defensible way of counting.

Which sentences are shown follows a rule that is printed, never a hand (`sentence_words.RULE`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.access import Viewer
from core.errors import Invalid
from core.queries.cautions import FEW_MARKS, Caution, Events, cautions, events_of
from core.queries.comparison import compared
from core.queries.counting import MIN_WORDS_READ, Counting
from core.queries.figures import Comparison, Origin
from core.queries.filters import Filters
from core.queries.layers import ADJUDICATED
from core.queries.rulings import adjudicated_documents
from core.queries.sentence_words import RULE, STEADY, worded
from core.queries.stored import stored
from core.queries.subjects import Family, Subject, families
from core.queries.ways import Ways, ways_of
from core.stats.agreement import FloatArray
from core.stats.sensitivity import (
    NEARLY,
    Between,
    Counted,
    Taken,
    between,
    bits,
    counted,
    documents_that_carry,
    outcomes,
    readers_that_carry,
    shares,
)

SHOWN, SHAKY_SHOWN = 8, 4
ENOUGH_MARKS = 5
Pair = tuple[str, str]


def sentences(viewer: Viewer, filters: Filters | None = None, *, of: Pair | None = None) -> dict[str, Any]:
    """What can be said under these filters, as JSON; `of` two origins alone, then all that can be said of them.

    As many queries as `comparison`, where there are rulings as many again, and one for what was computed before.
    Errors: `Invalid` (`unknown_filter`) for an origin that is not there.
    """
    counting = Counting(viewer, filters)
    return said(counting, compared(counting), of=of)


def said(counting: Counting, figures: Comparison, *, of: Pair | None = None) -> dict[str, Any]:
    """The same from marks and figures that are at hand."""
    _check(figures, of)
    rulings = rulings_beside(counting)
    states = [each.collected.state for each in (counting, rulings) if each is not None]
    found = stored(
        counting.viewer.project, "sentences", [*states, counting.filters, of],
        lambda: _Tested(counting, rulings, figures, of).as_json(),
    )  # fmt: skip
    layers = [counting] if rulings is None else [counting, rulings]
    every = _ways(layers).ways
    names = {origin.key: origin.name for origin in figures.origins}
    return {
        "rule": RULE.format(words=MIN_WORDS_READ, shown=SHOWN, shaky=SHAKY_SHOWN),
        "n_tried": found["n_tried"],
        "n_steady": found["n_steady"],
        "ways": [{"words": way.words, "filters": way.filters.given()} for way in every],
        "sentences": [
            worded(row, every, _ways(layers, row["without"]), names, counting.rules, figures)
            for row in found["sentences"]
        ],
        "left_out": found["left_out"],
    }


def _ways(layers: Sequence[Counting], without: Sequence[str] = ()) -> Ways:
    return ways_of(layers[0].filters, layers[0].rules, has_rulings=len(layers) > 1, without=without)


def _check(figures: Comparison, of: Pair | None) -> None:
    known = {origin.key for origin in figures.origins}
    for key in of or ():
        if key not in known:
            raise Invalid(f"There is no origin {key!r:.60} in this comparison.", "unknown_filter")


def rulings_beside(counting: Counting) -> Counting | None:
    """The layer of rulings as another way of counting, where the viewer may see any and no layer was asked for."""
    filters = counting.filters
    if filters.layer == ADJUDICATED or not adjudicated_documents(counting.viewer).exists():
        return None
    return Counting(counting.viewer, replace(filters, layer=ADJUDICATED))


@dataclass(frozen=True)
class _Candidate:
    """A sentence that could be said: `more` has more of the subject than `less`, by as much, in that share (0-1) of the
    ways in which it can be counted."""

    family: Family
    subject: Subject
    more: str
    less: str
    difference: float
    steadiness: float
    cautions: Sequence[Caution]

    @property
    def is_steady(self) -> bool:
        """Whether it holds however one counts, or nearly."""
        return self.steadiness >= STEADY

    @property
    def order(self) -> tuple[bool, float, str, str]:
        """What nothing else sets apart comes first, then what differs most."""
        return (bool(self.cautions), -self.difference, self.more, self.less)


class _Counts:
    """One family counted in all its ways: shares by way, origin (by key) and kind."""

    def __init__(self, family: Family, layers: Sequence[Counting], ways: Ways) -> None:
        self.ways = ways
        by_layer = [
            _counted(family, layer, [way.filters for way in ways.ways if way.filters.layer == layer.filters.layer])
            for layer in layers
        ]  # fmt: skip
        self.first: Counted = by_layer[0]
        self.origins = layers[0].collected.origins
        totals = [each.totals(len(self.origins)) for each in by_layer]  # parts, so origins, are the same in both
        self.shares: FloatArray = shares(np.concatenate(totals))

    def place(self, key: str) -> int:
        """The number of an origin."""
        return self.origins.index(key)

    def n(self, key: str, kind: int) -> tuple[int, int]:
        """Marks of a kind at an origin, and of all kinds, in the first way: whole marks, not means over readers."""
        here = self.first.n[0][self.first.origin == self.place(key)].sum(axis=0)
        return int(here[kind]), int(here.sum())


def _counted(family: Family, layer: Counting, filters: Sequence[Filters]) -> Counted:
    ways = [layer.otherwise(each) for each in filters]
    parts: dict[str, Any] = {}
    for way in ways:
        parts.setdefault(way.filters.fidelity, way.parts)
    taken = Taken(
        bits([parts[way.filters.fidelity] for way in ways]), bits([way.marks for way in ways]), len(ways)
    )  # fmt: skip
    return counted(layer.corpus, taken, family.kinds(layer))


class _Tested:
    """The sentences under some filters, chosen and tested."""

    def __init__(self, counting: Counting, rulings: Counting | None, figures: Comparison, of: Pair | None) -> None:
        self.counting, self.of = counting, of
        self.layers = [counting] if rulings is None else [counting, rulings]
        rows = {origin.key: origin for origin in figures.origins if of is None or origin.key in of}
        self.origins: Mapping[str, Origin] = {
            key: row for key, row in rows.items() if row.n_words_read >= MIN_WORDS_READ
        }
        self.left_out = [
            {"origin": key, "n_words_read": round(row.n_words_read, 2)}
            for key, row in rows.items() if key not in self.origins
        ]  # fmt: skip
        self.counts = [
            (family, _Counts(family, self.layers, _ways(self.layers, family.without))) for family in families(counting)
        ]

    def as_json(self) -> dict[str, Any]:
        candidates = self._candidates()
        steady, shaky = ([row for row in candidates if row.is_steady is kind] for kind in (True, False))
        chosen = candidates if self.of else [*_chosen(steady, SHOWN), *_chosen(shaky, SHAKY_SHOWN)]
        return {
            "n_tried": len(candidates),
            "n_steady": len(steady),
            "sentences": [self._tested(candidate) for candidate in chosen],
            "left_out": self.left_out,
        }

    def _candidates(self) -> list[_Candidate]:
        """Every pair and subject of which one side has more: by subject, best first."""
        events = events_of(self.counting)
        found = []
        for family, counts in self.counts:
            numbers = [counts.place(key) for key in self.origins]
            for subject in family.subjects:
                compared_all = between(counts.shares[:, numbers, subject.number])
                rows = [
                    _candidate(family, subject, compared_all, pair, list(self.origins.values()), events)
                    for pair in np.argwhere(compared_all.difference > NEARLY).tolist()
                ]  # fmt: skip
                found += sorted(rows, key=lambda row: row.order)
        return found

    def _tested(self, row: _Candidate) -> dict[str, Any]:
        counts = next(counts for family, counts in self.counts if family is row.family)
        more, less = counts.place(row.more), counts.place(row.less)
        by_way = counts.shares[:, (more, less), row.subject.number]
        found = outcomes(by_way[:, 0], by_way[:, 1])
        n = [counts.n(key, row.subject.number) for key in (row.more, row.less)]
        few = Caution(FEW_MARKS, *((key,) if whole < ENOUGH_MARKS else () for key, (_, whole) in
                                     zip((row.more, row.less), n, strict=True)))  # fmt: skip
        return {
            "kind": row.subject.kind,
            "of": list(row.subject.of),
            "agreed": row.family.agreed,
            "without": list(row.family.without),
            "a": row.more,
            "b": row.less,
            "n": [part for part, _ in n],
            "of_n": [whole for _, whole in n],
            "outcomes": found,
            "shares": [[_number(one), _number(two)] for one, two in by_way.tolist()],
            "unchanged_by": _unchanged(counts.ways, by_way),
            "carried_by": self._carried(counts, row, more, less),
            "cautions": [caution.as_json() for caution in (*row.cautions, few) if caution is not few or few.a or few.b],
        }

    def _carried(self, counts: _Counts, row: _Candidate, more: int, less: int) -> dict[str, Any]:
        """Without whom, and without which text, it would not hold. Rulings have no readers to leave out."""
        asked = (counts.first, len(counts.origins), row.subject.number, more, less)
        names = self.counting.collected
        n_readers, readers = readers_that_carry(*asked)
        n_documents, documents = documents_that_carry(*asked)
        if self.counting.filters.layer == ADJUDICATED:
            n_readers, readers = 0, []
        return {
            "n_readers": n_readers,
            "readers": [names.readers[number] for number in readers],
            "n_documents": [n_documents[more], n_documents[less]],
            "documents": [names.documents[number] for number in documents],
        }


def _candidate(
    family: Family, subject: Subject, found: Between, pair: Sequence[int], origins: Sequence[Origin], events: Events
) -> _Candidate:
    more, less = (origins[number] for number in pair)
    at = tuple(pair)
    return _Candidate(
        family, subject, more.key, less.key, float(found.difference[at]),
        float(found.more[at] / found.countable[at]), cautions(more, less, events),
    )  # fmt: skip


def _chosen(candidates: Sequence[_Candidate], n: int) -> list[_Candidate]:
    """The first of each subject, then the second of each, as many as asked for."""
    rounds: dict[int, list[_Candidate]] = {}
    seen: dict[Subject, int] = {}
    for row in candidates:
        seen[row.subject] = seen.get(row.subject, 0) + 1
        rounds.setdefault(seen[row.subject], []).append(row)
    return [row for number in sorted(rounds) for row in rounds[number]][:n]


def _unchanged(ways: Ways, by_way: FloatArray) -> list[str]:
    """Dimensions with several choices that change no share of either side: they count nothing otherwise."""
    grid = by_way.reshape(*ways.shape, 2)
    same = []
    for axis, dimension in enumerate(ways.dimensions):
        first = np.take(grid, [0], axis=axis)
        if len(dimension.choices) > 1 and np.allclose(grid, first, rtol=0, atol=1e-12, equal_nan=True):
            same.append(dimension.name)
    return same


def _number(value: float) -> float | None:
    return None if value != value else value
