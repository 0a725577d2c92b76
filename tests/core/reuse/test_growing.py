"""Passages grow over words that were changed beside them, end on words that agree, and take in nothing by chance."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from core.reuse.alignment import common_runs, passages
from core.reuse.runs import Passage, Run
from core.reuse.words import words_of
from core.text.spans import Span

eight = [f"p{n}" for n in range(8)]
own_a, own_b = ([f"{letter}{n}" for n in range(40)] for letter in "xy")


def text(*parts):
    return words_of(" ".join(word if isinstance(word, str) else " ".join(word) for word in parts))


def of(*places):
    return tuple(Run(*place) for place in places)


def test_a_passage_goes_on_over_a_word_replaced_left_out_or_put_in():
    goes_on = "one two three four"
    for said in ("old one two three four", "old put one two three four", "one two left three four"):
        a, b = text(own_a, eight, said, own_a[20:]), text(own_b, eight, "new", goes_on, own_b[20:])
        (found,) = passages(a, b)
        assert a.folded[found.a_end - 1] == b.folded[found.b_end - 1] == "four"
        assert (found.a, found.b) == (40, 40)
    a, b = text(own_a, "one two three old", eight), text(own_b, "one two three new", eight)
    assert passages(a, b) == [Passage(40, 52, 40, 52, of((40, 40, 3), (44, 44, 8)))]


def test_words_changed_over_cost_one_of_them():
    a, b = text(eight, "one two three four five"), text(eight, "two one three four five")
    (found,) = passages(a, b)
    assert (found.a_end, found.b_end, found.n_same) == (13, 13, 12)


def test_what_gains_too_little_is_not_taken_in():
    """Two words that agree behind one changed one: 2 + 2 - 2; four are needed."""
    a, b = text(own_a, eight, "old one two", own_a), text(own_b, eight, "new one two", own_b)
    assert passages(a, b) == [Passage(40, 48, 40, 48, of((40, 40, 8)))]
    alternating = [f"c{n}" if n % 2 else f"x{n}" for n in range(30)]
    other = [f"c{n}" if n % 2 else f"y{n}" for n in range(30)]
    assert [row.n_words for row in passages(text(eight, alternating), text(eight, other))] == [8]


def test_it_ends_on_two_words_that_agree_and_are_not_both_usual():
    usual = ["of the"] * 20
    a = text(usual, eight, "old one two three of the", own_a, usual)
    b = text(usual[:3], eight, "new one two three of the", own_b, usual)
    (found,) = [row for row in passages(a, b) if row.n_words < 20]
    assert a.folded[found.a_end - 1] == "of"  # "three of" agree and are not both usual, "of the" are
    a, b = text(eight, "old one two three x four", own_a), text(eight, "new one two three y four", own_b)
    assert passages(a, b) == [Passage(0, 12, 0, 12, of((0, 0, 8), (9, 9, 3)))]


def test_two_passages_further_apart_than_a_gap_are_one_where_most_words_between_them_agree():
    between = [f"m{n}" for n in range(60)]
    changed = [f"n{n}" if n % 4 == 0 else word for n, word in enumerate(between)]
    ends = [f"q{n}" for n in range(8)]
    a, b = text(own_a, eight, between, ends, own_a), text(own_b, eight, changed, ends, own_b)
    assert len(common_runs(a, b)) == 2
    (found,) = passages(a, b)
    assert (found.a, found.a_end, found.b, found.b_end, found.n_same) == (40, 116, 40, 116, 61)
    assert [row.n_words for row in passages(text(eight, own_a, ends), text(eight, own_b, ends))] == [8, 8]


def test_excluded_words_are_neither_taken_in_nor_crossed():
    said = " ".join([*eight, "old one two three four five"])
    a, b = words_of(said), text(eight, "new one two three four five")
    assert passages(a, b)[0].a_end == 14
    at = said.index("three")
    assert passages(a.without([Span(at, at + 5)]), b)[0].a_end == 8
    assert passages(a, b.without([Span(b.starts[8], b.ends[8])]))[0].b_end == 8


words = st.lists(st.sampled_from([f"w{n}" for n in range(12)]), max_size=30)
edits = st.lists(st.sampled_from(["", "", "", "", "leave out", "replace", "put in"]), min_size=40, max_size=40)


@settings(max_examples=60, deadline=None)
@given(words, words, edits, words, words)
def test_a_grown_passage_begins_and_ends_on_words_that_agree_and_is_the_same_from_both_sides(
    head_a, head_b, changes, tail_a, tail_b
):
    copied = [f"c{n}" for n in range(40)]
    there = []
    for word, how in zip(copied, changes, strict=True):
        there += {"": [word], "leave out": [], "replace": ["z"], "put in": [word, "z"]}[how]
    a, b = text(head_a, eight, copied, tail_a), text(head_b, eight, there, tail_b)
    found = passages(a, b)
    for row in found:
        for run in row.runs:
            assert a.folded[run.a : run.a + run.n] == b.folded[run.b : run.b + run.n]
        assert (row.a, row.b) == (min(run.a for run in row.runs), min(run.b for run in row.runs))
        assert (row.a_end, row.b_end) == (
            max(run.a + run.n for run in row.runs), max(run.b + run.n for run in row.runs)
        )  # fmt: skip
    assert any(row.a <= len(head_a) and row.a_end >= len(head_a) + 8 for row in found)
    assert sorted((row.mirrored() for row in passages(b, a)), key=str) == sorted(found, key=str)


def test_texts_that_half_agree_throughout_cost_what_their_length_costs():
    rows = [f"w{n % 900}" if n % 3 else f"x{n}" for n in range(12_000)]
    changed = [f"y{n}" if n % 3 == 0 else word for n, word in enumerate(rows)]
    began = time.process_time()
    found = passages(text(eight, rows), text(eight, changed))
    assert found[0].a_end > 11_900
    assert time.process_time() - began < 3
