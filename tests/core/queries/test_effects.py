"""Readers beside colleagues, figures without one of them, documents needed, distinctive words: counted by hand."""

from typing import Any

import pytest

from core.access import keeper
from core.models import Part
from core.queries.comparison import comparison
from core.queries.counting import Counting
from core.queries.effects import effects
from core.queries.filters import Filters
from core.queries.wordings import wordings
from tests.core.queries.two_papers import AFFIRMS, EVENTS, ORIGIN, TwoPapers

WORDS = 151  # of each article


@pytest.fixture
def papers(db: None) -> TwoPapers:
    """Bob marks three assertions in each article of the Gazette; in two of them Cem has an opinion and an assertion."""
    house = TwoPapers()
    for event in EVENTS:
        house.write("gazette", event)
    for event in EVENTS[:2]:
        document = house.texts["gazette", event]
        house.mark("cem", "China leads", "opinion", document=document, facets=ORIGIN)
        house.mark("cem", "China ends", document=document, facets=AFFIRMS)
        house.submit("cem", document)
    return house


def found(papers: TwoPapers, **filters: str) -> dict[str, Any]:
    return dict(effects(Counting(keeper(papers.project), Filters(**filters))).answer())


def test_a_reader_stands_beside_colleagues_on_what_both_read(papers: TwoPapers) -> None:
    bob, cem = sorted(found(papers)["reviewers"], key=lambda row: -row["n_readings"])
    assert (bob["n_readings"], bob["n_marks"], bob["n_documents_shared"]) == (3, 9, 2)
    assert (cem["n_readings"], cem["n_marks"], cem["n_documents_shared"]) == (2, 4, 2)
    opinion = cem["labels"]["opinion"]
    assert (opinion["n"], opinion["share"], opinion["share_shared"], opinion["colleagues"]) == (2, 0.5, 0.5, 0.0)
    assert opinion["difference"] == pytest.approx(0.5)
    assert opinion["p"] == 0.5  # two documents of two readers: four arrangements, this one and its mirror image
    assert bob["labels"]["opinion"]["difference"] == pytest.approx(-0.5)


def test_evidence_that_nobody_marked_is_no_test_and_q_counts_the_others(papers: TwoPapers) -> None:
    answer = found(papers)
    assert answer["n_tests_reviewers"] == 4  # two readers, assertion and opinion
    for row in answer["reviewers"]:
        assert (row["labels"]["evidence"]["p"], row["labels"]["evidence"]["q"]) == (None, None)
        assert row["labels"]["opinion"]["q"] == 0.5


def test_each_rate_is_told_without_each_reader(papers: TwoPapers) -> None:
    """Assertions: two articles of (3 + 1) / 2, one of 3: 7 in 453 words. Without Cem 9 in 453; without Bob 2 in 302."""
    rows = {(row["outlet"], row["label"]): row for row in found(papers)["leave_one_out"]}
    row = rows["gazette", "assertion"]
    assert row["rate"] == pytest.approx(1000 * 7 / (3 * WORDS))
    assert row["share"] == pytest.approx(7 / 8)
    without = {one["reviewer"]: one for one in row["without"]}
    names = Counting(keeper(papers.project)).collected.readers
    bob = next(name for name in names if without[name]["share"] == pytest.approx(0.5))
    cem = next(name for name in names if name != bob)
    assert without[bob]["rate"] == pytest.approx(1000 * 2 / (2 * WORDS))
    assert without[cem]["rate"] == pytest.approx(1000 * 9 / (3 * WORDS))
    assert row["moved_most_by"] == bob  # 15.5: to 6.6 without Bob, to 19.9 without Cem
    shown = next(row for row in comparison(keeper(papers.project)).origins if row.key == "gazette")
    assert row["rate"] == pytest.approx(shown.labels["assertion"].rate.value)


