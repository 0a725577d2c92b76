"""Assignments, plans, the next document, progress and settings at the interface."""

import jsonschema
import pytest
from drf_spectacular.generators import SchemaGenerator

from core.models import Assignment, Project
from core.services.assigning import assign
from tests.annotator.api.conftest import problem


def test_answers_are_what_the_schema_says(house, call):
    schema = SchemaGenerator(api_version="1").get_schema(request=None, public=True)
    ann, bob = call("ann"), call("bob")
    body = {"document": "d1", "reviewer": "bob"}
    answers = [
        ("patch", "", ann.patch("", {"assignment": "drawn", "hidden_names": ["NYT"]})),
        ("post", "assignments/plan/", ann.post("assignments/plan/", {"n_readings": 2, "seed": 3})),
        ("post", "assignments/plan/", ann.post("assignments/plan/", {"apply": True, "overlap": ["d1"]})),
        ("post", "assignments/", ann.post("assignments/", body)),
        ("get", "assignments/", bob.get("assignments/")),
        ("get", "progress/", ann.get("progress/")),
        ("post", "next/", bob.post("next/")),
    ]
    for method, path, answer in answers:
        responses = schema["paths"][f"/api/v1/projects/{{slug}}/{path}"][method]["responses"]
        shape = responses[str(answer.status_code)]["content"]["application/json"]["schema"]
        whole = {**shape, "components": schema["components"]}
        jsonschema.Draft202012Validator(whole).validate(answer.json())
        properties = schema["components"]["schemas"][shape["$ref"].rpartition("/")[2]]["properties"]
        assert set(answer.json()) == set(properties), path


def test_a_plan_is_a_dry_run_unless_told(house, call):
    ann = call("ann")
    shown = ann.post("assignments/plan/", {"n_readings": 2}).json()
    assert (shown["applied"], len(shown["added"]), Assignment.objects.count()) == (False, 2, 0)
    wrong = {"n_readings": 2, "apply": True, "fingerprint": "0"}
    problem(ann.post("assignments/plan/", wrong), 409, "plan_changed")
    right = wrong | {"fingerprint": shown["fingerprint"]}
    assert ann.post("assignments/plan/", right).json()["added"] == shown["added"]
    assert Assignment.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"seed": -1}, "plan_invalid"), ({"seed": "1"}, "plan_invalid"), ({"apply": "yes"}, "plan_invalid"),
        ({"reviewers": "bob"}, "plan_invalid"), ({"reviewers": ["stan"]}, "unknown_reviewer"),
        ({"documents": [3]}, "plan_invalid"), ({"overlap": ["x"]}, "unknown_document"),
        ({"n_readings": 10**9}, "plan_invalid"), ({"n_readings": None}, "plan_invalid"), ({"x": 1}, "unknown_field"),
    ],
)  # fmt: skip
def test_a_plan_that_is_none_is_refused(house, call, body, code):
    problem(call("ann").post("assignments/plan/", body), 422, code)


@pytest.mark.parametrize(
    "body",
    [{}, {"document": "d1"}, {"document": 1, "reviewer": "bob"}, {"document": "d1", "reviewer": "a\x00"}],
)
def test_an_assignment_names_a_document_and_a_reader(house, call, body):
    problem(call("ann").post("assignments/", body), 422)


def test_an_assignment_is_made_once_listed_for_its_reader_alone_and_taken_back(house, call):
    ann, body = call("ann"), {"document": "d1", "reviewer": "bob"}
    first, again = ann.post("assignments/", body), ann.post("assignments/", body)
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    name = first.json()["reviewer"]
    assert [len(call(who).get("assignments/").json()["results"]) for who in ("ann", "bob", "cem", "ada")] == [
        1,
        1,
        0,
        0,
    ]
    assert ann.delete(f"assignments/d1/{name}/").status_code == 204
    problem(ann.delete(f"assignments/d1/{name}/"), 404)
    house.mark("bob", "Beijing")
    assign(house.ann, "d1", "bob")
    problem(ann.delete("assignments/d1/bob/"), 409, "reading_begun")


def test_the_next_document_of_a_source_blind_project_comes_under_its_neutral_key(house, call):
    Project.objects.update(assignment="drawn", source_blind=True)
    bob = call("bob")
    key = bob.post("next/").json()["document"]
    assert key == house.document.neutral_key
    assert [row["document"] for row in bob.get("assignments/").json()["results"]] == [key]
    assert call("ann").get("assignments/").json()["results"][0]["document"] == "d1"


def test_settings_are_patched_and_hidden_names_are_told_to_owners_only(house, call):
    answer = call("ann").patch("", {"source_blind": True, "hidden_names": ["Vexy"], "n_readings": 4})
    assert (answer.json()["source_blind"], answer.json()["n_readings"]) == (True, 4)
    assert answer.json()["hidden_names"] == ["Vexy"]
    for name in ("ada", "bob", "vera"):
        assert call(name).get("").json()["hidden_names"] is None
    problem(call("ann").patch("", {"slug": "other"}), 422, "unknown_field")
    problem(call("ann").patch("", {"visibility": "x"}), 422)
