"""Tested sentences against ways of counting that are enumerated by hand, and against the comparison itself."""

import json

import pytest

from core.models import Annotation, StoredFigure
from core.queries import sentences as module
from core.queries.comparison import comparison
from core.queries.figures import Comparison
from core.queries.filters import Filters
from core.queries.sentences import sentences
from core.services.adjudicating import finish_adjudication
from core.services.documents import SectionDraft
from core.services.outlets import add_outlet
from tests.house import House

LINES = [f"China acts {number} now" for number in range(8)]
WORDS = "word " * 80
TEXT = "\n".join(f"{WORDS}{line}." for line in LINES)  # 672 words
AFFIRMS = {"role": "R5", "stance": "affirms"}
OTHER = {"role": "R1", "stance": "affirms"}
OWN, QUOTED = {"voice": "own-voice"}, {"voice": "named-person"}
STATE, FIRMS = {"target": "ccp"}, {"target": "chinese-firms"}


@pytest.fixture
def two(house: House) -> House:
    """The Gazette and The Post with an article each on one event; the house's own article is nobody's."""
    add_outlet(house.ann, "post", {"name": "The Post"})
    house.articles = {
        key: house.add_document(key, TEXT, outlet=outlet, genre="news", event="summit", published_on="2030-01")
        for key, outlet in (("g1", "gazette"), ("p1", "post"))
    }
    return house


def say(house: House, key: str, *facets: dict, name: str = "bob", label: str = "assertion") -> None:
    """One mark for each of these details on the lines of an article, and the reading submitted."""
    for line, said in zip(LINES, facets, strict=False):
        house.mark(name, line, label, document=house.articles[key], facets=said)
    house.submit(name, house.articles[key])


def one(found: dict, kind: str, of: str = "") -> dict:
    rows = [row for row in found["sentences"] if row["kind"] == kind and of in ("", *row["of"])]
    assert len(rows) == 1
    return rows[0]


def by_words(found: dict, row: dict) -> dict[str, str]:
    """The outcome of each way by what it leaves out."""
    return {found["ways"][way["way"]]["words"]: way["outcome"] for way in row["ways"]}


def broken_by_own_voice(house: House) -> None:
    """The Gazette quotes two who affirm and speaks of origin itself; The Post affirms once, itself."""
    say(house, "g1", AFFIRMS | QUOTED | STATE, AFFIRMS | QUOTED | STATE, OTHER | OWN | STATE, OTHER | OWN | STATE)
    say(house, "p1", AFFIRMS | OWN | STATE, OTHER | OWN | STATE, OTHER | OWN | STATE, OTHER | QUOTED | STATE)


def test_a_sentence_that_only_the_own_voice_breaks_says_so_itself(two: House) -> None:
    # All voices: 2 of 4 against 1 of 4. Own voice: 0 of 2 against 1 of 3. No target but the state, no unsure mark, no
    # text of doubtful wording: of 16 ways the 8 of the own voice break.
    broken_by_own_voice(two)
    found = sentences(two.vera)
    row = one(found, "affirms")
    assert (row["a"], row["b"], row["n"], row["of_n"]) == ("gazette", "post", [2, 1], [4, 4])
    assert (row["share_a"], row["share_b"]) == (0.5, 0.25)
    assert (row["n_ways"], row["holds"], row["breaks"], row["ties"], row["undefined"]) == (16, 8, 8, 0, 0)
    assert (row["breaks_in"], row["tie_in"], row["undefined_in"]) == (["own voice only"], [], [])
    assert row["unchanged_by"] == ["target", "wording", "unsure"]
    assert row["text"] == (
        "Whether The Gazette affirms deliberate policy more often than The Post depends on how one counts: "
        "it is so in 8 of 16 ways."
    )
    assert row["verdict"] == "Holds in 8 of 16 ways of counting"
    assert row["is_steady"] is False
    outcomes = by_words(found, row)
    assert len(outcomes) == 16
    assert {words for words, outcome in outcomes.items() if outcome == "breaks"} == {
        words for words in outcomes if "own voice only" in words
    }
    assert found["ways"][0] == {"words": "everything counted", "filters": {}}


def test_the_own_voice_is_no_way_of_counting_what_is_said_in_it(two: House) -> None:
    # In the own voice: 2 of 4 at The Gazette, 3 of 4 at The Post.
    broken_by_own_voice(two)
    row = one(sentences(two.vera), "own-voice")
    assert (row["a"], row["share_a"], row["share_b"], row["n_ways"]) == ("post", 0.75, 0.5, 8)
    assert row["text"] == "The Post speaks in its own voice more often than The Gazette."
    assert row["verdict"] == "Holds in all 8 ways of counting"


