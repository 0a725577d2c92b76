"""Sessions at the interface: a class of one article, from the lobby to the minutes."""

import pytest

from core.models import Participant, Session
from core.services import sessions
from core.services.projects import reviewer_of
from tests.annotator.api.conftest import problem

ROOM = "documents/d1/session/"


@pytest.fixture
def klass(house, call):
    """A session made at the interface; Bob and Cem take part."""
    assert call("ann").post(ROOM, {"name": "Thursday", "details": ["voice"], "n_minutes": 20}).status_code == 201
    for name in ("bob", "cem"):
        call(name).post(f"{ROOM}enter/")
    return house


def revealed(house, call):
    call("ann").post(f"{ROOM}open/")
    house.mark("bob", "There is no proof of state policy", "assertion", facets={"voice": "own-voice"})
    house.mark("cem", "There is no proof of state policy", "evidence")
    return call("ann").post(f"{ROOM}reveal/").json()


def test_without_a_session_there_is_none_to_read(house, call):
    problem(call("ann").get(ROOM), 404, "not_found")
    problem(call("ann").post(f"{ROOM}open/"), 404, "not_found")


def test_whoever_takes_part_is_told_who_is_there_and_others_only_how_many(klass, call):
    found = call("bob").get(ROOM).json()
    assert (found["name"], found["state"], found["details"], found["n_minutes"]) == ("Thursday", "lobby", ["voice"], 20)
    assert found["people"] == [
        {"name": "bob", "here": True, "finished": False, "you": True},
        {"name": "cem", "here": True, "finished": False, "you": False},
    ]
    klass.join("dan", "reviewer")
    stranger = call("dan").get(ROOM).json()
    assert (stranger["people"], stranger["n_here"], stranger["takes_part"]) == ([], 2, False)


def test_the_steps_are_taken_in_order_and_refused_out_of_it(klass, call):
    ann = call("ann")
    problem(ann.post(f"{ROOM}reveal/"), 409, "session_lobby")
    assert ann.post(f"{ROOM}open/").json()["state"] == "marking"
    assert ann.post(f"{ROOM}timer/", {"n_minutes": None}).json()["ends_at"] is None
    assert ann.post(f"{ROOM}reveal/").json()["state"] == "revealed"
    assert ann.post(f"{ROOM}reveal/").json()["state"] == "revealed"
    assert ann.post(f"{ROOM}close/").json()["state"] == "closed"
    problem(ann.post(f"{ROOM}enter/"), 409, "session_closed")
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"host": "bob"}, 422, "unknown_field"),
        ({"details": ["mood"]}, 422, "unknown_facet"),
        ({"n_minutes": 10**9}, 422, "invalid"),
        ({"name": "a\u0000b"}, 422, "text_refused"),
    ],
)
def test_a_body_that_cannot_be_is_refused(house, call, body, status, code):
    problem(call("ann").post(ROOM, body), status, code)
    assert not Session.objects.exists()


def test_a_reader_hands_in_and_is_counted(klass, call):
    call("ann").post(f"{ROOM}open/")
    klass.mark("bob", "Beijing")
    assert call("bob").post(f"{ROOM}done/").json()["n_finished"] == 1
    problem(call("bob").post("documents/d1/annotations/", klass.body("Officials say")), 409, "reading_submitted")
    problem(call("ann").post(f"{ROOM}done/"), 409, "no_reading")


def test_being_heard_changes_nothing_for_whoever_does_not_take_part(klass, call):
    assert call("vera").post(f"{ROOM}heard/").json()["takes_part"] is False
    assert Participant.objects.count() == 2


def test_the_minutes_are_there_after_the_reveal_for_the_room_and_its_keepers(klass, call):
    for name in ("ann", "bob"):
        problem(call(name).get(f"{ROOM}minutes/"), 404)
    revealed(klass, call)
    for name in ("ann", "ada", "bob", "cem"):
        assert call(name).get(f"{ROOM}minutes/").status_code == 200
    problem(call("vera").get(f"{ROOM}minutes/"), 404)
    problem(call(None).get(f"{ROOM}minutes/"), 401)


def test_the_minutes_tell_what_was_said_under_code_names(klass, call):
    revealed(klass, call)
    names = [reviewer_of(getattr(klass, name)).code_name for name in ("bob", "cem")]
    found = call("cem").get(f"{ROOM}minutes/").json()
    assert sorted(found["readers"]) == sorted(names)
    passage = found["passages"][0]
    assert (passage["quote"], passage["labels"], passage["n_readers"], passage["disagreement"]) == (
        "There is no proof of state policy", {"evidence": 1, "assertion": 1}, 2, 1.0,
    )  # fmt: skip
    assert {row["reviewer"]: row["label"] for row in passage["marks"]} == dict(
        zip(names, ("assertion", "evidence"), strict=True)
    )
    assert not [word for word in ('"bob"', '"cem"') if word in str(found).replace("'", '"')]


def test_the_session_costs_the_same_queries_with_two_people_and_with_twenty(klass, call, django_assert_max_num_queries):
    for number in range(18):
        sessions.enter(klass.join(f"r{number}", "reviewer"), Session.objects.get())
    bob = call("bob")
    bob.get(ROOM)
    with django_assert_max_num_queries(9):
        assert len(bob.get(ROOM).json()["people"]) == 20


def test_a_document_whose_source_is_hidden_keeps_its_neutral_key(house, call):
    house.add_document("gazette-2023", "A text about China.", title="Told by its title")
    room = "documents/gazette-2023/session/"
    call("ann").post(room, {"source_blind": True})
    call("bob").post(f"{room}enter/")
    neutral = house.project.documents.get(key="gazette-2023").neutral_key
    assert call("bob").get(f"documents/{neutral}/session/").json()["document"] == neutral
    assert call("ann").get(room).json()["document"] == "gazette-2023"
