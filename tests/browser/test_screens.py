"""Every screen at three widths, in both themes: no breach of the policy, nothing wider than the window, axe content."""

from typing import Any

from tests.browser.looks import breaches, complaints, too_wide

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
    "refused": "/projects/demo/compare/?voice=nonsense",
    "change password": "/accounts/password/change/",
}


def test_every_screen_fits_and_passes_axe(demo: Any) -> None:
    page, found = demo.open("/", "host"), []
    for name, address in SCREENS.items():
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
