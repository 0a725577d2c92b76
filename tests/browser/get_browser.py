"""Makes sure that there is a Chromium that starts, and writes its path to `.data/browser`.

In this order: the recorded one, one that is here already, Playwright's download, Debian's package (as root).
A browser counts when it draws a page; a recorded one when it still tells its version.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.browser.chromium import FLAGS, RECORD

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DOWNLOAD_TIMEOUT_S = 300
ADVICE = "There is no Chromium for the browser tests: install one (on Debian, as root: apt-get install chromium)."


def main() -> None:
    """Fast when a browser is recorded; exit code 1 and one sentence when none can be had."""
    if RECORD.exists() and _runs([RECORD.read_text().strip(), "--version"]):
        return
    path = _working() or _downloaded() or _from_system_packages()
    if path is None:
        sys.exit(ADVICE)
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(f"{path}\n")
    _say(f"The browser of the tests is {path}")


def _working() -> str | None:
    return next((path for path in _present() if _draws(path)), None)


def _present() -> Iterator[str]:
    """Executables that may be browsers: Playwright's own downloads, newest first, then the system's."""
    cache = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folder = Path(cache) if cache else Path.home() / ".cache" / "ms-playwright"
    for pattern in ("chromium-*/chrome-linux*/chrome", "chromium_headless_shell-*/*/*headless*shell"):
        yield from map(str, sorted(folder.glob(pattern), reverse=True))
    yield from filter(None, map(shutil.which, NAMES))


def _draws(path: str) -> bool:
    """Whether it starts and renders; a missing shared library shows here."""
    with tempfile.TemporaryDirectory() as profile:
        page = [
            "--headless",
            *FLAGS,
            f"--user-data-dir={profile}",
            "--dump-dom",
            "data:text/html,<p>drawn</p>",
        ]
        return _runs([path, *page], expected="drawn")


def _downloaded() -> str | None:
    """Playwright's own build; as root with the shared libraries it lacks."""
    _say("Downloading Chromium with Playwright")
    playwright = [sys.executable, "-m", "playwright"]
    if not _runs([*playwright, "install", "chromium"], timeout_s=DOWNLOAD_TIMEOUT_S):
        return None
    if (path := _working()) is None and os.geteuid() == 0:
        _say("Installing the shared libraries that it lacks")
        _runs([*playwright, "install-deps", "chromium"], timeout_s=DOWNLOAD_TIMEOUT_S)
        path = _working()
    return path


def _from_system_packages() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    _say("Not to be had there; installing Debian's Chromium")
    _runs(["apt-get", "-qq", "update"], timeout_s=DOWNLOAD_TIMEOUT_S)
    install = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"]
    _runs(install, timeout_s=2 * DOWNLOAD_TIMEOUT_S)
    return _working()


def _runs(command: list[str], expected: str = "", timeout_s: float = 60) -> bool:
    """Whether the command ends well within the time and prints what is expected."""
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout_s, env=environ
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and expected in done.stdout


def _say(line: str) -> None:
    print(f"· {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
