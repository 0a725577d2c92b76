"""Browser contexts that are used again.

A new one costs Chromium a window, processes and an empty cache: more than half of what it takes to open the reading
page. One that is given back has no page, cookie, stored data, route or permission left, and keeps files of the site
that pages load again and again. What a test does to a *page* goes with the page.
"""

from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Page

N_KEPT = 6


class Contexts:
    """Those of one browser."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.free: list[tuple[dict[str, Any], BrowserContext]] = []
        self._keepers: dict[BrowserContext, tuple[Page, CDPSession]] = {}
        self._taken: dict[BrowserContext, dict[str, Any]] = {}

    def take(self, **options: Any) -> BrowserContext:
        """A context as `new_context` makes it, new or as good as new; `base_url` is the site it is for."""
        kept = next((row for row in reversed(self.free) if row[0] == options), None)
        if kept:
            self.free.remove(kept)
            context = kept[1]
        else:
            context = self.browser.new_context(**options)
            page = context.new_page()  # holds the window open, and is the way to what is stored
            self._keepers[context] = page, context.new_cdp_session(page)
        self._taken[context] = options
        return context

    def give_back(self, context: BrowserContext, *, is_spoilt: bool = False) -> None:
        """For the next who takes one with the same options. It is closed when something was done to it for good, as to
        its clock, and when a test has closed it already."""
        options = self._taken.pop(context)
        try:
            self._clean(context, options["base_url"])
        except Error:
            is_spoilt = True
        if is_spoilt:
            self._close(context)
            return
        self.free.append((options, context))
        if len(self.free) > N_KEPT:
            self._close(self.free.pop(0)[1])

    def _clean(self, context: BrowserContext, url: str) -> None:
        keeper, session = self._keepers[context]
        for page in context.pages:
            if page != keeper:
                page.close()
        context.unroute_all()
        context.set_offline(False)
        context.clear_cookies()
        context.clear_permissions()
        session.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": "all"})

    def _close(self, context: BrowserContext) -> None:
        del self._keepers[context]
        with suppress(Error):
            context.close()


_of: WeakKeyDictionary[Browser, Contexts] = WeakKeyDictionary()


def contexts_of(browser: Browser) -> Contexts:
    """The kept contexts of a browser; they are closed with it."""
    if browser not in _of:
        _of[browser] = Contexts(browser)
    return _of[browser]
