"""Keys in unusual places of the reading page: fields, questions that are open, marks to which a detail does not go."""

from typing import Any

from core.models import Annotation, Link
from core.services import annotating
from tests.browser.test_reading import QUOTE, READ, furnished, mark, saved
from tests.browser.test_sheet import stored
from tests.house import House

__all__ = ["furnished"]


def opened(site: Any, name: str = "bob", **query: Any) -> Any:
    page = site.open(READ.format("d1"), name, **query)
    page.wait_for_selector("[data-ready=yes]")
    return page


def test_escape_in_a_field_closes_the_details_and_keeps_what_was_typed(site: Any, furnished: House) -> None:
    page = opened(site)
    mark(page, furnished, QUOTE)
    saved(page)
    page.click("#sheet .sheet-rest summary")
    page.fill("#sheet-note", "as the ministry says")
    page.keyboard.press("Escape")
    assert page.is_hidden("#sheet")
    page.wait_for_function("() => document.querySelector('#cards .card-note')?.textContent === 'as the ministry says'")
    saved(page)
    assert Annotation.objects.get().note == "as the ministry says"


def test_unsure_is_not_asked_of_what_is_not_part_of_the_article(site: Any, furnished: House) -> None:
    page = opened(site)
    mark(page, furnished, QUOTE, "not-part")
    saved(page)
    page.keyboard.press("Escape")
    page.focus("#article")
    page.keyboard.press("q")
    page.wait_for_selector(".toast:has-text('not asked')")
    assert Annotation.objects.get().facets == {}


def test_brackets_typed_into_a_field_stay_letters_while_a_link_is_made(site: Any, furnished: House) -> None:
    furnished.mark("bob", "China banned the trade in 2019", "evidence")
    claim = furnished.mark("bob", QUOTE)
    page = opened(site)
    page.click(f"#cards [data-mark='{claim.uuid}']")
    page.focus("#article")
    page.keyboard.press("l")
    page.wait_for_selector(".link-bar:visible")
    page.click(".reading-tools [data-do=find]")
    page.keyboard.type("[a]")
    assert page.input_value("#find-words") == "[a]"
    page.keyboard.press("Escape")
    assert page.is_hidden(".link-bar")


def test_evidence_is_tied_by_keys_alone_and_the_card_says_so(site: Any, furnished: House) -> None:
    basis = furnished.mark("bob", "China banned the trade in 2019", "evidence")
    claim = furnished.mark("bob", QUOTE)
    page = opened(site)
    page.focus("#article")
    page.keyboard.press("]")
    page.keyboard.press("]")
    page.keyboard.press("l")
    page.wait_for_selector(".link-bar:visible")
    page.keyboard.press("[")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('#cards .active .card-links')?.textContent.includes('China banned')"
    )
    assert stored(lambda: Link.objects.exists())
    link = Link.objects.get()
    assert (link.from_annotation, link.to_annotation, link.kind) == (basis, claim, "supports")
    annotating.delete_link(furnished.bob, basis.uuid, claim.uuid)
