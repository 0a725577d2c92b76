import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.runs import Mark, flat_runs
from tests.core.text.vectors import cases, named

places = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted)
marks = st.lists(places, max_size=12).map(
    lambda pairs: [Mark(f"m{index}", start, end) for index, (start, end) in enumerate(pairs)]
)


@pytest.mark.parametrize("case", cases("runs.json"), ids=named)
def test_runs_are_those_worked_out_by_hand(case):
    runs = flat_runs(Mark(*mark) for mark in case["marks"])
    assert [[run.start, run.end, list(run.ids)] for run in runs] == case["runs"]


@given(marks)
def test_every_code_point_is_in_the_run_of_exactly_its_marks(some):
    runs = flat_runs(some)
    for offset in range(21):
        here = {mark.id for mark in some if mark.start <= offset < mark.end}
        found = [run for run in runs if run.start <= offset < run.end]
        assert [set(run.ids) for run in found] == ([here] if here else [])


@given(marks, st.randoms())
def test_order_of_the_marks_does_not_matter(some, random):
    shuffled = some.copy()
    random.shuffle(shuffled)
    assert flat_runs(shuffled) == flat_runs(some)


@given(marks)
def test_neighbouring_runs_differ(some):
    runs = flat_runs(some)
    for left, right in itertools.pairwise(runs):
        assert left.end <= right.start
        assert left.end < right.start or left.ids != right.ids
