"""The report of a comparison on paper: every sentence, way, quote and text of the page is there, nothing is cut off."""

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from core import access
from core.importing.seeding import load_demo
from core.models import User
from core.queries.comparison_report import comparison_report
from core.queries.filters import Filters
from core.services import projects
from tests.browser.test_report import bare

ADDRESS = "/projects/demo/compare/report/"


@pytest.fixture
def demo(site: Any) -> Any:
    """The invented corpus in the running site, and its owner."""
    project = load_demo().project
    assert project is not None
    projects.add_member(project, "host", "owner")
    return site


def test_all_of_the_report_is_on_paper(demo: Any) -> None:
    page = demo.open(ADDRESS, "host")
    shown = page.locator(".quote-text").all_inner_texts()
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    paper = bare("".join(re.sub(r"^Report · .*?\n", "", row.extract_text()) for row in pages))
    report = comparison_report(access.viewer(User.objects.get(username="host"), "demo"), Filters())
    said = report.sentences["sentences"]
    assert len(said) == 12
    assert [row["text"] for row in said if bare(row["text"]) not in paper] == []
    assert [way["words"] for way in report.sentences["ways"] if bare(way["words"]) not in paper] == []
    assert len(shown) > 40
    assert [quote for quote in shown if bare(quote) not in paper] == []
    quoted = [row for rows in report.quotes.values() for row in rows]
    assert [row.uuid for row in quoted if f"/projects/demo/quotes/{row.uuid}/" not in paper] == []
    titles = page.locator(".texts-table th[scope=row] a").all_inner_texts()
    assert len(titles) == 24
    assert [title for title in titles if bare(title) not in paper] == []
    for words in ("Invented. Everything here is made up.", "72 simulated readings by 3 simulated readers", "junk",
                  f"/projects/demo/compare/report/?state={report.state}"):  # fmt: skip
        assert bare(words) in paper, words
    assert all(f"state {report.state}" in row.extract_text() for row in pages)


def test_on_paper_no_table_is_wider_than_the_page(demo: Any) -> None:
    page = demo.open(ADDRESS, "host", viewport={"width": 673, "height": 950})  # A4 within its margins
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    wider = page.evaluate("[...document.querySelectorAll('table')].filter((t) => t.scrollWidth > innerWidth).length")
    assert wider == 0


def test_what_is_folded_on_screen_is_not_on_paper(demo: Any) -> None:
    page = demo.open(ADDRESS, "host")
    page.evaluate("""document.querySelector('main').insertAdjacentHTML('beforeend',
        '<details><summary>More</summary><p>Words in the fold.</p></details>')""")
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert "Words in the fold." in pages[-1].extract_text()
    assert page.locator("main > details").get_attribute("open") is None


def test_a_way_of_the_strip_opens_its_figures(demo: Any) -> None:
    page = demo.open("/projects/demo/compare/?view=sentences", "host")
    way = page.locator("#affirms-R5-daily-clarion-pacific-quarterly .strip a").nth(8)
    assert way.get_attribute("title").startswith("Own voice only: holds, ")
    way.click()
    page.wait_for_url("**/compare/?voice=own&view=numbers")
