"""Links between marks over HTTP."""

import pytest

from core.models import Link
from tests.annotator.api.conftest import problem

NONE = "5d1c1f6e-0000-4000-8000-000000000000"


@pytest.fixture
def pair(house):
    """Bob's evidence and Bob's assertion."""
    return house.mark("bob", "China banned the trade in 2019", "evidence"), house.mark("bob", "Beijing")


def path(mark):
    return f"annotations/{mark.uuid}/links/"


def body(mark, kind="supports"):
    return {"to": str(mark.uuid), "kind": kind}


def test_a_link_is_made_and_seen_from_both_ends(house, call, pair):
    evidence, claim = pair
    response = call("bob").post(path(evidence), body(claim))
    link = response.json()
    assert response.status_code == 201
    assert {"from": str(evidence.uuid), "to": str(claim.uuid), "kind": "supports"}.items() <= link.items()
    assert call("bob").get(path(evidence)).json()["results"] == [link]
    assert call("bob").get(path(claim)).json()["results"] == [link]


def test_the_same_link_again_is_200(house, call, pair):
    evidence, claim = pair
    first = call("bob").post(path(evidence), body(claim)).json()
    again = call("bob").post(path(evidence), body(claim))
    assert (again.status_code, again.json()) == (200, first)
    problem(call("bob").post(path(evidence), body(claim, "contradicts")), 409, "duplicate_link")
    assert Link.objects.count() == 1


def test_a_link_is_taken_away(house, call, pair):
    evidence, claim = pair
    call("bob").post(path(evidence), body(claim))
    assert call("bob").delete(f"{path(evidence)}{claim.uuid}/").status_code == 204
    assert call("bob").get(path(evidence)).json()["results"] == []
    problem(call("bob").delete(f"{path(evidence)}{claim.uuid}/"), 404)


def test_links_to_deleted_marks_are_not_shown(house, call, pair):
    evidence, claim = pair
    call("bob").post(path(evidence), body(claim))
    call("bob").delete(f"annotations/{claim.uuid}/", 1)
    assert call("bob").get(path(evidence)).json()["results"] == []
    problem(call("bob").get(path(claim)), 410)


def test_a_link_to_oneself_is_422(house, call, pair):
    problem(call("bob").post(path(pair[0]), body(pair[0])), 422, "link_invalid")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"to": "x", "kind": "supports"},
        {"kind": "supports"},
        {"to": 5, "kind": "supports"},
        {"to": NONE},
        {"to": NONE, "kind": "likes"},
        {"to": NONE, "kind": ["supports"]},
        {"to": NONE, "kind": "supports", "from": NONE},
    ],
)
def test_a_bad_link_is_422(house, call, pair, data):
    problem(call("bob").post(path(pair[0]), data), 422)
    assert not Link.objects.exists()


def test_a_link_to_a_hidden_or_unknown_mark_is_404(house, call, pair):
    theirs = house.mark("cem", "Beijing")
    problem(call("bob").post(path(pair[0]), body(theirs)), 404)
    problem(call("bob").post(path(theirs), body(pair[0])), 404)
    problem(call("bob").delete(f"{path(pair[0])}{theirs.uuid}/"), 404)


def test_a_link_to_a_colleagues_visible_mark_is_403(house, call, pair):
    theirs = house.mark("cem", "Beijing")
    house.submit("cem")
    house.submit("bob")
    call("bob").post("documents/d1/reopen/")
    problem(call("bob").post(path(pair[0]), body(theirs)), 403, "not_yours")


def test_links_of_a_submitted_reading_are_closed(house, call, pair):
    call("bob").post(path(pair[0]), body(pair[1]))
    house.submit("bob")
    problem(call("bob").post(path(pair[1]), body(pair[0])), 409, "reading_submitted")
    problem(call("bob").delete(f"{path(pair[0])}{pair[1].uuid}/"), 409, "reading_submitted")
