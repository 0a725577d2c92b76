"""The pages outside reading: comparison, quotes, articles, outlets, codebook, data, entrance."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.sign_in import link_for
from annotator.views import articles
from core.errors import Conflict
from core.models import Document, Outlet, User
from tests.house import House

ABOUT = {"target": "ccp", "role": "R5", "stance": "affirms", "voice": "own-voice"}
PAGES = (
    "compare", "agreement", "articles", "codebook", "data", "quotes", "side_by_side", "comparison_report",
)  # fmt: skip


def client_of(house: House, name: str) -> Client:
    client = Client()
    client.force_login(house.viewers[name].user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(house: House, name: str, address: str, **query: str) -> str:
    response = client_of(house, name).get(address, query)
    assert response.status_code == 200, response.content
    return response.content.decode()


@pytest.fixture
def marked(house: House) -> House:
    """Bob affirms deliberate policy and submits."""
    house.marked = house.mark("bob", "There is no proof of state policy", facets=ABOUT)
    house.submit("bob")
    return house


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_finds_no_page_and_nobody_is_asked_to_sign_in(house: House, name: str) -> None:
    address = reverse(name, args=["house"])
    stranger = Client()
    stranger.force_login(house.stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert stranger.get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["ann", "ada", "bob", "vera"])
def test_every_member_opens_every_page(marked: House, name: str, who: str) -> None:
    assert page(marked, who, reverse(name, args=["house"]))


def test_the_wall_shows_the_words_and_the_finding(marked: House) -> None:
    html = page(marked, "vera", reverse("compare", args=["house"]))
    assert "There is no proof of state policy" in html
    assert "<b>1 of 1</b> affirms deliberate policy in its own voice." in html


def test_words_withheld_from_a_reader_stay_off_the_wall_and_are_named(marked: House) -> None:
    marked.mark("cem", "Nobody asked the firms")
    html = page(marked, "cem", reverse("compare", args=["house"]))
    assert "no proof of state policy" not in html
    assert "Withheld from you" in html


def test_the_wall_of_an_invented_project_says_so(db: None) -> None:
    house = House("made-up", invented=True)
    assert "Invented" in page(house, "vera", reverse("compare", args=["made-up"]))


def test_an_unknown_filter_is_refused_in_words(marked: House) -> None:
    client = client_of(marked, "vera")
    assert client.get(reverse("compare", args=["house"]), {"nonsense": "1"}).status_code == 400
    response = client.get(reverse("compare", args=["house"]), {"voice": "nonsense"})
    assert response.status_code == 422
    assert "There is no voice" in response.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_looking_at_a_page_writes_nothing(marked: House, name: str) -> None:
    client = client_of(marked, "vera")
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse(name, args=["house"]))
    written = [
        row["sql"]
        for row in asked
        if not row["sql"].lstrip("(\n ").startswith(("SELECT", "WITH", "SAVEPOINT", "RELEASE"))
        and "core_storedfigure" not in row["sql"]  # figures that were computed are kept
    ]
    assert written == []


def test_htmx_gets_the_comparison_alone(marked: House) -> None:
    response = client_of(marked, "vera").get(reverse("compare", args=["house"]), headers={"HX-Request": "true"})
    assert b"<html" not in response.content
    assert b'id="comparison"' in response.content


def test_the_permanent_page_of_a_quote_lights_its_words(marked: House) -> None:
    html = page(marked, "vera", reverse("quote", args=["house", marked.marked.uuid]))
    assert '<mark data-label="assertion" data-active>There is no proof of state policy</mark>' in html
    assert client_of(marked, "cem").get(reverse("quote", args=["house", marked.marked.uuid])).status_code == 404


def test_two_origins_of_other_genre_are_no_contrast(marked: House) -> None:
    Outlet.objects.create(project=marked.project, key="post", name="The Post")
    marked.add_document("d2", "China again.", outlet="post", genre="op-ed", published_on="2031")
    html = page(marked, "vera", reverse("side_by_side", args=["house"]), a="gazette", b="post")
    assert "Not a contrast between outlets" in html


def test_an_article_is_previewed_and_then_stored_exactly(house: House) -> None:
    text = "  One\u00a0line.\r\n\r\nTwo 👩‍👩‍👧 lines.  "
    form = {"title": "New", "outlet": "gazette", "text": text, "published_on": "2031-05", "genre": "news"}
    client, address = client_of(house, "ann"), reverse("add_article", args=["house"])
    shown = client.post(address, form | {"preview": "1"})
    assert "This will be stored" in shown.content.decode()
    assert not Document.objects.filter(title="New").exists()
    assert client.post(address, form | {"store": "1"}).status_code == 302
    assert Document.objects.get(title="New").text == "  One\u00a0line.\n\nTwo 👩‍👩‍👧 lines.  "


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": ""}, "required"),
        ({"text": "a\x07b"}, "BELL"),
        ({"published_on": "2031-13"}, "A date is a year"),
        ({"outlet": ""}, "Choose an outlet"),
        ({"new_outlet": "Another"}, "one of the two"),
        ({"url": "javascript:alert(1)"}, "valid URL"),
    ],
)
def test_an_article_that_cannot_be_stored_is_refused_and_nothing_is_lost(
    house: House, change: dict[str, str], said: str
) -> None:
    form = {"title": "Kept words", "outlet": "gazette", "text": "Body of it.", "store": "1"} | change
    response = client_of(house, "ann").post(reverse("add_article", args=["house"]), form)
    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert "Kept words" in html
    assert not Document.objects.filter(title="Kept words").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": " \n "}, "The text is empty"),
        ({"url": "ftp://gazette.example/a"}, "begins with http:// or https://"),
        ({"author": "a\x07b"}, "BELL"),
        ({"outlet": "", "new_outlet": "a\x1bb"}, "ESCAPE"),
    ],
)
@pytest.mark.parametrize("button", ["preview", "store"])
def test_the_preview_refuses_what_storing_refuses(house: House, change: dict[str, str], said: str, button: str) -> None:
    form = {"title": "New", "outlet": "gazette", "text": "Body of it.", button: "1"} | change
    response = client_of(house, "ann").post(reverse("add_article", args=["house"]), form)
    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert "This will be stored" not in html
    assert Outlet.objects.filter(project=house.project).count() == 1


def test_the_preview_names_a_new_outlet(house: House) -> None:
    form = {"title": "New", "new_outlet": "The Herald", "text": "Body of it.", "preview": "1"}
    response = client_of(house, "ann").post(reverse("add_article", args=["house"]), form)
    assert "<dt>Outlet</dt><dd>The Herald</dd>" in response.content.decode()


def test_a_refused_article_leaves_no_new_outlet_behind(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise Conflict("Somebody was faster.")

    monkeypatch.setattr(articles, "add_document", refuse)
    form = {"title": "New", "new_outlet": "The Herald", "text": "Body of it.", "store": "1"}
    response = client_of(house, "ann").post(reverse("add_article", args=["house"]), form)
    assert "Somebody was faster." in response.content.decode()
    assert not Outlet.objects.filter(name="The Herald").exists()


def test_the_same_text_twice_is_said(house: House) -> None:
    form = {"title": "Again", "outlet": "gazette", "text": house.document.text, "store": "1"}
    response = client_of(house, "ann").post(reverse("add_article", args=["house"]), form)
    assert "stored already" in response.content.decode()


def test_only_keepers_paste_articles(house: House) -> None:
    for name, status in (("ann", 200), ("ada", 200), ("bob", 403), ("vera", 403)):
        assert client_of(house, name).get(reverse("add_article", args=["house"])).status_code == status


def test_an_outlet_page_gives_facts_and_no_score(house: House) -> None:
    Outlet.objects.filter(key="gazette").update(facts=[{"text": "Founded in 2030.", "source": "its imprint"}])
    html = page(house, "vera", reverse("outlet", args=["house", "gazette"]))
    assert "Founded in 2030." in html
    assert "its imprint" in html


def test_home_lists_ones_projects_with_constant_queries(house: House, django_assert_num_queries) -> None:
    client = client_of(house, "bob")
    assert "The house" in client.get("/").content.decode()
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for i in range(5):
        house.add_document(f"more-{i}", "China.")
    with django_assert_num_queries(len(few)):
        client.get("/")


def test_the_sign_in_link_works_once_and_only_by_its_button(house: House) -> None:
    user = User.objects.get(username="ann")
    address = link_for(user, opens="/projects/house/compare/").removeprefix("http://127.0.0.1:8000")
    client = Client()
    assert "Sign in as" in client.get(address).content.decode()
    assert client.get("/").status_code == 302
    response = client.post(address)
    assert (response.status_code, response["Location"]) == (302, "/projects/house/compare/")
    assert client.get("/").status_code == 200
    again = Client()
    assert again.get(address).status_code == 410
    assert again.post(address).status_code == 410


def test_the_sign_in_link_never_leads_to_another_host(house: House) -> None:
    address = link_for(User.objects.get(username="ann")).removeprefix("http://127.0.0.1:8000")
    assert Client().post(address + "?next=https://elsewhere.example/")["Location"] == "/"


def test_nobody_signs_up_uninvited(db: None) -> None:
    html = Client().get("/accounts/signup/").content.decode().lower()
    assert "closed" in html or "invit" in html
    Client().post("/accounts/signup/", {"username": "eve", "password1": "long-enough-9", "password2": "long-enough-9"})
    assert not User.objects.filter(username="eve").exists()


def test_pages_carry_a_strict_policy_and_are_never_cached(house: House) -> None:
    response = client_of(house, "ann").get(reverse("compare", args=["house"]))
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "address",
    [
        "/projects/house/compare/?genre=%00",
        "/projects/house/compare/side-by-side/?genre=a%00b",
        "/projects/house/quotes/?origin=%00",
        "/projects/house/quotes/?page=999999999999",
        "/projects/house/outlets/%00/",
        "/projects/house/documents/%00/read/",
        "/projects/house/documents/nothing/practice/",
    ],
)
def test_an_odd_address_is_refused_and_never_an_error(house: House, address: str) -> None:
    assert client_of(house, "ann").get(address).status_code in (200, 400, 404)


def test_a_mark_on_the_space_between_paragraphs_has_a_page(house: House) -> None:
    mark = house.mark("bob", "\n\n")
    assert page(house, "bob", reverse("quote", args=["house", mark.uuid]))


def test_who_can_no_longer_submit_is_not_told_to(marked: House) -> None:
    marked.mark("cem", "Nobody asked the firms")
    marked.join("cem", "viewer")
    assert "your role no longer submits" in page(marked, "cem", reverse("compare", args=["house"]))
