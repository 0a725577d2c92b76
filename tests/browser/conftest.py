"""A running site and a browser to look at it: `site.url`, `site.open(address, user)`.

Every page that is opened this way is watched: an error on the console, an uncaught exception, a breach of the
content security policy or a request to another host fails the test that opened it.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from core.importing.seeding import load_demo
from core.models import User
from core.services import projects
from tests.browser.chromium import launch
from tests.browser.contexts import contexts_of
from tests.browser.server import QUIET
from tests.processes.database import url_of_tests
from tests.processes.static_files import collect
from tests.shelf import Shelf

ROOT = Path(__file__).resolve().parents[2]
# Names as in a classroom's network: over plain http, nothing that browsers trust.
PLAIN_HOST, CLASS_HOST = "reading.test", "class.test"
START_S = 120.0
WAIT_MS = 20_000  # a busy machine is slow, and nothing is measured here
READY = """() => !document.querySelector('script[src*="/reading/read."]')
  || document.querySelector('#reading').dataset.ready === 'yes'"""
REPORT = """addEventListener('securitypolicyviolation', (event) =>
  console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI));"""


@pytest.fixture(scope="session")
def static_files() -> None:
    """Collected as for an installation, one script a page: forty modules would be forty requests for each page."""
    collect()


@pytest.fixture(scope="session")
def server(
    static_files: None, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of one uvicorn for all browser tests of this process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ, "DATABASE_URL": url_of_tests(), "SECRET_KEY": settings.SECRET_KEY, "DEBUG": "off",
        "ALLOWED_HOSTS": PLAIN_HOST, "UPLOADS_OF_TESTS": str(tmp_path_factory.getbasetemp() / "files" / "uploads"),
    }  # fmt: skip
    process = subprocess.Popen([sys.executable, "-m", "tests.browser.server", str(port)], cwd=ROOT, env=environment)
    try:
        wait_for(f"http://127.0.0.1:{port}/accounts/login/", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Until that address of the server that was started answers."""
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(address, timeout=5).close()
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The site did not start (exit code {process.poll()}).")


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """One for all browser tests: two cannot run at once in one thread, and to start one takes seconds.

    Its loop runs in this thread, wherefore Django must be told that it may be used here; and it ends before the tests
    of other folders, which may run loops of their own.
    """
    with sync_playwright() as found, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield found


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One for all browser tests of this process, which finds this machine under the names of other ones."""
    rules = ", ".join(f"MAP {name} 127.0.0.1" for name in (PLAIN_HOST, CLASS_HOST))
    found = launch(playwright, f"--host-resolver-rules={rules}")
    yield found
    found.close()


def let_finish(server: str) -> None:
    """Until the site has answered what was sent while pages were closed; see `tests.browser.server`."""
    urlopen(f"{server}{QUIET}", timeout=START_S).close()


class Site:
    """The running site; `open` gives a watched page, signed in as `user`."""

    def __init__(self, url: str, browser: Browser) -> None:
        self.url = url
        self.problems: list[str] = []
        self.contexts: list[BrowserContext] = []
        self._kept = contexts_of(browser)

    def sign_in(self, context: Any, user: User | str) -> None:
        """Gives a browser context the session of a user."""
        account = User.objects.get(username=user) if isinstance(user, str) else user
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.url}])

    def open(self, address: str, user: User | str | None = None, *, hears: bool = True, **context: Any) -> Page:
        """The page at an address of the site, in a browser context of its own; a reading page that answers keys.

        One that does not hear has no live stream: what is done elsewhere is news to it when it saves.
        """
        made = self._kept.take(base_url=self.url, **{"viewport": {"width": 1280, "height": 900}} | context)
        self.contexts.append(made)
        if user is not None:
            self.sign_in(made, user)
        made.set_default_timeout(WAIT_MS)
        page = made.new_page()
        self.watch(page)
        if not hears:
            page.route("**/live/projects/**", lambda route: route.abort())
        page.goto(address)
        if context.get("java_script_enabled", True):
            page.wait_for_function(READY)
        return page

    def close(self) -> None:
        """Ends every page that was opened."""
        while self.contexts:
            self._kept.give_back(self.contexts.pop())

    def watch(self, page: Page) -> None:
        """Collects what must not happen."""
        page.add_init_script(REPORT)
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        page.on("console", self._heard)
        page.on("request", lambda request: self._asked(request.url))

    def _heard(self, message: Any) -> None:
        refused = message.text.startswith("Failed to load resource")  # an answer of 4xx: tests look at those
        if message.type in ("error", "warning") and not refused:
            self.problems.append(f"console: {message.text}")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.url, "data:", "blob:", "about:")):
            self.problems.append(f"another host: {url}")


@pytest.fixture
def site(server: str, browser: Browser, transactional_db: None) -> Iterator[Site]:
    """The site over the database of this test; what the watched pages complained of fails it."""
    found = Site(server, browser)
    yield found
    found.close()
    let_finish(server)
    assert found.problems == []


def _demo() -> None:
    project = load_demo().project
    assert project is not None
    projects.add_member(project, "host", "owner")


@pytest.fixture(scope="session")
def _demo_shelf(django_db_setup: None, django_db_blocker: Any) -> Shelf[None]:
    with django_db_blocker.unblock():
        return Shelf("demo", _demo)


@pytest.fixture
def demo(_demo_shelf: Shelf[None], site: Site) -> Site:
    """The running site with the invented corpus and its owner, `host`."""
    _demo_shelf.put_back()
    return site
