"""The one rule who sees which mark, for each kind of person."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from core import access
from core.access import Viewer, keeper
from core.errors import Forbidden, NotFound
from core.models import Annotation, Comment, Decision, Membership, Participant, Project, Session, Thread
from core.queries.visibility import (
    counted_readings,
    visible_annotations,
    visible_comments,
    visible_decisions,
    withheld_documents,
)
from core.services import readings
from core.services.projects import reviewer_of
from core.services.versions import add_version
from tests.house import House

QUOTE = "China banned the trade in 2019"


def sees(viewer: Viewer, mark: Annotation) -> bool:
    return visible_annotations(viewer).filter(pk=mark.pk).exists()


def test_a_reader_always_sees_their_own_marks(house: House) -> None:
    assert sees(house.bob, house.mark("bob", QUOTE))


@pytest.mark.parametrize("name", ["ann", "ada", "vera", "cem"])
def test_nobody_sees_the_marks_of_an_open_reading(house: House, name: str) -> None:
    assert not sees(house.viewers[name], house.mark("bob", QUOTE))


@pytest.mark.parametrize(("name", "seen"), [("ann", True), ("ada", True), ("vera", True), ("cem", False)])
def test_without_a_reading_of_their_own_all_but_reviewers_see_submitted_readings(
    house: House, name: str, seen: bool
) -> None:
    mark = house.mark("bob", QUOTE)
    house.submit("bob")
    assert sees(house.viewers[name], mark) is seen


@pytest.mark.parametrize("name", ["ann", "ada", "cem"])
def test_who_has_begun_a_reading_sees_colleagues_only_after_submitting_it(house: House, name: str) -> None:
    mark = house.mark("bob", QUOTE)
    house.submit("bob")
    house.mark(name, "Nobody asked the firms")
    assert not sees(house.viewers[name], mark)
    house.submit(name)
    assert sees(house.viewers[name], mark)


def test_what_was_open_to_both_stays_open_when_a_reading_is_reopened(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    house.submit("bob")
    house.submit("cem")
    readings.reopen_reading(house.bob, house.document)
    readings.reopen_reading(house.cem, house.document)
    assert sees(house.cem, mark)


def test_a_reopened_reading_leaves_the_figures(house: House) -> None:
    house.submit("bob")
    assert counted_readings(house.ann).count() == 1
    readings.reopen_reading(house.bob, house.document)
    assert counted_readings(house.ann).count() == 0


def test_in_an_open_project_everybody_sees_everything_but_practice(house: House) -> None:
    Project.objects.filter(pk=house.project.pk).update(visibility="open")
    cem = house.join("cem", "reviewer")
    assert sees(cem, house.mark("bob", QUOTE))


def test_a_practice_mark_is_seen_by_its_reader_alone_and_never_counts(house: House) -> None:
    from core.services.annotating import add_annotation
    from core.services.drafts import read_mark

    mark, _ = add_annotation(house.bob, house.document, read_mark(house.body(QUOTE)), practice=True)
    assert sees(house.bob, mark)
    assert not any(sees(house.viewers[name], mark) for name in ("ann", "ada", "vera", "cem"))
    assert counted_readings(house.ann).count() == 0


def test_a_deleted_mark_is_seen_by_nobody(house: House) -> None:
    from core.services.annotating import delete_annotation

    mark = house.mark("bob", QUOTE)
    delete_annotation(house.bob, mark.uuid, 1)
    assert not sees(house.bob, mark)


def test_documents_are_named_as_withheld_only_while_something_is_hidden(house: House) -> None:
    assert not withheld_documents(house.cem).exists()
    house.submit("bob")
    assert [row.key for row in withheld_documents(house.cem)] == ["d1"]
    house.submit("cem")
    assert not withheld_documents(house.cem).exists()


def test_another_project_is_another_world(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    house.submit("bob")
    other = House("other")
    assert not sees(other.ann, mark)
    assert not sees(keeper(other.project), mark)


def test_a_stranger_finds_no_project_and_a_removed_member_neither(house: House) -> None:
    from django.utils import timezone

    from core import access

    with pytest.raises(NotFound):
        access.viewer(house.stranger, "house")
    Membership.objects.filter(user=house.bob.user).update(removed_at=timezone.now())
    with pytest.raises(NotFound):
        access.viewer(house.bob.user, "house")


def test_a_viewer_marks_nothing(house: House) -> None:
    with pytest.raises(Forbidden):
        house.mark("vera", QUOTE)


def test_who_began_after_seeing_colleagues_is_sighted(house: House) -> None:
    house.mark("bob", QUOTE)
    house.submit("bob")
    assert house.mark("ann", QUOTE).reading.sighted
    assert not house.mark("cem", QUOTE).reading.sighted


@pytest.fixture
def classroom(house):
    """Bob and Cem take part in a session on d1; Bob has a mark."""
    house.session = Session.objects.create(project=house.project, document=house.document, host=house.ann.user)
    for name in ("bob", "cem"):
        Participant.objects.create(session=house.session, user=getattr(house, name).user)
    house.mark("bob", "Beijing")
    return house


def set_state(house, state, **times):
    Session.objects.filter(pk=house.session.pk).update(state=state, **times)


@pytest.mark.parametrize("state", ["lobby", "marking"])
@pytest.mark.parametrize("visibility", ["blind", "open"])
def test_before_the_reveal_nobody_sees_a_participants_mark_whoever_submitted_early(classroom, state, visibility):
    classroom.submit("bob")
    set_state(classroom, state)
    Project.objects.update(visibility=visibility)
    for name in ("ann", "ada", "vera", "cem"):
        assert not visible_annotations(access.viewer(getattr(classroom, name).user, "house")).exists(), name
    assert visible_annotations(classroom.bob).count() == 1


@pytest.mark.parametrize("state", ["revealed", "closed"])
def test_whoever_came_too_late_to_mark_sees_what_was_revealed_to_the_room(classroom, state):
    classroom.submit("bob")
    set_state(classroom, state, revealed_at=timezone.now())
    assert visible_annotations(classroom.cem).count() == 1
    dan = classroom.join("dan", "reviewer")  # in the project, not in the room
    assert not visible_annotations(dan).exists()


def test_a_session_that_is_closed_without_a_reveal_shows_the_room_nothing_more(classroom):
    classroom.submit("bob")
    set_state(classroom, "closed")
    assert not visible_annotations(classroom.cem).exists()
    assert visible_annotations(classroom.ann).count() == 1


def comment(house, name):
    reviewer = reviewer_of(getattr(house, name))
    thread = Thread.objects.create(project=house.project, document=house.document, start=0, end=10, started_by=reviewer)
    return Comment.objects.create(thread=thread, author=reviewer, text="Is it?")


def test_a_comment_is_seen_as_its_authors_marks_are(house):
    house.mark("bob", "Beijing")
    house.mark("cem", "Beijing")
    comment(house, "bob")
    assert [visible_comments(viewer).count() for viewer in (house.bob, house.cem, house.ann)] == [1, 0, 0]
    house.submit("bob")
    assert [visible_comments(viewer).count() for viewer in (house.bob, house.cem, house.ann)] == [1, 0, 1]
    house.submit("cem")
    assert visible_comments(house.cem).count() == 1


def test_a_comment_of_somebody_without_a_reading_is_seen_by_whoever_sees_all(house):
    house.mark("bob", "Beijing")
    house.mark("cem", "Beijing")
    house.submit("bob")
    comment(house, "ann")
    assert [visible_comments(viewer).count() for viewer in (house.ann, house.bob, house.cem)] == [1, 1, 0]


def test_a_ruling_is_hidden_from_a_blind_reader_and_never_changes(house):
    mark = house.mark("bob", "Beijing")
    house.mark("cem", "Nobody asked")
    house.submit("bob")
    ruling = Decision.objects.create(
        project=house.project, document=house.document, start=mark.start, end=mark.end, quote=mark.quote,
        label=mark.label, outcome="accept", reason="It names no basis.", decided_by=reviewer_of(house.ann),
    )  # fmt: skip
    assert [visible_decisions(viewer).count() for viewer in (house.ann, house.bob, house.cem)] == [1, 1, 0]
    for change in (lambda rows: rows.update(reason="Another."), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(Decision.objects.filter(pk=ruling.pk))


def test_who_reads_a_new_version_blind_sees_nobodys_marks_on_the_one_before(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    house.submit("bob")
    vera = reviewer_of(house.vera)
    thread = Thread.objects.create(project=house.project, document=house.document, start=0, end=10, started_by=vera)
    said = thread.comments.create(author=vera, text="Is this a headline?")
    new = add_version(house.ann, house.document, house.document.text + " It said no more.").document
    assert sees(house.ada, mark)
    house.mark("ada", "Nobody asked the firms", document=new)
    assert not sees(house.ada, mark)
    assert not visible_comments(house.ada).filter(pk=said.pk).exists()
    assert house.document in withheld_documents(house.ada)
    house.submit("ada", new)
    assert sees(house.ada, mark)
    assert visible_comments(house.ada).filter(pk=said.pk).exists()
