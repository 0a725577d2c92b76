"""Contrasts against hand calculation, against trying every exchange of names, and against scipy."""

import json
import tracemalloc
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import permutation_test
from statsmodels.stats.multitest import multipletests

from core.stats import arrangements
from core.stats.contrasts import Contrast, contrast, q_values

CASES = json.loads((Path(__file__).parents[3] / "fixtures/statistics/contrasts.json").read_text(encoding="utf-8"))


def contrast_of(documents: list, per: float = 1000, seed: int = 1) -> Contrast:
    events = np.array([row[0] for row in documents], dtype=np.int64)
    is_a = np.array([row[1] == "a" for row in documents], dtype=bool)
    parts = np.array([[row[2] for row in documents]], dtype=float)
    wholes = np.array([row[3] for row in documents], dtype=float)
    return contrast(parts, wholes, is_a, events, seed=seed, per=per)[0]


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_a_contrast_is_that_of_the_hand_calculation(case):
    found = contrast_of(case["documents"], case["per"])
    assert found.difference == pytest.approx(case["difference"], abs=1e-6)
    assert (found.p, found.smallest_p) == pytest.approx((case["p"], case["smallest"]))
    assert (found.n_arrangements, found.is_exact) == (case["arrangements"], True)
    assert found.caution == case["caution"]


@pytest.mark.parametrize("case", CASES["undefined"])
def test_a_contrast_that_cannot_be_says_why(case):
    found = contrast_of(case["documents"])
    assert found.p is None
    assert found.undefined == case["reason"]


def test_an_event_of_one_side_is_not_counted_among_the_documents():
    found = contrast_of(next(case for case in CASES["cases"] if "one side" in case["name"])["documents"])
    assert (found.n_a, found.n_b, found.n_strata) == (3, 3, 1)


def pooled_difference(parts, wholes, is_a, events) -> float | None:
    """The difference by its definition, event by event: each weighs A·B / (A + B)."""
    differences, weights = 0.0, 0.0
    for event in set(events):
        a = [row for row, of in enumerate(events) if of == event and is_a[row]]
        b = [row for row, of in enumerate(events) if of == event and not is_a[row]]
        if a and b:
            of_a, of_b = sum(wholes[row] for row in a), sum(wholes[row] for row in b)
            weight = of_a * of_b / (of_a + of_b)
            differences += weight * (sum(parts[row] for row in a) / of_a - sum(parts[row] for row in b) / of_b)
            weights += weight
    return differences / weights if weights else None


def beyond_expected(parts, wholes, is_a, events) -> float:
    """What p is of, by its definition: sums over a of (part - expected) / sqrt(whole), less their average."""
    total = 0.0
    for event in set(events):
        rows = [row for row, of in enumerate(events) if of == event]
        rate = sum(parts[row] for row in rows) / sum(wholes[row] for row in rows)
        own = {row: (parts[row] - rate * wholes[row]) / wholes[row] ** 0.5 for row in rows}
        of_a = [own[row] for row in rows if is_a[row]]
        total += sum(of_a) - len(of_a) * sum(own.values()) / len(own)
    return total


def every_exchange(is_a, events):
    """All ways to give the names, those within an event kept in number."""
    rows = [[row for row, of in enumerate(events) if of == event] for event in sorted(set(events))]
    choices = [list(combinations(own, sum(is_a[row] for row in own))) for own in rows]
    for chosen in product(*choices):
        named_a = {row for own in chosen for row in own}
        yield [row in named_a for row in range(len(events))]


document = st.tuples(st.integers(0, 2), st.booleans(), st.integers(0, 6), st.integers(1, 4))


@settings(deadline=None, max_examples=60)
@given(st.lists(document, min_size=2, max_size=8))
def test_p_is_the_share_of_exchanges_that_are_as_extreme(documents):
    events, is_a, parts, wholes = (list(column) for column in zip(*documents, strict=True))
    observed = pooled_difference(parts, wholes, is_a, events)
    assume(observed is not None)
    assume(sum(parts) > 0)
    kept = [event for event in events if len({a for a, of in zip(is_a, events, strict=True) if of == event}) == 2]
    rows = [row for row, event in enumerate(events) if event in kept]
    assume(any(parts[row] for row in rows))
    own = beyond_expected(parts, wholes, is_a, events)
    tried = [abs(beyond_expected(parts, wholes, names, events)) for names in every_exchange(is_a, events)]
    found = contrast_of([(of, "a" if a else "b", n, size) for of, a, n, size in documents], per=1)
    assert found.difference == pytest.approx(observed, abs=1e-12)
    p = np.mean([value >= abs(own) - 1e-7 for value in tried]) if own * observed > 1e-9 or abs(own) < 1e-7 else 1
    assert found.p == pytest.approx(p)
    assert found.smallest_p == pytest.approx(np.mean([value >= max(tried) - 1e-7 for value in tried]))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 30), min_size=3, max_size=3), st.lists(st.integers(0, 30), min_size=3, max_size=5))
