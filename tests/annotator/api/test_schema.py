"""The OpenAPI document and the page made from it."""

import re
import uuid

import jsonschema
import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from annotator.api.readable import page_of
from core.queries.indicators import indicators
from tests.annotator.api.test_rights import TABLE


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator(api_version="1").get_schema(request=None, public=True)


def test_the_schema_is_valid_and_made_without_warnings(capsys):
    GENERATOR_STATS.reset()
    validate_schema(SchemaGenerator(api_version="1").get_schema(request=None, public=True))
    assert not GENERATOR_STATS
    assert capsys.readouterr().err == ""


def test_the_schema_is_served_to_everybody_as_json(call):
    response = call(None).get("/api/v1/schema/")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    assert response.json()["openapi"].startswith("3.1")


def test_the_schema_holds_every_address_and_method(schema):
    described = {
        path.removeprefix("/api/v1/"): {method.upper() for method in methods}
        for path, methods in schema["paths"].items()
    }
    served = {
        re.sub("<[a-z]+:([a-z]+)>", r"{\1}", path): set(methods)
        for path, methods in TABLE.items()
        if path not in ("", "schema/", "docs/")
    }
    assert described == served


def test_every_operation_has_summary_description_and_errors(schema):
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"]
            assert {"400", "401", "404"} <= set(operation["responses"])


def shape_of(schema, answer):
    content = answer.get("content", {}).get("application/json")
    return content and {**content["schema"], "components": schema["components"]}


def operation_of(schema, path):
    pattern = re.sub("documents/d1", "documents/{key}", re.sub("outlets/gazette", "outlets/{key}", path))
    pattern = re.sub("[0-9a-f-]{36}", "{uuid}", re.sub("members/[a-z]+/", "members/{username}/", pattern))
    return schema["paths"][path if path.startswith("/") else f"/api/v1/projects/{{slug}}/{pattern}"]


def talk_answers(house, bob):
    """Each address of threads and comments once."""
    thread, said = str(uuid.uuid4()), str(uuid.uuid4())
    body = {"id": thread, "start": 0, "end": 10, "kind": "guideline-gap", "text": "Does a headline count?"}
    asked = [
        ("post", "documents/d1/threads/", body),
        ("post", f"threads/{thread}/comments/", {"id": said, "text": "a"}),
    ]
    answers = [(method, path, bob.post(path, data)) for method, path, data in asked]
    answers.append(("get", asked[1][1], bob.get(asked[1][1])))
    answers.append(("patch", f"comments/{said}/", bob.patch(f"comments/{said}/", {"text": "b"}, 1)))
    return answers + [("post", f"threads/{thread}/{end}/", bob.post(f"threads/{thread}/{end}/"))
                      for end in ("resolve", "reopen")]  # fmt: skip


def session_answers(ann, bob):
    """A session from the lobby to its minutes, step by step."""
    room = "documents/d1/session/"
    steps = (("", ann, {"name": "Thursday", "n_minutes": 5}), ("enter/", bob, {}), ("open/", ann, {}),
             ("timer/", ann, {"n_minutes": None}), ("heard/", bob, {}), ("done/", bob, {}), ("reveal/", ann, {}),
             ("close/", ann, {}))  # fmt: skip
    answers = [("post", f"{room}{step}", caller.post(f"{room}{step}", body)) for step, caller, body in steps]
    bob.post("documents/d1/reopen/")
    return [*answers, *(("get", f"{room}{step}", bob.get(f"{room}{step}")) for step in ("", "minutes/"))]


