"""Which mark met which: pairs of marks of the same passage, and how far every two readers agree on them."""

from dataclasses import dataclass

import numpy as np

from core.stats.coding import ALL_EQUAL, NOTHING_TWICE, Coefficient, FloatArray, coding, distances
from core.stats.matching import NO_MARKS, PairScores, Units
from core.stats.study import BoolArray, IntArray, Study, pairs_within


@dataclass(frozen=True, eq=False)
class Met:
    """Two marks (by number in a study) of one unit, of two readers; in the order of the marks.

    `iou`: intersection over union in characters; under a half, or nought, where a third mark joined them.
    """

    a: IntArray
    b: IntArray
    unit: IntArray
    iou: FloatArray

    def where(self, kept: BoolArray) -> "Met":
        """Some of the pairs."""
        return Met(self.a[kept], self.b[kept], self.unit[kept], self.iou[kept])


@dataclass(frozen=True)
class TwoReaders:
    """How far two readers agree, over the documents that both read.

    `labels` (alpha) and `percent` are over the `n_matched` pairs of marks that met, `f1_iou50` over marks with their
    labels.
    """

    readers: tuple[int, int]
    n_documents: int
    n_matched: int
    labels: Coefficient
    percent: Coefficient
    f1_iou50: Coefficient


def met(study: Study, unit: IntArray, mark: IntArray) -> Met:
    """All pairs of these marks that are in one unit."""
    one, other = pairs_within(unit)
    a, b = mark[one], mark[other]
    start, end = study.start, study.end
    shared = np.maximum(np.minimum(end[a], end[b]) - np.maximum(start[a], start[b]), 0)
    return Met(a, b, unit[one], shared / (end[a] - start[a] + end[b] - start[b] - shared))


def met_in(units: Units) -> Met:
    """All pairs of marks that are in one unit, by number in the study of the units."""
    matched = np.flatnonzero(units.is_matched)
    return met(units.study, units.unit[matched], matched)


def two_readers(units: Units, labelled: PairScores) -> list[TwoReaders]:
    """Every two readers of a document, by the numbers of the readers. `labelled`: the scores of marks with labels."""
    study, pairs = units.study, met_in(units)
    codes, group = np.unique(_readers(study, labelled.a, labelled.b), return_inverse=True)
    of_pair = np.searchsorted(codes, _readers(study, study.reading[pairs.a], study.reading[pairs.b]))
    number = np.arange(len(pairs.a))
    coded = coding(
        np.concatenate([number, number]), study.label[np.concatenate([pairs.a, pairs.b])],
        np.concatenate([of_pair, of_pair]), len(study.labels), len(codes),
    )  # fmt: skip
    alike = np.bincount(of_pair, weights=study.label[pairs.a] == study.label[pairs.b], minlength=len(codes))
    n_matched = np.bincount(of_pair, minlength=len(codes))
    n_documents = np.bincount(group, minlength=len(codes))
    sums = coded.sums(distances("nominal", study.labels))
    alphas = sums.of_sums(sums.columns)
    f1 = labelled.of_groups("iou50", group, len(codes))
    n_readers = int(study.reader.max(initial=0)) + 1
    return [
        TwoReaders(
            divmod(code, n_readers), int(n_documents[row]), int(n),
            _coefficient(alphas[row], ALL_EQUAL if n else NOTHING_TWICE),
            _coefficient(alike[row] / n if n else np.nan, NOTHING_TWICE),
            _coefficient(f1[row], NO_MARKS),
        )
        for row, (code, n) in enumerate(zip(codes.tolist(), n_matched.tolist(), strict=True))
    ]  # fmt: skip


def _readers(study: Study, a: IntArray, b: IntArray) -> IntArray:
    """A number for the two readers of each pair of readings, whoever comes first."""
    one, other = study.reader[a], study.reader[b]
    low, high = np.minimum(one, other), np.maximum(one, other)
    return np.asarray(low * (int(study.reader.max(initial=0)) + 1) + high, dtype=np.int64)


def _coefficient(value: float, reason: str) -> Coefficient:
    return Coefficient(None, reason) if np.isnan(value) else Coefficient(float(value))
