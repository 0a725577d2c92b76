"""Lists by cursor."""

import base64
import json

import pytest

from core.models import Outlet
from tests.annotator.api.conftest import problem


@pytest.fixture
def outlets(house):
    """250 outlets and The Gazette."""
    Outlet.objects.bulk_create(Outlet(project=house.project, key=f"k{number:03}", name="N") for number in range(250))
    return ["gazette", *(f"k{number:03}" for number in range(250))]


def at(address):
    return address.removeprefix("http://testserver")


def keys(page):
    return [row["key"] for row in page["results"]]


def test_pages_of_a_hundred_join_without_gap_forwards_and_backwards(outlets, call):
    bob = call("bob")
    pages = [bob.get("outlets/").json()]
    while pages[-1]["next"]:
        pages.append(bob.get(at(pages[-1]["next"])).json())
    assert [len(page["results"]) for page in pages] == [100, 100, 51]
    assert [key for page in pages for key in keys(page)] == outlets
    assert pages[0]["previous"] is None
    back = bob.get(at(pages[2]["previous"])).json()
    assert keys(back) == keys(pages[1])
    first = bob.get(at(back["previous"])).json()
    assert (keys(first), first["previous"]) == (keys(pages[0]), None)
    assert keys(bob.get(at(first["next"])).json()) == keys(pages[1])


def test_a_row_that_comes_in_between_neither_repeats_nor_hides_another(house, outlets, call):
    page = call("bob").get("outlets/").json()
    Outlet.objects.create(project=house.project, key="a", name="N")
    assert keys(call("bob").get(at(page["next"])).json()) == outlets[100:200]


def test_filters_stay_in_the_next_address(house, call):
    for number in range(101):
        house.add_document(f"x{number:03}", "Text.", genre="a & b")
    page = call("bob").get("documents/?genre=a+%26+b").json()
    rest = call("bob").get(at(page["next"])).json()
    assert [row["key"] for row in rest["results"]] == ["x100"]


def cursor(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "given",
    ["", "x", "%", "ü", "AAAA", cursor([]), cursor({}), cursor(1), cursor(["next"]), cursor(["up", 1, 2, "x"]),
     cursor(["next", 1, 2, "x"]), cursor(["next", 1.5, 2, "0" * 32]), cursor(["next", True, 2, "0" * 32]),
     cursor(["next", -1, 2, "0" * 32]), cursor(["next", 2**31, 2, "0" * 32]), cursor(["next", 1, 2, "0" * 32, 4]),
     cursor([["next"], 1, 2, 3]), cursor(["next", None, None, None]), "W" * 490],
)  # fmt: skip
def test_a_garbage_cursor_is_400(house, call, given):
    problem(call("bob").get(f"documents/d1/annotations/?cursor={given}"), 400, "invalid_cursor")


@pytest.mark.parametrize("value", ["a\x00b", "\ud800"])
def test_a_cursor_with_what_no_column_holds_is_400(house, call, value):
    problem(call("bob").get(f"outlets/?cursor={cursor(['next', value])}"), 400, "invalid_cursor")


def test_a_cursor_of_another_list_is_400(house, outlets, call):
    theirs = call("bob").get("outlets/").json()["next"].split("?")[1]
    problem(call("bob").get(f"documents/d1/annotations/?{theirs}"), 400, "invalid_cursor")
