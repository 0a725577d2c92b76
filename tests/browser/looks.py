"""How a page looks at every width and in both themes: nothing is wider than the window, and axe is content.

A page is loaded once and then narrowed and darkened, as its reader would. Of axe's rules only those on colours look at
the theme.
"""

import os
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

WIDE, MIDDLE, NARROW = 1280, 768, 360
_OF_COLOURS = ("color-contrast", "link-in-text-block")  # by far the slowest rules
COLOURS = {"runOnly": {"type": "rule", "values": _OF_COLOURS}}
ALL_ELSE = {"rules": {rule: {"enabled": False} for rule in _OF_COLOURS}}
UNFOLD = "document.querySelectorAll('details').forEach((row) => { row.open = true; })"
# Two frames later whatever listens to the window has drawn, and no colour is on its way to another.
_SETTLED = """() => new Promise((settle) => requestAnimationFrame(() => requestAnimationFrame(() => {
  for (const one of document.getAnimations()) if (Number.isFinite(one.effect.getComputedTiming().endTime)) one.finish();
  settle(document.documentElement.scrollWidth - innerWidth);
})))"""
# Of a table the fourth row looks as the first three do.
_AXE = """async (options) => (await axe.run({ exclude: [['tbody tr:nth-child(n + 4)']] }, {
    resultTypes: ['violations'], ...options
  })).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 140)}`)"""


def breaches(page: Any, **options: Any) -> list[str]:
    """What axe finds on the page as it stands: each rule, and the first that breaks it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(_AXE, options)


def too_wide(page: Any, width: int, height: int = 800) -> list[str]:
    """Narrows the window, and says what is wider than it."""
    page.set_viewport_size({"width": width, "height": height})
    wider = page.evaluate(_SETTLED)
    return [f"{wider} px wider than the window"] if wider > 0 else []


def complaints(page: Any, name: str = "", height: int = 800) -> list[str]:
    """Of the page as it stands: in light at three widths, of which axe looks at both ends; in dark at the widest. It
    looks at colours on wide windows only: what shows on narrow ones has the same, and `test_colours` holds each pair in
    both themes.

    It is left narrow. With SHOTS in the environment there are pictures of it in that folder.
    """
    found = []
    for width in (WIDE, MIDDLE, NARROW):
        found += [f"{name} at {width}: {row}" for row in too_wide(page, width, height)]
        _shoot(page, f"{name}-{width}-light")
        if width != MIDDLE:
            found += [f"{name} at {width}: {row}" for row in breaches(page, **({} if width == WIDE else ALL_ELSE))]
        if width == WIDE or os.environ.get("SHOTS"):
            page.emulate_media(color_scheme="dark")
            page.evaluate(_SETTLED)
            _shoot(page, f"{name}-{width}-dark")
            if width == WIDE:
                found += [f"{name}, dark: {row}" for row in breaches(page, **COLOURS)]
            page.emulate_media(color_scheme="light")
    return found


def _shoot(page: Any, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name.strip('/').replace('/', '_')}.png", full_page=True)
