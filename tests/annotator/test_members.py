"""The members page: who is here, the ways in, and what its owner does there."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotator.pages.joining import qr_picture
from annotator.pages.members import members_page
from core.models import Guest, Invitation, Membership, User
from core.services.joining import join, open_invitation
from core.services.projects import reviewer_of
from core.text.codes import grouped
from tests.annotator.test_joining import text
from tests.annotator.test_pages import client_of, page
from tests.house import House

MEMBERS = "/projects/house/members/"


def test_the_owner_sees_everybody_with_role_and_since_when(house: House) -> None:
    house.guest("Gus")
    Membership.objects.update(created_at=timezone.now().replace(year=2031, month=5, day=9))
    html = page(house, "ann", MEMBERS)
    assert "6 people, 1 of them by a code" in html
    assert re.findall(r'<b dir="auto">([^<]+)</b>', html) == ["ada", "ann", "bob", "cem", "vera", "Gus"]
    assert "Adjudicator · since 9 May 2031" in html
    assert "By a code · reviewer · since 9 May 2031 · name kept until" in html


def test_no_code_name_stands_beside_a_name_and_only_it_once_the_name_is_gone(house: House) -> None:
    gus = house.guest("Gus")
    names = [reviewer_of(viewer).code_name for viewer in (gus, house.bob)]
    html = page(house, "ann", MEMBERS)
    assert not [name for name in names if name in html]
    Guest.objects.update(names_until=timezone.localdate() - timedelta(1))
    html = page(house, "ann", MEMBERS)
    assert names[0] in html
    assert ">Gus<" not in html
    assert 'value="Gus"' not in html


def test_only_owners_find_it_in_the_navigation(house: House) -> None:
    assert MEMBERS in page(house, "ann", "/projects/house/articles/")
    for name in ("ada", "bob", "vera"):
        assert MEMBERS not in page(house, name, "/projects/house/articles/")


def test_a_new_code_stands_on_the_page_with_its_limits(house: House) -> None:
    form = {"max_uses": "20", "days": "2", "names_days": "10", "role": "viewer"}
    assert client_of(house, "ann").post("/projects/house/ways-in/code/", form).status_code == 302
    made = Invitation.objects.get()
    assert (made.max_uses, made.role, made.names_until) == (20, "viewer", timezone.localdate() + timedelta(12))
    html = page(house, "ann", MEMBERS)
    assert grouped(made.code) in html
    assert "0 of 20 came · as viewer · until" in html


@pytest.mark.parametrize(
    ("kind", "form", "words"),
    [
        ("code", {"max_uses": "0", "days": "7", "names_days": "1", "role": "reviewer"}, "greater than or equal to 1"),
        ("code", {"max_uses": "5", "days": "7", "names_days": "1", "role": "owner"}, "Select a valid choice"),
        ("link", {"max_uses": "5", "days": "7", "role": "owner"}, "Select a valid choice"),
        ("address", {"email": "nobody", "days": "7", "role": "owner"}, "valid email address"),
    ],
)
def test_a_way_in_that_cannot_be_is_refused_in_its_open_form(house: House, kind: str, form: dict, words: str) -> None:
    response = client_of(house, "ann").post(f"/projects/house/ways-in/{kind}/", form)
    assert response.status_code == 422
    assert words in text(response)
    assert text(response).count('<details class="new-way" open>') == 1
    assert not Invitation.objects.exists()
    assert client_of(house, "ann").post("/projects/house/ways-in/door/", form).status_code == 404


def test_links_are_shown_to_copy_at_the_public_address(house: House, settings) -> None:
    settings.PUBLIC_URL = "http://class.test"
    client = client_of(house, "ann")
    client.post("/projects/house/ways-in/link/", {"max_uses": "5", "days": "7", "role": "adjudicator"})
    client.post("/projects/house/ways-in/address/", {"email": "a@b.example", "days": "7", "role": "owner"})
    html = page(house, "ann", MEMBERS)
    for made in Invitation.objects.all():
        assert f'value="http://class.test/join/link/{made.code}/"' in html
    assert "For a@b.example" in html


def test_the_wall_shows_the_code_the_address_and_a_picture_of_both(house: House, settings) -> None:
    settings.PUBLIC_URL = "http://192.168.1.20:8000"
    made = open_invitation(house.ann, max_uses=20)
    html = page(house, "ann", reverse("wall", args=["house", made.pk]))
    assert f'class="wall-code">{grouped(made.code)}<' in html
    assert "192.168.1.20:8000/join<" in html
    assert str(qr_picture(f"http://192.168.1.20:8000/join/?code={grouped(made.code)}")) in html
    assert "20 places left" in html
    assert "Only this machine" not in html
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    assert "Only this machine" in page(house, "ann", reverse("wall", args=["house", made.pk]))
    assert page(house, "ada", reverse("wall", args=["house", made.pk]))  # who may host hangs it up
    link = open_invitation(house.ann, kind="link")
    assert client_of(house, "ann").get(reverse("wall", args=["house", link.pk])).status_code == 404
    assert client_of(house, "ann").get(reverse("wall", args=["house", 10**30])).status_code == 404


def test_closing_takes_a_code_off_the_page(house: House) -> None:
    made = open_invitation(house.ann)
    assert client_of(house, "ann").post(reverse("close_way", args=["house", made.pk])).status_code == 302
    assert grouped(made.code) not in page(house, "ann", MEMBERS)
    other = open_invitation(House("other").ann)
    assert client_of(house, "bob").post(reverse("close_way", args=["house", other.pk])).status_code == 403
    stranger = client_of(house, "ann").post(reverse("close_way", args=["house", other.pk]))
    assert stranger.status_code == 404


def test_a_full_code_says_so(house: House) -> None:
    join(open_invitation(house.ann, max_uses=1).code, "Ana")
    assert '<span class="chip caution">Full</span>' in page(house, "ann", MEMBERS)
    Invitation.objects.update(expires_at=timezone.now())
    assert '<span class="chip caution">Too old</span>' in page(house, "ann", MEMBERS)


def test_a_new_account_has_its_password_shown_once(house: House) -> None:
    client = client_of(house, "ann")
    response = client.post("/projects/house/members/add/", {"username": "dan", "role": "viewer"})
    password = re.search(r'class="return-key">([^<]+)<', text(response))[1]
    assert User.objects.get(username="dan").check_password(password)
    assert password not in page(house, "ann", MEMBERS)
    again = client.post("/projects/house/members/add/", {"username": "dan", "role": "owner"})
    assert again.status_code == 422
    assert "dan is a member already." in text(again)


def test_role_name_and_removal(house: House) -> None:
    gus, client = house.guest("Gus"), client_of(house, "ann")
    name = gus.user.username
    assert client.post(reverse("member_name", args=["house", name]), {"name": "Gabi"}).status_code == 302
    response = client.post(reverse("member_role", args=["house", name]), {"role": "viewer"}, follow=True)
    assert "Gabi is viewer now." in text(response)
    assert client.post(reverse("member_role", args=["house", name]), {"role": "owner"}).status_code == 422
    assert client.post(reverse("member_name", args=["house", name]), {"name": "\x07"}).status_code == 422
    assert client.post(reverse("remove_member", args=["house", name])).status_code == 302
    assert "Gabi" not in page(house, "ann", MEMBERS)
    assert client.post(reverse("remove_member", args=["house", "ann"])).status_code == 409
    assert client.post(reverse("remove_member", args=["house", "nobody"])).status_code == 404


def test_number_of_queries_is_the_same_for_few_and_many(house: House) -> None:
    counts = []
    for number in range(2):
        made = open_invitation(house.ann)
        for n in range(5):
            join(made.code, f"Guest {number} {n}")
        with CaptureQueriesContext(connection) as queries:
            members_page(house.ann)
        counts.append(len(queries))
    assert counts == [3, 3]
