"""Rates and shares against hand calculation, and their interval against its promise."""

import json
import random
from pathlib import Path

import pytest

from core.stats.proportions import rate, share

CASES = json.loads((Path(__file__).parents[3] / "fixtures/statistics/rates.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["cases"])
def test_a_rate_and_its_interval_are_those_of_the_hand_calculation(case: dict) -> None:
    estimate = rate(case["counts"], case["words"])
    assert estimate.value == pytest.approx(case["rate"])
    assert estimate.interval == pytest.approx(tuple(case["interval"]), abs=1e-3)


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


def test_a_share_of_everything_has_no_interval() -> None:
    assert share([2, 3, 4], [2, 3, 4]).reason == "no other label was used"
    assert share([2, 3, 4], [2, 3, 5]).reason == "all others in one document"


@pytest.mark.parametrize("n_documents", [3, 6, 12])
def test_the_interval_holds_the_true_rate_about_as_often_as_it_promises(n_documents: int) -> None:
    # Clustered counts: each document has a rate of its own (gamma, shape 2), so spans are not independent.
    draw = random.Random(20261121)
    true, hits, defined = 12.0, 0, 0
    for _ in range(1500):
        sizes = [draw.randint(200, 1200) for _ in range(n_documents)]
        counts = []
        for size in sizes:
            mean = draw.gammavariate(2, true / 2) * size / 1000
            counts.append(_poisson(draw, mean))
        estimate = rate(counts, sizes)
        if estimate.interval is not None:
            defined += 1
            hits += estimate.interval[0] <= true <= estimate.interval[1]
    assert defined > 1400
    assert 0.90 <= hits / defined <= 0.985


def _poisson(draw: random.Random, mean: float) -> int:
    n, waited = 0, draw.expovariate(1)
    while waited < mean:
        n, waited = n + 1, waited + draw.expovariate(1)
    return n
