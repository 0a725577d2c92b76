"""The distance of distributions against hand calculation and scipy, and its null against trying every exchange."""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon

from core.stats.distribution import Divergence, divergence, jensen_shannon

CASES = json.loads((Path(__file__).parents[3] / "fixtures/statistics/distribution.json").read_text(encoding="utf-8"))


def divergence_of(documents: list) -> Divergence:
    events = np.array([row[0] for row in documents], dtype=np.int64)
    is_a = np.array([row[1] == "a" for row in documents], dtype=bool)
    return divergence(np.array([row[2] for row in documents], dtype=float).reshape(-1, 2), is_a, events, seed=1)


@pytest.mark.parametrize("case", CASES["pairs"])
def test_the_divergence_is_that_of_the_hand_calculation(case):
    found = jensen_shannon(np.array([case["p"]], dtype=float), np.array([case["q"]], dtype=float))[0]
    assert found == pytest.approx(case["divergence"], abs=6e-5)
    assert found**0.5 == pytest.approx(case["distance"], abs=6e-5)


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_a_distance_stands_where_the_hand_calculation_puts_it(case):
    found = divergence_of(case["documents"])
    for name in ("divergence", "distance", "expected", "high", "p"):
        assert getattr(found, name) == pytest.approx(case[name], abs=1e-6), name
    assert found.caution == case["caution"]


@pytest.mark.parametrize("case", CASES["undefined"])
def test_a_distance_that_cannot_be_says_why(case):
    found = divergence_of(case["documents"])
    assert found.distance is None
    assert found.undefined == case["reason"]


counts = st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3).filter(any), min_size=2, max_size=7)


@settings(deadline=None)
@given(counts)
def test_the_distance_is_that_of_scipy_and_never_nan(rows):
    p, q = np.array(rows[:1], dtype=float), np.array(rows[1:2], dtype=float)
    with np.errstate(invalid="ignore"):
        expected = np.nan_to_num(jensenshannon(p[0], q[0], base=2))
    assert jensen_shannon(p, q)[0] ** 0.5 == pytest.approx(expected, abs=1e-7)


@settings(deadline=None, max_examples=40)
@given(counts, st.integers(1, 6))
def test_p_is_the_share_of_exchanges_that_are_as_far(rows, n_a):
    assume(n_a < len(rows))
    table = np.array(rows, dtype=float)
    found = divergence(table, np.arange(len(rows)) < n_a, np.zeros(len(rows), dtype=np.int64), seed=1)
    tried = []
    for chosen in combinations(range(len(rows)), n_a):
        a = table[list(chosen)].sum(axis=0)
        with np.errstate(invalid="ignore"):
            tried.append(float(np.nan_to_num(jensenshannon(a, table.sum(axis=0) - a, base=2))) ** 2)
    assert found.p == pytest.approx(np.mean([value >= tried[0] - 1e-9 for value in tried]))
    assert found.n_arrangements == len(tried)
    assert found.high >= found.expected
