"""The log of one's own reading in Chromium: it fits, and what went can be brought back without a script."""

from typing import Any

import pytest
from playwright.sync_api import expect

from core.models import Annotation
from core.services import annotating
from tests.browser.looks import too_wide
from tests.house import House

HISTORY = "/projects/house/documents/d1/history/"
QUOTE = "There is no proof of state policy"

pytestmark = pytest.mark.django_db(transaction=True)


def deleted() -> tuple[House, Annotation]:
    """A mark that was detailed, then deleted."""
    house = House()
    mark = house.mark("bob", QUOTE, note="Whose proof?")
    annotating.change_annotation(house.bob, mark.uuid, 1, {"label": "opinion", "facets": {"stance": "denies"}})
    annotating.delete_annotation(house.bob, mark.uuid, 2)
    return house, mark


@pytest.mark.parametrize("script", [True, False])
def test_a_deleted_mark_is_brought_back_from_the_log(site: Any, script: bool) -> None:
    house, mark = deleted()
    page = site.open(HISTORY, house.bob.user, java_script_enabled=script)
    page.get_by_role("button", name="Bring it back").first.click()
    page.get_by_text("As it was again: “There is no proof of state policy”").wait_for()
    mark.refresh_from_db()
    assert (mark.deleted_at, mark.version, mark.label.key) == (None, 4, "opinion")
    expect(page.get_by_role("listitem").filter(has_text="Brought back")).to_have_count(1)


def test_the_log_fits_the_window_and_each_button_says_what_it_brings_back(site: Any) -> None:
    house, _ = deleted()
    page = site.open(HISTORY, house.bob.user)
    assert [too_wide(page, width) for width in (360, 768, 1280)] == [[]] * 3
    names = page.get_by_role("button", name="Bring it back").evaluate_all("all => all.map((row) => row.textContent)")
    assert len(names) == len({*names}) == 2
    assert all("There is no proof" in name for name in names)


@pytest.mark.parametrize("script", [True, False])
def test_the_history_of_one_mark_goes_on_with_older_changes(site: Any, script: bool) -> None:
    house = House()
    mark = house.mark("bob", QUOTE)
    for version in range(1, 105):
        annotating.change_annotation(house.bob, mark.uuid, version, {"note": f"note {version}"})
    page = site.open(
        f"/projects/house/documents/d1/read/?mark={mark.uuid}{'' if script else '&plain=1'}", house.bob.user,
        java_script_enabled=script,
    )  # fmt: skip
    if script:
        page.wait_for_selector("[data-ready=yes]")
        page.locator(f"#mark-{mark.uuid}").get_by_role("button", name="History").click()
        page.locator("#mark-past[open] .change").first.wait_for()
    else:
        page.get_by_role("link", name="History of").click()
    expect(page.locator(".change")).to_have_count(100)
    page.get_by_role("link", name="Older changes").click()
    page.locator(".change-verb", has_text="Marked").wait_for()
    expect(page.locator(".change")).to_have_count(105 if script else 5)
    expect(page.get_by_role("link", name="Older changes")).to_have_count(0)
