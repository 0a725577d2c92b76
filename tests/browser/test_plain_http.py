"""The reading page over plain http under a name of the local network, where browsers withhold what wants a secure context."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from core.models import Annotation
from tests.browser.conftest import PLAIN_HOST, Site, let_finish
from tests.browser.test_journeys import opened
from tests.browser.test_reading import QUOTE, furnished, mark, saved
from tests.browser.test_saving import kept
from tests.house import House

__all__ = ["furnished"]


@pytest.fixture
def site(server: str, browser: Browser, transactional_db: None) -> Iterator[Site]:
    """The running site under that name."""
    found = Site(server.replace("127.0.0.1", PLAIN_HOST), browser)
    yield found
    found.close()
    let_finish(server)
    assert found.problems == []


def test_the_page_is_not_trusted_here(site: Any, furnished: House) -> None:
    page = opened(site)
    assert page.evaluate("[isSecureContext, typeof crypto.randomUUID, typeof navigator.locks]") == [
        False, "undefined", "undefined",
    ]  # fmt: skip


def test_a_passage_is_marked_changed_undone_and_made_again(site: Any, furnished: House) -> None:
    page = opened(site)
    mark(page, furnished, QUOTE)
    saved(page)
    page.click("#sheet [data-facet=voice] [data-value=own-voice]")
    page.wait_for_function("document.querySelector('#cards .card-facts').textContent.includes('own voice')")
    saved(page)
    page.keyboard.press("Escape")
    page.click("[data-do=undo]")
    page.wait_for_selector(".toast:has-text('Took back')")
    page.click("[data-do=undo]")
    page.wait_for_selector("#cards .card", state="detached")
    page.focus("#article")
    page.keyboard.press("Shift+U")
    page.wait_for_selector("#cards .card")
    row = Annotation.objects.get(deleted_at=None)
    assert (row.quote, row.facets) == (QUOTE, {})


def test_a_mark_made_without_a_connection_waits_in_the_browser_over_a_reload(site: Any, furnished: House) -> None:
    page = opened(site)
    page.route("**/marks/**", lambda route: route.abort())
    mark(page, furnished, QUOTE)
    page.wait_for_selector("#cards .state[data-state=waiting]")
    name = page.locator("#cards .card").get_attribute("id").removeprefix("mark-")
    assert kept(page) == 1
    page.unroute_all()
    page.reload()
    saved(page)
    assert [str(row.uuid) for row in Annotation.objects.all()] == [name]
    assert kept(page) == 0
