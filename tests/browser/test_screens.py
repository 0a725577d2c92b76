"""Every screen at three widths, in both themes: no breach of the policy, nothing wider than the window, axe content."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from annotator.pages import numbers
from core.importing.seeding import load_demo
from core.services import projects

SCREENS = {
    "work list": "/",
    "wall of words": "/projects/demo/compare/",
    "numbers": "/projects/demo/compare/?view=numbers",
    "side by side": "/projects/demo/compare/side-by-side/?a=daily-clarion&b=pacific-quarterly",
    "quotes": "/projects/demo/quotes/?origin=daily-clarion&role=R5",
    "articles": "/projects/demo/articles/",
    "paste an article": "/projects/demo/articles/add/",
    "reading": "/projects/demo/documents/mw-sanctions/read/",
    "practice": "/projects/demo/documents/mw-sanctions/practice/",
    "outlet": "/projects/demo/outlets/daily-clarion/",
    "codebook": "/projects/demo/codebook/",
    "data": "/projects/demo/data/",
    "interface": "/api/v1/docs/",
    "refused": "/projects/demo/compare/?voice=nonsense",
    "change password": "/accounts/password/change/",
}


@pytest.fixture
def demo(site: Any) -> Any:
    """The invented corpus in the running site, and its owner."""
    project = load_demo().project
    assert project is not None
    projects.add_member(project, "host", "owner")
    return site


@pytest.mark.parametrize(("theme", "widths"), [("light", (1280, 768, 360)), ("dark", (1280,))])
def test_every_screen_fits_and_passes_axe(demo: Any, theme: str, widths: tuple[int, ...]) -> None:
    complaints = []
    for width in widths:
        page = demo.open("/", "host", viewport={"width": width, "height": 800}, color_scheme=theme)
        for name, address in SCREENS.items():
            page.goto(address)
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wider > 0:
                complaints.append(f"{name} at {width}: {wider} px wider than the window")
            if width != 768:
                found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
                for row in found:
                    complaints.append(f"{name} at {width}: {row['id']}: {row['nodes'][0]['html'][:140]}")
    assert "\n".join(complaints) == ""


def test_the_entrance_passes_axe(site: Any) -> None:
    page = site.open("/accounts/login/")
    assert Axe().run(page).response["violations"] == []


def test_a_filter_changes_the_comparison_in_place_and_the_address_with_it(demo: Any) -> None:
    page = demo.open("/projects/demo/compare/", "host")
    page.click("nav[aria-label=Voice] a:has-text('Own voice')")
    page.wait_for_url("**/compare/?voice=own")
    page.wait_for_selector("nav[aria-label=Voice] a[aria-current=true]:has-text('Own voice')")
    assert "own voice" in page.inner_text(".wall")
    page.go_back()
    page.wait_for_selector("nav[aria-label=Voice] a[aria-current=true]:has-text('All voices')")


def test_numbers_take_event_and_dates_in_place_and_slow_ones_come_by_themselves(
    demo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "LARGE", 0)  # as of a corpus of which they take long
    page = demo.open("/projects/demo/compare/?view=numbers&voice=own", "host")
    page.wait_for_selector("#further h2:has-text('Differences between two outlets')")
    assert "further" not in page.url
    page.click(".more-filters summary")
    page.select_option("select[name=event]", "summit")
    page.fill("input[name=since]", "2031-03")
    page.click(".filter-form button")
    page.wait_for_url("**event=summit**")
    page.wait_for_selector(".filter-form input[name=since][value='2031-03']")
    assert {"view=numbers", "voice=own", "since=2031-03"} <= set(page.url.partition("?")[2].split("&"))
    page.wait_for_selector("#further p:has-text('No two outlets can be contrasted here')")


def test_a_quote_of_the_wall_leads_to_its_words_in_the_article(demo: Any) -> None:
    page = demo.open("/projects/demo/compare/", "host")
    quote = page.locator(".wall .quote-text a").first
    words = quote.inner_text()
    quote.click()
    page.wait_for_selector(".quote-context mark")
    assert page.inner_text(".quote-context mark") == words
    page.click("text=Read it in the article")
    page.wait_for_selector("#article")
    assert words in page.inner_text("#article")


def test_a_pasted_article_is_previewed_without_leaving_the_page(demo: Any) -> None:
    page = demo.open("/projects/demo/articles/add/", "host")
    page.select_option("select[name=outlet]", "daily-clarion")
    page.fill("textarea[name=text]", "One sentence about China.\n\nAnother one.")
    page.click("button[name=preview]")
    page.wait_for_selector("#preview .panel")
    assert "2 paragraphs" in page.inner_text("#preview")
    assert page.input_value("textarea[name=text]").startswith("One sentence")
