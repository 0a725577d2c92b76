"""Credibility indicators and outlets in the browser: answering by keyboard, saved as one goes, compared afterwards."""

from typing import Any

import pytest

from core.models import Assessment
from core.queries.indicators import indicators
from core.services.assessing import answer, submit_assessment
from tests.browser.looks import complaints
from tests.house import House

PATH = "/projects/house/documents/d1/indicators/"


@pytest.fixture
def answered(site: Any, lasting_house: House) -> Any:
    """Cem has submitted his answers on the first document."""
    answers = {key: {"value": "cannot-tell"} for key in indicators()} | {"emotional-tone": {"value": "often"}}
    cem, document = lasting_house.cem, lasting_house.document
    submit_assessment(cem, document, answer(cem, document, 0, answers).version)
    return site


def test_a_reviewer_answers_by_keyboard_finds_it_saved_and_compares_after_submitting(answered: Any) -> None:
    page = answered.open(PATH, "bob")
    saved = "#indicators-state[data-state=saved]"
    page.focus("#q-emotional-tone input[value=even]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")  # the next one, before the first is saved: one request follows the other
    page.focus("#q-fallacies input[value=straw-man]")
    page.keyboard.press("Space")
    page.focus("#q-fallacies input[value=none]")
    page.keyboard.press("Space")
    page.wait_for_selector(saved)
    assert Assessment.objects.get(reviewer__user__username="bob").answers == {
        "fallacies": {"value": ["none"]}, "emotional-tone": {"value": "in-places"},
    }  # fmt: skip
    page.reload()
    assert page.is_checked("#q-emotional-tone input[value=in-places]")
    assert page.inner_text("[data-answered]") == "2"
    for key in list(indicators())[:-2]:
        page.check(f"#q-{key} input[value=cannot-tell]", force=True)
    page.wait_for_selector(saved)
    assert complaints(page, "form") == []
    page.click("text=Submit your answers")
    page.wait_for_selector(".lead >> text=2 of 8 questions are answered differently")
    assert complaints(page, "compared") == []


def test_without_script_the_buttons_save_and_say_what_is_still_to_answer(answered: Any) -> None:
    page = answered.open(PATH, "bob", java_script_enabled=False)
    page.check("#q-emotional-tone input[value=even]", force=True)
    page.click("text=Save for later")
    page.wait_for_selector(".messages >> text=Saved")
    page.click("text=Submit your answers")
    page.wait_for_selector(".message.error >> text=Still to answer: Original")
    assert page.locator(".question[data-missing]").count() == 7


def test_a_keeper_notes_a_fact_of_an_outlet_with_its_source(answered: Any) -> None:
    page = answered.open("/projects/house/outlets/gazette/", "ada")
    page.click("text=Change what is known")
    page.fill("#fact-1", "Founded in 1901.")
    page.fill("#fact-source-1", "javascript:alert(1)")
    page.click("text=Store what is known")
    page.wait_for_selector(".message.error >> text=This cannot be a source")
    page.fill("#fact-source-1", "https://gazette.example/imprint")
    page.click("text=Store what is known")
    page.wait_for_selector(".outlet-facts a >> text=gazette.example/imprint")
    page.click("text=Change what is known")
    assert complaints(page, "outlet") == []
