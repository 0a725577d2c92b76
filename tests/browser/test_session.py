"""A session in two browsers: the host's wide window, a participant's phone. From the lobby to the minutes."""

import re
from typing import Any

import pytest

from core.models import Annotation, Reading, Session
from core.services import sessions
from core.services.annotating import change_annotation
from core.services.projects import reviewer_of
from tests.browser.looks import complaints
from tests.browser.test_reading import SELECT
from tests.house import TEXT, House

ROOM = "/projects/house/documents/d1/session/"
READ = "/projects/house/documents/d1/read/"
QUOTE = "There is no proof of state policy"
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
SOON = 15_000  # the pages look by themselves every eight seconds


@pytest.fixture
def house(site: Any, lasting_house: House) -> House:
    """The house with the site running over it; Cem takes part without a window of his own."""
    return lasting_house


def test_a_class_from_the_lobby_to_the_minutes(site: Any, house: House) -> None:
    host = site.open(ROOM, "ann")
    host.fill("[name=name]", "Media ethics")
    host.check("[name=asked][value=none]")
    host.click("text=Open the room")
    phone = site.open(ROOM, "bob", **PHONE)
    phone.click("button:has-text('Join the session')")
    host.wait_for_selector(".person:has-text('bob')", timeout=SOON)
    session = Session.objects.get()
    sessions.enter(house.cem, session)

    host.click(".lead-bar >> text=Open the article")
    phone.wait_for_url(f"**{READ}", timeout=SOON)  # it goes on by itself
    phone.wait_for_selector("#reading[data-ready=yes]")
    start = TEXT.index(QUOTE)
    phone.evaluate(SELECT, [start, start + len(QUOTE)])
    phone.tap("#palette [data-label=assertion]")
    phone.wait_for_selector("#sheet .state:has-text('saved')")
    assert Annotation.objects.get().quote == QUOTE
    assert not phone.locator("#sheet .facet[data-facet]").count()  # no details in a first lesson
    house.mark("cem", QUOTE, "evidence")
    sessions.hand_in(house.cem, session)
    host.wait_for_selector(".person:has-text('cem') .finished", timeout=SOON)
    assert "evidence" not in host.inner_text("#room").lower()

    host.click("text=Reveal all marks")
    host.click("text=Reveal now")
    phone.wait_for_url(f"**{ROOM}", timeout=SOON)
    phone.wait_for_selector(".said-list")
    said = phone.inner_text("#session-said")
    for name in ("bob", "cem"):
        assert reviewer_of(house.viewers[name]).code_name in said
    assert "1 assertion" in phone.inner_text("#session-differ")

    phone.click("text=Revise my marks")
    phone.wait_for_selector("#reading[data-ready=yes]")
    phone.click("#session-bar >> text=To the room")
    phone.wait_for_selector("text=Go on revising")
    mark = Annotation.objects.get(reading__reviewer__user=house.bob.user)
    change_annotation(house.bob, mark.uuid, mark.version, {"label": "evidence"})
    host.wait_for_selector("#session-strip:has-text('1 of 2 have revised')", timeout=SOON)
    host.wait_for_selector("#session-differ:has-text('2 evidence')", timeout=SOON)  # the strip comes first

    host.fill(".talk-start textarea", "A claim that there is none. Who looked?")
    host.click(".talk-start >> text=Send")
    phone.wait_for_selector(".comment:has-text('Who looked?')", timeout=SOON)

    host.click(".lead-bar >> text=Close the session")
    host.click("text=Close it")
    host.wait_for_selector(".closing")
    with host.expect_download() as download:
        host.click("text=Minutes >> nth=0")
    text = download.value.path().read_text(encoding="utf-8")
    assert QUOTE in text
    assert "Who looked?" in text
    assert "bob" not in text


def test_handing_in_sends_what_was_seen_and_leads_to_the_room(site: Any, house: House) -> None:
    session = sessions.make_session(house.ann, house.document)
    sessions.enter(house.bob, session)
    sessions.open_article(house.ann, session)
    phone = site.open(READ, "bob", **PHONE)
    phone.wait_for_selector("#reading[data-ready=yes]")
    phone.wait_for_timeout(2500)  # long enough to have read what is on the screen
    phone.click("text=I am done")
    phone.click("button:has-text('Hand in')")
    phone.wait_for_url(f"**{ROOM}")
    assert "You have handed in" in phone.inner_text("#room")
    reading = Reading.objects.get(reviewer__user=house.bob.user)
    assert reading.state == "submitted"
    assert reading.ranges
    assert reading.ranges[0][0] == 0


def test_the_clock_runs_down_and_is_set_anew(site: Any, house: House) -> None:
    session = sessions.make_session(house.ann, house.document, n_minutes=5)
    sessions.enter(house.bob, session)
    sessions.open_article(house.ann, session)
    host = site.open(ROOM, "ann")
    host.wait_for_function("() => document.querySelector('.clock').textContent")
    first = host.inner_text(".clock")
    assert re.fullmatch(r"[45]:\d\d", first)
    host.wait_for_function("(first) => document.querySelector('.clock').textContent !== first", arg=first)
    host.click("text=Clock")
    host.fill("#minutes-more", "30")
    host.click("text=Give more time")
    host.wait_for_function("() => /^3[45]:/.test(document.querySelector('.clock').textContent)")


def test_words_are_chosen_in_the_list_and_in_the_text(site: Any, house: House) -> None:
    session = sessions.make_session(house.ann, house.document)
    for name in ("bob", "cem"):
        sessions.enter(house.viewers[name], session)
    sessions.open_article(house.ann, session)
    for name, label in (("bob", "assertion"), ("cem", "evidence")):
        house.mark(name, QUOTE, label)
        house.mark(name, "Nobody asked the firms", label)
    sessions.reveal(house.ann, session)
    host = site.open(ROOM, "ann")
    assert host.inner_text("#article mark[data-active]") == QUOTE
    host.click(".differ-link:has-text('Nobody asked')")
    host.wait_for_selector("#article mark[data-active]:has-text('Nobody asked the firms')")
    host.wait_for_url("**passage=**")
    host.wait_for_selector(".overlay-talk .talk")
    host.click("#article p[data-heat] >> nth=0")
    host.wait_for_selector(f"#article mark[data-active]:has-text('{QUOTE}')")
    host.go_back()
    host.wait_for_selector("#article mark[data-active]:has-text('Nobody asked the firms')")


def test_every_face_fits_and_passes_axe(site: Any, house: House) -> None:
    found: list[str] = []
    pages = {who: site.open("/accounts/login/", who) for who in ("ann", "bob")}

    def look(face: str, who: str, address: str = ROOM) -> None:
        page = pages[who]
        page.goto(address)
        found.extend(complaints(page, f"{face}, {who}"))
        page.goto("about:blank")  # else it goes on by itself when the session does

    look("none", "ann")
    session = sessions.make_session(house.ann, house.document, name="Media ethics", n_minutes=20)
    look("door", "bob")
    for name in ("bob", "cem"):
        sessions.enter(house.viewers[name], session)
    look("lobby", "ann")
    sessions.open_article(house.ann, session)
    look("marking", "ann")
    look("bar", "bob", READ)
    house.mark("bob", QUOTE)
    house.mark("cem", QUOTE, "evidence")
    sessions.reveal(house.ann, session)
    look("revealed", "ann")
    look("revealed", "bob")
    sessions.close(house.ann, session)
    look("closed", "ann")
    assert "\n".join(found) == ""
