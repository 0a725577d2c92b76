"""Intervals over documents: against what is known of the draw, and every figure against counting the draw anew."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.stats.agreed import Detail, Marked, agreed
from core.stats.bootstrap import MOSTLY_UNDEFINED, TOO_FEW_DOCUMENTS, Interval, intervals
from core.stats.coding import coding, distances
from core.stats.matching import HitSums
from core.stats.study import study_of_columns


def hits(found: list[int], of: list[int]) -> HitSums:
    return HitSums(np.column_stack([found, of]).astype(float))


def only(figure, n_documents: int, **more) -> Interval:
    return intervals({"it": figure}, n_documents, **more)["it"]


def test_the_interval_of_a_share_is_that_of_the_binomial():
    # One document of ten has its hit: draws hold it X times, X ~ B(10, 0.1). P(X <= 2) = 0.930, P(X <= 3) = 0.987.
    found = only(hits([1] + [0] * 9, [1] * 10), 10)
    assert found.bounds == pytest.approx((0, 0.3))
    assert (found.reason, found.n_documents, found.share_undefined) == (None, 10, 0)


def test_the_seed_makes_the_interval():
    n = np.arange(1, 31)
    figure = hits(n**2, n**2 + n[::-1] ** 3)
    assert only(figure, 30) == only(figure, 30)
    assert only(figure, 30, seed=1).bounds != only(figure, 30, seed=2).bounds


def test_under_five_documents_there_is_none_and_the_reason():
    found = only(hits([1, 0, 1, 0, 0], [1, 1, 1, 1, 0]), 5)  # the fifth says nothing of it
    assert found == Interval(None, TOO_FEW_DOCUMENTS, 4)


def test_the_share_of_undefined_draws_is_said():
    # Two values meet in the first of five documents only: a draw without it is undefined. (4/5)^5 = 0.328.
    unit = np.repeat(np.arange(5), 2)
    coded = coding(unit, np.array([0, 1] + [0] * 8), unit, 2, 5)
    found = only(coded.sums(distances("nominal", ["a", "b"])), 5, n_resamples=20_000)
    assert found.share_undefined == pytest.approx(0.328, abs=0.01)
    assert found.bounds is not None


def test_a_figure_that_most_draws_leave_undefined_has_none():
    class Rarely:
        columns = np.eye(5)

        def of_sums(self, sums):
            return np.where(sums.min(axis=1) > 0, 1.0, np.nan)  # each of five drawn once: 5! / 5^5 = 0.038

    found = only(Rarely(), 5)
    assert (found.bounds, found.reason) == (None, MOSTLY_UNDEFINED)
    assert found.share_undefined == pytest.approx(1 - 0.038, abs=0.02)


def test_portions_are_drawn_from_one_stream(monkeypatch):
    monkeypatch.setattr("core.stats.bootstrap.PORTION", 700)
    found = only(hits([1] + [0] * 9, [1] * 10), 10)
    assert found.bounds == pytest.approx((0, 0.3))


KEYS, ROLES, TARGETS = ["e", "a"], ["off", "R0", "R1", "R2"], ["x", "y"]
spans = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda pair: (pair[0], pair[0] + pair[1]))
marks = st.tuples(spans, st.integers(0, 1), st.integers(-1, 1), st.integers(-1, 3))
reads = st.lists(marks, max_size=4, unique_by=lambda mark: (mark[0], mark[1], mark[2]))
documents = st.lists(st.lists(reads, min_size=2, max_size=3), min_size=1, max_size=3)


def figures_of(documents: list) -> dict:
    readings, rows = [], []
    for number, readers in enumerate(documents):
        for reader, read in enumerate(readers):
            rows += [(len(readings), *span, label, target, role) for span, label, target, role in read]
            readings.append((number, reader))
    table = np.array(rows, dtype=np.int64).reshape(-1, 6)
    ranges = np.array([(reading, 0, 20) for reading in range(len(readings))], dtype=np.int64)
    study = study_of_columns(KEYS, np.array(readings, dtype=np.int64).reshape(-1, 2), ranges, table[:, :4], 20)
    details = (Detail("target", tuple(TARGETS)), Detail("role", tuple(ROLES), (None, 0, 1, 2)))
    return agreed(Marked(study, details, table[study.row, 4:])).figures()


@settings(deadline=None, max_examples=60)
@given(documents, st.lists(st.integers(0, 3), min_size=3, max_size=3))
def test_a_weighted_figure_is_that_of_documents_taken_so_often(documents, weights):
    weights = weights[: len(documents)]
    taken = [readers for readers, times in zip(documents, weights, strict=True) for _ in range(times)]
    weighted = {
        name: figure.of_sums(np.array([weights], dtype=float) @ figure.columns)[0]
        for name, figure in figures_of(documents).items()
    }
    anew = {name: figure.of_sums(figure.columns.sum(axis=0, keepdims=True))[0]
            for name, figure in figures_of(taken).items()}  # fmt: skip
    assert weighted.keys() == anew.keys()
    for name, value in weighted.items():
        assert value == pytest.approx(anew[name], nan_ok=True), name
