"""Ways in: who comes by a code, a link or an address, how many, until when, and who does not."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core import access
from core.errors import Conflict, DomainError, Forbidden, Gone, Invalid, NotFound, TooMany
from core.models import Guest, Invitation, Membership, Session, User, WrongCode
from core.services import guessing, joining, memberships
from core.services.joining import accept, close_invitation, come_back, join, open_invitation
from core.text.codes import grouped
from tests.house import House


def refused(kind_: type[DomainError], code_: str, ask: object, *arguments: object, **more: object) -> DomainError:
    with pytest.raises(kind_) as error:
        ask(*arguments, **more)  # type: ignore[operator]
    assert error.value.code == code_
    return error.value


@pytest.fixture
def code(house: House) -> str:
    """A code for three reviewers, as on the wall."""
    return grouped(open_invitation(house.ann, max_uses=3).code)


def test_a_stranger_joins_under_a_name_of_their_own_without_password_or_address(house: House, code: str) -> None:
    joined = join(code.lower(), "  Ana ")
    user = User.objects.get(pk=joined.user.pk)
    assert (user.has_usable_password(), user.email, user.first_name, user.last_name) == (False, "", "", "")
    assert "ana" not in user.username.lower()
    assert access.viewer(user, "house").role == "reviewer"
    guest = Guest.objects.get(user=user)
    assert (guest.name, joined.name, Invitation.objects.get().n_used) == ("Ana", "Ana", 1)


def test_of_the_return_key_only_the_hash_is_stored(house: House, code: str) -> None:
    key = join(code, "Ana").return_key
    stored = Guest.objects.values().get()
    assert key not in str(stored)
    assert key.replace("-", "") not in str(stored)
    assert come_back(key.lower().replace("-", " ")).name == "Ana"


def test_the_one_too_many_is_refused_kindly_and_takes_no_place(house: House, code: str) -> None:
    for name in ("Ana", "Ben", "Cleo"):
        join(code, name)
    error = refused(Conflict, "invitation_full", join, code, "Dora")
    assert error.message == "All 3 places of this code are taken. Ask whoever gave it to you for a new one."
    assert (Guest.objects.count(), Invitation.objects.get().n_used) == (3, 3)


def test_the_same_name_twice_is_refused_and_takes_no_place(house: House, code: str) -> None:
    join(code, "Ana")
    error = refused(Conflict, "name_taken", join, code, " ANA")
    assert error.message == "There is a “ANA” here already. Add a letter."
    assert Invitation.objects.get().n_used == 1
    assert join(grouped(open_invitation(house.ann).code), "Ana").name == "Ana"


@pytest.mark.parametrize(
    ("change", "words"),
    [({"expires_at": timezone.now() - timedelta(seconds=1)}, "too old"), ({"closed_at": timezone.now()}, "closed")],
)
def test_a_code_that_is_over_lets_nobody_in(house: House, code: str, change: dict, words: str) -> None:
    Invitation.objects.update(**change)
    assert words in refused(Gone, "invitation_over", join, code, "Ana").message
    assert not Guest.objects.exists()


def test_who_came_stays_when_the_code_is_closed(house: House, code: str) -> None:
    joined = join(code, "Ana")
    close_invitation(house.ann, joined.invitation.pk)
    assert come_back(joined.return_key).user == joined.user
    refused(NotFound, "not_found", close_invitation, house.ann, joined.invitation.pk)


@pytest.mark.parametrize("name", ["ada", "bob", "vera"])
def test_only_the_owner_opens_and_closes_ways_in(house: House, code: str, name: str) -> None:
    refused(Forbidden, "role_required", open_invitation, house.viewers[name])
    pk = Invitation.objects.get().pk
    with pytest.raises((Forbidden, NotFound)):
        close_invitation(house.viewers[name], pk)
    assert Invitation.objects.get().closed_at is None


def test_whoever_may_host_opens_a_code_into_a_session_that_runs(house: House) -> None:
    session = Session.objects.create(project=house.project, document=house.document, host=house.ada.user)
    made = open_invitation(house.ada, session=session)
    assert join(made.code, "Ana").invitation.session == session
    refused(Forbidden, "role_required", open_invitation, house.bob, session=session)
    refused(Invalid, "unknown_role", open_invitation, house.ada, session=session, kind="link", role="adjudicator")
    close_invitation(house.ada, made.pk)
    Session.objects.update(state="closed", closed_at=timezone.now())
    session.refresh_from_db()
    refused(Conflict, "session_closed", open_invitation, house.ada, session=session)
    theirs = House("other")
    refused(NotFound, "not_found", open_invitation, theirs.ann, session=session)


@pytest.mark.parametrize(
    ("kind", "role"),
    [("code", "owner"), ("code", "adjudicator"), ("link", "owner"), ("code", "king"), ("address", "king")],
)
def test_nobody_becomes_owner_by_what_hangs_on_a_wall(house: House, kind: str, role: str) -> None:
    refused(Invalid, "unknown_role", open_invitation, house.ann, kind=kind, role=role, email="a@example.org")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": "door"}, "unknown_kind"),
        ({"max_uses": 0}, "limit_invalid"),
        ({"max_uses": 501}, "limit_invalid"),
        ({"max_uses": True}, "limit_invalid"),
        ({"days": 0}, "limit_invalid"),
        ({"days": 366}, "limit_invalid"),
        ({"names_days": -1}, "limit_invalid"),
        ({"days": 1.5}, "limit_invalid"),
        ({"kind": "address", "email": ""}, "email_invalid"),
        ({"kind": "address", "email": "a@b@c"}, "email_invalid"),
    ],
)
def test_a_limit_that_is_none_is_refused(house: House, given: dict, code: str) -> None:
    refused(Invalid, code, open_invitation, house.ann, **given)


def test_names_are_kept_for_thirty_days_after_the_code_unless_told_otherwise(house: House) -> None:
    today = timezone.now().date()
    assert open_invitation(house.ann, days=7).names_until == today + timedelta(days=37)
    made = open_invitation(house.ann, days=7, names_days=0)
    join(made.code, "Ana")
    assert Guest.objects.get().names_until == today + timedelta(days=7)


def test_twenty_and_ten_more_at_the_very_same_time_are_exactly_twenty(transactional_db: None) -> None:
    house = House()
    made = open_invitation(house.ann, max_uses=20)
    gate = threading.Barrier(30)

    def one(number: int) -> str:
        try:
            gate.wait(20)
            return join(made.code, f"Guest {number}").name
        except Conflict as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(30) as pool:
        got = list(pool.map(one, range(30)))
    assert got.count("invitation_full") == 10
    assert (Guest.objects.count(), Invitation.objects.get().n_used) == (20, 20)
    assert Membership.objects.filter(user__guest__isnull=False).count() == 20


def test_one_name_at_the_very_same_time_is_one_guest(transactional_db: None) -> None:
    house = House()
    made = open_invitation(house.ann)
    gate = threading.Barrier(8)

    def one(_: int) -> str:
        try:
            gate.wait(20)
            return join(made.code, "Ana").name
        except Conflict as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(8))) == ["Ana"] + ["name_taken"] * 7
    assert Invitation.objects.get().n_used == 1


# ---- Guessing ----


def test_a_class_that_mistypes_is_not_locked_out_and_a_guesser_is(house: House, code: str) -> None:
    for _ in range(60):
        refused(NotFound, "unknown_code", join, "AAA-AAAA", "Ana", came_from="192.0.2.7")
    assert join(code, "Ana", came_from="192.0.2.7").name == "Ana"
    assert sum(WrongCode.objects.values_list("n", flat=True)) == 60
    row = WrongCode.objects.order_by("-pk").first()
    WrongCode.objects.filter(pk=row.pk).update(n=guessing.MOST_A_MINUTE, minute=timezone.now())
    assert refused(TooMany, "too_many_tries", join, code, "Ben", came_from="192.0.2.7").wait_s == 60
    refused(TooMany, "too_many_tries", come_back, "AAAA", came_from="192.0.2.7")
    assert join(code, "Ben", came_from="192.0.2.8").name == "Ben"


def test_a_guesser_goes_on_after_a_minute_but_not_for_a_whole_day(house: House, code: str) -> None:
    refused(NotFound, "unknown_key", come_back, "AAAA", came_from="192.0.2.7")
    WrongCode.objects.update(n=guessing.MOST_A_MINUTE, minute=timezone.now() - timedelta(minutes=2))
    assert join(code, "Ana", came_from="192.0.2.7").name == "Ana"
    WrongCode.objects.update(n=guessing.MOST_A_DAY)
    assert refused(TooMany, "too_many_tries", join, code, "Ben", came_from="192.0.2.7").wait_s == 3600
    WrongCode.objects.update(minute=timezone.now() - timedelta(days=2))
    assert join(code, "Ben", came_from="192.0.2.7").name == "Ben"
    refused(NotFound, "unknown_code", join, "AAA-AAAA", "Ana", came_from="192.0.2.9")
    assert WrongCode.objects.get().n == 1  # what is older than a day is forgotten


def test_a_household_with_many_addresses_is_one_place_and_no_address_is_stored(house: House) -> None:
    for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::2"):
        refused(NotFound, "unknown_code", join, "AAA-AAAA", "Ana", came_from=address)
    stored = WrongCode.objects.get()
    assert stored.n == 2
    assert len(stored.place) == 64
    assert ":" not in stored.place


def test_wrong_codes_at_the_same_time_are_all_counted(transactional_db: None) -> None:
    def one(_: int) -> None:
        try:
            guessing.count_wrong("192.0.2.7")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(40)))
    assert sum(WrongCode.objects.values_list("n", flat=True)) == 40


# ---- Links and addresses, for accounts ----


def test_a_link_makes_accounts_members_as_often_as_it_says(house: House) -> None:
    made = open_invitation(house.ann, kind="link", role="adjudicator", max_uses=1)
    assert accept(made.code, house.stranger).role == "adjudicator"
    assert accept(made.code, house.stranger).role == "adjudicator"  # again: no use is counted
    other = User.objects.create_user("olga")
    refused(Conflict, "invitation_full", accept, made.code, other)
    assert Invitation.objects.get().n_used == 1


def test_a_member_keeps_the_role_whatever_the_link_says(house: House) -> None:
    made = open_invitation(house.ann, kind="link", role="viewer")
    assert accept(made.code, house.ann.user).role == "owner"
    assert Invitation.objects.get().n_used == 0


def test_an_invitation_for_an_address_is_for_the_account_that_has_it(house: House) -> None:
    made = open_invitation(house.ann, kind="address", role="owner", email="Stan@Example.org")
    refused(Forbidden, "other_address", accept, made.code, house.stranger)
    User.objects.filter(pk=house.stranger.pk).update(email="stan@example.org")
    house.stranger.refresh_from_db()
    assert accept(made.code, house.stranger).role == "owner"
    other = User.objects.create_user("olga", email="stan@example.org")
    refused(Conflict, "invitation_full", accept, made.code, other)


def test_a_closed_or_unknown_link_and_a_code_are_no_invitation(house: House, code: str) -> None:
    made = open_invitation(house.ann, kind="link")
    close_invitation(house.ann, made.pk)
    refused(Gone, "invitation_over", accept, made.code, house.stranger)
    for token in (code, code.replace("-", ""), "", "x\x00", made.code[:-1]):
        refused(NotFound, "unknown_invitation", accept, token, house.stranger)
    refused(NotFound, "unknown_code", join, made.code, "Ana")


def test_who_was_removed_does_not_come_back_by_an_older_link(house: House) -> None:
    older = open_invitation(house.ann, kind="link")
    memberships.remove_member(house.ann, "bob")
    refused(Forbidden, "removed", accept, older.code, house.bob.user)
    newer = open_invitation(house.ann, kind="link", role="viewer")
    assert accept(newer.code, house.bob.user).role == "viewer"


def test_a_guest_takes_no_link(house: House) -> None:
    made = open_invitation(house.ann, kind="link")
    refused(Conflict, "guests_join_by_code", accept, made.code, house.guest("Gus").user)


def test_a_link_for_five_asked_for_by_ten_at_once_makes_five_members(transactional_db: None) -> None:
    house = House()
    made = open_invitation(house.ann, kind="link", max_uses=5)
    users = [User.objects.create_user(f"u{n}") for n in range(10)]
    gate = threading.Barrier(10)

    def one(user: User) -> str:
        try:
            gate.wait(20)
            return str(accept(made.code, user).role)
        except Conflict as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(one, users)) == ["invitation_full"] * 5 + ["reviewer"] * 5
    assert joining.invitation_by_token(made.code).n_used == 5
