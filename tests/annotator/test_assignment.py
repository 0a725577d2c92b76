"""The owner's pages of who reads what and of settings, and the reader's next article."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.pages.home import home_page
from core.models import Assignment, Project
from core.services.assigning import assign
from tests.house import House

PLAN = {"n_readings": "1", "readers": ["bob", "cem"], "seed": "0"}
SETTINGS = {"name": "New name", "visibility": "open", "assignment": "drawn", "n_readings": "3", "source_blind": "on",
            "tentative_alpha": "0.5", "enough_alpha": "0.8",
            "hidden_names": "NYT\r\n\r\nthe Gazette"}  # fmt: skip


def client_of(house: House, name: str) -> Client:
    client = Client()
    client.force_login(house.viewers[name].user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def owner(house: House) -> Client:
    house.add_document("d2", "China again.", title="<b>Bold</b>")
    return client_of(house, "ann")


def test_a_plan_is_shown_then_stored_and_then_stands_in_the_matrix(house, owner):
    shown = owner.post("/projects/house/assignment/plan/", PLAN | {"preview": "1"}).content.decode()
    assert "2 assignments would be added; each reader then has 1." in shown
    assert "&lt;b&gt;Bold&lt;/b&gt;" in shown
    assert not Assignment.objects.exists()
    expected = re.search(r'name="expected" value="(\w+)"', shown)[1]
    stored = owner.post("/projects/house/assignment/plan/", PLAN | {"apply": "1", "expected": expected}, follow=True)
    assert "Assigned: 2 readings." in stored.content.decode()
    assert Assignment.objects.count() == 2


def test_a_plan_that_changed_meanwhile_is_shown_anew(house, owner):
    data = PLAN | {"apply": "1", "expected": "0123456789abcdef"}
    answer = owner.post("/projects/house/assignment/plan/", data)
    assert answer.status_code == 409
    assert "This plan, not stored yet" in answer.content.decode()
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    "change", [{"n_readings": "0"}, {"readers": ["stan"]}, {"overlap": ["nothing"]}, {"seed": "x"}]
)
def test_a_plan_that_is_no_plan_is_refused(owner, change):
    answer = owner.post("/projects/house/assignment/plan/", PLAN | change)
    assert answer.status_code == 422
    assert not Assignment.objects.exists()


def test_a_cell_asks_a_reader_and_takes_it_back(house, owner):
    assert "not asked. Assign" in owner.get("/projects/house/assignment/").content.decode()
    owner.post("/projects/house/assignment/change/", {"assign": "d1/bob"})
    assert Assignment.objects.get().reviewer.user == house.bob.user
    assert "bob: asked. Take back" in owner.get("/projects/house/assignment/").content.decode()
    owner.post("/projects/house/assignment/change/", {"unassign": "d1/bob"})
    assert not Assignment.objects.exists()
    house.mark("bob", "Beijing")
    page = owner.get("/projects/house/assignment/").content.decode()
    assert 'aria-label="bob: begun"' in page


@pytest.mark.parametrize("cell", ["", "d1", "d1/stan", "nothing/bob"])
def test_a_cell_that_is_not_there_changes_nothing(owner, cell):
    assert owner.post("/projects/house/assignment/change/", {"assign": cell}).status_code == 302
    assert not Assignment.objects.exists()


def test_the_matrix_costs_the_same_for_few_and_many(house, owner):
    counts = []
    for number in range(3):
        house.join(f"r{number}", "reviewer")
        house.add_document(f"x{number}", "China.")
        assign(house.ann, f"x{number}", f"r{number}")
        with CaptureQueriesContext(connection) as queries:
            owner.get("/projects/house/assignment/")
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_an_owner_changes_the_settings(owner):
    assert "<h1>Settings</h1>" in owner.get("/projects/house/settings/").content.decode()
    answer = owner.post("/projects/house/settings/", SETTINGS, follow=True)
    assert "Settings stored." in answer.content.decode()
    stored = Project.objects.get()
    assert (stored.name, stored.visibility, stored.assignment, stored.n_readings) == ("New name", "open", "drawn", 3)
    assert (stored.source_blind, stored.hidden_names) == (True, ["NYT", "the Gazette"])


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"visibility": "x"}, {"n_readings": "0"}, {"hidden_names": "x" * 201}]
)
def test_settings_that_do_not_hold_are_refused_beside_their_field(owner, change):
    answer = owner.post("/projects/house/settings/", SETTINGS | change)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert Project.objects.get().name == "The house"


def test_the_menu_leads_owners_there_and_nobody_else(house, owner):
    for name, is_there in (("ann", True), ("ada", False), ("bob", False)):
        page = client_of(house, name).get("/projects/house/articles/").content.decode()
        assert ('href="/projects/house/settings/"' in page) is is_there
        assert ('href="/projects/house/assignment/"' in page) is is_there


def test_the_work_list_shows_what_one_is_asked_the_oldest_first(house, owner):
    Project.objects.update(assignment="assigned")
    assign(house.ann, "d2", "bob")
    assign(house.ann, "d1", "bob")
    Assignment.objects.filter(document__key="d1").update(overlap=True)
    row = home_page(house.bob.user).projects[0]
    assert [(entry.title, entry.overlap) for entry in row.due] == [("<b>Bold</b>", False), ("d1", True)]
    assert (row.n_own, row.next_url) == (2, "")
    assert home_page(house.cem.user).projects[0].nothing == "Nothing is assigned to you."


def test_the_next_article_is_drawn_opened_and_kept(house, owner):
    Project.objects.update(assignment="drawn", n_readings=1)
    bob = client_of(house, "bob")
    assert "Next article" in bob.get("/").content.decode()
    opened = bob.post("/projects/house/next/")
    assert re.fullmatch(r"/projects/house/documents/d[12]/read/", opened["Location"])
    assert bob.get(opened["Location"]).status_code == 200
    page = bob.get("/").content.decode()
    assert "kept for you until" in page
    assert "Next article" not in page
    client_of(house, "cem").post("/projects/house/next/")
    house.join("dan", "reviewer")
    answer = client_of(house, "dan").post("/projects/house/next/", follow=True)
    assert "Every article has the readers it needs" in answer.content.decode()
