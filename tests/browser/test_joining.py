"""A phone in a class room: the production server over plain http at a name that is no loopback address."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from core.models import Annotation, Guest, Invitation, User
from core.services.joining import join, open_invitation
from core.text.codes import grouped
from tests.browser.conftest import CLASS_HOST, ROOT, Site
from tests.browser.looks import UNFOLD, complaints
from tests.browser.test_reading import QUOTE, drag
from tests.core.services.test_leaving import rule_on
from tests.house import House
from tests.processes.database import let_the_site_finish, url_of_tests
from tests.processes.server import Server, wait_until

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def laptop(static_files: None, django_db_setup: None) -> Iterator[str]:
    """The public address of the server, which listens on this machine alone. The browser finds it as a phone finds the
    laptop in its network."""
    server = Server(url_of_tests())
    address = f"http://{CLASS_HOST}:{server.port}"
    server.environ = {**server.environ, "PUBLIC_URL": address}
    with server:
        yield address


@pytest.fixture
def room(laptop: str, browser: Browser, transactional_db: None) -> Iterator[Site]:
    """The site as phones reach it; what its pages complain of fails the test."""
    found = Site(laptop, browser)
    yield found
    found.close()
    let_the_site_finish()
    assert found.problems == []


def join_by_picture(room: Site, code: str, name: str, **context: Any) -> tuple[Page, str]:
    """The page after joining, and the return key that it shows."""
    page = room.open(f"/join/?code={grouped(code)}", **context)
    page.fill("[name=name]", name)
    page.click("main .button.primary")
    page.wait_for_url("**/join/welcome/")
    return page, page.inner_text(".return-key")


def test_a_phone_joins_marks_comes_back_elsewhere_and_leaves(room: Site) -> None:
    house = House()
    code = open_invitation(house.ann).code
    page, key = join_by_picture(room, code, "Ana", **PHONE)
    assert not page.evaluate("isSecureContext")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.click("main .button.primary")
    page.wait_for_url("**/articles/")
    page.click("main .rows .title")
    page.wait_for_function("() => performance.getEntriesByName('article-ready').length > 0")
    start = house.document.text.index(QUOTE)
    drag(page, start, start + len(QUOTE))
    page.click("#palette [data-label=assertion]")
    wait_until(lambda: Annotation.objects.filter(quote=QUOTE).exists(), 10, "the mark is stored")
    page.wait_for_timeout(300)

    other = room.open("/join/", viewport={"width": 1280, "height": 800})
    other.click("text=Come back with your return key")
    other.fill("[name=return_key]", key.lower().replace("-", " "))
    other.click("main .button.primary")
    other.wait_for_url("**/articles/")
    assert "Ana" in other.inner_text(".bar-end")
    other.click("[popovertarget=account-menu]")
    other.click("text=Leave this project")
    assert "1 mark in 1 article" in other.inner_text("main")
    other.check("[value=delete]")
    other.click("main .button.danger")
    other.wait_for_url("**/join/")
    assert "You have left The house." in other.inner_text("main")
    assert Annotation.objects.get(quote=QUOTE).deleted_at is not None
    assert Guest.objects.get().name == ""
    page.goto("/projects/house/articles/")
    assert "/accounts/login/" in page.url


def test_the_code_on_the_wall_is_what_lets_in(room: Site) -> None:
    House()
    owner = room.open("/projects/house/members/", "ann")
    owner.click("text=New code for a class")
    owner.fill("#code_max_uses", "1")
    owner.click("button:has-text('New code for a class')")
    owner.click("text=Show on the wall")
    assert owner.inner_text(".wall-address") == f"{room.url.removeprefix('http://')}/join"
    phone = room.open(f"http://{owner.inner_text('.wall-address')}", **PHONE)
    phone.fill("[name=code]", owner.inner_text(".wall-code").lower())
    phone.fill("[name=name]", "Ana")
    phone.click("main .button.primary")
    phone.wait_for_url("**/join/welcome/")
    late = room.open("/join/", **PHONE)
    late.fill("[name=code]", owner.inner_text(".wall-code"))
    late.fill("[name=name]", "Ben")
    late.click("main .button.primary")
    late.wait_for_selector(".errorlist")
    assert "The one place of this code is taken." in late.inner_text("main")
    assert late.input_value("[name=name]") == "Ben"


def test_the_key_survives_a_reload_until_one_goes_on(room: Site) -> None:
    page, key = join_by_picture(room, open_invitation(House().ann).code, "Ana", **PHONE)
    page.reload()
    assert page.inner_text(".return-key") == key
    page.click("main .button.primary")
    page.wait_for_url("**/articles/")
    page.goto("/join/welcome/")
    assert page.locator(".return-key").count() == 0


@pytest.fixture
def furnished(room: Site) -> Site:
    """People of both kinds, ways in of all three, and a mark that a ruling rests on."""
    house = House()
    rule_on(house, house.mark("bob", "Beijing"))
    code = open_invitation(house.ann, max_uses=3)
    join(code.code, "Maximiliane von Droste zu Hülshoff-Langenscheidt-Brinckmann")
    open_invitation(house.ann, kind="link")
    open_invitation(house.ann, kind="address", email="a.very.long.address.indeed@university.example")
    return room


def test_every_screen_of_joining_fits_and_passes_axe(furnished: Site) -> None:
    code, link = Invitation.objects.get(kind="code"), Invitation.objects.get(kind="link")
    guest = User.objects.get(guest__isnull=False)
    screens = [
        ("/join/", None), (f"/join/?code={code.code}", guest), ("/join/back/", None), ("/join/welcome/", guest),
        (f"/join/link/{link.code}/", "bob"), ("/projects/house/members/", "ann"), ("/projects/house/leave/", "bob"),
        (f"/projects/house/ways-in/{code.pk}/wall/", "ann"),
    ]  # fmt: skip
    found = []
    for address, who in screens:
        page = furnished.open(address, who)
        page.evaluate(UNFOLD)
        found += complaints(page, address)
        furnished.close()
    assert "\n".join(found) == ""


def test_nothing_in_our_scripts_needs_https() -> None:
    wanted = re.compile(
        r"randomUUID\(|crypto\.subtle|navigator\.(locks|clipboard|serviceWorker|share|wakeLock|credentials)"
    )
    scripts = (ROOT / "annotator" / "static" / "annotator" / "js").rglob("*.js")
    assert not [path.name for path in scripts if wanted.search(path.read_text(encoding="utf-8"))]
