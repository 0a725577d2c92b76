"""The work list: what is one's own, what is due, where one left off."""

import doctest
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.pages import home
from annotator.pages.home import home_page
from core.models import Bookmark, Membership, Project, Reading
from core.services import annotating
from core.services.bookmarks import keep_bookmark
from tests.house import House

NOW = datetime(2031, 5, 9, 12, 0, tzinfo=UTC)


@pytest.fixture
def two(house):
    """The house with a second article."""
    house.second = house.add_document("d2", "China again. " * 20, title="Another one")
    return house


def entry_of(house, name):
    """The house on the page of one of its members."""
    return home_page(house.viewers[name].user, NOW).projects[0]


def left_off(house, name, document, at, when):
    """That reader's bookmark, as old as told."""
    keep_bookmark(house.viewers[name], document, at, [])
    Bookmark.objects.filter(user=house.viewers[name].user, document=document).update(updated_at=when)


def test_a_reviewer_sees_what_is_due_and_what_is_begun(two):
    two.mark("bob", "There is no proof of state policy")
    row = entry_of(two, "bob")
    assert [entry.facts for entry in row.begun] == ["1 mark"]
    assert [entry.title for entry in row.due] == ["Another one"]
    assert (row.n_due, row.n_more, row.nothing) == (1, 0, "")


def test_a_reading_begun_says_how_many_marks_and_where_one_was(two):
    two.mark("bob", "There is no proof of state policy")
    deleted = two.mark("bob", "Nobody asked the firms")
    annotating.delete_annotation(two.bob, deleted.uuid, 1)
    left_off(two, "bob", two.document, round(two.document.length * 0.43), NOW - timedelta(days=1))
    assert entry_of(two, "bob").begun[0].facts == "1 mark · last read at 43 %, yesterday"


def test_who_scrolled_to_the_end_is_told_so(two):
    left_off(two, "bob", two.document, two.document.length, NOW - timedelta(minutes=5))
    assert entry_of(two, "bob").due[0].facts == "read to the end, 5 minutes ago"


def test_continue_leads_to_the_article_last_touched_of_all_projects(two):
    other = House("other")
    left_off(two, "bob", two.second, 10, NOW - timedelta(hours=3))
    left_off(other, "bob", other.document, 5, NOW - timedelta(hours=1))
    page = home_page(two.bob.user, NOW)
    assert page.go_on.url == "/projects/other/documents/d1/read/"
    assert [entry.compare_url for entry in page.projects] == ["/projects/other/compare/", "/projects/house/compare/"]


def test_a_submitted_article_is_not_offered_to_continue(two):
    two.mark("bob", "There is no proof of state policy")
    two.submit("bob")
    Reading.objects.update(submitted_at=NOW - timedelta(days=1))
    left_off(two, "bob", two.document, 10, NOW)
    page = home_page(two.bob.user, NOW)
    assert page.go_on is None
    assert [entry.facts for entry in page.projects[0].submitted] == ["1 mark · submitted yesterday"]


def test_the_bar_counts_what_one_has_submitted_of_all(client, two):
    two.submit("bob")
    client.force_login(two.bob.user, backend="django.contrib.auth.backends.ModelBackend")
    html = client.get("/").content.decode()
    assert "1 of 2 submitted by you" in html
    assert re.search(r'<progress max="2" value="1"', html)


def test_a_list_of_many_due_articles_is_cut_and_says_how_many_more(two):
    for i in range(10):
        two.add_document(f"x{i}", "China.")
    row = entry_of(two, "bob")
    assert (len(row.due), row.n_due, row.n_more) == (6, 12, 6)


@pytest.mark.parametrize(
    ("name", "said"),
    [("ann", "You have begun no reading here."), ("ada", "You have begun no reading here."), ("vera", "")],
)
def test_nothing_is_due_for_who_is_not_asked_to_read(two, name, said):
    row = entry_of(two, name)
    assert (list(row.due), row.reads, row.nothing) == ([], False, said)


def test_nothing_is_due_where_articles_are_assigned(two):
    Project.objects.update(assignment="assigned")
    assert entry_of(two, "bob").nothing == "Nothing is assigned to you."


def test_who_has_submitted_all_is_told_that_nothing_is_left(two):
    for document in (two.document, two.second):
        two.submit("bob", document)
    assert entry_of(two, "bob").nothing == "Nothing is left to read: all of it is submitted."


def test_practice_is_no_work(house):
    from core.services.drafts import read_mark

    annotating.add_annotation(house.bob, house.document, read_mark(house.body("Nobody asked the firms")), practice=True)
    assert not entry_of(house, "bob").begun


def test_nobody_elses_reading_or_bookmark_shows(two):
    two.mark("bob", "There is no proof of state policy")
    left_off(two, "bob", two.document, 10, NOW)
    page = home_page(two.cem.user, NOW)
    assert (page.go_on, list(page.projects[0].begun), page.projects[0].n_due) == (None, [], 2)


def test_a_removed_member_sees_nothing_of_the_project(client, two):
    left_off(two, "bob", two.document, 10, NOW)
    Membership.objects.filter(user=two.bob.user).update(removed_at=timezone.now())
    client.force_login(two.bob.user, backend="django.contrib.auth.backends.ModelBackend")
    html = client.get("/").content.decode()
    assert "You are in no project yet" in html
    assert "The house" not in html


def test_number_of_queries_is_the_same_for_few_and_many(house):
    counts = []
    for number in range(3):
        house.add_document(f"x{number}", "China.", title=f"X{number}")
        house.mark("bob", "China", document=house.add_document(f"y{number}", "China."))
        project = Project.objects.create(slug=f"p{number}", name="P", codebook=house.project.codebook)
        Membership.objects.create(project=project, user=house.bob.user, role="reviewer")
        with CaptureQueriesContext(connection) as queries:
            home_page(house.bob.user)
        counts.append(len(queries))
    assert counts == [6, 6, 6]


def test_times_are_told_as_people_tell_them():
    assert doctest.testmod(home).failed == 0
