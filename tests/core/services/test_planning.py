"""Plans: every document gets its readers, loads are as even as they can be, and the seed decides the rest."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.services.planning import Wish, balanced


def loads(pairs, readers):
    counted = Counter(reader for _, reader in pairs)
    return sorted(counted[reader] for reader in readers)


@given(st.integers(1, 7), st.integers(0, 12), st.integers(1, 8), st.integers(0, 3), st.integers(0, 99))
def test_from_nothing_every_document_has_its_readers_and_loads_differ_by_one_at_most(n, m, k, n_overlap, seed):
    readers, documents = list(range(1, n + 1)), list(range(100, 100 + m))
    overlap = documents[:n_overlap]
    pairs = balanced(Wish(readers, documents, k, overlap), seed=seed)
    assert len(set(pairs)) == len(pairs)
    of = Counter(document for document, _ in pairs)
    assert all(of[row] == (n if row in overlap else min(k, n)) for row in documents)
    spread = loads(pairs, readers)
    assert spread[-1] - spread[0] <= 1
    assert pairs == balanced(Wish(readers[::-1], documents[::-1], k, overlap), seed=seed)


@given(st.sets(st.tuples(st.integers(10, 13), st.integers(1, 4)), max_size=9), st.integers(1, 3), st.integers(0, 20))
def test_beside_what_stands_no_plan_has_a_shorter_longest_list(known, k, seed):
    readers, documents = [1, 2, 3, 4], [10, 11, 12, 13]
    pairs = balanced(Wish(readers, documents, k, known=known), seed=seed)
    assert not set(pairs) & known
    best = best_longest(readers, documents, k, known)
    assert loads([*pairs, *known], readers)[-1] == best


def best_longest(readers, documents, k, known):
    """The shortest longest list of all plans, by trying them all."""
    states = {tuple(sum(reader == row for _, row in known) for reader in readers)}
    for document in documents:
        have = {reader for row, reader in known if row == document}
        free = [place for place, reader in enumerate(readers) if reader not in have]
        choices = list(combinations(free, max(0, min(k - len(have), len(free)))))
        states = {
            tuple(n + (place in choice) for place, n in enumerate(state)) for state in states for choice in choices
        }
    return min(max(state) for state in states)


def test_another_seed_pairs_readers_otherwise():
    wish = Wish([1, 2, 3, 4], list(range(10, 30)), 2)
    assert balanced(wish, seed=1) != balanced(wish, seed=2)


def test_readings_of_others_count_for_the_document():
    pairs = balanced(Wish([1, 2], [10, 11], 2, elsewhere={10: 1, 11: 5}), seed=0)
    assert [document for document, _ in pairs] == [10]


@pytest.mark.parametrize("wish", [Wish([], [10], 2), Wish([1], [], 2)])
def test_nobody_or_nothing_makes_an_empty_plan(wish):
    assert balanced(wish, seed=0) == []
