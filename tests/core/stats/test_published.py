"""More published cases of agreement, through our functions and, apart from them, through other people's."""

import json
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

from core.stats import agreement

CASES = json.loads((Path(__file__).parents[3] / "fixtures/agreement/published.json").read_text(encoding="utf-8"))


def named(case: dict) -> str:
    return case["name"]


def printed(value: float, digits: int) -> object:
    return pytest.approx(value, abs=0.6 * 10**-digits)


def counts_of_table(table: list[list[int]]) -> np.ndarray:
    """A table of two readers as one row a unit."""
    eye = np.eye(len(table))
    return np.array([eye[a] + eye[b] for a, row in enumerate(table) for b, n in enumerate(row) for _ in range(n)])


def counts_of(case: dict) -> tuple[np.ndarray, list]:
    if "counts" in case:
        return np.array(case["counts"], dtype=float), list(range(len(case["counts"][0])))
    return agreement.count(case["units"])


@pytest.mark.parametrize("case", CASES["tables"], ids=named)
def test_figures_of_two_readers_are_the_published_ones(case):
    counts, table = counts_of_table(case["table"]), np.array(case["table"], dtype=float)
    assert agreement.cohen_kappa(table).value == printed(case["kappa"], case["digits"][1])
    assert cohens_kappa(table).kappa == printed(case["kappa"], case["digits"][1])
    if "percent" in case:
        assert agreement.percent_agreement(counts).value == printed(case["percent"], case["digits"][0])
    if "ac1" in case:
        assert agreement.gwet_ac1(counts).value == printed(case["ac1"], case["digits"][1])
        assert ac1_of_table(table) == printed(case["ac1"], case["digits"][1])


def ac1_of_table(table: np.ndarray) -> float:
    """AC1 of two readers as Gwet 2008 defines it, from the table."""
    shares = (table.sum(axis=0) + table.sum(axis=1)) / (2 * table.sum())
    chance = (shares * (1 - shares)).sum() / (len(table) - 1)
    return float((np.trace(table) / table.sum() - chance) / (1 - chance))


FIGURES = {"percent": agreement.percent_agreement, "ac1": agreement.gwet_ac1, "fleiss": agreement.fleiss_kappa}


@pytest.mark.parametrize("case", CASES["units"], ids=named)
def test_figures_of_many_readers_are_the_published_ones(case):
    counts, values = counts_of(case)
    for name in FIGURES.keys() & case.keys():
        assert FIGURES[name](counts).value == printed(case[name], case["digits"]), name
    for level, published in case.get("alpha", {}).items():
        assert agreement.alpha_of_counts(counts, level, values).value == printed(published, case["digits"])


@pytest.mark.parametrize("case", [case for case in CASES["units"] if "alpha" in case], ids=named)
def test_published_alphas_are_those_of_an_independent_implementation(case):
    counts, values = counts_of(case)
    domain = values if all(isinstance(value, int) for value in values) else list(range(len(values)))
    for level, published in case["alpha"].items():
        other = krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement=level)
        assert other == printed(published, case["digits"])


@pytest.mark.parametrize("case", [case for case in CASES["units"] if "fleiss" in case], ids=named)
def test_published_kappas_of_many_readers_are_those_of_an_independent_implementation(case):
    assert fleiss_kappa(counts_of(case)[0]) == printed(case["fleiss"], case["digits"])
