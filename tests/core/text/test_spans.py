import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from core.text.spans import Span, intersect, merge, normalise_ranges, subtract

spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 30), st.integers(1, 8))
span_lists = st.lists(spans, max_size=8)


def covered(some):
    return {offset for span in some for offset in range(span.start, span.end)}


def is_sorted_and_apart(some):
    return all(left.end < right.start for left, right in itertools.pairwise(some))


@pytest.mark.parametrize(
    "pair", [(3, 3), (5, 2), (-1, 2), (0, True), (0.0, 2), ("0", 2), (None, 2), (0, float("nan"))], ids=str
)
def test_what_is_no_span_is_refused(pair):
    with pytest.raises(Invalid) as refusal:
        Span(*pair)
    assert refusal.value.code == "span_invalid"


def test_cut_beyond_the_text_is_refused():
    assert Span(1, 3).cut("a😀b") == "😀b"
    with pytest.raises(Invalid):
        Span(1, 4).cut("a😀b")


def test_overlap_counts_shared_code_points():
    assert Span(0, 5).overlap(Span(3, 9)) == 2
    assert Span(0, 5).overlap(Span(5, 9)) == 0
    assert Span(0, 9).overlap(Span(2, 4)) == 2


def test_contains_takes_equal_spans_but_not_crossing_ones():
    assert Span(2, 6).contains(Span(2, 6))
    assert not Span(2, 6).contains(Span(1, 3))


def test_span_holds_its_start_but_not_its_end():
    assert Span(2, 4).holds(2)
    assert not Span(2, 4).holds(4)


def test_iou_of_half_is_exactly_a_half():
    assert Span(0, 2).iou(Span(0, 1)) == 0.5
    assert Span(0, 3).iou(Span(1, 4)) == 0.5
    assert Span(4, 8).iou(Span(4, 8)) == 1
    assert Span(0, 2).iou(Span(2, 4)) == 0


def test_touching_ranges_become_one():
    assert normalise_ranges([[4, 6], (0, 4), [8, 9]], 9) == [Span(0, 6), Span(8, 9)]
    assert normalise_ranges([], 0) == []


@pytest.mark.parametrize("ranges", [[[0, 10]], [[0]], [[0, 1, 2]], ["01"], [5], [[2, 2]], [[-1, 2]], [None]], ids=str)
def test_broken_ranges_are_refused(ranges):
    with pytest.raises(Invalid):
        normalise_ranges(ranges, 9)


@given(span_lists)
def test_merge_covers_the_same_sorted_and_apart(some):
    merged = merge(some)
    assert covered(merged) == covered(some)
    assert is_sorted_and_apart(merged)
    assert merge(merged) == merged


@given(span_lists, span_lists)
def test_subtract_leaves_what_the_holes_do_not_cover(some, holes):
    left = subtract(merge(some), merge(holes))
    assert covered(left) == covered(some) - covered(holes)
    assert left == merge(left)


@given(span_lists, span_lists)
def test_intersect_is_what_both_cover(some, others):
    shared = intersect(merge(some), merge(others))
    assert covered(shared) == covered(some) & covered(others)
    assert shared == intersect(merge(others), merge(some)) == merge(shared)
