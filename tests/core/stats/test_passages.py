"""Places that marks share: what belongs together, and what each reader says of it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.stats.passages import LENGTH_CP, Mark, places


def stretches(*marks: Mark) -> list[tuple[int, int]]:
    return [(place.start, place.end) for place in places(marks)]


def test_marks_that_match_are_one_place():
    assert stretches(Mark(0, 10, 1, 0), Mark(2, 12, 2, 0)) == [(0, 12)]


def test_marks_that_barely_touch_are_two():
    assert stretches(Mark(0, 10, 1, 0), Mark(8, 18, 2, 0)) == [(0, 10), (8, 18)]


def test_a_clause_belongs_to_its_sentence():
    assert stretches(Mark(0, 100, 1, 0), Mark(0, 30, 2, 1)) == [(0, 100)]


def test_a_paragraph_marked_as_a_whole_leaves_its_clauses_alone():
    clauses = [Mark(start, start + 80, 2, 1) for start in (0, 200, 500)]
    found = places([Mark(0, 2 * LENGTH_CP, 1, 0), *clauses])
    assert [(place.start, place.end) for place in found] == [(0, 80), (0, 600), (200, 280), (500, 580)]
    assert found[0].views == {1: [0], 2: [1]}  # the paragraph's mark says what its reader thinks of the clause


def test_two_long_marks_that_match_are_one_place_however_long():
    assert stretches(Mark(0, 1000, 1, 0), Mark(100, 1000, 2, 0)) == [(0, 1000)]


def test_a_chain_of_clauses_does_not_grow_into_a_page():
    chain = [Mark(start, start + 100, reader, 0) for reader, start in enumerate(range(0, 1000, 40))]
    assert all(end - start <= LENGTH_CP for start, end in stretches(*chain))


def test_a_reader_says_what_the_best_fitting_mark_says():
    found = places([Mark(0, 20, 1, 0), Mark(0, 12, 2, 1), Mark(0, 19, 2, 2)])
    assert [place.views for place in found] == [{1: [0], 2: [2]}]


def test_one_span_for_two_targets_is_said_by_both_marks():
    assert places([Mark(0, 20, 1, 0), Mark(0, 20, 1, 0)])[0].views == {1: [0, 1]}


def test_who_marked_a_small_corner_says_nothing_of_the_place():
    found = places([Mark(0, 20, 1, 0), Mark(18, 60, 2, 1)])
    assert [list(place.views) for place in found] == [[1], [2]]


def test_half_of_a_place_must_have_been_read():
    place = places([Mark(0, 20, 1, 0)])[0]
    assert [place.is_read(ranges) for ranges in ([(0, 10)], [(11, 50)], [(0, 5), (8, 14)], [])] == [
        True, False, True, False,
    ]  # fmt: skip


spans = st.tuples(st.integers(0, 600), st.integers(1, 400), st.integers(0, 3), st.integers(0, 2))
some = st.lists(spans.map(lambda facts: Mark(facts[0], facts[0] + facts[1], *facts[2:])), max_size=12)


@settings(deadline=None)
@given(some)
def test_every_mark_makes_up_one_place_and_nothing_grows_beyond_its_measure(marks):
    found = places(marks)
    assert sorted(number for place in found for number in place.members) == list(range(len(marks)))
    for place in found:
        own = [marks[number] for number in place.members]
        assert (place.start, place.end) == (min(mark.start for mark in own), max(mark.end for mark in own))
        shortest = min(mark.end - mark.start for mark in own)
        assert place.end - place.start <= max(LENGTH_CP, 2 * shortest, shortest)
        assert {mark.reading for mark in own} <= place.views.keys()
