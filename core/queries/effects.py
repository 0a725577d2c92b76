"""Who reads matters: each reader beside colleagues and over time, and each figure without each reader in turn.

Beside them how many documents more would make the interval of a rate narrow. All of it by the filters of the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.queries.counting import MIN_WORDS_READ, Counting
from core.queries.layers import ADJUDICATED
from core.queries.stored import Slow
from core.stats.agreement import FloatArray
from core.stats.contrasts import Contrast, q_values
from core.stats.effects import Drift, Period, ReaderEffect, WithoutOne, drifts, reader_effects, without_each
from core.stats.proportions import documents_needed
from core.stats.study import BoolArray, IntArray

Json = dict[str, Any]
Qs = dict[int, float | None]

SEED = 20_231_114
NARROW_RATIO = 2.0  # upper end of an interval over its lower end
NOBODYS = "rulings are nobody’s reading"
ONE_READER = "nobody else read it"


def effects(counting: Counting) -> Slow:
    """`reviewers`, `drift`, `leave_one_out` and `needed`, as the contract has them.

    `reviewers`: label shares of each reader over all that they marked, and beside those of colleagues on the documents
    that both read, with q over all readers and labels. `drift`: how the distance from colleagues changed from the
    earlier to the later half of a reader's readings. `leave_one_out`: rate and share of each label at each origin
    without each of its readers. `needed`: documents more until the upper end of a rate's interval is less than
    `NARROW_RATIO` times the lower.
    """
    depends_on = [
        counting.collected.state,
        sorted(counting.filters.given().items()),
        MIN_WORDS_READ,
        NARROW_RATIO,
        SEED,
    ]
    return Slow(counting.viewer.project, "effects", depends_on, lambda: _Effects(counting).as_json())


@dataclass(frozen=True, eq=False)
class _Sheet:
    """What each reading read of each cell (words), and what it marked there (spans by label): one row each."""

    reading: IntArray
    cell: IntArray
    words: FloatArray
    counts: FloatArray


def _sheet(counting: Counting) -> _Sheet:
    corpus, tally = counting.corpus, counting.tally
    n_readings, of_part = max(len(corpus.reader), 1), tally.cells.of_part
    rows = np.flatnonzero(of_part[corpus.cover_part] >= 0)
    known, at = np.unique(
        of_part[corpus.cover_part[rows]] * n_readings + corpus.cover_reading[rows], return_inverse=True
    )
    words = np.bincount(at, weights=corpus.cover_words[rows], minlength=len(known)).astype(np.float64)
    spans = tally.spans()
    cell, code = tally.cell[spans.place], tally.cell[spans.place] * n_readings + corpus.reading[spans.mark]
    counted = (cell >= 0) & np.isin(code, known)
    place = np.searchsorted(known, code[counted]) * corpus.n_labels + corpus.label[spans.mark][counted]
    counts = np.bincount(place, minlength=len(known) * corpus.n_labels).reshape(len(known), corpus.n_labels)
    return _Sheet(known % n_readings, known // n_readings, words, counts.astype(np.float64))


class _Effects:
    """All effects of one way of counting."""

    def __init__(self, counting: Counting) -> None:
        self.of, self.cells = counting, counting.tally.cells
        self.sheet = _sheet(counting)
        self.labels = {number: key for number, key in enumerate(counting.labels) if counting.filters.label in ("", key)}
        self.here = np.unique(self.cells.origin).tolist()
        self.is_ruled = counting.filters.layer == ADJUDICATED

    def as_json(self) -> Json:
        """The parts of a comparison that this module gives."""
        reviewers, n_reviewers = ([], 0) if self.is_ruled else self._reviewers()
        drift, n_drift = ([], 0) if self.is_ruled else self._drift()
        return {
            "reviewers": reviewers, "n_tests_reviewers": n_reviewers,
            "drift": drift, "n_tests_drift": n_drift,
            "leave_one_out": [] if self.is_ruled else self._leave_one_out(),
            "effects_undefined": NOBODYS if self.is_ruled else None,
            "needed": self._needed(), "needed_ratio": NARROW_RATIO, "effects_seed": SEED,
        }  # fmt: skip

    def _by_reading(self) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
        """Readings in the order of submission: their numbers, readers, documents, and spans by label."""
        known, row = np.unique(self.sheet.reading, return_inverse=True)
        counts = np.zeros((len(known), self.of.corpus.n_labels))
        np.add.at(counts, row, self.sheet.counts)
        documents = np.zeros(len(known), dtype=np.int64)
        documents[row] = self.cells.document[self.sheet.cell]
        return known, self.of.corpus.reader[known], documents, counts

    def _reviewers(self) -> tuple[list[Json], int]:
        _, readers, documents, counts = self._by_reading()
        found = reader_effects(readers, documents, counts, seed=SEED)
        qs, n_tests = self._q([effect.contrasts for effect in found])
        rows = [self._reviewer(effect, readers, counts, q) for effect, q in zip(found, qs, strict=True)]
        return rows, n_tests

    def _reviewer(self, effect: ReaderEffect, readers: IntArray, counts: FloatArray, q: Qs) -> Json:
        own = counts[readers == effect.reader].sum(axis=0)
        whole = float(own.sum())
        return {
            "reviewer": self.of.collected.readers[effect.reader],
            "n_readings": int((readers == effect.reader).sum()), "n_marks": int(whole),
            "n_documents_shared": effect.n_documents,
            "labels": {
                key: {"n": int(own[number]), "share": float(own[number]) / whole if whole else None,
                      "share_shared": effect.shares[number] if effect.shares else None,
                      "colleagues": effect.colleagues[number] if effect.colleagues else None}
                | _tested(effect.contrasts[number], q[number])
                for number, key in self.labels.items()
            },
        }  # fmt: skip

    def _drift(self) -> tuple[list[Json], int]:
        _, readers, documents, counts = self._by_reading()
        found = drifts(readers, documents, counts, seed=SEED)
        qs, n_tests = self._q([drift.contrasts for drift in found])
        return [self._drifting(drift, q) for drift, q in zip(found, qs, strict=True)], n_tests

    def _drifting(self, drift: Drift, q: Qs) -> Json:
        def period(row: Period) -> Json:
            shares = {key: row.shares[number] for number, key in self.labels.items()}
            colleagues = {key: row.colleagues[number] for number, key in self.labels.items()}
            return {"n_readings": row.n_readings, "n_marks": row.n_marks, "shares": shares, "colleagues": colleagues}

        return {
            "reviewer": self.of.collected.readers[drift.reader],
            "periods": [period(row) for row in drift.periods],
            "labels": {key: _tested(drift.contrasts[number], q[number]) for number, key in self.labels.items()},
        }

    def _q(self, rows: Sequence[Sequence[Contrast]]) -> tuple[list[Qs], int]:
        """Of each reader's contrasts the q by label, among all that are shown; and how many tests these are."""
        found = iter(q_values([contrasts[number].p for contrasts in rows for number in self.labels]))
        qs = [{number: next(found) for number in self.labels} for _ in rows]
        return qs, sum(q is not None for one in qs for q in one.values())

    def _leave_one_out(self) -> list[Json]:
        names = [self.of.collected.readers[reader] for reader in self.of.corpus.reader[self.sheet.reading].tolist()]
        whole = self._sums(np.ones(len(names), dtype=np.bool_))
        without = without_each(names, self._sums)
        origin = self.cells.origin[self.sheet.cell].tolist()
        readers_of = {
            place: {name for name, own in zip(names, origin, strict=True) if own == place} for place in self.here
        }
        return [
            self._left_out(place, number, whole, [one for one in without if one.name in readers_of[place]])
            for place in self.here for number in self.labels
        ]  # fmt: skip

    def _sums(self, kept: BoolArray) -> FloatArray:
        """Words read and spans by label at each origin, each document the mean over those of its readers who remain."""
        cell, n_cells = self.sheet.cell[kept], len(self.cells)
        n_readers = np.bincount(cell, minlength=n_cells)
        means = np.zeros((n_cells, 1 + self.of.corpus.n_labels))
        np.add.at(means, cell, np.column_stack([self.sheet.words, self.sheet.counts])[kept])
        means /= np.maximum(n_readers, 1)[:, np.newaxis]
        sums = np.zeros((self.of.tally.n_origins, means.shape[1]))
        np.add.at(sums, self.cells.origin, means)
        return sums

    def _left_out(self, origin: int, label: int, whole: FloatArray, without: Sequence[WithoutOne[FloatArray]]) -> Json:
        all_read = _figures(whole[origin], label)
        rows = [{"reviewer": one.name} | _figures(one.figure[origin], label) for one in without]
        moved = {
            row["reviewer"]: abs(row["rate"] - all_read["rate"])
            for row in rows if row["rate"] is not None and all_read["rate"] is not None
        }  # fmt: skip
        most = max(moved.values(), default=0)
        return {
            "outlet": self.of.collected.origins[origin], "label": self.labels[label], **all_read, "without": rows,
            "moved_most_by": next(name for name in moved if moved[name] == most) if most else None,
            "undefined": ONE_READER if len(rows) < 2 else None,
        }  # fmt: skip

    def _needed(self) -> list[Json]:
        spans = self.of.tally.spans()
        means = spans.mean(self.of.corpus.label[spans.mark], self.of.corpus.n_labels)
        rows = []
        for origin in self.here:
            own = self.cells.origin == origin
            words = self.cells.words[own].tolist()
            for number, key in self.labels.items():
                found = documents_needed(means[own, number].tolist(), words, NARROW_RATIO)
                few = f"fewer than {MIN_WORDS_READ} words read" if sum(words) < MIN_WORDS_READ else None
                rows.append({
                    "outlet": self.of.collected.origins[origin], "label": key, "n_documents": len(words),
                    "n_more": None if few else found.n_more, "reason": few or found.reason,
                })  # fmt: skip
        return rows


def _figures(sums: FloatArray, label: int) -> Json:
    """Rate and share of a label from the sums of an origin."""
    words, spans = float(sums[0]), float(sums[1:].sum())
    own = float(sums[1 + label])
    return {
        "rate": 1000 * own / words if words >= MIN_WORDS_READ else None,
        "share": own / spans if spans else None,
    }


def _tested(found: Contrast, q: float | None) -> Json:
    return {
        "difference": found.difference, "p": found.p, "q": q, "smallest_p": found.smallest_p,
        "caution": found.caution, "undefined": found.undefined,
    }  # fmt: skip
