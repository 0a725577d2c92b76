"""Unitizing alpha against hand calculation, and its sweep against counting character by character."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.stats.study import Read, study_of
from core.stats.unitizing import Unitizing, flatten, profile, unitizing

CASES = json.loads((Path(__file__).parents[3] / "fixtures/agreement/unitizing.json").read_text(encoding="utf-8"))


def read_of(facts: dict) -> Read:
    return Read([tuple(each) for each in facts["ranges"]], [tuple(mark) for mark in facts["marks"]])


def found_of(case: dict) -> Unitizing:
    return unitizing(study_of(case["labels"], [{k: read_of(v) for k, v in doc.items()} for doc in case["documents"]]))


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_the_coefficients_are_those_of_the_hand_calculation(case):
    found = found_of(case)
    assert found.joint.alpha().value == pytest.approx(case["joint"], abs=1e-6)
    assert found.position.alpha().value == pytest.approx(case["position"], abs=1e-6)
    assert {key: one.alpha().value for key, one in found.per_label.items()} == pytest.approx(
        case["per_label"], abs=1e-6
    )
    assert found.touched == pytest.approx(case["touched"])


@pytest.mark.parametrize("case", CASES["undefined"], ids=lambda case: case["name"])
def test_an_undefined_coefficient_says_why(case):
    found = found_of(case)
    for figure in (found.joint, found.position, found.per_label["e"]):
        assert figure.alpha().value is None
        assert figure.alpha().undefined == case["reason"]


def test_a_document_drawn_twice_counts_twice():
    one, two = CASES["cases"][0]["documents"][0], CASES["cases"][2]["documents"][1]
    labels = ["e"]
    documents = [{name: read_of(facts) for name, facts in each.items()} for each in (one, two)]
    joint = unitizing(study_of(labels, documents)).joint
    weighted = joint.of_sums(np.array([[2.0, 1.0]]) @ joint.columns)
    assert weighted == pytest.approx(unitizing(study_of(labels, [documents[0], *documents])).joint.alpha().value)


def test_the_shortest_mark_wins_then_the_later_start_then_the_codebook():
    assert flatten([(0, 9, 0), (3, 6, 1)])[0] == [(0, 3, 0), (3, 6, 1), (6, 9, 0)]
    assert flatten([(0, 4, 0), (2, 6, 1)])[0] == [(0, 2, 0), (2, 6, 1)]
    assert flatten([(0, 4, 1), (0, 4, 0)])[0] == [(0, 4, 0)]


def test_marks_that_only_touch_stay_two_units():
    assert flatten([(0, 4, 0), (4, 8, 0)]) == ([(0, 4, 0), (4, 8, 0)], [])


LENGTH = 24
spans = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, LENGTH)).map(
    lambda pair: (min(pair[0], pair[1] - 1), max(pair[0] + 1, pair[1]))
)
marks = st.lists(st.tuples(spans, st.sampled_from("ea")).map(lambda mark: (*mark[0], mark[1])), max_size=4)
ranges = st.sampled_from([[(0, LENGTH)], [(0, 10)], [(4, 12), (15, LENGTH)]])
reads = st.builds(Read, ranges, marks)
documents = st.lists(st.lists(reads, min_size=1, max_size=4), min_size=1, max_size=3)


def by_character(read: Read) -> list[tuple[str, tuple[int, int, str] | None] | None]:
    """What a reader says of each character, and by which mark; None where nothing was read."""
    kept = [mark for mark in read.marks if any(start <= mark[0] < end for start, end in read.ranges)]
    said: list = [None] * LENGTH
    for start, end in read.ranges:
        for at in range(start, end):
            over = [mark for mark in kept if mark[0] <= at < mark[1]]
            best = min(over, key=lambda mark: (mark[1] - mark[0], -mark[0], "ea".index(mark[2])), default=None)
            said[at] = (best[2] if best else "", best)
    return said


def counted_by_character(documents: list[list[Read]]) -> tuple[np.ndarray, np.ndarray]:
    observed, own = np.zeros((3, 3)), np.zeros(3)
    place = {"": 0, "e": 1, "a": 2}
    for reads in documents:
        columns = [by_character(read) for read in reads]
        joint = [at for at in range(LENGTH) if sum(column[at] is not None for column in columns) > 1]
        for at in joint:
            said = [column[at] for column in columns if column[at] is not None]
            for i, one in enumerate(said):
                for other in said[:i] + said[i + 1 :]:
                    observed[place[one[0]], place[other[0]]] += 1 / (len(said) - 1)
        for column in columns:
            runs: list[list] = []
            for at in range(LENGTH):
                if column[at] is None:
                    continue
                if not runs or runs[-1][0] != column[at]:
                    runs.append([column[at], 0])
                runs[-1][1] += at in joint
            for (key, _), length in runs:
                own[place[key]] += length**2 if key else length
    return observed, own


@settings(deadline=None)
@given(documents)
def test_the_sweep_counts_what_counting_every_character_counts(documents):
    found = unitizing(study_of("ea", [{str(n): read for n, read in enumerate(reads)} for reads in documents])).joint
    observed, own = counted_by_character(documents)
    assert found.observed.sum(axis=0) == pytest.approx(observed)
    assert found.own.sum(axis=0) == pytest.approx(own)


@settings(deadline=None)
@given(documents)
def test_no_coefficient_is_ever_nan_or_without_a_reason(documents):
    found = unitizing(study_of("ea", [{str(n): read for n, read in enumerate(reads)} for reads in documents]))
    for figure in (found.joint, found.position, *found.per_label.values()):
        alpha = figure.alpha()
        assert (alpha.value is None) == (alpha.undefined is not None)
        assert alpha.value is None or alpha.value <= 1


@settings(deadline=None)
@given(st.lists(reads, min_size=2, max_size=4))
def test_the_profile_says_which_share_of_pairs_differs_at_each_character(reads):
    found = profile(study_of("ea", [{str(n): read for n, read in enumerate(reads)}]))
    told = {}
    for start, end, share in zip(found.start, found.end, found.differing(), strict=True):
        told |= dict.fromkeys(range(start, end), share)
    columns = [by_character(read) for read in reads]
    for at in range(LENGTH):
        said = [column[at][0] for column in columns if column[at] is not None]
        pairs = [a != b for i, a in enumerate(said) for b in said[:i]]
        assert told.get(at) == (pytest.approx(sum(pairs) / len(pairs)) if pairs else None)
