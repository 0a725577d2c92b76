"""Who reads what: planned, given, taken back, and drawn at one's own pace."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import access
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.models import Assignment, Participant, Project, Session
from core.queries.progress import progress
from core.services.assigning import PlanWish, apply_plan, assign, draw_next, plan, unassign
from tests.house import House


def mode(house, value, **more):
    """The house in another mode, its viewers as the next request makes them."""
    Project.objects.filter(pk=house.project.pk).update(assignment=value, **more)
    for name, viewer in house.viewers.items():
        house.viewers[name] = access.viewer(viewer.user, "house")
    return house


@pytest.fixture
def six(house):
    """The house with six documents and three reviewers."""
    for number in range(2, 7):
        house.add_document(f"d{number}", "China again.")
    house.join("dan", "reviewer")
    return mode(house, "assigned")


def test_a_plan_stores_nothing_and_its_application_what_it_showed(six):
    wish = PlanWish(n_readings=2, overlap=["d1"])
    shown = plan(six.ann, wish, seed=4)
    assert not Assignment.objects.exists()
    assert len(shown.added) == 3 + 5 * 2
    assert sorted(shown.n_of(row) for row in shown.readers) == [4, 4, 5]
    made = apply_plan(six.ann, wish, seed=4, expected=shown.fingerprint)
    assert made.added == shown.added
    stored = Assignment.objects.values_list("document_id", "reviewer__user_id")
    assert sorted(stored) == sorted(shown.added)
    assert Assignment.objects.filter(overlap=True).count() == 3
    assert plan(six.ann, wish, seed=9).added == []


def test_a_plan_that_has_changed_since_is_not_stored(six):
    wish = PlanWish(n_readings=1)
    shown = plan(six.ann, wish)
    for document in ("d1", "d2", "d3"):
        assign(six.ann, document, "bob")
    with pytest.raises(Conflict) as caught:
        apply_plan(six.ann, wish, expected=shown.fingerprint)
    assert caught.value.code == "plan_changed"
    assert Assignment.objects.count() == 3


def test_what_stands_counts_for_document_and_reader(six):
    for key in ("d1", "d2", "d3", "d4"):
        assign(six.ann, key, "bob")
    made = plan(six.ann, PlanWish(n_readings=1))
    assert [made.n_of(row) for row in made.readers if row.username == "bob"] == [4]
    assert sorted(made.n_of(row) for row in made.readers) == [1, 1, 4]


def test_a_plan_says_which_documents_lack_readers(six):
    made = plan(six.ann, PlanWish(["bob"], ["d1", "d2"], 2))
    assert [row.key for row in made.short] == ["d1", "d2"]


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (PlanWish(["nobody"]), "unknown_reviewer"),
        (PlanWish(["vera"]), "unknown_reviewer"),
        (PlanWish(None, ["nothing"]), "unknown_document"),
        (PlanWish(overlap=["nothing"]), "unknown_document"),
        (PlanWish(n_readings=0), "plan_invalid"),
        (PlanWish(n_readings=True), "plan_invalid"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(six, wish, code):
    with pytest.raises(Invalid) as caught:
        plan(six.ann, wish)
    assert caught.value.code == code


@pytest.mark.parametrize("name", ["ada", "bob", "vera"])
def test_only_owners_plan_assign_and_see_the_progress(six, name):
    viewer = six.viewers[name]
    for forbidden in (lambda: plan(viewer, PlanWish()), lambda: apply_plan(viewer, PlanWish()),
                      lambda: assign(viewer, "d1", "bob"), lambda: unassign(viewer, "d1", "bob"),
                      lambda: progress(viewer)):  # fmt: skip
        with pytest.raises(Forbidden):
            forbidden()


@pytest.mark.parametrize("value", ["assigned", "drawn"])
def test_a_reading_begins_only_where_it_is_asked(six, value):
    mode(six, value)
    with pytest.raises(Forbidden) as caught:
        six.mark("bob", "Beijing")
    assert caught.value.code == "not_assigned"
    assign(six.ann, "d1", "bob")
    assert six.mark("bob", "Beijing").pk


def test_a_session_that_is_marking_is_as_good_as_an_assignment(six):
    session = Session.objects.create(project=six.project, document=six.document, host=six.ann.user, state="lobby")
    Participant.objects.create(session=session, user=six.bob.user)
    with pytest.raises(Forbidden):
        six.mark("bob", "Beijing")
    Session.objects.update(state="marking")
    assert six.mark("bob", "Beijing").pk


def test_a_reading_that_was_begun_goes_on_when_the_mode_changes(house):
    house.mark("bob", "Beijing")
    mode(house, "assigned")
    assert house.mark("bob", "China banned").pk
    house.submit("bob")


def test_what_was_begun_is_not_taken_back(six):
    assign(six.ann, "d1", "bob")
    assert assign(six.ann, "d1", "bob")[1] is False
    six.mark("bob", "Beijing")
    with pytest.raises(Conflict) as caught:
        unassign(six.ann, "d1", "bob")
    assert caught.value.code == "reading_begun"
    assign(six.ann, "d2", "bob")
    unassign(six.ann, "d2", "bob")
    with pytest.raises(NotFound):
        unassign(six.ann, "d2", "bob")


def test_articles_are_drawn_one_at_a_time_the_nearest_to_done_first(six):
    mode(six, "drawn", n_readings=2)
    first = draw_next(six.bob)
    assert draw_next(six.bob).key == first.key  # unfinished
    six.submit("bob", first)
    assert draw_next(six.cem).key == first.key  # lacks one reading, the others two
    assert draw_next(six.bob).key != first.key


def test_nothing_is_drawn_where_readers_choose_or_nothing_lacks(six):
    with pytest.raises(Conflict) as caught:
        draw_next(six.bob)
    assert caught.value.code == "not_drawn"
    mode(six, "drawn", n_readings=1)
    for document in six.project.documents.all():
        assign(six.ann, document.key, "cem")
    assert draw_next(six.bob) is None


def test_a_drawn_article_that_is_not_begun_in_three_days_goes_to_others(six):
    mode(six, "drawn", n_readings=1)
    for key in ("d2", "d3", "d4", "d5", "d6"):
        assign(six.ann, key, "dan")
    assert draw_next(six.bob).key == "d1"
    kept = Assignment.objects.get(reviewer__user=six.bob.user)
    assert timedelta(days=2, hours=23) < kept.expires_at - timezone.now() <= timedelta(days=3)
    assert draw_next(six.cem) is None
    Assignment.objects.filter(pk=kept.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert draw_next(six.cem).key == "d1"
    with pytest.raises(Forbidden):
        six.mark("bob", "Beijing")
    assert draw_next(six.bob) is None


def test_progress_says_who_has_begun_and_submitted_and_what_lacks(six):
    apply_plan(six.ann, PlanWish(["bob", "cem"], ["d1", "d2"], 2, ["d1"]))
    six.mark("bob", "Beijing")
    six.submit("cem")
    known = progress(six.ann)
    names = {row.user_id: row.username for row in known.readers}
    keys = {row.pk: row.key for row in known.documents}
    cells = {(keys[pk], names[user]): cell.state for (pk, user), cell in known.cells.items()}
    assert cells == {("d1", "bob"): "begun", ("d1", "cem"): "submitted", ("d2", "bob"): "assigned",
                     ("d2", "cem"): "assigned"}  # fmt: skip
    assert known.n_overlap_owed == 1
    assert [known.n_lacking(row) for row in known.documents] == [0, 0, 2, 2, 2, 2]


def test_progress_costs_the_same_for_few_and_many(house):
    counts = []
    for number in range(3):
        house.join(f"r{number}", "reviewer")
        house.add_document(f"x{number}", "China.")
        assign(house.ann, f"x{number}", f"r{number}")
        with CaptureQueriesContext(connection) as queries:
            progress(house.ann)
        counts.append(len(queries))
    assert counts == [4, 4, 4]


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_ask_at_once_never_more_than_wanted_get_an_article(transactional_db):
    house = House()
    house.add_document("d2", "China again.")
    for number in range(20):
        house.join(f"r{number}", "reviewer")
    mode(house, "drawn", n_readings=3)

    def ask(number):
        try:
            found = draw_next(house.viewers[f"r{number}"])
            return found.key if found else None
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(ask, range(20)))
    assert sorted(filter(None, answers)) == ["d1"] * 3 + ["d2"] * 3
    assert Assignment.objects.count() == 6
