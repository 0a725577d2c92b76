"""Claims in Chromium: joined by one key from a suggestion, seen in the comparison, reworded without a script."""

from typing import Any

from core.models import Claim
from tests.browser.looks import complaints

QUEUE = "/projects/demo/claims/suggestions/"


def answer(page: Any, key: str) -> str:
    """What the page says after one key."""
    with page.expect_navigation():
        page.keyboard.press(key)
    return str(page.inner_text(".messages")) if page.locator(".messages").count() else ""


def test_a_key_joins_a_suggestion_which_then_stands_in_the_comparison(demo: Any) -> None:
    page = demo.open(QUEUE, "host")
    first = page.locator(".suggestion-side .quote-text").all_inner_texts()
    outlets = [
        line.partition(" ·")[0] for line in page.locator(".suggestion-side > .small:first-child").all_inner_texts()
    ]
    assert len(set(outlets)) == 2
    assert "2 of " in (answer(page, "l") or page.inner_text("main"))
    assert "1 of " in (answer(page, "b") or page.inner_text("main"))
    assert "Joined: " in answer(page, "s")
    assert first != page.locator(".suggestion-side .quote-text").all_inner_texts()
    assert "Told apart." in answer(page, "n")
    claim = Claim.objects.get(created_by__username="host")
    assert claim.text in first
    page.goto("/projects/demo/compare/")
    page.click("nav[aria-label='Show as'] a:has-text('Claims')")
    page.wait_for_selector(".claims")
    row = page.inner_text(f".claims li:has(a[href*='{claim.uuid}'])")
    assert claim.text in row
    assert all(outlet in row for outlet in outlets)
    assert complaints(page, "claims of the comparison") == []
    page.click(f".claims a[href*='{claim.uuid}']")
    page.wait_for_selector(".claim-origin")
    assert page.inner_text("h1") == claim.text
    assert complaints(page, "claim") == []


def test_a_claim_is_reworded_without_a_script(demo: Any) -> None:
    page = demo.open(QUEUE, "host", java_script_enabled=False)
    page.click("[data-key=s]")
    page.goto("/projects/demo/claims/")
    page.click(".claims a")
    page.click("text=Reword it")
    page.fill("#claim-words", "Somebody counted.")
    page.click("button:has-text('Reword')")
    assert page.inner_text("h1") == "Somebody counted."
