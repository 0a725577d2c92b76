"""Joining, members, ways in and leaving over HTTP."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from core.models import Annotation, Guest, Invitation, Membership, Session, User, WrongCode
from core.services.guessing import MOST_A_MINUTE
from core.services.joining import open_invitation
from core.text.codes import grouped
from tests.annotator.api.conftest import Caller, problem
from tests.annotator.api.test_hostile import RAW
from tests.house import House

JOIN, BACK, LINK = "/api/v1/join/", "/api/v1/join/back/", "/api/v1/join/link/"


@pytest.fixture
def code(house):
    return grouped(open_invitation(house.ann, max_uses=20).code)


def as_token(token):
    caller = Caller(None)
    caller.client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return caller


def test_a_program_joins_marks_and_comes_back(house, call, code):
    response = call(None).post(JOIN, {"code": code.lower(), "name": "Ana"})
    assert response.status_code == 201
    joined = response.json()
    assert sorted(joined) == ["project", "return_key", "token", "username"]
    assert joined["project"] == "house"
    assert as_token(joined["token"]).post("documents/d1/annotations/", house.body("Beijing")).status_code == 201
    back = call(None).post(BACK, {"return_key": joined["return_key"].lower()})
    assert (back.status_code, back.json()["username"]) == (200, joined["username"])
    assert "return_key" not in back.json()
    assert as_token(back.json()["token"]).get("documents/d1/annotations/").json()["results"][0]["quote"] == "Beijing"


def test_joining_begins_no_session(call, code):
    assert not call(None).post(JOIN, {"code": code, "name": "Ana"}).cookies


def test_refusals_of_joining_have_codes_and_fields(house, call, code):
    one = grouped(open_invitation(house.ann, max_uses=1).code)
    assert call(None).post(JOIN, {"code": one, "name": "Ana"}).status_code == 201
    assert problem(call(None).post(JOIN, {"code": one, "name": "Ben"}), 409, "invitation_full")["errors"]["code"]
    call(None).post(JOIN, {"code": code, "name": "Ana"})
    assert problem(call(None).post(JOIN, {"code": code, "name": "ana"}), 409, "name_taken")["errors"]["name"]
    problem(call(None).post(JOIN, {"code": "AAA-AAAA", "name": "Ben"}), 404, "unknown_code")
    Invitation.objects.update(closed_at=house.project.created_at)
    problem(call(None).post(JOIN, {"code": code, "name": "Ben"}), 410, "invitation_over")
    problem(call(None).post(BACK, {"return_key": "AAAA"}), 404, "unknown_key")


@pytest.mark.parametrize(
    ("change", "code_"),
    [
        ({"name": ""}, "name_invalid"),
        ({"name": "x" * 61}, "name_invalid"),
        ({"name": "a\x07"}, "name_invalid"),
        ({"name": "\u202eana"}, "name_invalid"),
        ({"name": 5}, "invalid"),
        ({"name": None}, "invalid"),
        ({"code": ["AAA"]}, "invalid"),
        ({"role": "owner"}, "unknown_field"),
        ({"username": "ann"}, "unknown_field"),
        ({"project": "other"}, "unknown_field"),
    ],
)
def test_a_hostile_joining_is_422_and_nobody_is_in(house, call, code, change, code_):
    problem(call(None).post(JOIN, {"code": code, "name": "Ana"} | change), 422, code_)
    assert not Guest.objects.exists()
    assert Invitation.objects.get().n_used == 0


@pytest.mark.parametrize("path", [JOIN, BACK, LINK, "members/", "invitations/", "leave/"])
def test_bodies_are_read_as_strictly_as_everywhere(house, call, path):
    for _, raw, status, code in RAW:
        if raw and len(raw) < 1_000_000:
            problem(call("ann").send("POST", path, raw), status, code)
    problem(call("ann").post(path + "?x=1", {}), 400, "unknown_parameter")


def test_a_guesser_is_429_with_the_seconds_to_wait(call, code):
    problem(call(None).post(JOIN, {"code": "AAA-AAAA", "name": "Ana"}), 404, "unknown_code")
    WrongCode.objects.update(n=MOST_A_MINUTE, minute=timezone.now())
    response = call(None).post(JOIN, {"code": code, "name": "Ana"})
    problem(response, 429, "too_many_tries")
    assert response.headers["Retry-After"] == "60"
    problem(call(None).post(BACK, {"return_key": "x"}), 429)


def test_a_class_of_twenty_joins_at_once_and_the_twenty_first_is_refused_kindly(transactional_db):
    house = House()
    code = open_invitation(house.ann, max_uses=20).code
    callers, gate = [Caller(None) for _ in range(21)], threading.Barrier(21)

    def one(number):
        try:
            gate.wait(20)
            return callers[number].post(JOIN, {"code": code, "name": f"Guest {number}"})
        finally:
            connection.close()

    with ThreadPoolExecutor(21) as pool:
        answers = list(pool.map(one, range(21)))
    assert sorted(answer.status_code for answer in answers) == [201] * 20 + [409]
    assert len({answer.json().get("token") for answer in answers}) == 21
    full = next(answer for answer in answers if answer.status_code == 409)
    assert problem(full, 409, "invitation_full")["detail"].startswith("All 20 places of this code are taken.")
    assert Guest.objects.count() == 20


# ---- Members ----


def test_an_owner_lists_adds_changes_and_removes(house, call):
    gus, ann = house.guest("Gus"), call("ann")
    rows = {row["name"]: row for row in ann.get("members/").json()["results"]}
    assert set(rows) == {"ada", "ann", "bob", "cem", "vera", "Gus"}
    assert (rows["Gus"]["guest"], rows["bob"]["guest"], rows["bob"]["names_until"]) == (True, False, None)
    added = ann.post("members/", {"username": "dan", "role": "viewer"}).json()
    assert User.objects.get(username="dan").check_password(added["password"])
    assert ann.post("members/", {"username": "stan", "role": "viewer"}).json()["password"] is None
    address = f"members/{gus.user.username}/"
    assert ann.patch(address, {"name": "Gabi", "role": "viewer"}).json()["name"] == "Gabi"
    assert ann.delete(address).status_code == 204
    problem(ann.patch(address, {"role": "viewer"}), 404)
    assert Membership.objects.get(user=gus.user).removed_at is not None


@pytest.mark.parametrize(
    ("username", "body", "status", "code_"),
    [
        ("bob", {"role": "king"}, 422, "unknown_role"),
        ("bob", {"role": ["owner"]}, 422, "invalid"),
        ("bob", {"name": "Robert"}, 422, "not_a_guest"),
        ("bob", {"removed_at": None}, 422, "unknown_field"),
        ("bob", {"user": 1}, 422, "unknown_field"),
        ("ann", {"role": "viewer"}, 409, "last_owner"),
        ("stan", {"role": "owner"}, 404, "not_found"),
        ("%00", {"role": "owner"}, 404, "not_found"),
    ],
)
def test_a_change_of_a_member_that_cannot_be_is_refused(house, call, username, body, status, code_):
    problem(call("ann").patch(f"members/{username}/", body), status, code_)
    assert Membership.objects.get(user=house.ann.user).role == "owner"


def test_a_change_that_is_refused_in_part_is_refused_whole(house, call):
    gus = house.guest("Gus")
    problem(call("ann").patch(f"members/{gus.user.username}/", {"name": "Gabi", "role": "owner"}), 422, "guest_owner")
    assert Guest.objects.get().name == "Gus"


def test_another_projects_members_and_ways_in_are_404(house, call):
    other = House("other")
    made = open_invitation(other.ann)
    Membership.objects.filter(project=other.project, user=house.ann.user).delete()
    problem(call("ann").get("/api/v1/projects/other/members/"), 404)
    problem(call("ann").delete(f"invitations/{made.pk}/"), 404)
    problem(call("ann").delete(f"invitations/{10**30}/"), 404)
    assert Invitation.objects.get(pk=made.pk).closed_at is None


# ---- Ways in ----


def test_a_way_in_is_opened_listed_and_closed(house, call, settings):
    settings.PUBLIC_URL = "http://class.test"
    ann = call("ann")
    made = ann.post("invitations/", {"max_uses": 5, "days": 1, "names_days": 0}).json()
    assert made["url"] == f"http://class.test/join/?code={made['code']}"
    assert (made["kind"], made["role"], made["n_used"], made["open"]) == ("code", "reviewer", 0, True)
    call(None).post(JOIN, {"code": made["code"], "name": "Ana"})
    assert [row["n_used"] for row in ann.get("invitations/").json()["results"]] == [1]
    assert ann.delete(f"invitations/{made['id']}/").status_code == 204
    problem(ann.delete(f"invitations/{made['id']}/"), 404)
    assert ann.get("invitations/").json()["results"] == []


@pytest.mark.parametrize(
    ("body", "code_"),
    [
        ({"kind": ["code"]}, "invalid"),
        ({"kind": "door"}, "unknown_kind"),
        ({"role": "owner"}, "unknown_role"),
        ({"max_uses": "5"}, "limit_invalid"),
        ({"days": 1.5}, "limit_invalid"),
        ({"n_used": 0}, "unknown_field"),
        ({"code": "AAAAAAA"}, "unknown_field"),
        ({"session": "x"}, "invalid"),
        ({"session": 5}, "invalid"),
        ({"kind": "address"}, "email_invalid"),
    ],
)
def test_a_way_in_that_cannot_be_is_422(house, call, body, code_):
    problem(call("ann").post("invitations/", body), 422, code_)
    assert not Invitation.objects.exists()


def test_whoever_may_host_opens_codes_into_sessions_and_sees_no_link(house, call):
    session = Session.objects.create(project=house.project, document=house.document, host=house.ada.user)
    open_invitation(house.ann, kind="link", role="adjudicator")
    made = call("ada").post("invitations/", {"session": str(session.uuid)})
    assert (made.status_code, made.json()["session"]) == (201, str(session.uuid))
    problem(call("ada").post("invitations/", {}), 403, "role_required")
    assert [row["kind"] for row in call("ada").get("invitations/").json()["results"]] == ["code"]
    assert [row["kind"] for row in call("ann").get("invitations/").json()["results"]] == ["link", "code"]
    other = House("other")
    theirs = Session.objects.create(project=other.project, document=other.document, host=other.ann.user)
    problem(call("ada").post("invitations/", {"session": str(theirs.uuid)}), 404)


def test_a_link_is_taken_once_by_whom_it_is_for(house, call):
    made = open_invitation(house.ann, kind="address", role="adjudicator", email="stan@example.org")
    problem(call("stan").post(LINK, {"token": made.code}), 403, "other_address")
    User.objects.filter(username="stan").update(email="stan@example.org")
    assert call("stan").post(LINK, {"token": made.code}).json() == {"project": "house", "role": "adjudicator"}
    User.objects.create_user("olga", email="stan@example.org")
    problem(call("olga").post(LINK, {"token": made.code}), 409, "invitation_full")
    problem(call(None).post(LINK, {"token": made.code}), 401)


# ---- Leaving ----


def test_a_guest_leaves_and_the_token_opens_nothing(house, call, code):
    joined = call(None).post(JOIN, {"code": code, "name": "Ana"}).json()
    ana = as_token(joined["token"])
    ana.post("documents/d1/annotations/", house.body("Beijing"))
    assert ana.get("leave/").json() == {"n_marks": 1, "n_bound": 0, "n_readings": 1, "n_comments": 0}
    problem(ana.post("leave/", {}), 422, "field_missing")
    problem(ana.post("leave/", {"marks": "burn"}), 422, "unknown_choice")
    assert ana.post("leave/", {"marks": "delete"}).json() == {"n_deleted": 1, "n_kept": 0}
    problem(ana.get(""), 401)
    problem(call(None).post(BACK, {"return_key": joined["return_key"]}), 404, "unknown_key")
    assert Annotation.objects.get().deleted_at is not None


def test_the_last_owner_stays(house, call):
    problem(call("ann").post("leave/", {"marks": "keep"}), 409, "last_owner")
    assert call("ann").get("members/").status_code == 200
