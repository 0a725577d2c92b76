"""Leaving at any time: the name goes, marks go or stay as one chooses, figures stay true."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from knox.models import AuthToken

from core import access
from core.access import Viewer
from core.errors import Conflict, Invalid, NotFound
from core.management.examination import examine
from core.models import (
    Annotation,
    Bookmark,
    Comment,
    Decision,
    DecisionBasis,
    Event,
    Guest,
    Reading,
    Thread,
    User,
)
from core.queries.comparison import comparison
from core.queries.filters import Filters
from core.queries.members import AtStake, at_stake
from core.queries.visibility import counted_readings, visible_annotations
from core.services.bookmarks import keep_bookmark
from core.services.joining import come_back, join, new_token, open_invitation
from core.services.leaving import erase_names, leave
from core.services.projects import reviewer_of
from tests.core.services.test_joining import refused
from tests.house import House

QUOTE = "There is no proof of state policy"


@pytest.fixture
def gus(house: House) -> Viewer:
    """Gus came by a code, marked twice and submitted; Bob marked and submitted, too."""
    viewer = house.guest("Gus")
    house.mark("gus", QUOTE)
    house.mark("gus", "Beijing", "evidence")
    house.submit("gus")
    house.mark("bob", "Beijing", "evidence")
    house.submit("bob")
    return viewer


def rule_on(house: House, mark: Annotation) -> Decision:
    """A ruling that rests on the mark."""
    ruling = Decision.objects.create(
        project=house.project, document=house.document, start=mark.start, end=mark.end, quote=mark.quote,
        label=mark.label, outcome="accept", reason="It names no basis.", decided_by=reviewer_of(house.ann),
    )  # fmt: skip
    DecisionBasis.objects.create(decision=ruling, annotation=mark, version=mark.version)
    return ruling


def marks_of(viewer: Viewer) -> list[str]:
    rows = Annotation.objects.filter(reading__reviewer__user=viewer.user, deleted_at__isnull=True)
    return sorted(rows.values_list("quote", flat=True))


def n_marks(house: House) -> int:
    """Marks in the comparison, as the owner sees it."""
    figures = comparison(house.vera, Filters()).as_json()
    return sum(label["n"] for row in figures["outlets"] for label in row["labels"].values())


@pytest.mark.parametrize("marks", ["keep", "delete"])
def test_who_leaves_is_out_and_nameless(house: House, gus: Viewer, marks: str) -> None:
    new_token(gus.user)
    keep_bookmark(gus, house.document, 10, [])
    leave(gus, marks=marks)
    with pytest.raises(NotFound):
        access.viewer(User.objects.get(pk=gus.user.pk), "house")
    assert not User.objects.get(pk=gus.user.pk).is_active
    assert not AuthToken.objects.exists()
    assert not Bookmark.objects.exists()
    guest = Guest.objects.get()
    assert (guest.name, guest.return_key_sha256, guest.left_at is None) == ("", "", False)


def test_a_key_opens_nothing_after_leaving(house: House) -> None:
    joined = join(open_invitation(house.ann).code, "Ana")
    leave(access.viewer(joined.user, "house"), marks="keep")
    refused(NotFound, "unknown_key", come_back, joined.return_key)


def test_kept_marks_stand_under_the_code_name_and_count(house: House, gus: Viewer) -> None:
    left = leave(gus, marks="keep")
    assert (left.n_deleted, left.n_kept) == (0, 2)
    assert marks_of(gus) == ["Beijing", QUOTE]
    assert (n_marks(house), counted_readings(house.vera).count()) == (3, 2)


def test_deleted_marks_leave_every_list_and_figure_and_no_reading_says_there_was_nothing(
    house: House, gus: Viewer
) -> None:
    left = leave(gus, marks="delete")
    assert (left.n_deleted, left.n_kept) == (2, 0)
    assert marks_of(gus) == []
    assert (n_marks(house), counted_readings(house.vera).count()) == (1, 1)
    assert visible_annotations(house.vera).count() == 1
    reading = Reading.objects.get(reviewer__user=gus.user)
    assert (reading.state, reading.first_submitted_at is None) == ("open", False)


def test_a_deletion_by_leaving_is_told_and_kept_as_any_other(house: House, gus: Viewer) -> None:
    before = house.document.events.count()
    leave(gus, marks="delete")
    told = list(Event.objects.order_by("number").values_list("number", "kind"))[before:]
    assert told == [
        (before + 1, "reading-reopened"), (before + 2, "annotation-deleted"), (before + 3, "annotation-deleted"),
    ]  # fmt: skip
    for mark in Annotation.objects.filter(reading__reviewer__user=gus.user):
        assert (mark.version, mark.changed_by, mark.history.count()) == (2, gus.user, 2)


def test_marks_that_a_ruling_rests_on_stay_and_the_leaver_is_told_first(house: House, gus: Viewer) -> None:
    bound = Annotation.objects.get(quote=QUOTE)
    ruling = rule_on(house, bound)
    assert at_stake(gus) == AtStake(n_marks=2, n_bound=1, n_readings=1, n_comments=0)
    left = leave(gus, marks="delete")
    assert (left.n_deleted, left.n_kept) == (1, 1)
    assert marks_of(gus) == [QUOTE]
    assert list(ruling.basis.values_list("annotation", flat=True)) == [bound.pk]
    assert (n_marks(house), counted_readings(house.vera).count()) == (1, 1)  # of readers only Bob


def test_what_somebody_said_goes_with_their_marks(house: House, gus: Viewer) -> None:
    reviewer = reviewer_of(gus)
    thread = Thread.objects.create(
        project=house.project, document=house.document, start=0, end=9, started_by=reviewer
    )  # fmt: skip
    Comment.objects.create(thread=thread, author=reviewer, text="Is it?")
    assert at_stake(gus).n_comments == 1
    leave(gus, marks="delete")
    comment = Comment.objects.get()
    assert (comment.deleted_at is None, comment.version) == (False, 2)
    assert Event.objects.filter(kind="comment-deleted", comment=comment).count() == 1


def test_an_open_reading_and_practice_are_deleted_too(house: House) -> None:
    from core.services.annotating import add_annotation
    from core.services.drafts import read_mark

    house.mark("bob", QUOTE)
    add_annotation(house.bob, house.document, read_mark(house.body("Beijing")), practice=True)
    assert leave(house.bob, marks="delete").n_deleted == 1
    assert marks_of(house.bob) == []
    assert not Event.objects.filter(kind="reading-reopened").exists()


def test_everything_derived_is_true_after_a_deletion_by_leaving(house: House, gus: Viewer) -> None:
    leave(gus, marks="delete")
    assert list(examine()) == []


def test_an_account_leaves_one_project_and_stays_an_account(house: House) -> None:
    House("other")
    leave(house.bob, marks="keep")
    bob = User.objects.get(username="bob")
    assert bob.is_active
    assert access.viewer(bob, "other").role == "reviewer"
    with pytest.raises(NotFound):
        access.viewer(bob, "house")


def test_the_last_owner_cannot_leave_and_nothing_is_lost(house: House) -> None:
    house.mark("ann", QUOTE)
    refused(Conflict, "last_owner", leave, house.ann, marks="delete")
    assert marks_of(house.ann) == [QUOTE]


@pytest.mark.parametrize("marks", ["", "burn", None, ["keep"]])
def test_nothing_is_taken_for_chosen(house: House, marks: object) -> None:
    refused(Invalid, "unknown_choice", leave, house.bob, marks=marks)
    assert access.viewer(house.bob.user, "house")


def test_another_projects_marks_are_left_alone(house: House) -> None:
    other = House("other")
    other.mark("bob", QUOTE)
    house.mark("bob", QUOTE)
    leave(house.bob, marks="delete")
    assert marks_of(house.bob) == [QUOTE]


def test_names_are_erased_the_day_after_their_last(house: House) -> None:
    first, second = house.guest("Ana"), house.guest("Ben")
    Guest.objects.filter(user=first.user).update(names_until=date(2031, 5, 9))
    Guest.objects.filter(user=second.user).update(names_until=date(2031, 5, 10))
    assert erase_names(date(2031, 5, 9)) == 0
    assert erase_names(date(2031, 5, 10)) == 1
    assert sorted(Guest.objects.values_list("name", flat=True)) == ["", "Ben"]
    assert erase_names(date(2031, 5, 10)) == 0


def test_who_has_no_name_any_more_still_comes_back(house: House) -> None:
    joined = join(open_invitation(house.ann).code, "Ana")
    erase_names(timezone.localdate() + timedelta(days=400))
    assert (come_back(joined.return_key).user, come_back(joined.return_key).name) == (joined.user, "")
