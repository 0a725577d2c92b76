"""Contrasts between every two origins, and which are withheld: within an event and a genre only, by permutation.

What one outlet wrote of an event is compared with what another wrote of the same event in the same genre. All other
differences are of subjects, times and kinds of text as much as of outlets, and are listed with that reason.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from core.queries.counting import MIN_WORDS_READ, Counting
from core.queries.gate import NOT_ENOUGH, WHOSE
from core.queries.stored import Slow
from core.stats.agreement import FloatArray
from core.stats.contrasts import Contrast, contrast, q_values
from core.stats.corpus import NONE, Cells, Tally
from core.stats.study import BoolArray, IntArray
from core.text.dates import Days, days_of, window

Json = dict[str, Any]
Pair = tuple[int, int]
Gate = Mapping[str, Mapping[str, Any]]

SEED = 20_231_114
MOST_PAIRS = 1_000
RATE, TOP_ROLES = "rate", "top_roles"
GATE_OF = {RATE: "labels", TOP_ROLES: "role"}  # which agreement speaks of a measure
NOT_READ = "not read"
NOT_VERIFIED = "the wording was not verified"
NO_EVENT = "no event is named"
OTHER_EVENTS = "different events"
NO_GENRE = "no genre is named"
OTHER_GENRES = "different genres"
TOO_FEW_WORDS = f"fewer than {MIN_WORDS_READ} words read"
TOO_MANY_PAIRS = f"only the {MOST_PAIRS:,} pairs that share most are tested at once"
NO_ROLES = "no marks that state a role in the events they share"


def contrasts(counting: Counting, gate: Gate) -> Slow:
    """`contrasts`, `withheld`, `n_tests` and the `seed`, as the contract has them.

    Measures: `rate` of each label in spans per 1,000 words read, and `top_roles`, the share of marks stating a role
    that affirm one of the upper roles. Text that is not as it was written is left out, unless the filters ask for it.
    Where readers do not agree enough on what is measured there is no contrast at all.
    """
    bands = {measure: str(gate[name]["band"]) for measure, name in GATE_OF.items()}
    depends_on = [
        counting.collected.state,
        sorted(counting.filters.given().items()),
        bands,
        MIN_WORDS_READ,
        MOST_PAIRS,
        SEED,
    ]
    return Slow(counting.viewer.project, "contrasts", depends_on, lambda: _Contrasts(counting, bands).as_json())


@dataclass(frozen=True, eq=False)
class _Texts:
    """What was read as it was written, by origin, document and genre, in columns; `labels` are documents x labels.

    `stratum` is the number of the event, or the one behind the last event for texts of the window that the filters
    choose; `NONE` for all others.
    """

    origin: IntArray
    genre: IntArray
    stratum: IntArray
    words: FloatArray
    labels: FloatArray
    stating: FloatArray
    affirming: FloatArray

    def of(self, rows: IntArray) -> "_Texts":
        """Some of the rows."""
        return _Texts(**{name: column[rows] for name, column in vars(self).items()})

    def places(self) -> Mapping[int, set[tuple[int, int]]]:
        """By origin: the strata and genres of its texts."""
        found: dict[int, set[tuple[int, int]]] = {}
        for origin, *place in zip(self.origin.tolist(), self.stratum.tolist(), self.genre.tolist(), strict=True):
            found.setdefault(origin, set()).add((place[0], place[1]))
        return found


class _Contrasts:
    """All contrasts of one way of counting."""

    def __init__(self, counting: Counting, bands: Mapping[str, str]) -> None:
        self.of = counting
        parts = counting.collected.parts
        self.origins = counting.collected.origins
        self.genres = sorted({part.genre for part in parts})
        self.events = sorted({part.event for part in parts} - {""})
        self.window = window(counting.filters.since, counting.filters.until)
        self.labels = [key for key in counting.labels if counting.filters.label in ("", key)]
        self.measures = [RATE, TOP_ROLES] if counting.rules.upper_roles else [RATE]
        whose = WHOSE[counting.kind]
        self.closed = {
            measure: f"{whose} do not agree enough" for measure in self.measures if bands[measure] == NOT_ENOUGH
        }
        self.texts = self._texts(counting.as_written)
        self.places, self.all_places = self.texts.places(), self._texts(counting.parts).places()

    def as_json(self) -> Json:
        """Contrasts by origins, genre and measure; p values become q values over all of them."""
        here = np.unique(self.of.corpus.part_origin[self.of.parts]).tolist()
        pairs = list(combinations(here, 2))
        reasons = self._shortened({pair: self._why_not(*pair) for pair in pairs})
        rows = [row for pair in pairs for row in self._pair(*pair, reasons[pair])]
        found = [row for row in rows if "reason" not in row]
        for row, q in zip(found, q_values([row["p"] for row in found]), strict=True):
            row["q"] = q
        return {
            "contrasts": found, "withheld": [row for row in rows if "reason" in row],
            "n_tests": sum(row["p"] is not None for row in found), "seed": SEED,
        }  # fmt: skip

    def _texts(self, parts: BoolArray) -> _Texts:
        """The rows of these parts, genre by genre: a document may hold two genres of one origin."""
        rows = [self._of_genre(number, parts & chosen) for number, chosen in self._by_genre()]
        names = ("origin", "genre", "stratum", "words", "labels", "stating", "affirming")
        return _Texts(**{name: np.concatenate([getattr(row, name) for row in rows]) for name in names})

    def _by_genre(self) -> Iterator[tuple[int, BoolArray]]:
        number = {genre: place for place, genre in enumerate(self.genres)}
        of_part = np.array([number[part.genre] for part in self.of.collected.parts], dtype=np.int64)
        for place in range(len(self.genres)):
            yield place, of_part == place
        if not self.genres:
            yield 0, np.zeros(0, dtype=np.bool_)

    def _of_genre(self, genre: int, parts: BoolArray) -> _Texts:
        of = self.of
        tally = Tally(of.corpus, parts, of.marks)
        spans = tally.spans()
        stating = tally.rows(of.of_label & of.states_role)
        affirms = of.affirms_upper[stating.mark].astype(np.int64)
        said = stating.mean(affirms, 2)
        read = np.flatnonzero(tally.cells.words > 0)
        return _Texts(
            origin=tally.cells.origin, genre=np.full(len(tally.cells), genre, dtype=np.int64),
            stratum=self._strata(tally.cells), words=tally.cells.words,
            labels=spans.mean(of.corpus.label[spans.mark], of.corpus.n_labels),
            stating=said.sum(axis=1), affirming=said[:, 1],
        ).of(read)  # fmt: skip

    def _strata(self, cells: Cells) -> IntArray:
        """The stratum of each cell, as its parts are dated: all of them within the window, or it is in none."""
        number = {event: place for place, event in enumerate(self.events)}
        strata = np.full(len(cells), len(self.events) if self.window else NONE, dtype=np.int64)
        for place in np.flatnonzero(cells.of_part != NONE).tolist():
            part, cell = self.of.collected.parts[place], cells.of_part[place]
            if part.event:
                strata[cell] = number[part.event]
            elif not (self.window and _lies_in(part.published_on, self.window)):
                strata[cell] = NONE
        return strata

    def _shortened(self, reasons: dict[Pair, str | None]) -> dict[Pair, str | None]:
        """The same, where too many could be tested for the others than those that share most."""
        possible = [pair for pair, reason in reasons.items() if reason is None]
        possible.sort(key=lambda pair: -len(self.places[pair[0]] & self.places[pair[1]]))
        return reasons | dict.fromkeys(possible[MOST_PAIRS:], TOO_MANY_PAIRS)

    def _pair(self, a: int, b: int, reason: str | None) -> Iterator[Json]:
        """The contrasts of two origins, and why there are no others."""
        if reason is None and len(self.closed) == len(self.measures):
            reason = self.closed[RATE]
        if reason:
            yield self._withheld(a, b, reason)
            return
        yield from (self._withheld(a, b, closed, measure) for measure, closed in self.closed.items())
        for genre in range(len(self.genres)):
            rows = self._side_by_side(a, b, genre)
            if len(rows.origin):
                yield from self._in_genre(rows, a, b, self.genres[genre])

    def _in_genre(self, rows: _Texts, a: int, b: int, genre: str) -> Iterator[Json]:
        if min(rows.words[rows.origin == side].sum() for side in (a, b)) < MIN_WORDS_READ:
            yield self._withheld(a, b, TOO_FEW_WORDS, genre=genre)
            return
        for measure in self.measures:
            if measure not in self.closed:
                yield from self._measured(rows, a, b, genre, measure)

    def _side_by_side(self, a: int, b: int, genre: int) -> _Texts:
        """The texts of both in one (named) genre about what both wrote of."""
        texts = self.texts
        own = (texts.genre == genre) & (texts.stratum != NONE) & (self.genres[genre] != "")
        common = np.intersect1d(*(texts.stratum[own & (texts.origin == side)] for side in (a, b)))
        return texts.of(np.flatnonzero(own & np.isin(texts.origin, [a, b]) & np.isin(texts.stratum, common)))

    def _why_not(self, a: int, b: int) -> str | None:
        """Why two origins have no text that could be compared; None where they have."""
        if not (a in self.all_places and b in self.all_places):
            return NOT_READ
        apart = self._apart(self.all_places, a, b)
        return apart or (NOT_VERIFIED if self._apart(self.places, a, b) else None)

    def _apart(self, places: Mapping[int, set[tuple[int, int]]], a: int, b: int) -> str | None:
        here, there = ({place for place in places.get(side, ()) if place[0] != NONE} for side in (a, b))
        if not here or not there:
            return NO_EVENT
        if not {stratum for stratum, _ in here} & {stratum for stratum, _ in there}:
            return OTHER_EVENTS
        here, there = ({place for place in side if self.genres[place[1]]} for side in (here, there))
        if here & there:
            return None
        return OTHER_GENRES if here and there else NO_GENRE

    def _measured(self, rows: _Texts, a: int, b: int, genre: str, measure: str) -> Iterator[Json]:
        """The contrasts of one measure in one genre."""
        if measure == TOP_ROLES:
            rows = rows.of(np.flatnonzero(rows.stating > 0))
        labels: list[str | None] = [*self.labels] if measure == RATE else [None]
        shown = [self.of.labels.index(label) for label in self.labels]
        parts, wholes, per = (
            (rows.labels.T[shown], rows.words, 1000) if measure == RATE
            else (rows.affirming[np.newaxis], rows.stating, 1)
        )  # fmt: skip
        found = contrast(parts, wholes, rows.origin == a, rows.stratum, seed=SEED, per=per)
        if found[0].difference is None:
            yield self._withheld(a, b, NO_ROLES, measure, genre)
            return
        common = np.intersect1d(*(rows.stratum[rows.origin == side] for side in (a, b))).tolist()
        where = {
            "a": self.origins[a], "b": self.origins[b], "measure": measure, "genre": genre,
            "events": [self.events[place] for place in common if place < len(self.events)],
            "window": list(map(str, self.window)) if self.window and len(self.events) in common else None,
        }  # fmt: skip
        yield from (where | {"label": label} | _figures(row) for label, row in zip(labels, found, strict=True))

    def _withheld(self, a: int, b: int, reason: str, measure: str | None = None, genre: str | None = None) -> Json:
        """`measure` and `genre` are None where the reason holds for all of them."""
        return {"a": self.origins[a], "b": self.origins[b], "reason": reason, "measure": measure, "genre": genre}


def _lies_in(date: str, within: Days) -> bool:
    """Whether a text was published within the window for certain: a year alone does not say that it was."""
    days = days_of(date)
    return days is not None and within[0] <= days[0] and days[1] <= within[1]


def _figures(found: Contrast) -> Json:
    return {
        "difference": found.difference, "p": found.p, "q": None, "smallest_p": found.smallest_p,
        "n_documents": [found.n_a, found.n_b], "n_arrangements": found.n_arrangements, "is_exact": found.is_exact,
        "undefined": found.undefined, "caution": found.caution,
    }  # fmt: skip
