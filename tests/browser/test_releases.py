"""Releases in Chromium: the form says at once what would be in it, and the pages fit and pass axe."""

from typing import Any

import pytest
from playwright.sync_api import expect

from core.jobs.running import run_now
from core.models import Job
from core.services.releasing import withdraw_release
from tests.browser.looks import complaints
from tests.house import House

RELEASES = "/projects/house/releases/"

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_release_is_made_by_its_form_and_every_page_of_it_fits(site: Any) -> None:
    house = House()
    first = house.mark("bob", "China banned the trade in 2019", "evidence")
    house.mark("cem", "China banned the trade in 2019", "assertion")
    house.submit("bob")
    house.submit("cem")
    house.rule("ada", first)
    house.add_document("unread", "Nobody has read this one.")
    page = site.open(RELEASES, house.ann.user)
    page.get_by_label("Whose labels").select_option("both")
    expect(page.locator("#plan")).to_contain_text("1 document, 2 readings, 2 marks and 1 ruling")
    expect(page.get_by_label("Another licence")).to_be_hidden()
    page.get_by_label("Licence", exact=True).select_option("other")
    page.get_by_label("Another licence").fill("For members of the seminar")
    page.get_by_label("Name").fill("China in the Gazette")
    found = complaints(page, "releases")
    page.get_by_role("button", name="Make the release").click()
    page.wait_for_url("**/jobs/*/")
    run_now(Job.objects.get())
    page.get_by_role("link", name="See the release").click()
    page.get_by_role("heading", name="China in the Gazette").wait_for()
    expect(page.get_by_role("heading", name="Known limits")).to_be_visible()
    found += complaints(page, "release")
    withdraw_release(house.ann, 1, "A text was not ours to give.")
    page.goto(f"{RELEASES}1/")
    found += complaints(page, "withdrawn")
    page.goto("/projects/house/data/")
    found += complaints(page, "data")
    assert "\n".join(found) == ""
