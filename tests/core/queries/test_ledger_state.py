"""Names of what somebody sees of the ledger and claims: another after each change that they see, and after no other."""

from uuid import uuid4

import pytest

from core.queries.ledger_state import claims_state, ledger_state
from core.services import citing, claiming
from core.services.merging_sources import merge_sources
from tests.core.claimed import Claimed
from tests.house import House


@pytest.fixture
def cited(house: House) -> House:
    """Bob has submitted two marks, the first with a card; Cem has a reading open, so that he sees neither."""
    house.marks = [
        house.mark("bob", "China banned the trade", "evidence"),
        house.mark("bob", "Officials say", "evidence"),
    ]
    house.mark("cem", "Nobody asked")
    house.submit("bob")
    house.made, _ = citing.cite(house.bob, house.marks[0].uuid, card={"title": "A report"})
    return house


def test_the_state_of_the_ledger_is_another_after_each_change_that_is_seen_and_after_no_other(cited: House) -> None:
    blind, states = ledger_state(cited.cem), [ledger_state(cited.vera)]

    def is_new() -> bool:
        states.append(ledger_state(cited.vera))
        return states[-1] != states[-2]

    assert ledger_state(cited.vera) == states[0]
    citing.check(cited.ann, cited.made.uuid, 1, finding="says-so", excerpt="Banned.")
    assert is_new()
    key = cited.made.source.key
    citing.change_source(cited.bob, key, 1, {"title": "The report"})
    assert is_new()
    other, _ = citing.cite(cited.bob, cited.marks[1].uuid, card={"title": "Another report"})
    assert is_new()
    citing.remove_citation(cited.bob, other.uuid, 1)
    assert is_new()
    assert ledger_state(cited.cem) == blind
    into, _ = citing.add_source(cited.ann, {"title": "For all"})
    assert ledger_state(cited.cem) != blind
    merge_sources(cited.ann, key, 2, into=into.key)
    assert is_new()


def test_of_one_card_or_mark_only_what_is_shown_there_makes_another_state(cited: House) -> None:
    key, (first, second) = cited.made.source.key, (mark.uuid for mark in cited.marks)
    before = [ledger_state(cited.vera, card=key), ledger_state(cited.vera, mark=first)]
    nothing = ledger_state(cited.vera, mark=second)
    other, _ = citing.cite(cited.bob, second, card={"title": "Another report"})
    assert [ledger_state(cited.vera, card=key), ledger_state(cited.vera, mark=first)] == before
    seen = ledger_state(cited.vera, mark=second)
    citing.change_source(cited.bob, other.source.key, 1, {"kind": "report"})
    assert len({nothing, seen, ledger_state(cited.vera, mark=second)}) == 3
    citing.change_source(cited.bob, key, 1, {"kind": "report"})
    assert before[0] != ledger_state(cited.vera, card=key)
    assert before[1] != ledger_state(cited.vera, mark=first)


def test_the_state_of_claims_follows_joining_words_and_citations_that_are_seen(db: None) -> None:
    house, id_ = Claimed(), uuid4()
    house.mark("cem", "Nothing else is known of Ningbo", document=house.texts["agency"])
    house.mark("cem", "The weather was fine", document=house.texts["times"])
    house.submit("cem", house.texts["times"])
    blind, states = claims_state(house.cem), [claims_state(house.vera)]

    def is_new() -> bool:
        states.append(claims_state(house.vera))
        return states[-1] != states[-2]

    claiming.make_claim(house.bob, id=id_, marks=house.of("agency"), text="Many worked there.")
    assert is_new()
    claiming.reword(house.bob, id_, 1, "Some worked there.")
    assert is_new()
    made, _ = citing.cite(house.bob, house.marks["agency"].uuid, card={"title": "A report"})
    assert is_new()
    citing.check(house.bob, made.uuid, 1, finding="says-so", excerpt="So it is.")
    assert is_new()
    assert claims_state(house.cem) == blind
    claiming.join_marks(house.bob, id_, house.of("times"))
    assert is_new()
    part, of_vera = claims_state(house.cem), claims_state(house.vera, id_)
    assert part != blind
    claiming.reword(house.bob, id_, 2, "70,000 worked there.")
    assert claims_state(house.cem) == part  # he reads the quote that he sees, not these words
    assert claims_state(house.vera, id_) != of_vera
