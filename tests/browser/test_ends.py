"""The ends of a mark by mouse and finger, and what else a hand does to a text, in real Chromium."""

from typing import Any

import pytest

from core.models import Annotation
from tests.browser.test_reading import LIT, PLACE, QUOTE, READ, STILL, are_lit, furnished, selected
from tests.browser.test_sheet import stored

__all__ = ["furnished"]
HANDLE = "#article .end-handle[data-side={}]"


def lit(site: Any, house: Any, **context: Any) -> Any:
    """The page with one stored mark, lit."""
    row = house.mark("bob", QUOTE)
    page = site.open(READ.format("d1") + f"?mark={row.uuid}", "bob", **context)
    page.wait_for_selector("[data-ready=yes]")
    (left, right, y), _ = page.evaluate(PLACE, [row.start, row.end])
    page.mouse.click((left + right) / 2, y)
    page.wait_for_selector(HANDLE.format("end"))
    page.evaluate(STILL, HANDLE.format("end"))  # the text makes room for what opens
    return page


def point(page: Any, house: Any, words: str) -> tuple[float, float]:
    """The middle of the last letter of words, in the window, as the page stands."""
    start = house.document.text.index(words)
    _, (left, right, y) = page.evaluate(
        PLACE.replace("p.scrollIntoView({ block: 'center', behavior: 'instant' });", ""), [start, start + len(words)])  # fmt: skip
    return (left + right) / 2, y


def grip(page: Any, side: str) -> tuple[float, float]:
    box = page.locator(HANDLE.format(side)).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def pull(page: Any, side: str, to: tuple[float, float], *, let_go: bool = True) -> None:
    page.mouse.move(*grip(page, side))
    page.mouse.down()
    page.mouse.move(to[0], to[1], steps=4)
    if let_go:
        page.mouse.up()


def test_an_end_is_dragged_to_the_border_of_a_word(site, furnished):
    page = lit(site, furnished)
    pull(page, "end", point(page, furnished, "There is no pro"))
    assert stored(lambda: Annotation.objects.get().quote == "There is no proof")


def test_a_start_is_dragged_too_and_the_words_are_painted_meanwhile(site, furnished):
    page = lit(site, furnished)
    pull(page, "start", point(page, furnished, "There is no pr"), let_go=False)
    are_lit(page, ["mark-assertion"], ["proof of state policy"])
    page.mouse.up()
    assert stored(lambda: Annotation.objects.get().quote == "proof of state policy")


def test_escape_takes_a_drag_back(site, furnished):
    page = lit(site, furnished)
    pull(page, "end", point(page, furnished, "There is no pro"), let_go=False)
    page.keyboard.press("Escape")
    page.mouse.up()
    page.wait_for_timeout(300)
    assert page.evaluate(LIT, ["mark-assertion"]) == [QUOTE]
    assert page.is_visible(HANDLE.format("end"))
    assert Annotation.objects.get().quote == QUOTE


def test_with_alt_an_end_may_cut_a_word(site, furnished):
    page = lit(site, furnished)
    to = point(page, furnished, "There is no pro")
    page.keyboard.down("Alt")
    pull(page, "end", (to[0] + 3, to[1]))
    page.keyboard.up("Alt")
    assert stored(lambda: Annotation.objects.get().quote in ("There is no pro", "There is no pr"))


def test_an_end_before_the_start_is_refused_in_words(site, furnished):
    page = lit(site, furnished)
    pull(page, "end", point(page, furnished, "China banned"))
    page.wait_for_selector("#toasts >> text=at least one word")
    assert page.evaluate(LIT, ["mark-assertion"]) == [QUOTE]
    assert Annotation.objects.get().version == 1


def test_a_mark_may_grow_over_the_next_paragraph(site, furnished):
    furnished.mark("bob", "Nobody asked the firms", "opinion")
    page = lit(site, furnished)
    pull(page, "end", point(page, furnished, "Nobody asked"))
    assert stored(lambda: Annotation.objects.get(label__key="assertion").quote == QUOTE + ".\n\nNobody asked")


def touch(session: Any, kind: str, *points: tuple[float, float]) -> None:
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})


def test_a_finger_drags_an_end_by_a_handle_of_44_pixels(site, furnished):
    page = lit(site, furnished, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    box = page.locator(HANDLE.format("end")).bounding_box()
    assert min(box["width"], box["height"]) >= 44
    session = page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] - 10
    (to, line), top = point(page, furnished, "There is no pro"), box["y"]
    touch(session, "touchStart", (x, y))
    for step in (0.3, 0.7, 1.0):
        touch(session, "touchMove", (x + (to - x) * step, y + (line - 12 - top) * step))
    touch(session, "touchEnd")
    assert stored(lambda: Annotation.objects.get().quote == "There is no proof")


@pytest.mark.parametrize(("clicks", "quote"), [(2, "proof"), (3, None)])
def test_two_clicks_select_a_word_and_three_a_paragraph(site, furnished, clicks, quote):
    page = site.open(READ.format("d1"), "bob")
    page.wait_for_selector("[data-ready=yes]")
    start = furnished.document.text.index("proof")
    (left, _, y), _ = page.evaluate(PLACE, [start, start + 5])
    page.mouse.click(left + 9, y, click_count=clicks)
    page.wait_for_selector("#palette:not([hidden])")
    page.click("#palette [data-label=opinion]")
    second = furnished.document.text.split("\n\n")[1].removesuffix(".")
    assert stored(lambda: Annotation.objects.filter(quote=quote or second).exists())


def test_a_selection_made_backwards_stays_backwards(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    page.wait_for_selector("[data-ready=yes]")
    start = furnished.document.text.index(QUOTE)
    (left, _, y), (_, right, _) = page.evaluate(PLACE, [start, start + len(QUOTE)])
    page.mouse.move(right - 2, y)
    page.mouse.down()
    page.mouse.move(left + 9, y, steps=4)
    page.mouse.up()
    page.wait_for_selector("#palette:not([hidden])")
    assert selected(page) == QUOTE
    assert page.evaluate("getSelection().direction ?? 'backward'") == "backward"


def test_a_drag_beyond_the_edge_of_the_window_selects_to_there(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    page.wait_for_selector("[data-ready=yes]")
    start = furnished.document.text.index(QUOTE)
    (left, _, y), _ = page.evaluate(PLACE, [start, start + len(QUOTE)])
    page.mouse.move(left + 2, y)
    page.mouse.down()
    page.mouse.move(1278, y, steps=3)
    page.mouse.move(1400, y + 2, steps=3)
    page.mouse.up()
    page.wait_for_selector("#palette:not([hidden])")
    assert selected(page) == QUOTE
