"""Versions in the browser: the change is looked at, marks are settled by keys, and it fits and passes axe."""

from typing import Any

import pytest

from core.models import Anchoring
from core.services.versions import add_version
from tests.browser.looks import complaints
from tests.house import TEXT, House

NEW = TEXT.replace("denies it", "now concedes it").replace("no proof", "hardly any proof")
PAGE = "/projects/house/documents/d1.2/versions/"


@pytest.fixture
def house(site: Any, lasting_house: House) -> House:
    """Bob's two marks of d1 are doubtful in d1.2."""
    house = lasting_house
    house.mark("bob", "There is no proof of state policy")
    house.mark("bob", "The Chinese ministry denies it")
    house.submit("bob")
    add_version(house.ann, house.document, NEW, note="Found on Monday; the outlet says nothing of it.")
    return house


def state_of(page: Any, number: int) -> str:
    return str(page.locator(".anchoring").nth(number).get_attribute("data-state"))


def press(page: Any, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)
    page.wait_for_load_state()


def test_doubtful_marks_are_settled_by_keys_alone(site: Any, house: House) -> None:
    page = site.open(PAGE, "ann")
    assert complaints(page, "versions") == []
    page.keyboard.press("j")
    press(page, "a")
    assert (state_of(page, 0), state_of(page, 1)) == ("carried", "doubtful")
    assert page.evaluate("document.activeElement.dataset.state") == "doubtful"  # it goes on by itself
    page.keyboard.press("w")
    page.keyboard.type("The Chinese ministry now")
    page.keyboard.press("Tab")
    press(page, "Enter")
    assert "This version counts in figures." in page.inner_text("main")
    page.keyboard.press("j")
    page.keyboard.press("j")
    press(page, "t")
    assert (state_of(page, 0), state_of(page, 1)) == ("carried", "doubtful")
    rows = {row.earlier.quote: row for row in Anchoring.objects.select_related("earlier", "annotation")}
    assert rows["There is no proof of state policy"].annotation.quote == "There is hardly any proof of state policy"
    assert rows["The Chinese ministry denies it"].state == "doubtful"


def test_the_earlier_text_leads_to_the_newest(site: Any, house: House) -> None:
    page = site.open("/projects/house/documents/d1/read/", "bob")
    assert "This text has a later version." in page.inner_text(".reading-note")
    page.click(".reading-note a:has-text('What was changed')")
    page.click(".version-list a:has-text('Version 2')")
    page.wait_for_selector("h2:has-text('From version 1 to version 2')")
    assert page.inner_text(".version-rows del >> nth=0") == "no"
