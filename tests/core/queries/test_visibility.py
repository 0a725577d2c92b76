"""The one rule who sees which mark, for each kind of person."""

import pytest

from core.access import Viewer, keeper
from core.errors import Forbidden, NotFound
from core.models import Annotation, Membership, Project
from core.queries.visibility import counted_readings, visible_annotations, withheld_documents
from core.services import readings
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