def test_a_filter_that_is_set_is_no_way_of_counting_any_more(two: House) -> None:
    broken_by_own_voice(two)
    found = sentences(two.vera, Filters(voice="own", unsure="without"))
    assert len(found["ways"]) == 4  # target and wording are left
    row = one(found, "affirms")
    assert (row["a"], row["n"], row["of_n"], row["holds"]) == ("post", [1, 0], [3, 2], 4)
    assert not [row for row in found["sentences"] if row["kind"] == "own-voice"]


def test_ties_and_what_cannot_be_counted_are_counted_apart(two: House) -> None:
    # All targets: 2 of 3 against 1 of 2. State only: 1 of 1 against 1 of 1, a tie. Without unsure marks: as all of
    # them, but the state leaves nothing of The Post.
    say(two, "g1", AFFIRMS | STATE, AFFIRMS | FIRMS, OTHER | FIRMS)
    say(two, "p1", AFFIRMS | STATE | {"unsure": "yes"}, OTHER | FIRMS, label="assertion")
    row = one(sentences(two.vera, Filters(voice="", fidelity="as-written")), "affirms")
    outcomes = [way["outcome"] for way in row["ways"]]
    # voice (all, own: nobody has a voice) x target x unsure
    assert outcomes == ["holds", "holds", "tie", "undefined"] + ["undefined"] * 4
    assert (row["n_ways"], row["holds"], row["ties"], row["undefined"]) == (3, 2, 1, 5)
    assert row["tie_in"] == ["state only"]
    assert row["undefined_in"] == ["own voice only", "state only, without unsure marks"]
    assert row["verdict"] == "Holds in 2 of the 3 ways in which it can be counted, of 8"


def test_who_and_what_carries_it_alone_is_named(two: House) -> None:
    # g1 1 of 2, g2 0 of 2 -> 1/4; p1 1 of 8: 1/8. Without g1 nothing affirms; without p1 there is nothing to compare.
    two.articles["g2"] = two.add_document("g2", TEXT, genre="news", event="summit", published_on="2030-01")
    say(two, "g1", AFFIRMS | STATE, OTHER | STATE)
    say(two, "g2", OTHER | STATE, OTHER | STATE)
    say(two, "p1", AFFIRMS | STATE, *[OTHER | STATE] * 7)
    row = one(sentences(two.vera), "affirms")
    assert (row["share_a"], row["share_b"]) == (1 / 4, 1 / 8)
    assert row["carried_by"]["documents"] == ["g1", "p1"]
    assert row["carried_by"]["n_documents"] == [2, 1]
    assert (row["carried_by"]["n_readers"], len(row["carried_by"]["readers"])) == (1, 1)
    # A second reader of all three: at The Gazette as Bob, at The Post everything affirms.
    say(two, "g1", AFFIRMS | STATE, OTHER | STATE, name="cem")
    say(two, "g2", OTHER | STATE, name="cem")
    say(two, "p1", *[AFFIRMS | STATE] * 8, name="cem")
    row = one(sentences(two.vera), "affirms")
    # The Gazette (1 + 0) / (2 + 1.5), The Post (1 + 8) / 2 of 8. Without Cem it is the other way round.
    assert (row["a"], row["share_a"]) == ("post", 4.5 / 8)
    assert row["share_b"] == pytest.approx(1 / 3.5)
    cem = two.project.reviewers.get(user=two.cem.user).code_name
    assert (row["carried_by"]["n_readers"], row["carried_by"]["readers"]) == (2, [cem])


def figures_by_way(house: House, found: dict) -> list[Comparison]:
    return [comparison(house.vera, Filters(**way["filters"])) for way in found["ways"]]


