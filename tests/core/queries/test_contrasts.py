"""Contrasts between origins, and why there is none: counted by hand on two small papers."""

from typing import Any

import pytest

from core.access import keeper
from core.models import Part
from core.queries import contrasts as module
from core.queries.contrasts import contrasts
from core.queries.counting import Counting
from core.queries.filters import Filters
from core.services.outlets import add_outlet
from core.services.readings import reopen_reading
from tests.core.queries.two_papers import AFFIRMS, TwoPapers

GATE = {name: {"alpha": None, "band": "unknown"} for name in ("labels", "role")}


def found(papers: TwoPapers, *, gate: Any = GATE, **filters: str) -> dict[str, Any]:
    return contrasts(Counting(keeper(papers.project), Filters(**filters)), gate).answer()


@pytest.fixture
def papers(db: None) -> TwoPapers:
    return TwoPapers()


def test_two_outlets_are_contrasted_over_the_events_they_share(papers: TwoPapers) -> None:
    """One article a side and event, all of 151 words: each event has the same weight, the difference is 3 against 0
    in 151 words. Eight ways to give the names; the one that is and its mirror image are the clearest: p 2/8."""
    papers.write_all()
    rows = {(row["measure"], row["label"]): row for row in found(papers)["contrasts"]}
    assertion, opinion, top = rows["rate", "assertion"], rows["rate", "opinion"], rows["top_roles", None]
    assert (assertion["a"], assertion["b"], assertion["genre"]) == ("gazette", "post", "news")
    assert assertion["difference"] == pytest.approx(1000 * 3 / 151)
    assert opinion["difference"] == pytest.approx(-1000 / 151)
    assert top["difference"] == pytest.approx(1.0)
    for row in (assertion, opinion, top):
        assert (row["p"], row["q"], row["smallest_p"]) == (0.25, 0.25, 0.25)
        assert (row["n_documents"], row["n_arrangements"], row["is_exact"]) == ([3, 3], 8, True)
        assert row["events"] == ["seizure", "summit", "trial"]
        assert row["caution"] == "with 3 against 3 documents in 3 events 0.25 is the smallest p there is"


def test_what_nobody_marked_is_no_test(papers: TwoPapers) -> None:
    papers.write_all()
    answer = found(papers)
    evidence = next(row for row in answer["contrasts"] if row["label"] == "evidence")
    assert (evidence["p"], evidence["q"], evidence["undefined"]) == (None, None, "none were marked")
    assert answer["n_tests"] == 3
    assert isinstance(answer["seed"], int)
    assert answer["withheld"] == []


@pytest.mark.parametrize(
    ("post", "reason"),
    [
        ({"event": "another"}, "different events"),
        ({"event": ""}, "no event is named"),
        ({"genre": "op-ed"}, "different genres"),
        ({"genre": ""}, "no genre is named"),
    ],
)
def test_what_is_not_comparable_is_withheld_with_its_reason(
    papers: TwoPapers, post: dict[str, str], reason: str
) -> None:
    for number in range(2):
        papers.write("gazette", "summit", key=f"g{number}")
        papers.write("post", **{"event": "summit", "key": f"p{number}"} | post)
    answer = found(papers)
    assert answer["contrasts"] == []
    assert [(row["a"], row["b"], row["reason"]) for row in answer["withheld"]] == [("gazette", "post", reason)]


def test_a_contrast_needs_words_enough_on_both_sides(papers: TwoPapers) -> None:
    for number in range(3):
        papers.write("gazette", "summit", key=f"g{number}")
    papers.write("post", "summit")  # 151 words
    row = found(papers)["withheld"][0]
    assert (row["reason"], row["genre"]) == ("fewer than 300 words read", "news")


def test_translated_text_is_no_side_of_a_contrast_unless_asked_for(papers: TwoPapers) -> None:
    papers.write_all()
    Part.objects.filter(document__outlet__key="post").update(fidelity="translated")
    answer = found(papers)
    assert answer["contrasts"] == []
    assert answer["withheld"][0]["reason"] == "the wording was not verified"


def test_an_outlet_of_which_nothing_was_read_is_named(papers: TwoPapers) -> None:
    papers.write_all()
    for (outlet, _), document in papers.texts.items():
        if outlet == "post":
            reopen_reading(papers.bob, document)
    assert found(papers)["withheld"][0]["reason"] == "not read"


def test_without_events_a_window_of_a_month_is_one_event(papers: TwoPapers) -> None:
    for number in range(3):
        papers.write("gazette", "", key=f"g{number}")
        papers.write("post", "", key=f"p{number}", published_on="2031-03" if number else "2031")
    assert found(papers)["withheld"][0]["reason"] == "no event is named"
    row = found(papers, since="2031-03", until="2031-03-31")["contrasts"][0]
    assert (row["events"], row["window"]) == ([], ["2031-03-01", "2031-03-31"])
    assert row["n_documents"] == [3, 2]  # of 2031 alone nobody knows whether it was March
    assert found(papers, since="2031-02-01", until="2031-03-31")["contrasts"] == []


def test_below_the_gate_there_is_no_contrast_of_what_readers_do_not_agree_on(papers: TwoPapers) -> None:
    papers.write_all()
    low = {"alpha": 0.2, "band": "not-enough"}
    answer = found(papers, gate={"labels": low, "role": low})
    assert answer["contrasts"] == []
    assert [(row["measure"], row["reason"]) for row in answer["withheld"]] == [(None, "readers do not agree enough")]
    answer = found(papers, gate={"labels": low, "role": {"alpha": 0.5, "band": "tentative"}})
    assert {row["measure"] for row in answer["contrasts"]} == {"top_roles"}
    assert [(row["measure"], row["reason"]) for row in answer["withheld"]] == [("rate", "readers do not agree enough")]
    assert answer["n_tests"] == 1


def test_contrasts_follow_the_filters_and_every_change(papers: TwoPapers) -> None:
    papers.write_all()
    of_opinion = found(papers, label="opinion")  # the Gazette has none, and so no roles either
    assert {row["label"] for row in of_opinion["contrasts"]} == {"opinion"}
    assert of_opinion["withheld"][0]["reason"] == "no marks that state a role in the events they share"
    assert found(papers, event="summit")["withheld"][0]["reason"] == "fewer than 300 words read"
    document = papers.texts["gazette", "summit"]
    reopen_reading(papers.bob, document)
    papers.mark("bob", "China", document=document, facets=AFFIRMS)
    papers.submit("bob", document)
    row = next(row for row in found(papers)["contrasts"] if row["label"] == "assertion")
    assert row["difference"] == pytest.approx(1000 * (4 + 3 + 3) / 3 / 151)


def test_of_too_many_pairs_those_that_share_most_are_tested(papers: TwoPapers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PAIRS", 1)
    add_outlet(papers.ann, "herald", {"name": "The Herald"})
    papers.write_all()
    for number in range(2):
        papers.write("herald", "summit", key=f"h{number}")
    answer = found(papers)
    assert {(row["a"], row["b"]) for row in answer["contrasts"]} == {("gazette", "post")}  # three events; others one
    assert [row["reason"] for row in answer["withheld"]] == [
        "only the 1,000 pairs that share most are tested at once"
    ] * 2


def test_kept_contrasts_cost_one_query(papers: TwoPapers, django_assert_num_queries) -> None:
    papers.write_all()
    counting = Counting(keeper(papers.project))
    first = contrasts(counting, GATE).answer()
    with django_assert_num_queries(1):
        assert contrasts(counting, GATE).answer() == first
