"""The one browser of the tests: where it is and how it is started, for all who start it."""

import os
from pathlib import Path

from playwright.sync_api import Browser, Playwright

RECORD = Path(__file__).resolve().parents[2] / ".data" / "browser"
FLAGS: tuple[str, ...] = (
    *(("--no-sandbox",) if os.geteuid() == 0 else ()),  # Chromium refuses its sandbox to root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable_path() -> str:
    """The browser that `make test` found or installed (`get_browser`)."""
    if not RECORD.exists():
        raise FileNotFoundError("No browser is recorded: run 'python -m tests.browser.get_browser' once.")
    return RECORD.read_text().strip()


def launch(playwright: Playwright, *flags: str) -> Browser:
    """A headless browser, with flags beyond ours; the caller closes it."""
    return playwright.chromium.launch(executable_path=executable_path(), args=[*FLAGS, *flags], headless=True)
