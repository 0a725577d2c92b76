"""The ledger in the browser: from a mark by one key to a new card, opened in the queue, checked and filed."""

from typing import Any

import pytest

from core.models import Citation, Source
from core.services import citing
from tests.browser.looks import complaints
from tests.house import House

READ = "/projects/house/documents/d1/read/"


@pytest.fixture
def house(site: Any, lasting_house: House) -> House:
    """Bob has a mark that names a basis; his reading is open."""
    lasting_house.basis = lasting_house.mark("bob", "China banned the trade in 2019", "evidence")
    return lasting_house


def test_a_mark_leads_by_one_key_to_its_card_and_the_card_is_opened_checked_and_filed(site: Any, house: House) -> None:
    page = site.open(f"{READ}?mark={house.basis.uuid}", "bob")
    page.focus("#article")
    page.keyboard.press("i")
    page.wait_for_selector("h1:has-text('What does this rest on?')")
    page.fill("#card_producer", "RAND")
    page.fill("#card_title", "The Opioid Crisis")
    page.fill("#card_url", "javascript:alert(1)")
    page.keyboard.press("Enter")
    page.wait_for_selector(".errorlist:has-text('http:// or https://')")
    assert page.input_value("#card_title") == "The Opioid Crisis"
    assert not Source.objects.exists()
    page.fill("#card_url", "https://rand.example/1")
    page.keyboard.press("Enter")
    page.wait_for_selector(".message:has-text('Cited: The Opioid Crisis')")
    assert Citation.objects.get().annotation == house.basis

    page.goto(f"{site.url}/projects/house/sources/")
    page.wait_for_function("document.querySelector('.changed').hidden")
    citing.change_source(house.bob, Citation.objects.get().source.key, 1, {"kind": "report"})  # in another window
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.click(".changed a:has-text('Show')")
    page.wait_for_selector("text=RAND · report")
    assert page.is_hidden(".changed")
    page.click("text=Open and check")
    page.wait_for_selector("h2:has-text('Source 1 of 1')")
    opens = page.locator("a[data-open]")
    assert (opens.get_attribute("target"), opens.get_attribute("rel")) == ("_blank", "noopener noreferrer")
    page.keyboard.press("y")
    page.keyboard.type("It was banned in 2019.")
    page.keyboard.press("Enter")
    page.wait_for_selector(".message:has-text('Filed: RAND, opened, says so')")
    page.wait_for_selector("h2:has-text('Nothing to open')")
    found = Citation.objects.get()
    assert (found.finding, found.excerpt) == ("says-so", "It was banned in 2019.")
    page.goto(f"{site.url}/projects/house/marks/{house.basis.uuid}/source/")
    page.keyboard.press("Escape")
    page.wait_for_selector("#article")


def test_the_pages_of_the_ledger_fit_and_pass_axe(site: Any, house: House) -> None:
    made, _ = citing.cite(house.bob, house.basis.uuid, card={"producer": "RAND", "title": "The Opioid Crisis",
                                                           "url": f"https://rand.example/{'long/' * 40}"})  # fmt: skip
    other = house.mark("bob", "Officials say", "evidence", facets={"speaker": "RAND"})
    house.submit("bob")
    page, found = site.open("/projects/house/sources/", "bob"), []
    for path in ("sources/", "sources/check/", f"sources/{made.source.key}/", "sources/cited/",
                 "sources/cited/?which=no-card", f"marks/{other.uuid}/source/", f"marks/{house.basis.uuid}/source/"):  # fmt: skip
        page.goto(f"{site.url}/projects/house/{path}")
        found += complaints(page, path)
    assert "\n".join(found) == ""
