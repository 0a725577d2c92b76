"""Corroboration against repetition, in cases made by hand."""

import doctest

import pytest

from core.claims import amounts, independence, likeness
from core.claims.independence import SharedRanges, Statement, first_copied, independent_groups
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


def test_a_copy_of_a_copy_is_in_the_group_of_both():
    copy, again = Statement(5, 0, 9, "digest", copy_of=1), Statement(6, 0, 9, "mirror", copy_of=5)
    assert found([A, copy, again]) == [((0, 1, 2), ("copy",))]
    assert len(found([A, again])) == 2  # nobody told here that 5 is a copy of 1


def test_a_copy_of_an_article_is_not_tied_to_words_that_others_have_there():
    # Article 1 is the blog's; Brookings stands in it. What copies it has the blog's words, or tells by its passages.
    brookings, blog = Statement(1, 500, 550, "brookings", is_own=False), Statement(1, 0, 50, "blog")
    copy = Statement(5, 0, 50, "digest", copy_of=1)
    assert found([brookings, copy]) == [((0,), ()), ((1,), ())]
    assert found([brookings, blog, copy]) == [((0,), ()), ((1, 2), ("copy",))]
    assert found([brookings, copy], SharedRanges(1, 450, 600, 5, 0, 150)) == [((0, 1), ("passage",))]


def test_a_copy_is_tied_to_every_version_of_the_article():
    newer = Statement(11, 0, 9, "politico", article=1)
    assert found([newer, Statement(5, 0, 9, "digest", copy_of=1)]) == [((0, 1), ("copy",))]


def test_who_has_it_from_the_same_speaker_is_one_source_and_nobody_from_an_unnamed_one():
    said = [Statement(1, 0, 9, "a", speaker=7), Statement(2, 0, 9, "b", speaker=7), Statement(3, 0, 9, "c")]
    assert found([*said, Statement(4, 0, 9, "d")]) == [((0, 1), ("speaker",)), ((2,), ()), ((3,), ())]


@pytest.mark.parametrize(
    ("copies", "first"),
    [({}, {}), ({3: 2, 2: 1}, {3: 1, 2: 1}), ({1: 2, 2: 1}, {1: 2, 2: 1}), ({4: 1, 1: 2, 2: 1}, {4: 2, 1: 2, 2: 1})],
)
def test_copies_are_followed_to_the_first_and_a_circle_ends(copies, first):
    assert first_copied(copies) == first


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