def test_answers_are_what_the_schema_says(house, call, schema):
    mark = house.mark("bob", "Beijing", facets={"target": "ccp"}, note="n")
    other = house.mark("bob", "China banned", "evidence")
    bob, ann = call("bob"), call("ann")
    one = f"annotations/{mark.uuid}/"
    ann.patch("outlets/gazette/", {"facts": [{"text": "a", "source": "b"}]}, 1)
    answers = [
        ("post", f"{one}links/", bob.post(f"{one}links/", {"to": str(other.uuid), "kind": "supports"})),
        ("patch", one, bob.patch(one, {"note": "x"}, 1)),
        ("post", "documents/d1/annotations/", bob.post("documents/d1/annotations/", house.body("A headline"))),
        ("post", "documents/d1/undo/", bob.post("documents/d1/undo/", {"id": str(uuid.uuid4())})),
        ("post", "documents/d1/redo/", bob.post("documents/d1/redo/", {"id": str(uuid.uuid4())})),
        ("get", "documents/d1/bookmark/", bob.get("documents/d1/bookmark/")),
        ("post", "documents/d1/bookmark/", bob.post("documents/d1/bookmark/", {"at": 3, "seen": [[0, 3]]})),
        (
            "post",
            f"{one}split/",
            bob.post(f"{one}split/", {"at": mark.start + 3, "id": str(uuid.uuid4())}, **{"If-Match": '"2"'}),
        ),
        ("post", f"{one}restore/", bob.post(f"{one}restore/", {"version": 1}, **{"If-Match": '"3"'})),
        *talk_answers(house, bob),
        *session_answers(ann, bob),
        ("post", "documents/d1/submit/", bob.post("documents/d1/submit/")),
        ("post", "documents/d1/reopen/", bob.post("documents/d1/reopen/")),
        ("post", "outlets/", ann.post("outlets/", {"key": "x"})),
        (
            "post",
            "documents/",
            ann.post(
                "documents/",
                {
                    "key": "x",
                    "outlet": "x",
                    "text": "T.",
                    "sections": [{"start": 0, "end": 1, "outlet": "x"}],
                    "excluded": [{"start": 0, "end": 1, "reason": "junk"}],
                },
            ),
        ),
    ]
    for address, body in (
        ("invitations/", {}),
        ("invitations/", {"kind": "link"}),
        ("members/", {"username": "dan", "role": "viewer"}),
    ):
        answers.append(("post", address, ann.post(address, body)))
    answers.append(("patch", "members/dan/", ann.patch("members/dan/", {"role": "reviewer"})))
    ways = ann.get("invitations/").json()["results"]
    for address, body in (
        ("/api/v1/join/", {"code": ways[0]["code"], "name": "Gus"}),
        ("/api/v1/join/link/", {"token": ways[1]["code"]}),
    ):
        answers.append(("post", address, bob.post(address, body)))
    key = answers[-2][2].json()["return_key"]
    answers.append(("post", "/api/v1/join/back/", bob.post("/api/v1/join/back/", {"return_key": key})))
    answers += [("get", path, ann.get(path)) for path in ("members/", "invitations/", "leave/")]
    answers.append(("post", "leave/", call("cem").post("leave/", {"marks": "delete"})))
    for path in (
        "/api/v1/projects/",
        "",
        "outlets/",
        "outlets/gazette/",
        "documents/",
        "documents/d1/",
        "documents/d1/annotations/",
        "documents/d1/events/",
        one,
        f"{one}history/",
        f"{one}links/",
        "documents/d1/threads/",
        "codebook/questions/",
        "comparison/",
        "agreement/",
        "agreement/passages/",
        "comparison/report/",
    ):
        answers.append(("get", path, bob.get(path)))
    assert_described(schema, answers)


def test_rulings_are_what_the_schema_says(house, call, schema):
    mark = house.mark("bob", "Beijing", facets={"target": "ccp"}, note="n")
    house.submit("bob")
    ruling, path = house.rule("ann", mark), "documents/d1/"
    bob, ann = call("bob"), call("ann")
    body = {"id": str(uuid.uuid4()), "start": mark.start, "end": mark.end, "outcome": "reject", "reason": "No.",
            "rests_on": [{"annotation": str(mark.uuid), "version": 1}], "supersedes": str(ruling.uuid)}  # fmt: skip
    answers = [
        ("post", f"{path}decisions/", ann.post(f"{path}decisions/", body)),
        ("post", f"{path}adjudication/finish/", ann.post(f"{path}adjudication/finish/", {"leaving_open": True})),
        ("post", f"{path}adjudication/reopen/", ann.post(f"{path}adjudication/reopen/")),
    ]
    for name in ("decisions/", f"decisions/{ruling.uuid}/", "disagreements/", "rulings/"):
        answers.append(("get", path + name, bob.get(path + name)))
    assert_described(schema, answers)


