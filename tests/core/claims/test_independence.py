"""Corroboration against repetition, in cases made by hand."""

import doctest

import pytest

from core.claims import amounts, independence, likeness
from core.claims.independence import SharedRanges, Statement, independent_groups
from core.claims.likeness import Wording, likely_pairs

A, B, C = Statement(1, 100, 150, "politico"), Statement(2, 300, 350, "blog"), Statement(3, 0, 40, "times")
COPIED = SharedRanges(1, 0, 500, 2, 200, 700)


def found(statements, *shared):
    return [(group.members, group.why) for group in independent_groups(statements, shared)]


def test_outlets_with_nothing_in_common_are_as_many_sources():
    assert found([A, B, C]) == [((0,), ()), ((1,), ()), ((2,), ())]


def test_two_texts_of_one_outlet_are_one_source():
    assert found([A, Statement(9, 0, 10, "politico"), C]) == [((0, 1), ()), ((2,), ())]


def test_the_same_passage_in_two_texts_is_one_source():
    assert found([A, B, C], COPIED) == [((0, 1), ("passage",)), ((2,), ())]


def test_a_passage_that_does_not_hold_the_words_ties_nothing():
    assert len(found([A, B], SharedRanges(1, 0, 120, 2, 200, 700))) == 2
    assert len(found([A, B], SharedRanges(2, 100, 600, 1, 200, 700))) == 2


def test_ties_are_followed_through():
    quoted = SharedRanges(2, 305, 345, 3, 0, 40, is_quotation=True)
    assert found([C, A, B], quoted, COPIED) == [((0, 1, 2), ("quotation", "passage"))]


def test_a_copied_section_stands_with_what_it_copies_and_other_copies():
    copies = [Statement(5, 0, 9, "digest", copy_of=1), Statement(6, 0, 9, "mirror", copy_of=1)]
    assert found([A, *copies]) == [((0, 1, 2), ("copy",))]
    assert found(copies) == [((0, 1), ("copy",))]


def test_two_that_cite_the_same_card_rest_on_one_source():
    cites = [Statement(1, 0, 9, "a", sources=frozenset({7, 8})), Statement(2, 0, 9, "b", sources=frozenset({8}))]
    assert found([*cites, Statement(3, 0, 9, "c", sources=frozenset({9}))]) == [((0, 1), ("source",)), ((2,), ())]


def pairs(*texts, **more):
    return likely_pairs(tuple(Wording(text, n, 0, len(text)) for n, text in enumerate(texts)), **more)


def test_a_year_alone_or_a_name_that_everybody_writes_of_suggests_nothing():
    assert (
        pairs("China opened a harbour in 2019.", "China elected poets in 2019.", common_names=frozenset({"China"}))
        == ()
    )


def test_other_numbers_speak_against_a_pair():
    (same,) = pairs("The mill dismissed 300 workers in spring", "In spring 300 workers were dismissed by the mill")
    (other,) = pairs("The mill dismissed 300 workers in spring", "In spring 900 workers were dismissed by the mill")
    assert same.score > other.score + 0.2


@pytest.mark.parametrize("texts", [("", " "), ("One.",), ("…", "Ningbo")])
def test_hardly_any_words_are_no_pair(texts):
    assert pairs(*texts) == ()


@pytest.mark.parametrize("module", [amounts, independence, likeness])
def test_examples_hold(module):
    assert doctest.testmod(module).failed == 0
