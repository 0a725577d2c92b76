"""The reading page in a Chromium of its own, and what it tells of its time, bytes and memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

READY = "() => performance.getEntriesByName('article-ready')[0]?.startTime"
FIRST_BYTE = "() => performance.getEntriesByType('navigation')[0].responseStart"
WINDOW = {"width": 1280, "height": 800}
TIMEOUT_MS = 60_000


@dataclass(frozen=True)
class Opening:
    """One opening of the page: milliseconds to `article-ready` and to the first byte; bytes over the network."""

    ready_ms: float
    first_byte_ms: float
    n_bytes: int
    heap_bytes: int


@contextmanager
def browser() -> Iterator[Any]:
    """A headless browser."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import launch

    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


@contextmanager
def profile(browser: Any, site: str, session: str) -> Iterator[Any]:
    """A new browser profile, signed in."""
    context = browser.new_context(viewport=WINDOW)
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    yield context
    context.close()


def opened(context: Any, address: str) -> tuple[Any, Opening]:
    """The page at an address, open, and what that took. The caller closes the page."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    sizes: list[int] = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    devtools.send("Network.enable")
    answer = page.goto(address, timeout=TIMEOUT_MS)
    assert answer.status == 200, (address, answer.status)
    page.wait_for_function(READY, timeout=TIMEOUT_MS)
    page.wait_for_load_state("networkidle")
    times = page.evaluate(READY), page.evaluate(FIRST_BYTE)
    devtools.send("HeapProfiler.collectGarbage")
    return page, Opening(*times, sum(sizes), devtools.send("Runtime.getHeapUsage")["usedSize"])