def test_every_way_counts_what_the_comparison_counts_under_its_filters(two: House) -> None:
    """Readers who differ, spans of two targets, unsure marks, a translated section, and rulings: all 32 ways."""
    house = two
    half = len(TEXT) // 2
    house.articles["g2"] = house.add_document(
        "g2", TEXT, genre="news", event="summit", sections=(SectionDraft(0, half, "gazette", fidelity="translated"),)
    )
    say(house, "g1", AFFIRMS | OWN | STATE, OTHER | QUOTED | FIRMS, {"voice": "document", "target": "other"})
    house.mark("cem", LINES[0], "opinion", document=house.articles["g1"], facets=STATE | QUOTED)
    house.mark("cem", LINES[0], "opinion", document=house.articles["g1"], facets=FIRMS | OWN)
    say(house, "g1", *[AFFIRMS | OWN | STATE | {"unsure": "yes"}], name="cem", label="evidence")
    say(house, "g2", *[OTHER | OWN | STATE, AFFIRMS | QUOTED | FIRMS] * 4, label="evidence")
    say(house, "p1", *[OTHER | OWN | STATE, OTHER | OWN | FIRMS] * 3, label="opinion")
    for key in ("g1", "p1"):
        for mark in Annotation.objects.filter(document=house.articles[key]):
            house.rule("ada", mark)
        finish_adjudication(house.ada, house.articles[key])
    found = sentences(house.vera, of=("gazette", "post"))
    assert len(found["ways"]) == 32
    by_way = figures_by_way(house, found)
    n_compared = 0
    for row in found["sentences"]:
        if row["kind"] not in ("label", "own-voice"):
            continue
        for way in row["ways"]:
            rows = {origin.key: origin for origin in by_way[way["way"]].origins}
            for side in ("a", "b"):
                origin = rows.get(row[side])
                own = None if origin is None else origin.voices["own-voice"].share
                label = None if origin is None or row["kind"] != "label" else origin.labels[row["of"][0]].share.value
                expected = label if row["kind"] == "label" else own
                assert way[f"share_{side}"] == (None if expected is None else pytest.approx(expected))
                n_compared += expected is not None
    assert n_compared > 100
    assert {len(row["ways"]) for row in found["sentences"]} == {16, 32}


def test_readers_who_do_not_agree_enough_stand_in_the_sentence(two: House, monkeypatch: pytest.MonkeyPatch) -> None:
    say(two, "g1", AFFIRMS | STATE, AFFIRMS | STATE)
    say(two, "p1", AFFIRMS | STATE, OTHER | STATE)
    gate = {"role": {"alpha": 0.31, "band": "not-enough"}}
    figures = comparison(two.vera)
    monkeypatch.setattr(module, "compared", lambda counting: Comparison(**vars(figures) | {"gate": gate}))
    row = one(sentences(two.vera), "affirms")
    assert row["text"] == (
        "By readings that do not agree enough on roles, The Gazette affirms deliberate policy more often than The Post."
    )
    assert row["agreement"] == "Readers do not agree enough on roles (alpha 0.31)"
    assert row["gate"] == gate["role"]


def test_what_sets_the_two_apart_besides_their_words_is_said(two: House) -> None:
    two.articles["p1"] = two.add_document(
        "p2", TEXT, outlet="post", genre="op-ed", event="trial", published_on="2031",
        sections=(SectionDraft(0, len(TEXT), "post", fidelity="altered", genre="op-ed", published_on="2031"),),
    )  # fmt: skip
    say(two, "g1", AFFIRMS | STATE, AFFIRMS | STATE)
    say(two, "p1", OTHER | STATE)
    row = one(sentences(two.vera, Filters(event="")), "affirms")
    said = {caution["reason"]: (caution["a"], caution["b"]) for caution in row["cautions"]}
    assert said["different genres"] == (["news"], ["news", "op-ed"])
    assert said["not the same events"] == ([], ["trial"])
    assert said["unverified wording"] == ([], ["altered"])
    assert said["few marks"] == (["gazette"], ["post"])


def test_origins_of_which_too_little_was_read_are_named_and_not_compared(two: House) -> None:
    add_outlet(two.ann, "brief", {"name": "In Brief"})
    two.articles["b1"] = two.add_document("b1", "China acts 0 now.", outlet="brief", event="summit")
    say(two, "g1", AFFIRMS | STATE)
    say(two, "b1", OTHER | STATE)
    found = sentences(two.vera)
    assert (found["sentences"], found["n_tried"]) == ([], 0)
    assert found["left_out"] == [{"origin": "brief", "n_words_read": 4.0}, {"origin": "post", "n_words_read": 0.0}]


def test_a_blind_reader_learns_of_their_own_marks_only(two: House) -> None:
    broken_by_own_voice(two)
    two.mark("cem", LINES[0], document=two.articles["g1"])
    assert sentences(two.cem)["sentences"] == []
    assert sentences(two.vera)["sentences"]


def test_what_was_tested_is_kept_and_computed_again_when_marks_change(two: House) -> None:
    broken_by_own_voice(two)
    first = sentences(two.vera)
    assert sentences(two.ada) == first
    assert StoredFigure.objects.filter(kind="sentences").count() == 1
    json.dumps(first, allow_nan=False)
    say(two, "g1", AFFIRMS | OWN | STATE, name="cem")
    assert sentences(two.vera) != first
