"""Rates and shares against hand calculation; how often their intervals hold is in test_coverage.py."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t
from statsmodels.stats.proportion import proportion_confint

from core.stats.proportions import Needed, documents_needed, rate, share, wilson

CASES = json.loads((Path(__file__).parents[3] / "fixtures/statistics/rates.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["cases"])
def test_a_rate_and_its_interval_are_those_of_the_hand_calculation(case: dict) -> None:
    estimate = rate(case["counts"], case["words"])
    assert estimate.value == pytest.approx(case["rate"])
    assert estimate.interval == pytest.approx(tuple(case["interval"]), abs=1e-3)
    assert estimate.caution == case["caution"]


@pytest.mark.parametrize("case", CASES["undefined"])
def test_an_undefined_interval_says_why(case: dict) -> None:
    estimate = rate(case["counts"], case["words"])
    assert estimate.interval is None
    assert estimate.reason == case["reason"]


def test_nothing_read_gives_no_rate() -> None:
    assert rate([], []).value is None
    assert rate([], []).reason == "nothing was read"


def test_a_share_lies_inside_its_interval_and_both_inside_zero_and_one() -> None:
    estimate = share([2, 3, 4], [10, 8, 9])
    assert estimate.value == pytest.approx(9 / 27)
    assert estimate.interval is not None
    low, high = estimate.interval
    assert 0 < low < 9 / 27 < high < 1


def test_a_share_and_the_share_of_all_others_have_one_interval_seen_from_both_sides() -> None:
    one, other = share([2, 3, 4], [10, 8, 9]), share([8, 5, 5], [10, 8, 9])
    assert one.interval is not None
    assert other.interval == pytest.approx((1 - one.interval[1], 1 - one.interval[0]))


def test_a_share_says_when_its_interval_is_too_narrow() -> None:
    assert share([20, 30, 10, 25], [60, 70, 50, 60]).caution is None
    alike = share([2, 3, 4, 3], [6, 9, 12, 10])
    assert alike.caution is not None
    assert "more alike than marks that know nothing of each other" in alike.caution
    uneven = share([1, 2, 1, 50], [2, 3, 4, 60])
    assert uneven.caution == "too narrow: the documents are very uneven, one holds 87% of the marks"


def test_equal_shares_have_no_interval_of_no_width() -> None:
    assert share([1, 2, 3], [10, 20, 30]).interval is None
    assert share([1, 2, 3], [10, 20, 30]).reason == CASES["undefined"][-1]["reason"]


def test_a_share_of_everything_has_no_interval() -> None:
    assert share([2, 3, 4], [2, 3, 4]).reason == "no other label was used"
    assert share([2, 3, 4], [2, 3, 5]).reason == "all others in one document"


@pytest.mark.parametrize(("wanted", "more"), CASES["needed"]["more"].items())
def test_the_documents_needed_are_those_of_the_hand_calculation(wanted: str, more: int) -> None:
    case = CASES["needed"]
    assert documents_needed(case["counts"], case["words"], float(wanted)) == Needed(more)


@pytest.mark.parametrize("case", CASES["undefined"])
def test_where_there_is_no_interval_nobody_can_tell_what_is_needed(case: dict) -> None:
    assert documents_needed(case["counts"], case["words"], 2.0) == Needed(None, case["reason"])


def test_a_wish_that_nobody_can_fulfil_is_said_and_nonsense_refused() -> None:
    assert documents_needed([2, 0, 4], [100, 50, 250], 1.0001).reason == "more than 10,000 documents"
    with pytest.raises(ValueError, match="upper end"):
        documents_needed([2, 0, 4], [100, 50, 250], 1.0)


documents = st.lists(st.tuples(st.integers(0, 9), st.integers(100, 900)), min_size=3, max_size=9)


@given(documents, st.floats(1.2, 8))
def test_one_document_fewer_than_needed_would_not_do(rows: list[tuple[int, int]], ratio: float) -> None:
    counts, sizes = [row[0] for row in rows], [row[1] for row in rows]
    found, estimate, n = documents_needed(counts, sizes, ratio), rate(counts, sizes), len(rows)
    if estimate.interval is None or not found.n_more:
        assert found.n_more is None or estimate.interval[1] / estimate.interval[0] <= ratio * (1 + 1e-9)
        return
    spread = np.log(estimate.interval[1] / estimate.interval[0]) / t.ppf(0.975, n - 1) * np.sqrt(n)
    width = [t.ppf(0.975, m - 1) * spread / np.sqrt(m) for m in (n + found.n_more - 1, n + found.n_more)]
    assert width[1] <= np.log(ratio) * (1 + 1e-9)
    assert width[0] > np.log(ratio) * (1 - 1e-9)


@pytest.mark.parametrize(("n_with", "n", "low", "high"), CASES["wilson"]["cases"])
def test_wilson_is_the_published_one(n_with: int, n: int, low: float, high: float) -> None:
    assert wilson(n_with, n).interval == pytest.approx((low, high), abs=6e-5)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_that_of_statsmodels(pair: tuple[int, int]) -> None:
    found = wilson(*pair)
    assert found.value == pair[0] / pair[1]
    assert found.interval == pytest.approx(proportion_confint(*pair, method="wilson"), abs=1e-12)


def test_wilson_of_nothing_says_so() -> None:
    assert wilson(0, 0).reason == "there is nothing to count"
