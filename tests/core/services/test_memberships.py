"""Members: added, given another role, renamed, removed; a project always keeps an owner."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from knox.models import AuthToken

from core import access
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.models import Assignment, Guest, Membership, Participant, Session, User
from core.queries.members import members, owners, shown_names
from core.services.joining import come_back, join, new_token, open_invitation
from core.services.memberships import add_account, change_role, remove_member, rename_guest
from core.services.projects import reviewer_of
from tests.core.services.test_joining import refused
from tests.house import House


def is_in(user: User) -> bool:
    try:
        access.viewer(User.objects.get(pk=user.pk), "house")
    except NotFound:
        return False
    return True


@pytest.mark.parametrize("name", ["ada", "bob", "vera"])
def test_only_the_owner_changes_members(house: House, name: str) -> None:
    gus, viewer = house.guest("Gus"), house.viewers[name]
    refused(Forbidden, "role_required", add_account, viewer, "dan", "owner")
    refused(Forbidden, "role_required", change_role, viewer, name, "owner")
    refused(Forbidden, "role_required", rename_guest, viewer, gus.user.username, "Gabi")
    refused(Forbidden, "role_required", remove_member, viewer, "ann")


def test_an_account_is_added_and_a_new_one_gets_a_password(house: House) -> None:
    membership, password = add_account(house.ann, "dan", "viewer")
    assert membership.user.check_password(password)
    assert add_account(house.ann, "stan", "reviewer")[1] is None
    refused(Conflict, "already_member", add_account, house.ann, "ann", "viewer")
    assert access.viewer(house.ann.user, "house").role == "owner"


@pytest.mark.parametrize("username", ["guest-abc", "a\x00b", "a b", "", 5])
def test_a_user_name_that_is_none_is_refused(house: House, username: object) -> None:
    with pytest.raises(Invalid):
        add_account(house.ann, username, "viewer")  # type: ignore[arg-type]


def test_a_role_is_changed_at_once(house: House) -> None:
    change_role(house.ann, "bob", "viewer")
    assert access.viewer(house.bob.user, "house").role == "viewer"
    refused(Invalid, "unknown_role", change_role, house.ann, "bob", "king")
    refused(NotFound, "not_found", change_role, house.ann, "stan", "viewer")


def test_a_guest_may_adjudicate_and_never_own(house: House) -> None:
    gus = house.guest("Gus")
    assert change_role(house.ann, gus.user.username, "adjudicator").role == "adjudicator"
    refused(Invalid, "guest_owner", change_role, house.ann, gus.user.username, "owner")


def test_the_last_owner_stays(house: House) -> None:
    refused(Conflict, "last_owner", change_role, house.ann, "ann", "viewer")
    refused(Conflict, "last_owner", remove_member, house.ann, "ann")
    change_role(house.ann, "bob", "owner")
    remove_member(house.ann, "ann")
    assert [row.user.username for row in owners(house.project)] == ["bob"]


def test_two_owners_who_remove_each_other_at_once_leave_one(transactional_db: None) -> None:
    house = House()
    change_role(house.ann, "bob", "owner")
    bob = access.viewer(house.bob.user, "house")

    def one(pair: tuple) -> str:
        try:
            remove_member(*pair)
            return "removed"
        except Conflict as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        got = sorted(pool.map(one, [(house.ann, "bob"), (bob, "ann")]))
    assert got == ["last_owner", "removed"]
    assert owners(house.project).count() == 1


def test_a_guest_is_renamed_by_the_rules_of_joining(house: House) -> None:
    made = open_invitation(house.ann)
    ana, ben = join(made.code, "Ana").user, join(made.code, "Ben").user
    rename_guest(house.ann, ana.username, " Anna ")
    assert shown_names(house.project, [ana, ben]) == {ana.pk: "Anna", ben.pk: "Ben"}
    refused(Conflict, "name_taken", rename_guest, house.ann, ana.username, "ben")
    refused(Invalid, "name_invalid", rename_guest, house.ann, ana.username, " ")
    refused(Invalid, "not_a_guest", rename_guest, house.ann, "bob", "Robert")
    assert rename_guest(house.ann, ana.username, "ANNA").user == ana
    Guest.objects.update(names_until=timezone.localdate() - timedelta(days=1))
    refused(Conflict, "names_erased", rename_guest, house.ann, ana.username, "Ana")


def test_a_removed_guest_is_out_at_once_and_comes_back_by_nothing(house: House) -> None:
    made = open_invitation(house.ann)
    joined = join(made.code, "Ana")
    new_token(joined.user)
    remove_member(house.ann, joined.user.username)
    assert not is_in(joined.user)
    assert not User.objects.get(pk=joined.user.pk).is_active
    assert not AuthToken.objects.exists()
    assert Guest.objects.values_list("name", "return_key_sha256").get() == ("", "")
    refused(NotFound, "unknown_key", come_back, joined.return_key)
    assert join(made.code, "Ana").user != joined.user  # the name is free again


def test_a_removed_account_keeps_its_other_projects_and_its_tokens(house: House) -> None:
    other = House("other")
    new_token(house.bob.user)
    remove_member(house.ann, "bob")
    assert not is_in(house.bob.user)
    assert access.viewer(User.objects.get(username="bob"), "other").project == other.project
    assert AuthToken.objects.count() == 1


def test_what_was_asked_of_somebody_who_is_gone_is_free_again_but_what_was_begun(house: House) -> None:
    second = house.add_document("d2", "China.")
    for document in (house.document, second):
        Assignment.objects.create(document=document, reviewer=reviewer_of(house.bob))
    house.mark("bob", "Beijing")
    session = Session.objects.create(project=house.project, document=second, host=house.ann.user)
    Participant.objects.create(session=session, user=house.bob.user)
    remove_member(house.ann, "bob")
    assert [row.document for row in Assignment.objects.all()] == [house.document]
    assert Participant.objects.get().left_at is not None


def test_members_are_listed_without_those_who_left(house: House) -> None:
    house.guest("Gus")
    remove_member(house.ann, "cem")
    assert members(house.ann).count() == 5
    assert Membership.objects.count() == 6


def test_a_name_past_its_date_is_shown_to_nobody_whether_erased_or_not(house: House) -> None:
    gus = house.guest("Gus")
    code_name = reviewer_of(gus).code_name
    Guest.objects.update(names_until=timezone.localdate())
    assert shown_names(house.project, [gus.user]) == {gus.user.pk: "Gus"}
    Guest.objects.update(names_until=timezone.localdate() - timedelta(days=1))
    assert shown_names(house.project, [gus.user, house.ann.user]) == {
        gus.user.pk: code_name, house.ann.user.pk: "ann",
    }  # fmt: skip