def test_with_equal_lengths_p_is_that_of_scipy(a, b):
    assume(any(a) or any(b))
    expected = permutation_test(
        (a, b), lambda x, y, axis: abs(np.mean(x, axis=axis) - np.mean(y, axis=axis)),
        vectorized=True, alternative="greater", n_resamples=np.inf,
    )  # fmt: skip
    found = contrast_of([(1, "a", n, 1) for n in a] + [(1, "b", n, 1) for n in b])
    assert found.p == pytest.approx(expected.pvalue)


def test_drawn_arrangements_give_nearly_the_exact_p(monkeypatch):
    # 6^4 exchanges, all of them and then some of them
    draw = np.random.default_rng(7)
    documents = [(event, "ab"[side], int(draw.poisson(4 + 2 * side)), 1) for event in range(4) for side in (0, 0, 1, 1)]
    exact = contrast_of(documents)
    assert exact.is_exact
    monkeypatch.setattr(arrangements, "MOST_ENUMERATED", 100)
    drawn = contrast_of(documents)
    assert (drawn.n_arrangements, drawn.is_exact) == (9999, False)
    assert drawn.p == pytest.approx(exact.p, abs=4 * np.sqrt(exact.p * (1 - exact.p) / 9999))


def test_a_large_stratum_is_drawn_by_seed_and_never_gives_nought():
    documents = [(1, "a", 9, 1)] * 12 + [(1, "b", 1, 1)] * 12 + [(2, "a", 5, 2), (2, "b", 1, 2)]
    one, again, other = (contrast_of(documents, seed=seed) for seed in (3, 3, 4))
    assert one == again
    assert (one.n_arrangements, one.is_exact) == (9999, False)
    assert one.p == other.p == 1 / 10_000
    assert one.smallest_p == 1 / 10_000
    assert one.caution is None


def test_a_drawn_p_is_one_of_the_exchanges_and_not_far_from_a_normal_approximation():
    # With 20 against 20 documents of equal lengths the difference of means is nearly normal.
    draw = np.random.default_rng(11)
    a, b = draw.poisson(6, 20), draw.poisson(7, 20)
    found = contrast_of([(1, "a", int(n), 1) for n in a] + [(1, "b", int(n), 1) for n in b], per=1)
    pooled = np.concatenate([a, b])
    z = abs(a.mean() - b.mean()) / np.sqrt(pooled.var(ddof=1) * 2 / 20)
    expected = 2 * float(ndtr(-z))
    assert found.p == pytest.approx(expected, abs=0.03)


def test_where_short_texts_and_long_ones_point_in_opposite_directions_nothing_is_shown():
    # a has more in all (one long text), but all its short texts have none and all of b's have some.
    documents = [(1, "a", 60, 1000), *[(1, "a", 0, 10)] * 9, *[(1, "b", 1, 30)] * 10]
    found = contrast_of(documents)
    assert found.difference > 0
    assert found.p == 1


def test_labels_of_one_call_are_judged_one_by_one():
    parts = np.array([[5, 7, 9, 1, 2, 3], [0, 0, 0, 0, 0, 0], [1, 2, 3, 5, 7, 9]], dtype=float)
    is_a = np.arange(6) < 3
    found = contrast(parts, np.ones(6), is_a, np.zeros(6, dtype=np.int64), seed=1, per=1)
    assert [each.p for each in found] == [pytest.approx(0.1), None, pytest.approx(0.1)]
    assert found[1].undefined == "none were marked"
    assert found[0].difference == -found[2].difference


def test_the_textbook_case_of_false_discoveries_has_five_rejections():
    case = CASES["false_discovery"]
    found = q_values(case["p"])
    assert sum(q < case["rate"] - 1e-12 for q in found) == case["rejected"]
    by_p = dict(zip(case["p"], found, strict=True))
    for p, q in case["q"].items():
        assert by_p[float(p)] == pytest.approx(q, abs=1e-6)


ps = st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=12)


@settings(deadline=None)
@given(ps)
def test_q_values_are_those_of_statsmodels_and_none_is_no_test(values):
    found = q_values(values)
    assert [q is None for q in found] == [p is None for p in values]
    tested = [p for p in values if p is not None]
    expected = multipletests(tested, method="fdr_bh")[1] if tested else []
    assert [q for q in found if q is not None] == pytest.approx(list(expected))


def test_memory_grows_with_documents_and_not_with_documents_times_events():
    """Two thousand events, two documents each: a table of all draws of all events would be 2,000 x 9,999 numbers."""
    n = 2_000
    parts, is_a = np.tile([1.0, 0.0], n)[np.newaxis], np.tile([True, False], n)
    tracemalloc.start()
    contrast(parts, np.ones(2 * n), is_a, np.repeat(np.arange(n), 2), seed=1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000
