"""Claims and speakers at the interface: answers as the schema has them, refusals as problem documents."""

import re
from uuid import uuid4

import jsonschema
import pytest
from drf_spectacular.generators import SchemaGenerator

from core.services import claiming
from tests.annotator.api.conftest import Caller, problem


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator(api_version="1").get_schema(request=None, public=True)


def described(schema, method, path, response):
    """The answer, held against what stands in the schema."""
    pattern = re.sub("[0-9a-f-]{36}", "{uuid}", re.sub(r"speakers/\d+/", "speakers/{speaker}/", path)).partition("?")[0]
    operation = schema["paths"][f"/api/v1/projects/{{slug}}/{pattern}"][method]
    shape = operation["responses"][str(response.status_code)]["content"]["application/json"]["schema"]
    jsonschema.Draft202012Validator(shape | {"components": schema["components"]}).validate(response.json())
    return response.json()


def ids(world, *keys):
    return [str(uuid) for uuid in world.of(*keys)]


def test_a_claim_from_a_suggestion_to_its_end(world, schema):
    ann = Caller("ann", "claimed")
    (first, *_) = described(schema, "get", "claims/suggestions/", ann.get("claims/suggestions/"))["results"]
    body = {"id": str(uuid4()), "annotations": [mark for side in first["passages"] for mark in side]}
    made = ann.post("claims/", body)
    assert (made.status_code, made.headers["ETag"], ann.post("claims/", body).status_code) == (201, '"1"', 200)
    path = f"claims/{body['id']}/"
    described(schema, "post", "claims/", made)
    joined = ann.post(f"{path}annotations/", {"annotations": ids(world, "times")})
    claim = described(schema, "post", f"{path}annotations/", joined)
    assert (claim["outlets"], claim["n_marks"], claim["n_independent"]) == (["agency", "blog", "times"], 3, 2)
    assert described(schema, "patch", path, ann.patch(path, {"text": "Many worked there."}, 1))["version"] == 2
    stale = problem(ann.patch(path, {"text": "Few did."}, 1), 412, "stale_version")
    assert stale["current"]["text"] == "Many worked there."
    (mark,) = ids(world, "blog")
    assert ann.delete(f"{path}annotations/{mark}/").status_code == 204
    assert described(schema, "get", "claims/", ann.get("claims/?outlet=blog"))["results"] == []
    assert described(schema, "get", path, ann.get(path))["outlets"] == ["agency", "times"]


def test_two_claims_become_one_and_a_second_claim_of_a_mark_is_a_conflict(world, schema):
    ann = Caller("ann", "claimed")
    one, other = (
        str(claiming.make_claim(world.ann, id=uuid4(), marks=world.of(key))[0].uuid) for key in ("agency", "blog")
    )
    refused = problem(
        ann.post("claims/", {"id": str(uuid4()), "annotations": ids(world, "agency")}), 409, "states_another"
    )
    assert refused["claim"] == one
    merged = ann.post(f"claims/{one}/merge/", {"other": other}, **{"If-Match": '"1"'})
    assert described(schema, "post", f"claims/{one}/merge/", merged)["n_marks"] == 2
    problem(ann.get(f"claims/{other}/"), 404)
    apart = {"ones": ids(world, "agency"), "others": ids(world, "times")}
    assert described(schema, "post", "claims/apart/", ann.post("claims/apart/", apart)) == {"n_new": 1}
    assert ann.get("claims/suggestions/").json()["results"] == []


@pytest.mark.parametrize(
    ("body", "code"),
    [({"annotations": []}, "no_marks"), ({"annotations": "x"}, "no_marks"), ({"annotations": ["x"]}, "id_invalid"),
     ({"annotations": None}, "no_marks"), ({"annotations": [str(uuid4())] * 3, "text": 5}, "text_invalid"),
     ({"annotations": [str(uuid4())], "text": "x" * 501}, "text_invalid"), ({"marks": []}, "unknown_field")],
)  # fmt: skip
def test_what_is_no_claim_is_refused(world, body, code):
    problem(Caller("ann", "claimed").post("claims/", {"id": str(uuid4())} | body), 422, code)
    assert Caller("ann", "claimed").get("claims/").json()["results"] == []


def test_the_comparison_holds_the_claims_of_two_outlets_or_more(world):
    claiming.make_claim(world.ann, id=uuid4(), marks=world.of("agency", "times"), text="Many worked there.")
    claiming.make_claim(world.ann, id=uuid4(), marks=world.of("blog"))
    ann = Caller("ann", "claimed")
    (claim,) = ann.get("comparison/").json()["claims"]
    assert (claim["text"], claim["outlets"], claim["n_marks"], claim["n_independent"]) == (
        "Many worked there.", ["agency", "times"], 2, 2,
    )  # fmt: skip
    assert ann.get("comparison/?voice=quoted").json()["claims"] == []


def test_speakers_at_the_interface(world, schema):
    ann = Caller("ann", "claimed")
    made = ann.post("speakers/", {"name": "The ministry", "aliases": ["Ministry"]})
    path = f"speakers/{described(schema, 'post', 'speakers/', made)['id']}/"
    problem(ann.post("speakers/", {"name": "ministry"}), 409, "name_taken")
    assert described(schema, "patch", path, ann.patch(path, {"side": "prc-government"}, 1))["version"] == 2
    split = ann.post(f"{path}split/", {"alias": "Ministry"}, **{"If-Match": '"2"'})
    other = described(schema, "post", f"{path}split/", split)["id"]
    problem(ann.post(f"{path}merge/", {"other": other}, **{"If-Match": '"2"'}), 412, "stale_version")
    merged = ann.post(f"{path}merge/", {"other": other}, **{"If-Match": '"3"'})
    assert described(schema, "post", f"{path}merge/", merged)["aliases"] == ["Ministry"]
    assert described(schema, "get", path, ann.get(path)) == merged.json()
    body = {"names": ["the  MINISTRY", "Minister"]}
    first, second = described(schema, "post", "speakers/apart/", ann.post("speakers/apart/", body))["speakers"]
    assert (first["not_same"], second["not_same"]) == (["Minister"], ["The ministry"])
    gone = f"speakers/{second['id']}/"
    problem(ann.delete(gone, 1), 412, "stale_version")
    assert ann.delete(gone, second["version"]).status_code == 204
    assert described(schema, "post", f"{gone}restore/", ann.post(f"{gone}restore/"))["not_same"] == ["The ministry"]
    assert described(schema, "patch", gone, ann.patch(gone, {"not_same": []}, 4))["not_same"] == []
    assert ann.delete(gone, 5).status_code == 204
    (row,) = described(schema, "get", "speakers/", ann.get("speakers/"))["results"]
    assert (row["name"], row["documents"]) == ("The ministry", [])