def test_a_rate_of_one_reader_stands_on_nobody_else(papers: TwoPapers) -> None:
    papers.write("post", "summit")
    papers.write("post", "trial")
    rows = {(row["outlet"], row["label"]): row for row in found(papers)["leave_one_out"]}
    row = rows["post", "opinion"]
    assert row["undefined"] == "nobody else read it"
    assert [(one["rate"], one["share"]) for one in row["without"]] == [(None, None)]
    assert row["moved_most_by"] is None


def test_the_earlier_and_the_later_half_of_a_readers_work(papers: TwoPapers) -> None:
    """Cem's two readings are alike, and so are Bob's two that Cem read too: nothing drifts."""
    for row in found(papers)["drift"]:
        assert [period["n_readings"] for period in row["periods"]] == [1, 1]
        assert row["labels"]["assertion"]["difference"] == 0.0


def test_how_many_documents_more_would_narrow_a_rate(papers: TwoPapers) -> None:
    rows = {(row["outlet"], row["label"]): row for row in found(papers)["needed"]}
    assert rows["gazette", "evidence"]["n_more"] is None
    assert rows["gazette", "evidence"]["reason"] == "none were marked"
    # means 2, 2, 3 in three articles of one length; without each: 5/2, 5/2, 4/2. The jackknife's standard error of the
    # log rate is 2/3 ln(5/4) = .1488; 2 t s / sqrt(n), s = .2577: 1.28 (n 3), .82 (4), .64 (5); ln 2 = .69
    assert rows["gazette", "assertion"]["n_more"] == 2
    assert found(papers, event="summit")["needed"][0]["reason"] == "fewer than 300 words read"


def test_effects_follow_the_filters(papers: TwoPapers) -> None:
    answer = found(papers, label="opinion")
    assert list(answer["reviewers"][0]["labels"]) == ["opinion"]
    assert {row["label"] for row in answer["leave_one_out"]} == {"opinion"}
    assert sum(row["n_marks"] for row in found(papers, voice="quoted")["reviewers"]) == 2


def words_of(papers: TwoPapers, **filters: str) -> dict[str, Any]:
    rows = wordings(Counting(keeper(papers.project), Filters(**filters))).answer()["distinctive"]
    return {row["outlet"]: row for row in rows}


def test_words_are_those_marked_about_the_focus_each_once(papers: TwoPapers) -> None:
    """The Gazette: China leads, acts, ends in three articles, however many marked them. The Post: China leads."""
    for event in EVENTS[:2]:
        papers.write("post", event)
    rows = words_of(papers)
    assert (rows["gazette"]["n_words"], rows["gazette"]["n_documents"]) == (18, 3)
    assert (rows["post"]["n_words"], rows["gazette"]["n_words_elsewhere"]) == (4, 4)
    listed = {row["word"]: row for row in rows["gazette"]["words"]} | {
        row["word"]: row for row in rows["post"]["words"]
    }
    assert "word" not in listed
    for row in listed.values():
        assert row["word"] in ("china", "leads", "acts", "ends")
        assert row["z"] >= 1


def test_words_of_a_single_document_are_its_subject_and_not_its_outlets(papers: TwoPapers) -> None:
    papers.write("post", "summit")
    row = words_of(papers)["post"]
    assert (row["words"], row["undefined"]) == ([], "fewer than 2 documents")


def test_words_of_translated_text_are_the_translators(papers: TwoPapers) -> None:
    Part.objects.filter(document__outlet__key="gazette").update(fidelity="translated")
    assert words_of(papers) == {}
    assert words_of(papers, fidelity="translated")["gazette"]["n_words"] == 18


def test_kept_effects_cost_one_query_and_words_one_more_to_compute(
    papers: TwoPapers, django_assert_num_queries: Any
) -> None:
    counting = Counting(keeper(papers.project))
    for slow, n_asked in ((effects(counting), 0), (wordings(counting), 1)):
        with django_assert_num_queries(3 + n_asked):  # looked for, inserted, the oldest dropped
            slow.answer()
        with django_assert_num_queries(1):
            slow.answer()