def test_assessments_and_profiles_are_what_the_schema_says(house, call, schema):
    bob, path = call("bob"), "documents/d1/assessment/"
    said = {key: {"value": "cannot-tell", "note": "n"} for key in indicators()}
    tag = {"If-Match": '"1"'}
    answers = [
        ("get", path, bob.get(path)),
        ("patch", path, bob.patch(path, {"answers": said}, '"0"')),
        ("patch", path, bob.patch(path, {"answers": {"fallacies": None}}, '"7"')),
        ("post", f"{path}submit/", bob.post(f"{path}submit/", **tag)),
        ("post", f"{path}reopen/", bob.post(f"{path}reopen/", **{"If-Match": '"2"'})),
        ("get", "documents/d1/assessments/", bob.get("documents/d1/assessments/")),
        ("get", "indicators/", bob.get("indicators/")),
        ("get", "outlets/gazette/profile/", bob.get("outlets/gazette/profile/")),
    ]
    assert [response.status_code for _, _, response in answers] == [200, 200, 412, 200, 200, 200, 200, 200]
    assert_described(schema, answers[:2] + answers[3:])
    shape = {"$ref": "#/components/schemas/StaleAssessmentProblem", "components": schema["components"]}
    jsonschema.Draft202012Validator(shape).validate(answers[2][2].json())
    submitting = bob.post(f"{path}submit/")
    assert (submitting.status_code, submitting.json()["code"]) == (428, "if_match_missing")
    bob.patch(path, {"answers": {"fallacies": None}}, '"3"')
    refused = bob.post(f"{path}submit/", **{"If-Match": '"4"'})
    assert (refused.status_code, refused.json()["missing"]) == (409, ["fallacies"])


def assert_described(schema, answers):
    for method, path, response in answers:
        responses = operation_of(schema, path)[method]["responses"]
        shape = shape_of(schema, responses[str(response.status_code)])
        jsonschema.Draft202012Validator(shape).validate(response.json())
        properties = schema["components"]["schemas"].get(shape.get("$ref", "").rpartition("/")[2], {}).get("properties")
        if properties:
            assert set(response.json()) == set(properties), path


def test_a_problem_is_what_the_schema_says(house, call, schema):
    mark = house.mark("bob", "Beijing")
    thread = str(uuid.uuid4())
    call("bob").post("documents/d1/threads/", {"id": thread, "start": 0, "end": 10, "text": "Is it?"})
    for name, response in (
        ("StaleComment", call("bob").patch(f"comments/{thread}/", {"text": "a"}, 9)),
        ("Problem", call(None).get("")),
        ("StaleProblem", call("bob").patch(f"annotations/{mark.uuid}/", {}, 9)),
    ):
        shape = {"$ref": f"#/components/schemas/{name}", "components": schema["components"]}
        jsonschema.Draft202012Validator(shape).validate(response.json())


def test_the_documentation_is_a_page_without_script_of_its_own(call, db):
    response = call(None).get("/api/v1/docs/", Accept="text/html")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/html")
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "<script" not in main
    assert "style=" not in main
    assert "Add a mark" in main


def test_the_documentation_names_every_operation_shape_and_error(schema):
    page = page_of(schema)
    operations = [row for _, rows in page.groups for row in rows]
    assert len(operations) == sum(len(methods) for methods in schema["paths"].values())
    assert all(row.answers and row.errors and row.paragraphs for row in operations)
    shapes = {shape.name for shape in page.shapes}
    linked = {answer.shape for row in operations for answer in (*row.answers, *row.errors)}
    linked |= {field.shape for shape in page.shapes for field in shape.fields} | {row.body for row in operations}
    assert linked - {""} <= shapes


def test_the_documentation_has_every_anchor_once(call, db):
    page = call(None).get("/api/v1/docs/").content.decode()
    anchors = re.findall(r'\bid="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)
