"""Codebook growth over the interface, and beside twenty who write."""

import uuid

import jsonschema
import pytest
from django.db import connection
from drf_spectacular.generators import SchemaGenerator

from core.models import Annotation, Codebook, CodebookChange, Document, Event
from tests.annotator.api.conftest import Caller, problem
from tests.annotator.api.test_races import at_once, statuses
from tests.house import TEXT, House

QUOTE = "There is no proof of state policy"


def change(kind, target, **more):
    return {"id": str(uuid.uuid4()), "kind": kind, "target": target} | more


def test_changes_are_drafted_looked_at_published_and_told(house, call):
    house.mark("bob", QUOTE, "opinion")
    ann = call("ann")
    sent = change("merge-label", "opinion", details={"into": "assertion"}, reason="Nobody told them apart.")
    assert ann.post("codebook/changes/", sent).status_code == 201
    assert ann.post("codebook/changes/", sent).status_code == 200
    dropped = ann.post("codebook/changes/", change("retire-label", "evidence")).json()
    assert ann.delete(f"codebook/changes/{dropped['id']}/").status_code == 204
    (told,) = ann.get("codebook/preview/").json()["results"]
    assert (told["n_marks"], told["n_twice"], told["change"]["state"]) == (1, 0, "draft")
    assert call("bob").get("codebook/changes/").json()["results"] == []
    done = ann.post("codebook/publish/").json()
    assert (done["revision"], done["results"][0]["n_marks"]) == (2, 1)
    assert [row["label"] for row in call("bob").get("documents/d1/annotations/").json()["results"]] == ["assertion"]
    assert call("bob").get("codebook/").json()["revision"] == 2


def test_how_many_marks_a_change_touched_is_told_to_the_owner_alone(house, call):
    house.mark("bob", QUOTE, "opinion")
    call("ann").post("codebook/changes/", change("retire-label", "opinion"))
    call("ann").post("codebook/publish/")
    seen = {name: call(name).get("codebook/changes/").json()["results"][0]["n_marks"] for name in ("ann", "cem", "ada")}
    assert seen == {"ann": 1, "cem": None, "ada": None}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "burn"}, "unknown_kind"),
        ({"kind": None}, "unknown_kind"),
        ({"kind": ["retire-label"]}, "unknown_kind"),
        ({"target": None}, "change_invalid"),
        ({"target": "nothing"}, "change_invalid"),
        ({"target": "x" * 5000}, "change_invalid"),
        ({"details": []}, "change_invalid"),
        ({"details": {"into": "evidence"}}, "change_invalid"),
        ({"details": {"__proto__": {}}}, "change_invalid"),
        ({"reason": 5}, "change_invalid"),
        ({"reason": "x" * 1001}, "change_invalid"),
        ({"reason": "a\x07b"}, "text_refused"),
        ({"id": "1"}, "id_invalid"),
        ({"state": "published"}, "unknown_field"),
        ({"n_marks": 5}, "unknown_field"),
        ({"kind": "rename-label", "details": {"name": 5}}, "codebook_invalid"),
        ({"kind": "rename-label", "details": {"name": "a\x07b"}}, "codebook_invalid"),
        ({"kind": "rename-label", "details": {"guide": {"counts": [5]}}}, "codebook_invalid"),
        ({"kind": "add-value", "target": "role/R9", "details": {"rank": "5"}}, "codebook_invalid"),
        ({"kind": "add-value", "target": "role/R9", "details": {"rank": True}}, "codebook_invalid"),
        ({"kind": "add-value", "target": "role/R9", "details": {"rank": 2**40}}, "change_invalid"),
    ],
)
def test_a_hostile_change_is_refused_and_nothing_is_stored(house, call, changes, code):
    problem(call("ann").post("codebook/changes/", change("retire-label", "opinion") | changes), 422, code)
    assert not CodebookChange.objects.exists()


def test_answers_are_what_the_schema_says(house, call):
    schema = SchemaGenerator(api_version="1").get_schema(request=None, public=True)
    ann, sent = call("ann"), change("retire-label", "opinion")
    answers = [
        ("post", "codebook/changes/", ann.post("codebook/changes/", sent)),
        ("get", "codebook/preview/", ann.get("codebook/preview/")),
        ("post", "codebook/publish/", ann.post("codebook/publish/")),
        ("get", "codebook/changes/", ann.get("codebook/changes/")),
        ("get", "codebook/", ann.get("codebook/")),
    ]
    for method, path, response in answers:
        answer = schema["paths"][f"/api/v1/projects/{{slug}}/{path}"][method]["responses"][str(response.status_code)]
        shape = {**answer["content"]["application/json"]["schema"], "components": schema["components"]}
        jsonschema.Draft202012Validator(shape).validate(response.json())


@pytest.fixture
def committed(transactional_db):
    return House()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["retire-label", "merge-label"])
def test_a_label_goes_while_twenty_use_it_and_no_mark_is_lost_or_late(committed, kind):
    house = committed
    details = {"into": "assertion"} if kind == "merge-label" else {}
    Caller("ann").post("codebook/changes/", change(kind, "opinion", details=details))
    for number in range(20):
        house.join(f"r{number}", "reviewer")
    callers = [Caller(f"r{number}") for number in range(20)]

    def write(number):
        if number == 7:
            return [Caller("ann").post("codebook/publish/")]
        bodies = [
            house.body("Beijing", "opinion") | {"start": place, "end": place + 3, "quote": TEXT[place : place + 3]}
            for place in range(0, 40, 4)
        ]
        return [callers[number].post("documents/d1/annotations/", body) for body in bodies]

    connection.close()  # sixteen who write take every connection of the pool
    answers = [answer for rows in at_once(20, write) for answer in rows]
    assert set(statuses(answers)) <= {200, 201, 422}
    refusals = [answer for answer in answers if answer.status_code == 422]
    assert {answer.json()["code"] for answer in refusals} <= {"unknown_label"}
    standing = Annotation.objects.filter(deleted_at__isnull=True)
    assert standing.count() == len(answers) - len(refusals) - 1
    published = Event.objects.filter(kind="annotation-changed").count()
    if kind == "merge-label":
        assert not standing.filter(label__key="opinion").exists()
        assert published == CodebookChange.objects.get().n_marks == standing.count()
    else:
        assert CodebookChange.objects.get().n_marks == standing.count()
    assert Codebook.objects.get().revision == 2
    assert Document.objects.get().last_event == Event.objects.count()
