"""The pages of joining: in by a code, back by a key, in by a link, and out."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session as StoredSession
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from core.models import Guest, Invitation, Membership, Session, User, WrongCode
from core.services.guessing import MOST_A_MINUTE
from core.services.joining import open_invitation
from core.services.memberships import remove_member
from core.text.codes import grouped
from tests.annotator.test_pages import client_of
from tests.house import House


@pytest.fixture
def code(house: House) -> str:
    return grouped(open_invitation(house.ann, max_uses=3).code)


def join(client: Client, code: str, name: str = "Ana", **more: object) -> HttpResponse:
    return client.post("/join/", {"code": code, "name": name}, **more)


def text(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_phone_joins_is_shown_the_key_once_and_goes_on(code: str) -> None:
    client = Client()
    assert 'value="K7M-3QX4"' in text(client.get("/join/?code=K7M-3QX4"))
    response = join(client, code)
    assert (response.status_code, response["Location"]) == (302, "/join/welcome/")
    shown = text(client.get("/join/welcome/"))
    key = re.search(r'class="return-key">([^<]+)<', shown)[1]
    assert re.fullmatch("([2-9A-Z]{4}-){3}[2-9A-Z]{4}", key)
    assert "You are in, Ana" in shown
    onward = client.post("/join/welcome/")
    assert onward["Location"] == "/projects/house/articles/"
    assert key not in text(client.get("/join/welcome/"))
    assert client.get(onward["Location"], follow=True).status_code == 200


def test_the_key_is_in_the_browser_alone(code: str) -> None:
    client = Client()
    response = join(client, code)
    cookie = response.cookies["return_key"]
    assert (cookie["httponly"], cookie["path"], cookie["samesite"]) == (True, "/join/", "Strict")
    key = cookie.value
    assert key not in str(list(Guest.objects.values()))
    for stored in StoredSession.objects.all():
        assert key not in str(stored.get_decoded())


def test_what_is_stored_by_whom_it_is_seen_and_until_when_is_said(code: str) -> None:
    client = Client()
    join(client, code)
    Guest.objects.update(names_until=timezone.localdate().replace(year=2031, month=5, day=9))
    shown = text(client.get("/join/welcome/"))
    for words in ("Stored", "is seen by the owner of this project", "9 May 2031", "/projects/house/leave/"):
        assert words in shown


def test_a_code_into_a_session_leads_to_its_room(house: House) -> None:
    session = Session.objects.create(project=house.project, document=house.document, host=house.ann.user)
    client = Client()
    join(client, open_invitation(house.ann, session=session).code)
    assert client.post("/join/welcome/")["Location"] == "/projects/house/documents/d1/session/"
    assert "Go to the session" in text(client.get("/join/welcome/"))


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"n_used": 3}, 409, "All 3 places of this code are taken."),
        ({"closed_at": timezone.now()}, 410, "This code was closed."),
        ({"expires_at": timezone.now() - timedelta(1)}, 410, "This code is too old."),
    ],
)
def test_a_code_that_lets_nobody_in_says_so_at_its_field(code: str, change: dict, status: int, words: str) -> None:
    Invitation.objects.update(**change)
    response = join(Client(), code)
    assert response.status_code == status
    assert words in text(response)
    assert 'id="id_code_error"' in text(response)
    assert "sessionid" not in response.cookies


def test_what_was_typed_is_kept_when_it_is_refused(code: str) -> None:
    join(Client(), code)
    response = join(Client(), code)
    assert response.status_code == 409
    assert "There is a “Ana” here already. Add a letter." in text(response).replace("&quot;", '"')
    assert f'value="{code}"' in text(response)
    assert join(Client(), "", "").status_code == 422
    assert join(Client(), "AAA-AAAA").status_code == 404


def test_a_guesser_is_told_to_wait(code: str) -> None:
    client = Client()
    assert join(client, "AAA-AAAA").status_code == 404
    WrongCode.objects.update(n=MOST_A_MINUTE, minute=timezone.now())
    response = join(client, code)
    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert "Wait a minute, then try again." in text(response)
    assert join(client, code, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_joining_asks_for_the_token_of_its_own_form(code: str) -> None:
    assert join(Client(enforce_csrf_checks=True), code).status_code == 403
    assert not Guest.objects.exists()


def test_joining_gives_a_session_of_its_own(house: House, code: str) -> None:
    client = client_of(house, "bob")
    before = client.cookies["sessionid"].value
    assert "signs bob out on this device" in text(client.get("/join/"))
    join(client, code)
    assert client.cookies["sessionid"].value != before
    assert ">Ana</span>" in text(client.get("/"))


def test_the_bar_shows_a_guests_own_name_and_no_password_page(house: House, code: str) -> None:
    client = Client()
    join(client, code, "Ana <b>")
    page = text(client.get("/projects/house/articles/"))
    assert "Ana &lt;b&gt;</span>" in page
    assert Guest.objects.get().user.username not in page
    assert "Change password" not in page
    assert "Leave this project" in page
    for address in ("password/change/", "password/set/", "email/", "reauthenticate/"):
        response = client.get(f"/accounts/{address}")
        assert response.status_code == 403, address
    assert "Change password" in text(client_of(house, "bob").get("/"))
    assert client_of(house, "bob").get("/accounts/password/change/").status_code == 200


def test_a_guest_whose_name_is_past_its_date_is_called_by_the_code_name(house: House) -> None:
    from core.services.projects import reviewer_of

    gus = house.guest("Gus")
    code_name = reviewer_of(gus).code_name
    Guest.objects.update(names_until=timezone.localdate() - timedelta(1))
    page = text(client_of(house, "gus").get("/"))
    assert code_name in page
    assert "Gus" not in page


def test_who_scans_the_picture_again_is_led_on(code: str) -> None:
    client = Client()
    join(client, code)
    page = text(client.get("/join/"))
    assert 'You are here as <b>Ana</b>. <a href="/projects/house/articles/">Go on as Ana</a>' in page


def test_the_key_brings_back_on_another_device_and_a_wrong_one_does_not(code: str) -> None:
    phone, laptop = Client(), Client()
    key = join(phone, code).cookies["return_key"].value
    assert laptop.post("/join/back/", {"return_key": "AAAA-AAAA"}).status_code == 404
    response = laptop.post("/join/back/", {"return_key": key.lower()})
    assert (response.status_code, response["Location"]) == (302, "/projects/house/articles/")
    assert ">Ana</span>" in text(laptop.get("/projects/house/articles/"))
    assert ">Ana</span>" in text(phone.get("/projects/house/articles/"))


def test_a_removed_guest_is_signed_out_at_once(house: House, code: str) -> None:
    client = Client()
    key = join(client, code).cookies["return_key"].value
    remove_member(house.ann, Guest.objects.get().user.username)
    assert client.get("/projects/house/articles/").status_code == 302
    assert client.post("/join/back/", {"return_key": key}).status_code == 404


def test_joining_is_for_guests_and_the_page_after_it_too(house: House) -> None:
    assert client_of(house, "bob").get("/join/welcome/")["Location"] == "/"
    assert "/accounts/login/" in Client().get("/join/welcome/")["Location"]


# ---- Links ----


def test_a_link_is_opened_by_an_account_and_a_look_at_it_changes_nothing(house: House) -> None:
    made = open_invitation(house.ann, kind="link", max_uses=1)
    address = f"/join/link/{made.code}/"
    assert "Sign in and join" in text(Client().get(address))
    assert Client().post(address)["Location"] == f"/accounts/login/?next=%2Fjoin%2Flink%2F{made.code}%2F"
    stan = Client()
    stan.force_login(house.stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert "Join as stan" in text(stan.get(address))
    assert not Membership.objects.filter(user=house.stranger).exists()
    assert stan.post(address)["Location"] == "/projects/house/"
    assert Membership.objects.get(user=house.stranger).role == "reviewer"
    olga = Client()
    olga.force_login(User.objects.create_user("olga"), backend="django.contrib.auth.backends.ModelBackend")
    assert olga.post(address).status_code == 409
    assert Client().get("/join/link/none/").status_code == 404


# ---- Leaving ----


def test_leaving_says_first_what_stays_and_takes_nothing_for_chosen(house: House, code: str) -> None:
    client = client_of(house, "bob")
    house.mark("bob", "Beijing")
    assert "1 mark in 1 article" in text(client.get("/projects/house/leave/"))
    response = client.post("/projects/house/leave/", {})
    assert response.status_code == 422
    assert "Choose what becomes of your marks." in text(response)
    assert client.get("/projects/house/articles/").status_code == 200


def test_marks_that_a_ruling_rests_on_are_named_before_leaving(house: House) -> None:
    from tests.core.services.test_leaving import rule_on

    house.mark("bob", "China banned")
    rule_on(house, house.mark("bob", "Beijing"))
    assert (
        "A ruling rests on <b>1 mark</b> of yours, or a data set that was given away holds it. It stays in any case"
        in text(client_of(house, "bob").get("/projects/house/leave/"))
    )


def test_a_guest_who_leaves_is_signed_out_and_nameless(code: str) -> None:
    client, other = Client(), Client()
    key = join(client, code).cookies["return_key"].value
    other.post("/join/back/", {"return_key": key})
    response = client.post("/projects/house/leave/", {"marks": "delete"}, follow=True)
    assert response.redirect_chain == [("/join/", 302)]
    assert "You have left The house." in text(response)
    assert other.get("/projects/house/articles/").status_code == 302
    assert Guest.objects.get().name == ""


def test_an_account_that_leaves_stays_signed_in(house: House) -> None:
    house.mark("bob", "Beijing")
    client = client_of(house, "bob")
    response = client.post("/projects/house/leave/", {"marks": "delete"}, follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert "You have left The house. Deleted: 1 mark." in text(response)
    assert client.get("/projects/house/articles/").status_code == 404
    assert client_of(house, "ann").post("/projects/house/leave/", {"marks": "keep"}).status_code == 409
