"""Agreement on answers to questions: a published case, counts by hand, and an interval that follows from a binomial."""

import json
from pathlib import Path

import pytest

from core.stats.answers import answered, intervals_of
from core.stats.bootstrap import TOO_FEW_DOCUMENTS
from core.stats.coding import NOTHING_TWICE

ALPHA = Path(__file__).parents[3] / "fixtures/agreement/alpha.json"


def once(*units: str) -> list[list[list[str]]]:
    """Documents from words of which each letter is one reader's answer."""
    return [[[letter] for letter in unit] for unit in units]


@pytest.mark.parametrize("level", ["nominal", "ordinal"])
def test_answers_of_four_to_twelve_documents_give_the_published_alpha(level):
    case = next(row for row in json.loads(ALPHA.read_text())["cases"] if row["name"] == "Krippendorff 2011")
    documents = [[[str(value)] for value in unit if value is not None] for unit in case["units"]]
    found = answered(documents, "12345", level)
    assert found.main.alpha().value == pytest.approx(case["alpha"][level], abs=0.0006)
    assert found.nominal.alpha().value == pytest.approx(case["alpha"]["nominal"], abs=0.0006)
    # Eight of four readers, two of three, one of two; the last has one answer only.
    assert (found.coded.n_paired, found.n_answers, found.n_pairs) == (11, 40, 8 * 6 + 2 * 3 + 1)


def test_the_interval_of_alpha_is_that_of_the_draw_counted_by_hand():
    """Of ten documents one is answered a and b, nine a and a. A draw that holds it x times has 2x of 20 ordered pairs
    unlike, and x times b: alpha = 1 - 19 * 2x / (2x (20 - x)) = 1 - 19 / (20 - x), undefined for x = 0.

    x ~ B(10, 0.1): P(0) = 0.349; of the rest x = 1 in 0.595, at least 3 in 0.108, at least 4 in 0.020. So 2.5 % lie
    below x = 3, -2/17, and the highest is x = 1, 0.
    """
    documents = answered(once("ab", *["aa"] * 9), "ab", "nominal")
    (interval, nominal), again = intervals_of({"it": documents}, 10)["it"], intervals_of({"it": documents}, 10)["it"]
    assert interval.bounds == pytest.approx((-2 / 17, 0))
    assert interval.share_undefined == pytest.approx(0.349, abs=0.03)
    assert (interval, nominal) == again
    assert nominal.bounds == interval.bounds


def test_ordered_answers_are_nearer_than_others_and_the_very_same_stands_beside():
    # low and middle, twice: of four values two are each; all pairs are unlike. High is never given, so nothing lies
    # beyond: ordinal and nominal are one. With high in a third document low and high are farther apart.
    near = answered(once("lm", "ml"), "lmh", "ordinal")
    assert near.main.alpha().value == pytest.approx(near.nominal.alpha().value) == pytest.approx(1 - 3 * 4 / 8)
    far = answered(once("lm", "hh"), "lmh", "ordinal")
    # l 1, m 1, h 2. Squared distances: l-m 1, m-h 2.25, l-h 6.25. Observed 2 * 1; expected 2 (1 + 2 * 2.25 + 2 * 6.25).
    assert far.main.alpha().value == pytest.approx(1 - 3 * 2 / 36)
    assert far.nominal.alpha().value == pytest.approx(1 - 3 * 2 / 10)


def test_sets_are_compared_by_what_they_share_and_have_no_ac1():
    documents = [[["a"], ["a", "b"]], [["b"], ["b"]]]
    found = answered(documents, "ab", "set")
    assert found.main.alpha().value == pytest.approx(0.5)  # as in fixtures/agreement/sets.json
    assert (found.percent.value, found.ac1.value, found.distance[:8]) == (0.5, None, "1 - MASI")


@pytest.mark.parametrize("documents", [[], [[]], once("a", "", "b")])
def test_without_two_answers_to_one_document_there_is_nothing_and_the_reason(documents):
    found = answered(documents, "ab", "ordinal")
    assert found.main.alpha().undefined == NOTHING_TWICE
    assert (found.n_pairs, found.coded.n_paired) == (0, 0)
    assert intervals_of({"it": found}, len(documents))["it"][0].reason == TOO_FEW_DOCUMENTS
