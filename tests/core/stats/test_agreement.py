"""Agreement on coded units against publications, and alpha against an independent implementation."""

import json
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.stats import agreement

FOLDER = Path(__file__).parents[3] / "fixtures/agreement"
ALPHA = json.loads((FOLDER / "alpha.json").read_text(encoding="utf-8"))
COMPANIONS = json.loads((FOLDER / "companions.json").read_text(encoding="utf-8"))


def named(case: dict) -> str:
    return case["name"]


def counts_of(case: dict) -> tuple[np.ndarray, list]:
    if "counts" in case:
        return np.array(case["counts"], dtype=float), list(range(len(case["counts"][0])))
    return agreement.count(case["units"])


@pytest.mark.parametrize("case", ALPHA["cases"], ids=named)
def test_alpha_is_the_published_one(case):
    counts, values = counts_of(case)
    for level, published in case["alpha"].items():
        found = agreement.alpha_of_counts(counts, level, values)
        assert found.undefined is None
        assert found.value == pytest.approx(published, abs=0.6 * 10 ** -case["digits"])


@pytest.mark.parametrize("case", [case for case in ALPHA["cases"] if "coincidences" in case], ids=named)
def test_the_coincidence_matrix_is_the_published_one(case):
    assert agreement.coincidences(counts_of(case)[0]) == pytest.approx(np.array(case["coincidences"]))


@pytest.mark.parametrize("case", [case for case in ALPHA["cases"] if "percent" in case], ids=named)
def test_percent_agreement_is_the_published_one(case):
    assert agreement.percent_agreement(counts_of(case)[0]).value == pytest.approx(case["percent"], abs=6e-4)


@pytest.mark.parametrize("case", ALPHA["undefined"])
@pytest.mark.parametrize("level", ["nominal", "ordinal"])
def test_an_undefined_alpha_says_why(case, level):
    assert agreement.alpha(case["units"], level) == agreement.Coefficient(None, case["reason"])


def as_counts(table: list[list[int]]) -> np.ndarray:
    """A table of two readers as one row a unit."""
    rows = []
    for one, row in enumerate(table):
        for other, n in enumerate(row):
            unit = np.zeros(len(table))
            np.add.at(unit, [one, other], 1)
            rows += [unit] * n
    return np.array(rows)


@pytest.mark.parametrize("case", COMPANIONS["tables"], ids=named)
def test_companions_of_two_readers_are_the_published_ones(case):
    counts = as_counts(case["table"])
    found = {
        "percent": agreement.percent_agreement(counts),
        "kappa": agreement.cohen_kappa(np.array(case["table"], dtype=float)),
        "ac1": agreement.gwet_ac1(counts),
    }
    for name in found.keys() & case.keys():
        assert found[name].value == pytest.approx(case[name], abs=6e-4), name


@pytest.mark.parametrize("case", COMPANIONS["counts"], ids=named)
def test_companions_of_many_readers_are_the_published_ones(case):
    counts = np.array(case["counts"], dtype=float)
    assert agreement.percent_agreement(counts).value == pytest.approx(case["percent"], abs=6e-4)
    assert agreement.fleiss_kappa(counts).value == pytest.approx(case["fleiss"], abs=6e-4)


def test_companions_that_cannot_be_computed_say_why():
    nothing, alike = np.zeros((2, 2)), np.array([[2.0], [2.0]])
    for figure in (agreement.percent_agreement, agreement.gwet_ac1, agreement.fleiss_kappa):
        assert figure(nothing) == agreement.Coefficient(None, agreement.NOTHING_TWICE)
    assert agreement.cohen_kappa(nothing) == agreement.Coefficient(None, agreement.NOTHING_TWICE)
    for figure in (agreement.gwet_ac1, agreement.fleiss_kappa, agreement.cohen_kappa):
        assert figure(alike if figure is not agreement.cohen_kappa else np.array([[4.0]])) == agreement.Coefficient(
            None, agreement.ALL_EQUAL
        )
    uneven = agreement.fleiss_kappa(np.array([[2.0, 0.0], [2.0, 1.0]]))
    assert uneven.undefined == "not every unit was coded by the same number of readers"


values = st.one_of(st.none(), st.integers(0, 4))
tables = st.integers(2, 5).flatmap(
    lambda m: st.lists(st.lists(values, min_size=m, max_size=m), min_size=2, max_size=12)
)


@settings(deadline=None)
@given(tables, st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
def test_alpha_of_random_tables_is_that_of_an_independent_implementation(units, level):
    paired = {value for unit in units if sum(v is not None for v in unit) > 1 for value in unit if value is not None}
    assume(len(paired) > 1)
    data = np.array([[np.nan if value is None else value for value in unit] for unit in units], dtype=float).T
    expected = krippendorff.alpha(reliability_data=data, level_of_measurement=level)
    found = agreement.alpha(units, level).value
    assert found == pytest.approx(expected, abs=1e-9)


@settings(deadline=None)
@given(tables, st.randoms())
def test_alpha_knows_no_order_of_readers_or_units(units, draw):
    shuffled = [draw.sample(unit, len(unit)) for unit in draw.sample(units, len(units))]
    before, after = agreement.alpha(units, "ordinal"), agreement.alpha(shuffled, "ordinal")
    assert before.undefined == after.undefined
    if before.value is not None:
        assert after.value == pytest.approx(before.value)


@settings(deadline=None)
@given(tables)
def test_no_figure_is_ever_nan_or_without_a_reason(units):
    counts, _ = agreement.count(units)
    for figure in (agreement.percent_agreement, agreement.gwet_ac1):
        found = figure(counts)
        assert (found.value is None) == (found.undefined is not None)
        assert found.value is None or np.isfinite(found.value)
