"""Rulings and disagreements at the interface."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.services import annotating, readings
from tests.annotator.api.conftest import problem

QUOTE = "There is no proof of state policy"
PATH = "documents/d1/decisions/"


@pytest.fixture
def read(house):
    """Bob and Cem have submitted: an assertion and an opinion on the same words; Dee has begun and not submitted."""
    house.bobs, house.cems = house.mark("bob", QUOTE), house.mark("cem", QUOTE, "opinion")
    house.submit("bob")
    house.submit("cem")
    house.join("dee", "reviewer")
    house.mark("dee", "A headline")
    return house


def body(*marks, **more):
    first = marks[0]
    return {"id": str(uuid.uuid4()), "start": first.start, "end": first.end, "quote": first.quote,
            "label": first.label.key, "facets": {}, "outcome": "accept", "reason": "The text says so.",
            "rests_on": [{"annotation": str(row.uuid), "version": row.version} for row in marks]} | more  # fmt: skip


def test_a_ruling_is_made_once_and_found_again(read, call):
    data = body(read.bobs, read.cems)
    made = call("ada").post(PATH, data)
    assert made.status_code == 201
    assert made.json()["rests_on"] == sorted(data["rests_on"], key=lambda row: row["annotation"])
    assert call("bob").get(made["Location"].removeprefix("http://testserver")).json() == made.json()
    again = call("ada").post(PATH, data)
    assert (again.status_code, again.json()) == (200, made.json())
    assert call("vera").get(PATH).json()["results"] == [made.json()]


def test_a_later_ruling_takes_the_place_of_an_earlier_one(read, call):
    first = call("ada").post(PATH, body(read.bobs, read.cems)).json()
    second = call("ann").post(PATH, body(read.cems, read.bobs, supersedes=first["id"])).json()
    assert call("bob").get(f"{PATH}{first['id']}/").json()["superseded_by"] == second["id"]
    refused = problem(call("ada").post(PATH, body(read.bobs, supersedes=first["id"])), 409, "superseded")
    assert refused["superseded_by"] == second["id"]


def test_a_mark_changed_since_is_shown_as_it_is_now(read, call):
    data = body(read.bobs)
    readings.reopen_reading(read.bob, read.document)
    annotating.change_annotation(read.bob, read.bobs.uuid, 1, {"note": "changed"})
    readings.submit_reading(read.bob, read.document)
    stale = problem(call("ada").post(PATH, data), 412, "stale_version")
    assert (stale["current"]["version"], stale["current"]["note"]) == (2, "changed")


@pytest.mark.parametrize(
    ("change", "code"),
    [({"reason": ""}, "reason_missing"), ({"label": "truth"}, "unknown_label"), ({"x": 1}, "unknown_field"),
     ({"rests_on": []}, "basis_invalid"), ({"start": None}, "span_invalid"), ({"id": None}, "id_invalid"),
     ({"facets": 7}, "unknown_facet"), ({"rests_on": [{"annotation": 1, "version": 1}]}, "id_invalid"),
     ({"rests_on": [{"annotation": str(uuid.uuid4()), "version": True}]}, "unknown_version")],
)  # fmt: skip
def test_what_does_not_hold_is_refused_with_its_code(read, call, change, code):
    problem(call("ada").post(PATH, body(read.bobs) | change), 422, code)


def test_finishing_says_what_is_open_and_reopening_goes_on(read, call):
    ada, path = call("ada"), "documents/d1/adjudication/"
    refused = problem(ada.post(f"{path}finish/"), 409, "passages_open")
    assert refused["passages"] == [[read.bobs.start, read.bobs.end]]
    problem(ada.post(f"{path}finish/", {"leaving_open": "yes"}), 422)
    assert ada.post(f"{path}finish/", {"leaving_open": True}).json()["adjudicated_at"]
    problem(ada.post(PATH, body(read.bobs)), 409, "adjudication_finished")
    assert ada.post(f"{path}reopen/").json() == {"document": "d1", "adjudicated_at": None}


def test_disagreements_hold_the_marks_of_a_passage(read, call):
    (passage,) = call("ada").get("documents/d1/disagreements/").json()["passages"]
    assert (passage["quote"], passage["n_readers"], passage["disagreement"]) == (QUOTE, 2, 1.0)
    assert passage["label_counts"] == {"assertion": 1, "opinion": 1}
    assert {row["id"] for row in passage["marks"]} == {str(read.bobs.uuid), str(read.cems.uuid)}


def test_each_reader_reads_what_became_of_their_own_marks(read, call):
    made = call("ada").post(PATH, body(read.bobs, read.cems)).json()
    (row,) = call("cem").get("documents/d1/rulings/").json()["marks"]
    assert (row["mark"]["id"], row["kind"], row["how"]) == (str(read.cems.uuid), "changed", ["label"])
    assert row["ruling"] == made


def test_a_blind_reader_finds_nothing_anywhere(read, call):
    made = call("ada").post(PATH, body(read.bobs, read.cems)).json()
    call("ada").post("documents/d1/adjudication/finish/")
    dee = call("dee")
    assert dee.get(PATH).json()["results"] == []
    problem(dee.get(f"{PATH}{made['id']}/"), 404)
    assert dee.get("documents/d1/disagreements/").json()["passages"] == []
    assert dee.get("documents/d1/rulings/").json() == {"document": "d1", "adjudicated_at": None, "marks": []}
    problem(dee.get("comparison/?layer=adjudicated"), 400, "no_decisions")
    assert call("bob").get("comparison/?layer=adjudicated").json()["layer"] == "adjudicated"
    read.submit("dee")
    assert dee.get(PATH).json()["results"] == [made]


def test_the_list_costs_the_same_whatever_its_length(read, call):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            n = len(call("vera").get(PATH).json()["results"])
        return n, len(queries)

    read.rule("ada", read.bobs, read.cems)
    one = cost()
    first = read.bobs.start
    for end in (20, 24, 27):
        read.rule("ada", read.bobs, outcome="edit", start=first, end=first + end)
    assert (one[0], cost()) == (1, (4, one[1]))


def test_a_ruling_of_another_document_is_not_found_at_this_one(read, call):
    made = call("ada").post(PATH, body(read.bobs)).json()
    read.add_document("d2", "Another text.")
    problem(call("ada").get(f"documents/d2/decisions/{made['id']}/"), 404)
