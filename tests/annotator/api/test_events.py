"""Following a document over HTTP."""

import uuid

import pytest

from core.models import Project
from core.services import annotating
from tests.annotator.api.conftest import problem

EVENTS = "documents/d1/events/"


def kinds(answer):
    return [event["kind"] for event in answer["results"]]


def test_events_tell_what_happened_in_order_with_the_mark_as_it_is_now(house, call):
    mark, bob = house.mark("bob", "Beijing"), call("bob")
    bob.patch(f"annotations/{mark.uuid}/", {"note": "x"}, 1)
    answer = bob.get(EVENTS).json()
    assert kinds(answer) == ["annotation-added", "annotation-changed"]
    assert [event["mark"] for event in answer["results"]] == [bob.get(f"annotations/{mark.uuid}/").json()] * 2
    assert answer["cursor"] == answer["results"][-1]["id"]
    assert answer["reload"] is False


def test_an_event_of_a_deleted_mark_names_it_and_shows_nothing(house, call):
    mark, bob = house.mark("bob", "Beijing"), call("bob")
    bob.delete(f"annotations/{mark.uuid}/", 1)
    events = bob.get(EVENTS).json()["results"]
    assert [(event["kind"], event["annotation"], event["mark"]) for event in events] == [
        ("annotation-added", str(mark.uuid), None),
        ("annotation-deleted", str(mark.uuid), None),
    ]


def test_after_a_cursor_come_only_later_events(house, call):
    bob = call("bob")
    house.mark("bob", "Beijing")
    cursor = bob.get(EVENTS).json()["cursor"]
    house.mark("bob", "China banned")
    answer = bob.get(f"{EVENTS}?after={cursor}").json()
    assert kinds(answer) == ["annotation-added"]
    assert bob.get(f"{EVENTS}?after={answer['cursor']}").json()["results"] == []
    assert bob.get(f"{EVENTS}?after={answer['cursor']}").json()["cursor"] == answer["cursor"]


def test_events_carry_no_number(house, call):
    house.mark("cem", "Beijing")
    house.mark("bob", "Beijing")
    event = call("bob").get(EVENTS).json()["results"][0]
    assert set(event) == {
        "id", "kind", "reviewer", "at", "annotation", "version", "mark", "link", "session", "thread", "comment",
        "decision",
    }  # fmt: skip


def test_a_blind_colleague_learns_of_nothing(house, call):
    house.mark("bob", "Beijing")
    house.submit("bob")
    assert call("cem").get(EVENTS).json() == {
        "next": None,
        "previous": None,
        "cursor": None,
        "reload": False,
        "results": [],
    }


def test_an_unknown_cursor_means_reload(house, call):
    house.mark("bob", "Beijing")
    answer = call("bob").get(f"{EVENTS}?after={uuid.uuid4()}").json()
    assert (answer["reload"], answer["results"]) == (True, [])
    assert answer["cursor"] == call("bob").get("documents/d1/").json()["last_event"]


def test_a_cursor_of_a_hidden_event_is_as_unknown_as_none(house, call):
    house.mark("cem", "Beijing")
    theirs = call("cem").get(EVENTS).json()["cursor"]
    answer = call("bob").get(f"{EVENTS}?after={theirs}").json()
    assert (answer["reload"], answer["cursor"]) == (True, None)


@pytest.mark.parametrize("cursor", ["", "x", "1", "-1", "a" * 600])
def test_a_garbage_cursor_is_400(house, call, cursor):
    problem(call("bob").get(f"{EVENTS}?after={cursor}"), 400, "invalid_parameter")


def test_a_reveal_means_reload_for_both(house, call):
    bob, cem = call("bob"), call("cem")
    house.mark("bob", "Beijing")
    house.mark("cem", "Beijing")
    house.submit("bob")
    cursor = bob.get(EVENTS).json()["cursor"]
    cem_cursor = cem.get(EVENTS).json()["cursor"]
    house.submit("cem")
    for person, after in ((bob, cursor), (cem, cem_cursor)):
        answer = person.get(f"{EVENTS}?after={after}").json()
        assert answer["reload"] is True
        assert person.get(f"{EVENTS}?after={answer['cursor']}").json()["reload"] is False
        assert len(person.get("documents/d1/annotations/").json()["results"]) == 2


def test_who_begins_to_read_after_looking_must_reload(house, call):
    ada = call("ada")
    house.mark("bob", "Beijing")
    house.submit("bob")
    cursor = ada.get(EVENTS).json()["cursor"]
    house.mark("ada", "China banned")
    answer = ada.get(f"{EVENTS}?after={cursor}").json()
    assert answer["reload"] is True
    assert [row["quote"] for row in ada.get("documents/d1/annotations/").json()["results"]] == ["China banned"]


def replay(state, events):
    """The marks a client holds after events."""
    for event in events:
        if event["annotation"]:
            state.pop(event["annotation"], None)
            if event["mark"]:
                state[event["annotation"]] = event["mark"]
    return state


@pytest.mark.parametrize("visibility", ["blind", "open"])
def test_state_and_events_are_the_fresh_state(house, call, visibility):
    Project.objects.filter(pk=house.project.pk).update(visibility=visibility)
    followers = {name: call(name) for name in ("ann", "bob", "cem", "vera")}
    held = {name: ({}, None) for name in followers}

    def follow(name):
        state, cursor = held[name]
        answer = followers[name].get(EVENTS + (f"?after={cursor}" if cursor else "")).json()
        fresh = followers[name].get("documents/d1/annotations/").json()["results"]
        fresh = {mark["id"]: mark for mark in fresh}
        state = dict(fresh) if answer["reload"] else replay(state, answer["results"])
        assert state == fresh, (name, answer)
        held[name] = state, answer["cursor"]

    bob = house.mark("bob", "Beijing")
    cem = house.mark("cem", "Beijing")
    steps = [
        lambda: annotating.change_annotation(house.bob, bob.uuid, 1, {"note": "x"}),
        lambda: house.submit("bob"),
        lambda: house.mark("cem", "China banned"),
        lambda: annotating.delete_annotation(house.cem, cem.uuid, 1),
        lambda: house.submit("cem"),
        lambda: call("bob").post("documents/d1/reopen/"),
        lambda: house.mark("bob", "A headline"),
        lambda: house.mark("ann", "Officials say"),
        lambda: house.submit("bob"),
        lambda: house.submit("ann"),
    ]
    for step in steps:
        for name in followers:
            follow(name)
        step()
    for name in followers:
        follow(name)
