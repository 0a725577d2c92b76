"""The reading page as an installation serves it: production server, hashed and compressed files, one script a page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site
from tests.house import House
from tests.processes.database import let_the_site_finish, url_of_tests
from tests.processes.server import Server

HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
READY = "() => performance.getEntriesByName('article-ready').length > 0"


@pytest.fixture(scope="module")
def production(static_files: None, django_db_setup: None, browser: Browser) -> Iterator[str]:
    """The address of a production server over the test database."""
    with Server(url_of_tests(), workers=1) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
def page(production: str, browser: Browser, transactional_db: None) -> Iterator[Page]:
    """The reading page, opened by Bob; what it complains of fails the test."""
    site = Site(production, browser)
    House()
    opened = site.open("about:blank", "bob")
    opened.answers = []  # type: ignore[attr-defined]
    opened.on("response", lambda answer: opened.answers.append(answer))
    opened.goto("/projects/house/documents/d1/read/")
    opened.wait_for_function(READY)
    yield opened
    site.close()
    let_the_site_finish()
    assert site.problems == []


def files(page: Any) -> list[Any]:
    return [answer for answer in page.answers if "/static/" in answer.url]


def test_every_file_of_the_page_is_there_under_a_name_that_may_be_kept_for_good(page):
    assert len(files(page)) > 8
    for answer in files(page):
        assert answer.status == 200, answer.url
        assert HASHED.search(answer.url), answer.url
        assert "immutable" in answer.headers["cache-control"]


def test_the_page_takes_one_script_and_no_module_beside_it(page):
    scripts = [re.sub(r"\.[0-9a-f]{12}", "", answer.url.rsplit("/", 1)[1]) for answer in files(page)]
    own = sorted(name for name in scripts if name.endswith(".js") and not name.startswith("htmx"))
    assert own == ["read.js", "shell.js", "theme.js"]


def test_page_and_files_travel_compressed(page):
    texts = [answer for answer in page.answers if answer.url.endswith((".css", ".js", "/read/"))]
    encodings = {answer.url.rsplit("/static/")[-1]: answer.headers.get("content-encoding") for answer in texts}
    assert set(encodings.values()) <= {"br", "gzip"}, encodings
