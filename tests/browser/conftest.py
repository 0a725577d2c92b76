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
from playwright.sync_api import Browser, Page, sync_playwright

from core.models import User
from tests.browser.chromium import launch
from tests.processes.database import let_the_site_finish, patient_flush, url_of_tests

ROOT = Path(__file__).resolve().parents[2]
PLAIN_HOST = "reading.test"  # a name as in a classroom's network: over plain http, nothing that browsers trust
START_S = 30.0
WAIT_MS = 20_000  # a busy machine is slow, and nothing is measured here
REPORT = """addEventListener('securitypolicyviolation', (event) =>
  console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI));"""


@pytest.fixture(scope="session")
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of one uvicorn for all browser tests of this process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ, "DATABASE_URL": url_of_tests(), "SECRET_KEY": settings.SECRET_KEY, "DEBUG": "off",
        "ALLOWED_HOSTS": PLAIN_HOST,
    }  # fmt: skip
    process = subprocess.Popen([sys.executable, "-m", "tests.browser.server", str(port)], cwd=ROOT, env=environment)
    try:
        _wait_for(f"http://127.0.0.1:{port}/accounts/login/", process)
        with patient_flush():
            yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(address, timeout=5).close()
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The site did not start (exit code {process.poll()}).")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a module: two Playwrights cannot run at once in one thread."""
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
        found = launch(playwright)
        yield found
        found.close()


class Site:
    """The running site; `open` gives a watched page, signed in as `user`."""

    def __init__(self, url: str, browser: Browser) -> None:
        self.url = url
        self.browser = browser
        self.problems: list[str] = []
        self.contexts: list[Any] = []

    def sign_in(self, context: Any, user: User | str) -> None:
        """Gives a browser context the session of a user."""
        account = User.objects.get(username=user) if isinstance(user, str) else user
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.url}])

    def open(self, address: str, user: User | str | None = None, **context: Any) -> Page:
        """The page at an address of the site, in a browser context of its own."""
        made = self.browser.new_context(base_url=self.url, **{"viewport": {"width": 1280, "height": 900}} | context)
        self.contexts.append(made)
        if user is not None:
            self.sign_in(made, user)
        made.set_default_timeout(WAIT_MS)
        page = made.new_page()
        self.watch(page)
        page.goto(address)
        return page

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
    for context in found.contexts:
        context.close()
    let_the_site_finish()
    assert found.problems == []
