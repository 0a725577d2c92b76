"""Distinctive words against hand calculation."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.stats.wording import distinctive

CASES = json.loads((Path(__file__).parents[3] / "fixtures/statistics/wording.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_z_scores_are_those_of_the_hand_calculation(case):
    found = distinctive([case["a"]], [case["b"]], case["background"], min_documents=1)
    assert {word.word: word.z for word in found.words} == pytest.approx(case["z"], abs=6e-5)
    assert [word.z for word in found.words] == sorted((word.z for word in found.words), reverse=True)
    assert (found.n_a, found.n_b) == (sum(case["a"].values()), sum(case["b"].values()))


def test_what_one_article_alone_says_is_not_its_outlets_word():
    a = [{"siege": 9, "said": 5}, {"said": 5, "raid": 2}, {"raid": 2}]
    b = [{"said": 6, "truce": 3}, {"truce": 4, "said": 5}]
    found = distinctive(a, b, {"siege": 9, "said": 21, "raid": 4, "truce": 7})
    assert [word.word for word in found.words] == ["raid", "said", "truce"]
    assert [(word.documents_a, word.documents_b) for word in found.words] == [(2, 0), (2, 2), (0, 2)]
    assert (found.n_a, found.n_b) == (23, 18)  # what is not listed is still counted


def test_the_background_holds_every_word():
    with pytest.raises(ValueError, match="lacks the word 'raid'"):
        distinctive([{"raid": 1}], [{"said": 1}], {"said": 5})


@pytest.mark.parametrize(("a", "b"), [([], [{"said": 1}]), ([{"said": 1}], [{}]), ([{"said": 1}], [{"said": 2}])])
def test_without_words_to_compare_it_says_so(a, b):
    found = distinctive(a, b, {"said": 3})
    assert found.words == ()
    assert found.undefined == "there are no words to compare"


words = st.dictionaries(st.sampled_from(["raid", "said", "truce", "war"]), st.integers(1, 50), min_size=1)


@given(words, words)
def test_seen_from_the_other_side_every_word_speaks_for_the_other(a, b):
    background = {word: a.get(word, 0) + b.get(word, 0) + 1 for word in ("raid", "said", "truce", "war")}
    forth = {word.word: word.z for word in distinctive([a], [b], background, min_documents=0).words}
    back = {word.word: -word.z for word in distinctive([b], [a], background, min_documents=0).words}
    assert forth == pytest.approx(back)
