"""The report at the interface: the same facts as the page, in the shape that the schema tells."""

import jsonschema
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator

from core.models import Reviewer
from core.services import annotating, readings
from tests.annotator.api.conftest import problem

PATH = "documents/d1/report/"


@pytest.fixture
def marked(house):
    """Bob asserts twice, once with evidence, and submits."""
    house.basis = house.mark("bob", "China banned the trade in 2019", "evidence", facets={"voice": "own-voice"})
    house.claim = house.mark("bob", "Officials say Beijing does little", facets={"voice": "anonymous-collective"})
    house.mark("bob", "There is no proof of state policy")
    annotating.add_link(house.bob, house.basis.uuid, house.claim.uuid, "supports")
    house.submit("bob")
    return house


def test_the_facts_are_those_of_the_page(marked, call):
    report = call("vera").get(PATH).json()
    (figures,) = report["figures"]
    assert (figures["n_marks"], figures["n_assertions"], figures["n_unsupported"]) == (3, 2, 1)
    assert (figures["n_own_voice"], figures["n_voiced"], figures["share_own_voice"]) == (1, 2, 0.5)
    assert [row["quote"] for row in report["claims"]] == [
        "Officials say Beijing does little", "There is no proof of state policy",
    ]  # fmt: skip
    (basis,) = report["claims"][0]["marks"][0]["bases"]
    assert (basis["kind"], basis["quote"]) == ("supports", "China banned the trade in 2019")


def test_the_answer_is_what_the_schema_says(marked, call):
    schema = SchemaGenerator(api_version="1").get_schema(request=None, public=True)
    shape = {"$ref": "#/components/schemas/ReportShape", "components": schema["components"]}
    for name in ("vera", "cem", "ann"):
        answer = call(name).get(PATH).json()
        jsonschema.Draft202012Validator(shape).validate(answer)
        assert set(answer) == set(schema["components"]["schemas"]["ReportShape"]["properties"])


def test_a_blind_colleague_gets_no_mark_and_is_told_why(marked, call):
    report = call("cem").get(PATH).json()
    assert (report["withheld"], report["claims"], report["readings"], report["figures"]) == (True, [], [], [])


def test_figures_of_ones_own_open_reading_are_a_draft_and_a_colleagues_are_left_out(marked, call):
    assert [row["draft"] for row in call("bob").get(PATH).json()["figures"]] == [False]
    readings.reopen_reading(marked.bob, marked.document)
    assert [row["draft"] for row in call("bob").get(PATH).json()["figures"]] == [True]
    name = Reviewer.objects.get(user=marked.bob.user).code_name
    report = call("vera").get(f"{PATH}?reader={name}").json()
    assert (report["figures"], report["figures_left_out"], len(report["claims"])) == ([], True, 2)
    assert report["questions"]["naming"] == []
    report = call("vera").get(PATH).json()
    assert (report["figures"], report["figures_left_out"], report["claims"]) == ([], False, [])


def test_kinds_of_readers_meet_in_no_open_question(marked, call):
    marked.mark("cem", "There is no proof of state policy", "opinion")
    marked.submit("cem")
    (found,) = call("vera").get(PATH).json()["questions"]["differing"]
    assert (found["kind"], sorted(found["labels"])) == ("person", ["assertion", "opinion"])
    Reviewer.objects.filter(user=marked.cem.user).update(kind="machine")
    asked = call("vera").get(PATH).json()["questions"]
    assert (asked["differing"], [row["kind"] for row in asked["naming"]]) == ([], ["machine", "person"])


def test_a_withheld_reading_is_not_there(marked, call):
    name = Reviewer.objects.get(user=marked.bob.user).code_name
    problem(call("cem").get(f"{PATH}?reader={name}"), 404)
    problem(call("stan").get(PATH), 404)
    problem(call("vera").get(f"{PATH}?nonsense=1"), 400, "unknown_parameter")
    assert call("vera").get(f"{PATH}?reader={name}").json()["reader"] == name
    assert call("bob").get(f"{PATH}?reader=").json()["reader"] is None


def test_it_costs_the_same_at_ten_and_twenty(house, call):
    words = [word for word in house.document.text.split() if house.document.text.count(word) == 1]
    bob, counts = call("bob"), []
    bob.get(PATH)
    for ten in (words[:10], words[10:20]):
        for word in ten:
            house.mark("bob", word)
        with CaptureQueriesContext(connection) as queries:
            assert bob.get(PATH).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
