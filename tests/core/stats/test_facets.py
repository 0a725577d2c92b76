"""Which values of a detail meet, and alpha of sets, against hand calculation."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.stats.coding import Coding, coding
from core.stats.facets import said, targets
from core.stats.matching import units
from core.stats.sets import as_sets, masi_distance
from core.stats.study import Study, study_of_columns

FOLDER = Path(__file__).parents[3] / "fixtures/agreement"
SETS = json.loads((FOLDER / "sets.json").read_text(encoding="utf-8"))
DETAILS = json.loads((FOLDER / "details.json").read_text(encoding="utf-8"))
TARGETS, ROLES = ["x", "y", "z"], ["R1", "R2", "R3", "R4", "R5"]


def as_row(values: list[str], known: str) -> list[bool]:
    return [key in values for key in known]


@pytest.mark.parametrize("case", SETS["distances"], ids=lambda case: case["arithmetic"])
def test_the_distance_of_two_sets_is_that_of_the_hand_calculation(case):
    found = masi_distance(np.array([as_row(case["one"], "abc"), as_row(case["other"], "abc")]))
    assert found[0, 1] == found[1, 0] == pytest.approx(case["distance"])


@pytest.mark.parametrize("case", SETS["alphas"], ids=lambda case: case["name"])
def test_alpha_of_sets_is_that_of_the_hand_calculation(case):
    rows = [
        (number * 2 + reader, "abc".index(value))
        for number, unit in enumerate(case["units"]) for reader, values in enumerate(unit) for value in values
    ]  # fmt: skip
    group, value = np.array(rows).T
    numbers, sets = as_sets(group, value, len(case["units"]) * 2, 3)
    unit = np.arange(len(numbers)) // 2
    coded = coding(unit, numbers, np.zeros_like(unit), len(sets), 1)
    assert coded.sums(masi_distance(sets)).alpha().value == pytest.approx(case["alpha"])


def study_of_case(case: dict) -> tuple[Study, np.ndarray, np.ndarray]:
    """The study and, by mark, target and role."""
    rows = [
        (number, 10, 20, 0, TARGETS.index(target) if target else -1, ROLES.index(role))
        for number, marks in enumerate(case["marks"].values()) for target, role in marks
    ]  # fmt: skip
    marks, n = np.array(rows).reshape(-1, 6), len(case["marks"])
    ranges = np.array([(number, 0, 99) for number in range(n)])
    readings = np.array([(0, number) for number in range(n)])
    study = study_of_columns(["e"], readings, ranges, marks[:, :4], 99)
    return study, marks[study.row, 4], marks[study.row, 5]


@pytest.mark.parametrize("case", DETAILS["cases"], ids=lambda case: case["name"])
def test_values_meet_target_by_target(case):
    study, target, role = study_of_case(case)
    readers = list(case["marks"])
    found = said(study, units(study), target)
    met: dict[int, list[str]] = {}
    for unit, mark in zip(found.unit.tolist(), found.mark.tolist(), strict=True):
        met.setdefault(unit, []).append(f"{readers[study.reading[mark]]} {ROLES[role[mark]]}")
    assert sorted(map(sorted, met.values())) == case["units"]


def held(coded: Coding, sets: np.ndarray) -> list[list[str]]:
    rows = zip(coded.value.tolist(), coded.n.tolist(), strict=True)
    return sorted([key for key, is_in in zip(TARGETS, sets[value], strict=True) if is_in]
                  for value, n in rows for _ in range(n))  # fmt: skip


@pytest.mark.parametrize("case", DETAILS["cases"], ids=lambda case: case["name"])
def test_the_targets_of_a_passage_are_a_set(case):
    study, target, _ = study_of_case(case)
    coded, sets = targets(study, units(study), target, len(TARGETS))
    assert held(coded, sets) == sorted(values for values in case["targets"] if values)
