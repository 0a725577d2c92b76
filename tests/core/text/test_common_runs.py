"""What two texts have in common, at once and piece by piece."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from core.text.common_runs import common_runs

words = st.lists(st.sampled_from("abcdefgh"), max_size=60)


@settings(max_examples=300, deadline=None)
@given(words, words, st.sampled_from([4, 30, 200]))
def test_runs_are_of_the_same_words_and_rise_in_both_texts_however_they_are_cut(old, new, most_pairs):
    at = there = 0
    for first, last, start in common_runs(old, new, most_pairs):
        assert at <= first < last
        assert there <= start
        assert old[first:last] == new[start : start + last - first]
        at, there = last, start + last - first


def test_a_long_text_with_edits_is_cut_where_it_stayed_the_same_and_loses_nothing():
    chance = random.Random(7)
    old = [f"w{chance.randrange(400)}" for _ in range(4_000)]
    new = list(old)
    for place in sorted(chance.sample(range(0, 4_000, 40), 60), reverse=True):
        new[place : place + chance.randrange(3)] = [f"new{place}"] * chance.randrange(3)
    n_at_once, n_in_pieces = (sum(last - first for first, last, _ in common_runs(old, new, n)) for n in (10**9, 50_000))
    assert n_in_pieces == n_at_once
