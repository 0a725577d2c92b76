"""Projects and outlets over HTTP."""

import pytest

from core.models import Outlet, Project
from tests.annotator.api.conftest import problem
from tests.house import House

NEW = {
    "key": "herald",
    "name": "The Herald",
    "domain": "herald.example",
    "country": "GB",
    "kind": "newspaper",
    "facts": [{"text": "Founded in 1900.", "source": "https://herald.example/about"}],
}


def test_only_the_callers_projects_are_listed(house, call):
    House("other")
    Project.objects.get(slug="other").memberships.filter(user__username="bob").delete()
    assert [row["slug"] for row in call("bob").get("/api/v1/projects/").json()["results"]] == ["house"]
    assert [row["slug"] for row in call("ann").get("/api/v1/projects/").json()["results"]] == ["house", "other"]
    assert call("stan").get("/api/v1/projects/").json()["results"] == []


def test_a_project_says_the_callers_role_and_its_codebook(house, call):
    answer = call("vera").get("").json()
    assert (answer["slug"], answer["role"], answer["visibility"]) == ("house", "viewer", "blind")
    assert answer["codebook"] == {"key": "default", "version": 1}


def test_an_owner_adds_an_outlet(house, call):
    response = call("ann").post("outlets/", NEW)
    assert (response.status_code, response.json()) == (201, NEW | {"version": 1})
    assert call("vera").get("outlets/herald/").json() == NEW | {"version": 1}


def test_outlets_are_listed_by_key(house, call):
    call("ada").post("outlets/", {"key": "abc"})
    assert [row["key"] for row in call("vera").get("outlets/").json()["results"]] == ["abc", "gazette"]


def test_a_reviewer_adds_and_changes_no_outlet(house, call):
    problem(call("bob").post("outlets/", NEW), 403, "role_required")
    problem(call("vera").patch("outlets/gazette/", {"name": "Mine"}), 403, "role_required")


def test_a_taken_key_is_409(house, call):
    problem(call("ann").post("outlets/", {"key": "gazette"}), 409, "outlet_exists")


def test_an_outlet_is_changed_in_what_is_given(house, call):
    answer = call("ann").patch("outlets/gazette/", {"country": "FR"}, 1)
    assert (answer.json()["country"], answer.json()["name"], answer["ETag"]) == ("FR", "The Gazette", '"2"')
    assert call("ann").patch("outlets/gazette/", {"country": "FR"}, 2)["ETag"] == '"2"'


def test_a_change_of_an_outlet_may_name_the_version_that_was_read(house, call):
    path = "outlets/gazette/"
    assert call("ann").patch(path, {"name": "Hers"}).json()["version"] == 2
    stale = problem(call("ada").patch(path, {"name": "Mine"}, 1), 412, "stale_version")
    assert (stale["current"]["name"], stale["current"]["version"]) == ("Hers", 2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"key": "x"}, "key"),
        ({"project": 1}, "project"),
        ({"id": 1}, "id"),
        ({"name": 5}, "name"),
        ({"name": None}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"facts": "x"}, "facts"),
        ({"facts": [1]}, "facts"),
        ({"facts": [{"text": 1}]}, "facts"),
        ({"facts": [{"text": "a", "source": [1]}]}, "facts"),
        ({"facts": [{"text": "a", "score": 5}]}, "facts"),
        ({"domain": ["x"]}, "domain"),
        ({"kind": True}, "kind"),
    ],
)
def test_a_bad_change_of_an_outlet_is_422_and_names_the_field(house, call, change, field):
    assert field in problem(call("ann").patch("outlets/gazette/", change, 1), 422)["errors"]
    assert Outlet.objects.get().name == "The Gazette"


@pytest.mark.parametrize("key", [None, 5, "", "a b", "../x", "x" * 101, "ü"])
def test_a_bad_key_is_422(house, call, key):
    problem(call("ann").post("outlets/", {"key": key, "name": "N"}), 422)
    assert Outlet.objects.count() == 1


def test_another_projects_outlet_is_404(house, call):
    other = House("other")
    Outlet.objects.create(project=other.project, key="theirs", name="Theirs")
    problem(call("ann").get("outlets/theirs/"), 404)
    problem(call("ann").patch("outlets/theirs/", {"name": "Mine"}), 404)
    problem(call("ann").get("outlets/a%00b/"), 404)
