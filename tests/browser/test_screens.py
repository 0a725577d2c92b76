"""Every screen at three widths, in both themes: no breach of the policy, nothing wider than the window, axe content."""

from typing import Any

import pytest

from annotator.pages import numbers
from tests.browser.looks import breaches, complaints, too_wide

N_SHARES = 3  # of all screens, so that processes share the work
SCREENS = {
    "work list": "/",
    "wall of words": "/projects/demo/compare/",
    "numbers": "/projects/demo/compare/?view=numbers",
    "charts": "/projects/demo/compare/?view=charts",
    "what can be said": "/projects/demo/compare/?view=sentences",
    "claims of the comparison": "/projects/demo/compare/?view=claims",
    "report of the comparison": "/projects/demo/compare/report/?event=sanctions",
    "side by side": "/projects/demo/compare/side-by-side/?a=daily-clarion&b=pacific-quarterly",
    "agreement": "/projects/demo/agreement/",
    "no agreement yet": "/projects/demo/agreement/?reviewers=machine",
    "passages that differ": "/projects/demo/agreement/passages/?of=role&a=R4&b=R1",
    "quotes": "/projects/demo/quotes/?origin=daily-clarion&role=R5",
    "claims": "/projects/demo/claims/",
    "may be the same claim": "/projects/demo/claims/suggestions/",
    "speakers": "/projects/demo/speakers/",
    "articles": "/projects/demo/articles/",
    "what the texts share": "/projects/demo/reuse/",
    "quotations": "/projects/demo/reuse/?view=quotations&kind=exact",
    "who is quoted": "/projects/demo/reuse/?view=people",
    "paste an article": "/projects/demo/articles/add/",
    "import files": "/projects/demo/import/",
    "provenance": "/projects/demo/documents/rd-roundup/provenance/",
    "reading": "/projects/demo/documents/mw-sanctions/read/",
    "practice": "/projects/demo/documents/mw-sanctions/practice/",
    "versions": "/projects/demo/documents/mw-sanctions/versions/",
    "add a version": "/projects/demo/documents/mw-sanctions/versions/add/",
    "outlets": "/projects/demo/outlets/",
    "outlet": "/projects/demo/outlets/daily-clarion/",
    "no answer of that kind": "/projects/demo/outlets/daily-clarion/answers/?of=fallacies&value=none",
    "indicators": "/projects/demo/documents/mw-sanctions/indicators/",
    "codebook": "/projects/demo/codebook/",
    "sources": "/projects/demo/sources/",
    "nothing to open": "/projects/demo/sources/check/",
    "no base cited": "/projects/demo/sources/cited/",
    "data": "/projects/demo/data/",
    "no job yet": "/projects/demo/jobs/",
    "refused": "/projects/demo/compare/?voice=nonsense",
    "change password": "/accounts/password/change/",
}


@pytest.mark.parametrize("share", range(N_SHARES))
def test_every_screen_fits_and_passes_axe(demo: Any, share: int) -> None:
    page, found = demo.open("/", "host"), []
    for name, address in list(SCREENS.items())[share::N_SHARES]:
        page.goto(address)
        found += complaints(page, name)
    assert "\n".join(found) == ""


def test_the_documentation_of_the_interface_fits_and_passes_axe(site: Any) -> None:
    page = site.open("/api/v1/docs/")
    assert [too_wide(page, width) for width in (1280, 768, 360)] == [[]] * 3
    names = ["duplicate-id-aria", "landmark-unique", "heading-order", "region", "scrollable-region-focusable"]
    assert breaches(page, runOnly={"type": "rule", "values": names}) == []
    # A hundred operations from the same lines of a template: how they look shows in the first of each group.
    page.evaluate("""() => {
      const more = ['section > article:nth-of-type(n + 2)', 'section > div:nth-of-type(n + 6)', 'section:nth-of-type(n + 5):not(:last-of-type)'];
      for (const one of document.querySelectorAll(more.join())) one.remove();
    }""")
    assert page.locator("article.panel").count() == 4
    assert "\n".join(complaints(page)) == ""


def test_the_entrance_fits_and_passes_axe(site: Any) -> None:
    assert "\n".join(complaints(site.open("/accounts/login/"))) == ""


def test_a_filter_changes_the_comparison_in_place_and_the_address_with_it(demo: Any) -> None:
    page = demo.open("/projects/demo/compare/", "host")
    page.click("nav[aria-label=Voice] a:has-text('Own voice')")
    page.wait_for_url("**/compare/?voice=own")
    page.wait_for_selector("nav[aria-label=Voice] a[aria-current=true]:has-text('Own voice')")
    assert "own voice" in page.inner_text(".wall")
    page.go_back()
    page.wait_for_selector("nav[aria-label=Voice] a[aria-current=true]:has-text('All voices')")


def test_a_number_of_the_agreement_page_opens_as_many_passages(demo: Any) -> None:
    page = demo.open("/projects/demo/agreement/", "host")
    page.click("nav[aria-label=Voice] a:has-text('Own voice')")
    page.wait_for_selector("nav[aria-label=Voice] a[aria-current=true]:has-text('Own voice')")
    assert page.url.endswith("/agreement/?voice=own")
    number = page.locator(".triangle td[data-heat] a").first
    n = number.inner_text()
    number.click()
    page.wait_for_selector(".met")
    assert page.inner_text("main > p").startswith(f"{n} pair")
    assert page.locator(".met").count() == min(int(n), 50)


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
