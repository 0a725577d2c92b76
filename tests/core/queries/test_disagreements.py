"""Passages on which readers differ, and the heat of a text."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Participant, Reviewer, ReviewerKind, Session
from core.queries.disagreements import heat, passages
from core.services import readings
from tests.house import House

CLAIM = "China banned the trade in 2019"
DOUBT = "There is no proof of state policy"


@pytest.fixture
def trio(house: House) -> House:
    """Bob, Cem and Dan differ on the claim and agree on the doubt; nobody else has read."""
    house.join("dan", "reviewer")
    for name, label in (("bob", "evidence"), ("cem", "assertion")):
        house.mark(name, CLAIM, label)
        house.mark(name, DOUBT, "assertion")
    house.mark("dan", DOUBT, "assertion")
    for name in ("bob", "cem", "dan"):
        house.submit(name)
    return house


def test_what_divides_readers_most_comes_first(trio):
    claim, doubt = passages(trio.vera, trio.document)
    assert (claim.quote, claim.disagreement, claim.n_readers, claim.n_marking) == (CLAIM, 1, 3, 2)
    assert claim.label_counts == {"evidence": 1, "assertion": 1, "": 1}
    assert (doubt.quote, doubt.disagreement, doubt.label_counts) == (DOUBT, 0, {"assertion": 3})


def test_two_of_three_alike_differ_in_two_of_three_pairs(trio):
    trio.mark("ann", CLAIM, "evidence")
    trio.submit("ann")
    claim = passages(trio.vera, trio.document)[0]
    # ann and bob evidence, cem assertion, dan nothing: 5 of 6 pairs differ.
    assert claim.disagreement == pytest.approx(5 / 6)
    assert list(claim.label_counts) == ["evidence", "assertion", ""]


def test_candidates_name_their_readers_in_the_order_of_the_text(trio):
    claim = passages(trio.vera, trio.document)[0]
    names = {
        Reviewer.objects.get(project=trio.project, user=getattr(trio, name).user).code_name for name in ("bob", "cem")
    }
    assert {row.code_name for row in claim.candidates} == names
    assert sorted(row.label for row in claim.candidates) == ["assertion", "evidence"]
    assert all(row.is_view and row.annotation.quote == CLAIM for row in claim.candidates)


def test_readers_with_one_label_may_differ_in_details(house):
    house.mark("bob", CLAIM, facets={"stance": "affirms", "role": "R5", "voice": "own-voice"})
    house.mark("cem", CLAIM, facets={"stance": "denies", "role": "R5"})
    house.submit("bob")
    house.submit("cem")
    (passage,) = passages(house.vera, house.document)
    assert (passage.disagreement, passage.differs) == (0, ("stance",))  # cem says nothing of the voice


def test_details_of_different_labels_are_not_compared(house):
    house.mark("bob", CLAIM, facets={"stance": "affirms"})
    house.mark("cem", CLAIM, "opinion", facets={"stance": "denies"})
    house.submit("bob")
    house.submit("cem")
    assert passages(house.vera, house.document)[0].differs == ()


def test_a_span_for_two_targets_differs_from_one_for_one(house):
    for target in ("ccp", "china"):
        house.mark("bob", CLAIM, facets={"target": target})
    house.mark("cem", CLAIM, facets={"target": "ccp"})
    house.submit("bob")
    house.submit("cem")
    (passage,) = passages(house.vera, house.document)
    assert (passage.differs, len(passage.candidates), passage.label_counts) == (("target",), 3, {"assertion": 2})


def test_who_did_not_read_the_place_has_no_say(trio):
    eva = trio.join("eva", "reviewer")
    readings.submit_reading(eva, trio.document, ranges=[[0, 10]])
    assert [row.n_readers for row in passages(trio.vera, trio.document)] == [3, 3]


def test_uncounted_marks_are_no_passage(house):
    house.mark("bob", CLAIM, "not-part")
    house.submit("bob")
    assert passages(house.vera, house.document) == []


def test_heat_is_the_share_of_pairs_that_differ(trio):
    start = trio.document.text.index(CLAIM)
    assert heat(trio.vera, trio.document) == [(start, start + len(CLAIM), 1.0)]
    trio.mark("ann", "banned the trade", "evidence")
    trio.submit("ann")
    doubt = trio.document.text.index(DOUBT)
    # The claim: bob evidence, cem assertion, dan nothing; ann evidence in the middle, else nothing.
    assert heat(trio.vera, trio.document) == [
        (start, start + len(CLAIM), pytest.approx(5 / 6)),
        (doubt, doubt + len(DOUBT), pytest.approx(1 / 2)),
    ]


def test_a_mark_of_one_reader_among_three_divides_two_of_three_pairs(house):
    house.join("dan", "reviewer")
    house.mark("bob", "Beijing")
    for name in ("bob", "cem", "dan"):
        house.submit(name)
    (passage,) = passages(house.vera, house.document)
    assert passage.disagreement == pytest.approx(2 / 3)
    assert [share for _, _, share in heat(house.vera, house.document)] == [pytest.approx(2 / 3)]


@pytest.mark.parametrize("name", ["ann", "ada", "cem"])
def test_a_blind_reader_sees_no_passage_but_their_own(house, name):
    house.mark("bob", CLAIM)
    house.submit("bob")
    viewer = house.viewers[name]
    house.mark(name, "Beijing")
    assert passages(viewer, house.document) == []
    assert heat(viewer, house.document) == []
    house.submit(name)
    assert {row.quote for row in passages(viewer, house.document)} == {CLAIM, "Beijing"}


def test_a_practice_mark_is_in_no_passage(house):
    from core.services.annotating import add_annotation
    from core.services.drafts import read_mark

    add_annotation(house.bob, house.document, read_mark(house.body(CLAIM)), practice=True)
    assert passages(house.bob, house.document) == []


def test_a_session_shows_its_participants_after_the_reveal_only(trio):
    session = Session.objects.create(project=trio.project, document=trio.document, host=trio.ann.user)
    for name in ("bob", "cem"):
        Participant.objects.create(session=session, user=getattr(trio, name).user)
    assert passages(trio.ann, trio.document, session=session) == []
    Session.objects.update(state="revealed", revealed_at=session.created_at)
    Reviewer.objects.filter(user=trio.cem.user).update(kind=ReviewerKind.SIMULATED)
    assert [row.n_readers for row in passages(trio.ann, trio.document, session=session)] == [2, 2]
    assert [row.n_readers for row in passages(trio.ann, trio.document)] == [2, 2]  # bob and dan
    assert len(heat(trio.ann, trio.document, session=session)) == 1


def n_queries(house, question) -> int:
    with CaptureQueriesContext(connection) as asked:
        question(house.vera, house.document)
    return len(asked)


def test_the_number_of_queries_is_constant(trio):
    few = [n_queries(trio, question) for question in (passages, heat)]
    assert few == [7, 4]
    for quote in ("Officials say Beijing does little", "Nobody asked", "The Chinese ministry denies it"):
        trio.mark("ann", quote, "opinion")
    trio.submit("ann")
    assert [n_queries(trio, question) for question in (passages, heat)] == few
