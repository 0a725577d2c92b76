"""Marking in real Chromium: the details by keys, what is offered from before, labels at a selection, label first."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from core.models import Annotation
from core.services.speakers import add_speaker
from tests.browser.test_reading import PLACE, QUOTE, READ, SELECT, STILL, drag, furnished, mark, select_exactly

__all__ = ["furnished"]
WAIT_S = 20.0  # a busy machine is slow, and nothing is measured here
ALL_SAVED = (
    "() => Array.from(document.querySelectorAll('#cards .state')).every(({ dataset }) => dataset.state === 'saved')"
)
BEFORE = {"voice": "own-voice", "target": "ccp", "role": "R2", "stance": "affirms"}
FIRST = "Nobody asked the firms"
CURRENT = "document.querySelector('#sheet .facet.current').dataset.facet"
FOCUS = "document.activeElement.dataset.facet ?? document.activeElement.id"


def opened(site: Any, house: Any, **context: Any) -> Any:
    """The page with the details of a new assertion, the focus in them."""
    page = site.open(READ.format("d1"), "bob", **context)
    page.wait_for_selector("[data-ready=yes]")
    mark(page, house, QUOTE)
    page.wait_for_selector("#sheet:not([hidden])")
    assert stored(lambda: Annotation.objects.filter(quote=QUOTE).exists())
    page.focus("#sheet .facet.current")
    return page


def stored(check: Callable[[], bool]) -> bool:
    """Whether the database comes to say so: what the page shows is sent after it is painted."""
    until = time.monotonic() + WAIT_S
    while not check() and time.monotonic() < until:
        time.sleep(0.05)
    return check()


def facets(page: Any) -> dict[str, str]:
    """What is stored once the page has sent what it has: a card says at once that its mark is not saved any more."""
    page.wait_for_function(ALL_SAVED)
    return Annotation.objects.get(quote=QUOTE).facets


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_one_key_a_row_details_a_mark_and_enter_goes_back_to_the_text(site, furnished):
    page = opened(site, furnished)
    press(page, "1", "2", "5", "2")
    page.keyboard.press("Enter")
    assert page.is_hidden("#sheet")
    assert page.evaluate("document.activeElement.id") == "article"
    assert facets(page) == {"voice": "own-voice", "target": "ccp", "role": "R5", "stance": "unproven"}


def test_every_value_shows_its_own_key(site, furnished):
    page = opened(site, furnished)
    page.evaluate("document.querySelector('.sheet-rest').open = true")
    rows = page.evaluate("""Array.from(document.querySelectorAll('#sheet .facet[data-kind=choice]'), (row) =>
      Array.from(row.querySelectorAll('[data-value]')).filter((b) => b.checkVisibility()).map((b) =>
        [b.dataset.key, b.querySelector('kbd').textContent.toLowerCase()]))""")
    for row in rows:
        assert [shown for _, shown in row] == [key for key, _ in row]
        assert len({key for key, _ in row}) == len(row)
        assert all(key for key, _ in row)
    assert page.inner_text("#sheet [data-value=R5] kbd") == "5"


def test_arrows_and_backspace_walk_through_the_rows(site, furnished):
    page = opened(site, furnished)
    press(page, "1", "Backspace")
    assert page.evaluate(FOCUS) == "voice"
    press(page, "ArrowDown", "ArrowDown", "ArrowUp")
    assert page.evaluate(FOCUS) == "target"
    press(page, "ArrowDown", "ArrowDown", "ArrowDown")
    assert page.evaluate(FOCUS) == "subtype"


def test_the_same_key_again_takes_a_value_back(site, furnished):
    page = opened(site, furnished)
    press(page, "v", "1", "v", "1")
    assert page.evaluate(CURRENT) == "voice"
    assert not page.query_selector("#sheet [data-facet=voice] [aria-pressed=true]")
    assert facets(page) == {}


@pytest.mark.parametrize(("key", "facet"), [("v", "voice"), ("t", "target"), ("r", "role"), ("s", "stance")])
def test_a_letter_jumps_to_a_row(site, furnished, key, facet):
    page = opened(site, furnished)
    page.keyboard.press(key)
    assert page.evaluate(FOCUS) == facet


def test_letters_choose_the_values_beyond_nine(site, furnished):
    page = opened(site, furnished)
    key = page.get_attribute("#sheet [data-facet=target] [data-value=other]", "data-key")
    press(page, "t", key)
    assert facets(page) == {"target": "other"}


def test_unsure_is_one_key_and_the_row_stays(site, furnished):
    page = opened(site, furnished)
    press(page, "1", "q")
    assert page.evaluate(FOCUS) == "target"
    assert facets(page) == {"voice": "own-voice", "unsure": "yes"}


def test_a_label_key_changes_the_label_inside_the_details(site, furnished):
    page = opened(site, furnished)
    page.keyboard.press("o")
    assert stored(lambda: Annotation.objects.filter(label__key="opinion").exists())
    assert page.get_attribute(".rule-tabs [data-label=opinion]", "aria-pressed") == "true"


def test_the_speaker_is_asked_only_where_a_voice_has_one(site, furnished):
    page = opened(site, furnished)
    assert page.is_hidden("#facet-speaker")
    press(page, "1", "v", "2")
    assert page.evaluate(FOCUS) == "facet-speaker"
    page.keyboard.type("Ada q 1.=")
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUS) == "target"
    assert facets(page) == {"voice": "named-person", "speaker": "Ada q 1.="}


def test_speakers_of_this_page_complete_the_field(site, furnished):
    furnished.mark("bob", FIRST, facets={"voice": "named-person", "speaker": "Ann Example"})
    page = opened(site, furnished)
    press(page, "v", "2")
    assert "Ann Example" in page.evaluate("Array.from(document.querySelector('#speakers').options, (o) => o.value)")


def test_the_side_of_a_listed_speaker_is_offered_and_stored_by_a_press_alone(site, furnished):
    add_speaker(furnished.ann, {"name": "Zhu Li", "side": "prc-government"})
    page = opened(site, furnished)
    press(page, "v", "2")
    page.keyboard.type("zhu li")
    page.keyboard.press("Enter")
    offer = page.locator("#sheet [data-side].offered")
    expect(offer).to_have_text("side: PRC government")
    assert facets(page) == {"voice": "named-person", "speaker": "zhu li"}
    offer.click()
    expect(offer).to_be_hidden()
    assert stored(lambda: Annotation.objects.get(quote=QUOTE).facets.get("side") == "prc-government")


def test_what_was_chosen_last_is_offered_and_not_stored_unasked(site, furnished):
    furnished.mark("bob", FIRST, facets=BEFORE)
    page = opened(site, furnished)
    assert "as before" in page.inner_text("#sheet [data-value=own-voice]")
    assert page.evaluate("document.querySelectorAll('#sheet [data-facet] [aria-pressed=true]').length") == 0
    page.keyboard.press("Enter")
    assert facets(page) == {}


@pytest.mark.parametrize("key", [".", "Space"])
def test_one_key_takes_what_a_row_offers(site, furnished, key):
    furnished.mark("bob", FIRST, facets=BEFORE)
    page = opened(site, furnished)
    page.keyboard.press(key)
    assert facets(page) == {"voice": "own-voice"}


def test_one_key_takes_all_that_is_offered_and_two_more_change_one_of_it(site, furnished):
    furnished.mark("bob", FIRST, facets=BEFORE)
    page = opened(site, furnished)
    press(page, "=", "r", "5")
    assert facets(page) == BEFORE | {"role": "R5"}
    assert page.is_hidden("#sheet [data-do=before]")


def test_last_values_go_along_to_another_article_of_the_project(site, furnished):
    furnished.add_document("d2", "China banned it. Nobody knows.")
    page = opened(site, furnished)
    press(page, "2")
    page.keyboard.type("Ann")
    press(page, "Enter", "2")
    page.goto(READ.format("d2"))
    page.wait_for_selector("[data-ready=yes]")
    page.evaluate(SELECT, [0, 15])
    page.wait_for_selector("#palette:not([hidden])")
    page.click("#palette [data-label=assertion]")
    page.click("#sheet [data-do=before]")
    page.wait_for_function(ALL_SAVED)
    assert Annotation.objects.get(document__key="d2").facets == {
        "voice": "named-person", "speaker": "Ann", "target": "ccp"}  # fmt: skip


def test_each_choice_is_said_politely_with_what_comes_next(site, furnished):
    page = opened(site, furnished)
    page.keyboard.press("1")
    expect(page.locator("#announcer")).to_have_text("voice: own voice; next: about")


def test_each_rule_shows_two_examples_and_a_near_miss(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    found = page.evaluate("""Array.from(document.querySelectorAll('.rule-of'), (rule) =>
      [rule.querySelectorAll('blockquote').length, /Near miss/.test(rule.textContent)])""")
    assert found == [[3, True]] * 4


@pytest.mark.parametrize(("width", "height", "share"), [(360, 740, 0.5), (768, 1000, 0.6), (1280, 900, 0.55)])
def test_the_details_leave_the_passage_in_sight(site, furnished, width, height, share):
    page = opened(site, furnished, viewport={"width": width, "height": height})
    if page.is_visible("#sheet [data-do=more]"):
        page.click("#sheet [data-do=more]")
    page.click("#sheet [data-value=named-person]")
    page.evaluate(STILL, "#sheet")
    box = page.locator("#sheet").bounding_box()
    assert box["height"] <= height * share
    start = furnished.document.text.index(QUOTE)
    below = page.evaluate(
        """async ([start, end]) => { const { rangeOf } = await import('/static/annotator/js/text/codepoints.js');
        return rangeOf(document.getElementById('article'), start, end).getBoundingClientRect().bottom; }""",
        [start, start + len(QUOTE)],
    )
    assert 0 < below < box["y"]
    assert stored(lambda: Annotation.objects.get(quote=QUOTE).facets == {"voice": "named-person"})


def test_words_marked_before_are_named_and_can_be_marked_again_for_another_target(site, furnished):
    furnished.mark("bob", QUOTE, facets=BEFORE)
    page = site.open(READ.format("d1"), "bob")
    page.wait_for_selector("[data-ready=yes]")
    start = furnished.document.text.index(QUOTE)
    select_exactly(page, start, start + len(QUOTE))
    assert "Assertion" in page.inner_text(".palette-known")
    page.click("#palette [data-do=again]")
    page.click("#sheet [data-value=united-states]")
    assert stored(lambda: {row.facets.get("target") for row in Annotation.objects.all()} == {"ccp", "united-states"})


def stroke(page: Any, house: Any, quote: str) -> None:
    """Drags over words without waiting for labels."""
    start = house.document.text.index(quote)
    (left, _, y), (_, right, below) = page.evaluate(PLACE, [start, start + len(quote)])
    page.mouse.move(left + 1, y)
    page.mouse.down()
    page.mouse.move((left + right) / 2, below, steps=3)
    page.mouse.move(right - 1, below, steps=3)
    page.mouse.up()


def test_a_label_first_paints_every_selection_until_escape(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    page.wait_for_selector("[data-ready=yes]")
    page.click(".label-bar:visible [data-label=evidence]")
    stroke(page, furnished, FIRST)
    assert stored(lambda: Annotation.objects.count() == 1)
    stroke(page, furnished, QUOTE)
    painted = {
        (FIRST, "evidence"),
        (QUOTE, "evidence"),
    }
    assert stored(lambda: {(row.quote, row.label.key) for row in Annotation.objects.all()} == painted)
    assert page.is_hidden("#palette")
    page.keyboard.press("Escape")
    assert page.get_attribute(".label-bar [data-label=evidence] >> nth=0", "aria-pressed") == "false"
    start = furnished.document.text.index("China banned")
    drag(page, start, start + 12)
    assert Annotation.objects.count() == 2


def test_with_words_selected_the_label_bar_marks_them(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    page.wait_for_selector("[data-ready=yes]")
    start = furnished.document.text.index(QUOTE)
    drag(page, start, start + len(QUOTE))
    page.evaluate("document.querySelector('.label-bar [data-label=opinion]').click()")
    assert stored(lambda: Annotation.objects.filter(label__key="opinion").exists())
    assert not page.query_selector("#article[data-brush]")
