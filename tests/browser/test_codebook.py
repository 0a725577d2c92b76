"""The codebook's page in Chromium: its owner drafts, looks, publishes; readers mark by the new rules."""

from typing import Any

import pytest
from playwright.sync_api import expect

from core.models import Annotation
from tests.browser.looks import complaints
from tests.browser.test_reading import SELECT
from tests.house import House

CODEBOOK = "/projects/house/codebook/"
QUOTE = "There is no proof of state policy"

pytestmark = pytest.mark.django_db(transaction=True)


def furnished() -> House:
    house = House()
    house.mark("bob", QUOTE, "opinion")
    house.mark("bob", QUOTE)
    return house


def draft(page: Any, title: str, **fields: str) -> None:
    operation = page.locator(".operation", has_text=title)
    operation.locator("summary").click()
    for label, value in fields.items():
        field = operation.get_by_label(label.replace("_", " "), exact=False).first
        if field.evaluate("(field) => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        operation.get_by_role("button", name="Draft it").click()


@pytest.mark.parametrize("script", [True, False])
def test_the_owner_drafts_looks_and_publishes(site: Any, script: bool) -> None:
    house = furnished()
    page = site.open(CODEBOOK, house.ann.user, java_script_enabled=script)
    page.get_by_role("link", name="Change this codebook").click()
    draft(page, "Merge a label into another", Which_one="opinion", Into="assertion")
    expect(page.locator("#change")).to_contain_text("Opinion becomes Assertion")
    expect(page.locator("#change")).to_contain_text("Touches 1 mark, 1 reader and 1 article.")
    expect(page.locator("#change")).to_contain_text("will stand once")
    draft(page, "Add a label", Key="rumour", Name="Rumour", Letter="M")
    expect(page.locator("#change")).to_contain_text("New label Rumour")
    draft(page, "Retire a value", Which_one="target/ccp")
    page.locator("li", has_text="is retired").get_by_role("button", name="Drop").click()
    expect(page.locator("#change .rows li")).to_have_count(2)
    page.get_by_label("These changes are meant").check()
    page.get_by_role("button", name="Publish 2 changes").click()
    expect(page.get_by_role("status")).to_contain_text("Published: 2 changes.")
    expect(page.locator("#changes")).to_contain_text("revision 2")
    expect(page.get_by_role("heading", name="Opinion")).to_have_count(0)
    assert Annotation.objects.get(deleted_at__isnull=True).label.key == "assertion"


def test_what_is_refused_is_said_beside_the_drafts(site: Any) -> None:
    house = furnished()
    page = site.open(f"{CODEBOOK}?change=1", house.ann.user)
    draft(page, "Add a label", Key="rumour", Name="Rumour", Letter="E")
    expect(page.get_by_role("alert")).to_contain_text("The letter 'E' is that of the label 'Evidence'.")


def test_a_reader_marks_with_a_new_label_and_keeps_a_retired_one(site: Any) -> None:
    from tests.core.services.test_codebook_growth import draft as drafted
    from tests.core.services.test_codebook_growth import publish

    house = House()
    house.mark("bob", QUOTE, "opinion")
    drafted(house, "add-label", "rumour", name="Rumour", letter="M")
    drafted(house, "retire-label", "opinion")
    publish(house)
    page = site.open("/projects/house/documents/d1/read/", house.bob.user)
    page.wait_for_selector("[data-ready=yes]")
    expect(page.locator(".card", has_text="Opinion (retired)")).to_have_count(1)
    page.evaluate(SELECT, [0, 10])
    palette = page.locator("#palette")
    expect(palette.locator("[data-label=opinion]")).to_have_count(0)
    palette.locator("[data-label=rumour]").click()
    expect(page.locator(".card .card-label", has_text="Rumour")).to_have_count(1)
    page.wait_for_function("""() => {
      const [range, ...more] = CSS.highlights.get('mark-more') ?? [];
      return range && !more.length && range.endOffset - range.startOffset === 10;
    }""")


def test_changing_a_codebook_fits_the_window_and_passes_axe(site: Any) -> None:
    house = furnished()
    page = site.open(f"{CODEBOOK}?change=1", house.ann.user)
    draft(page, "Merge a label into another", Which_one="opinion", Into="assertion")
    for operation in page.locator(".operation > summary").all():
        operation.click()
    assert "\n".join(complaints(page)) == ""
