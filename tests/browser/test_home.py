"""The work list in the browser: it fits, passes axe, and leads back to where one was."""

from typing import Any

import pytest

from core.models import User
from core.services.bookmarks import keep_bookmark
from tests.browser.looks import UNFOLD, complaints
from tests.house import House


@pytest.fixture
def furnished(site: Any, lasting_house: House) -> Any:
    """Bob has begun one article, submitted one, and not read a third."""
    house = lasting_house
    for key in ("d2", "d3"):
        house.add_document(key, "China again. " * 40, title=f"The article {key}")
    house.mark("bob", "There is no proof of state policy")
    keep_bookmark(house.bob, house.document, 60, [])
    house.submit("bob", house.project.documents.get(key="d2"))
    User.objects.create_user("newcomer")
    return site


@pytest.mark.parametrize("who", ["bob", "ann", "newcomer"])
def test_the_work_list_fits_and_passes_axe(furnished: Any, who: str) -> None:
    page = furnished.open("/", who)
    page.evaluate(UNFOLD)
    assert "\n".join(complaints(page)) == ""


def test_continue_leads_to_the_article_that_was_begun(furnished: Any) -> None:
    page = furnished.open("/", "bob")
    assert "1 mark · last read at" in page.inner_text(".go-on")
    assert page.get_attribute(".go-on .button", "href") == "/projects/house/documents/d1/read/"
