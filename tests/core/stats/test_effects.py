"""Readers against colleagues, over time, and left out one by one."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.stats.effects import carried_by, drifts, reader_effects, without_each

CASES = json.loads((Path(__file__).parents[3] / "fixtures/statistics/effects.json").read_text(encoding="utf-8"))


def columns_of(readings: list) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    names = sorted({row[0] for row in readings})
    readers = np.array([names.index(row[0]) for row in readings], dtype=np.int64)
    documents = np.array([row[1] for row in readings], dtype=np.int64)
    return readers, documents, np.array([row[2] for row in readings], dtype=float)


def test_a_reader_is_compared_over_what_colleagues_read_too():
    case, found = CASES["effects"], reader_effects(*columns_of(CASES["effects"]["readings"]), seed=1)[0]
    expected = case["ann"]
    assert (found.n_documents, found.n_marks) == (expected["n_documents"], expected["n_marks"])
    assert found.shares == pytest.approx(expected["shares"], abs=1e-6)
    assert found.colleagues == pytest.approx(expected["colleagues"], abs=1e-6)
    evidence, opinion = found.contrasts
    assert evidence.difference == pytest.approx(expected["difference"], abs=1e-6)
    assert opinion.difference == pytest.approx(-evidence.difference)
    assert (evidence.p, evidence.smallest_p) == pytest.approx((expected["p"], expected["smallest"]), abs=1e-6)
    assert evidence.caution == expected["caution"]


def test_who_shares_no_document_is_compared_with_nobody():
    found = reader_effects(*columns_of([["ann", 0, [3, 1]], ["bob", 1, [1, 3]], ["cem", 0, [0, 0]]]), seed=1)[0]
    assert (found.n_documents, found.n_marks, found.shares, found.colleagues) == (0, 0, None, None)
    assert found.contrasts[0].undefined == "they share no document"


def test_a_reader_drifts_against_what_colleagues_say_of_the_same_documents():
    found, expected = drifts(*columns_of(CASES["drift"]["readings"]), seed=1)[0], CASES["drift"]["ann"]
    evidence = found.contrasts[0]
    assert evidence.difference == pytest.approx(expected["difference"])
    assert (evidence.p, evidence.smallest_p) == pytest.approx((expected["p"], expected["smallest"]), abs=1e-6)
    assert evidence.caution == expected["caution"]
    periods = [[period.n_marks, list(period.shares), list(period.colleagues)] for period in found.periods]
    assert periods == expected["periods"]


def test_other_documents_are_not_taken_for_drift():
    marks = [[4, 0], [4, 0], [0, 4], [0, 4]]
    readings = [[name, number, row] for number, row in enumerate(marks) for name in ("ann", "bob")]
    found = drifts(*columns_of(readings), seed=1)[0]
    assert [period.shares[0] for period in found.periods] == [1, 1, 0, 0]  # plain shares would tell of a drift
    assert [(each.difference, each.undefined) for each in found.contrasts] == [
        (0, "the reader says what colleagues say throughout")
    ] * 2


def test_a_change_of_reader_is_a_drift():
    readings = [[name, number, [4, 0] if name == "ann" and number < 5 else [2, 2]] for number in range(10)
                for name in ("ann", "bob")]  # fmt: skip
    evidence = drifts(*columns_of(readings), seed=1)[0].contrasts[0]
    assert evidence.difference == -0.5
    assert evidence.p == pytest.approx(2 / 252)


def test_too_few_readings_tell_no_drift():
    found = drifts(*columns_of([["ann", 0, [3, 1]], ["bob", 0, [1, 3]], ["ann", 1, [3, 1]]]), seed=1)[0]
    assert found.periods == ()
    assert found.contrasts[0].undefined == "fewer than 2 readings of documents that colleagues read too"


def test_a_label_that_nobody_used_is_no_test():
    readings = [[name, number, [2, 0]] for number in range(3) for name in ("ann", "bob")]
    table = columns_of(readings)
    assert reader_effects(*table, seed=1)[0].contrasts[1].undefined == "none were marked"
    assert drifts(*table, seed=1)[0].contrasts[1].undefined == "none were marked"


def test_a_figure_without_each_reader_sees_the_others_rows_only():
    names, values = ["ann", "bob", "ann", "cem"], np.array([1.0, 2.0, 4.0, 8.0])
    found = without_each(names, lambda kept: float(values[kept].sum()))
    assert [(each.name, each.n_left, each.figure) for each in found] == [("ann", 2, 10), ("bob", 3, 13), ("cem", 3, 7)]
    assert carried_by(names, lambda kept: bool(values[kept].sum() > 8)) == ["cem"]
    assert carried_by([], lambda kept: False) == []


rows = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.lists(st.integers(0, 5), min_size=2, max_size=2)), min_size=1,
    max_size=10, unique_by=lambda row: row[:2],
)  # fmt: skip


@settings(deadline=None)
@given(rows)
def test_shares_sum_to_one_and_differ_by_the_contrast(readings):
    for found in reader_effects(*columns_of(readings), seed=1):
        if found.shares is None or found.colleagues is None:
            assert all(each.difference is None for each in found.contrasts)
            continue
        assert sum(found.shares) == pytest.approx(1)
        for label, each in enumerate(found.contrasts):
            assert each.difference == pytest.approx(found.shares[label] - found.colleagues[label], abs=1e-12)
    for drift in drifts(*columns_of(readings), seed=1):
        for period in drift.periods:
            assert sum(period.shares) == pytest.approx(1)
            assert sum(period.colleagues) == pytest.approx(1)
