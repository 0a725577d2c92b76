"""Cards of sources and citations over the interface."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.services import citing
from tests.annotator.api.conftest import problem

CARD = {"producer": "RAND", "title": "The Opioid Crisis", "published_on": "2019", "url": "https://rand.example/1"}


def test_a_source_is_filed_cited_checked_merged_and_counted(house, call):
    mark = house.mark("bob", "China banned the trade in 2019", "evidence")
    bob, ann = call("bob"), call("ann")
    filed = ann.post("sources/", CARD)
    assert (filed.status_code, filed.headers["ETag"], filed.json()["key"]) == (
        201,
        '"1"',
        "rand-the-opioid-crisis-2019",
    )
    assert ann.post("sources/", CARD).status_code == 200
    problem(ann.post("sources/", CARD | {"key": filed.json()["key"], "title": "Another"}), 409, "source_exists")
    sent = {"id": str(uuid.uuid4()), "card": {"title": "Opioids"}}
    made = bob.post(f"annotations/{mark.uuid}/citations/", sent)
    assert (made.status_code, made.json()["finding"], made.json()["annotation"]) == (201, "unchecked", str(mark.uuid))
    assert bob.post(f"annotations/{mark.uuid}/citations/", sent).status_code == 200
    house.submit("bob")
    one, key = f"citations/{sent['id']}/", made.json()["source"]
    problem(bob.patch(one, {"finding": "says-so"}), 428)
    checked = bob.patch(one, {"finding": "says-so", "excerpt": "It was banned.", "for_claim": True}, 1).json()
    assert (checked["version"], checked["excerpt"], checked["taken_over"]) == (2, "It was banned.", [])
    told = problem(bob.patch(one, {"finding": "not-found"}, 1), 412, "stale_version")
    assert (told["current"]["finding"], told["current"]["version"]) == ("says-so", 2)
    merged = ann.send(
        "POST", f"sources/{key}/merge/", b'{"into": "rand-the-opioid-crisis-2019"}', **{"If-Match": '"1"'}
    )
    assert merged.json()["key"] == "rand-the-opioid-crisis-2019"
    assert bob.get(f"sources/{key}/").json()["key"] == "rand-the-opioid-crisis-2019"
    (row,) = bob.get("sources/rand-the-opioid-crisis-2019/citations/").json()["results"]
    assert row == bob.get(one).json() == bob.get(f"annotations/{mark.uuid}/citations/").json()["results"][0]
    figures = call("vera").get("ledger/").json()
    assert [figures[name] for name in ("n_cited", "n_opened", "n_found", "n_says_so", "n_no_card")] == [1, 1, 1, 1, 0]
    assert (figures["origins"][0]["outlet"], figures["to_open"]) == ("gazette", [])
    assert bob.delete(one, row["version"]).status_code == 204
    problem(bob.get(one), 404)


@pytest.mark.parametrize(
    ("body", "code"),
    [({"title": "x", "url": "javascript:alert(1)"}, "address_refused"), ({}, "card_empty"),
     ({"title": "x", "published_on": "2019-02-31"}, "invalid"), ({"title": ["x"]}, "invalid"),
     ({"title": "x", "key": "no key"}, "key_invalid"), ({"title": "x", "key": 3}, "key_invalid"),
     ({"title": "x", "score": "9"}, "unknown_field")],
)  # fmt: skip
def test_a_card_that_cannot_be_kept_is_refused_with_a_code(house, call, body, code):
    problem(call("bob").post("sources/", body), 422, code)
    assert call("bob").get("sources/").json()["results"] == []


def test_a_list_of_cards_and_the_ledger_cost_the_same_at_two_and_ten(house, call):
    marks = [
        house.mark("bob", quote, "evidence") for quote in ("China banned", "Officials say", "Nobody asked", "Beijing")
    ]
    house.submit("bob")
    counts = []
    for marks_now in (marks[:1], marks):
        for mark in marks_now:
            for n in range(2):
                citing.cite(house.bob, mark.uuid, card={"title": f"Card {n}"}, id=uuid.uuid5(mark.uuid, str(n)))
        counts.append({})
        for path in ("sources/", "ledger/", f"annotations/{marks[0].uuid}/citations/"):
            call("vera").get(path)
            with CaptureQueriesContext(connection) as queries:
                assert call("vera").get(path).status_code == 200
            counts[-1][path] = len(queries)
    assert counts[0] == counts[1]
