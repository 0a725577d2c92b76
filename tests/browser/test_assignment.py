"""Who reads what, settings and source-blind reading in the browser."""

from typing import Any

import pytest

from core.models import Annotation, Project
from core.services import assigning
from core.services.documents import SectionDraft
from tests.browser.looks import complaints
from tests.browser.test_reading import saved, select_exactly
from tests.house import House

BLIND = "A day at sea\n\nThe Gazette says that China banned the trade. Wanda Wire of The Gazette saw it 👩‍👩‍👧 there."


@pytest.fixture
def furnished(site: Any, lasting_house: House) -> Any:
    """A project with six articles: some asked, one begun, one submitted."""
    house = lasting_house
    for key in ("d2", "d3", "d4", "d5"):
        house.add_document(key, "China again. " * 40, title=f"The article with a longer title, number {key}")
    section = SectionDraft(0, 12, "gazette")
    site.blind = house.add_document("d6", BLIND, title="A day at sea", author="Wanda Wire", sections=[section])
    wish = assigning.PlanWish(["bob", "cem", "ada"], ["d1", "d2", "d3"], 2, ["d2"])
    assigning.apply_plan(house.ann, wish, seed=1)
    house.mark("bob", "There is no proof of state policy")
    house.submit("cem", house.project.documents.get(key="d2"))
    site.house = house
    return site


def plan(page: Any) -> Any:
    """The page with a preview."""
    page.click("text=Preview")
    page.wait_for_selector("#preview")
    return page


def test_the_pages_of_the_owner_fit_and_pass_axe(furnished: Any) -> None:
    page = furnished.open("/projects/house/settings/", "ann")
    found = complaints(page, "settings")
    page.goto("/projects/house/assignment/")
    found += complaints(page, "assignment")
    found += complaints(plan(page), "preview")
    assert "\n".join(found) == ""


def test_an_owner_looks_at_a_plan_and_assigns_it(furnished: Any) -> None:
    page = plan(furnished.open("/projects/house/assignment/", "ann"))
    n_new = page.locator("#preview [data-state=new]").count() - 1  # one in the legend
    assert n_new > 0
    page.click("text=Assign like this")
    page.wait_for_selector(".messages >> text=Assigned")
    assert f"{n_new} reading" in page.inner_text(".messages")
    page.click("button[name=unassign] >> nth=0")
    page.wait_for_selector("button[name=assign]")


def test_a_reader_takes_the_next_article_and_reads_it(furnished: Any) -> None:
    Project.objects.update(assignment="drawn")
    furnished.house.join("dan", "reviewer")
    page = furnished.open("/", "dan")
    page.click("text=Next article")
    page.wait_for_selector("#article")
    assert "/read/" in page.url


def test_words_marked_while_masked_are_stored_as_they_are(furnished: Any) -> None:
    Project.objects.update(source_blind=True)
    page = furnished.open(f"/projects/house/documents/{furnished.blind.neutral_key}/read/", "cem")
    page.wait_for_selector("#article")
    shown = page.inner_text("#article")
    assert "___ _______ says" in shown
    assert "Gazette" not in page.content()
    start = BLIND.index("Wanda Wire of")
    select_exactly(page, start, start + len("Wanda Wire of The Gazette saw it 👩‍👩‍👧"))
    page.click("#palette [data-label=assertion]")
    saved(page)
    page.reload()
    page.wait_for_selector("#cards .card-text", state="attached")
    assert page.text_content("#cards .card-text") == "_____ ____ of ___ _______ saw it 👩‍👩‍👧"
    mark = Annotation.objects.get(document=furnished.blind)
    assert mark.quote == "Wanda Wire of The Gazette saw it 👩‍👩‍👧"
