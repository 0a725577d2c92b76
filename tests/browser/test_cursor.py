"""The text cursor: where keys lead in awkward texts, what is selected, what is said, where the caret is drawn."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser

from core.text.segments import words
from tests.browser.desk import Desk, open_desk

FAMILY = "👩\u200d👧\u200d👦"
TEXT = (
    "The ministry denied the claim. No proof of state policy was found in the U.S. or elsewhere, officials said.\n\n"
    "A second paragraph runs on, and on, over more than one line of the page, as paragraphs of articles do when "
    "they are longer than the ones before them and after them.\n\nThe last one."
)
SECOND = TEXT.index("A second")
LAST = TEXT.index("The last")


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[Desk]:
    with open_desk(browser) as desk:
        yield desk


def walked(desk: Desk, key: str, most: int = 400) -> list[int]:
    """All places on the way until the cursor stands still."""
    places = [desk.place]
    for _ in range(most):
        desk.press(key)
        if desk.place == places[-1]:
            return places
        places.append(desk.place)
    raise AssertionError("The cursor never came to an end.")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("ab\n\ncd", [0, 1, 2, 4, 5, 6]),
        (f"a{FAMILY}b", [0, 1, 6, 7]),
        ("e\u0301x", [0, 2, 3]),
        ("🇮🇱🇺🇸 x", [0, 2, 4, 5, 6]),
        ("a\u00a0b", [0, 1, 2, 3]),
        ("👍🏽👍", [0, 2, 3]),
        ("का x", [0, 2, 3, 4]),
        ("a\n\u00a0\n\nb", [0, 1, 5, 6]),
    ],
)
def test_letters_are_what_people_take_for_one_and_gaps_are_passed_over(desk, text, places):
    desk.lay(text).at(0)
    assert walked(desk, "ArrowRight") == places
    assert walked(desk, "ArrowLeft") == places[::-1]


def test_words_are_those_that_selections_snap_to(desk):
    desk.lay("He left the U.S. anti-drug unit. 77,000 pages\n\n“Well,” she said").at(0)
    starts = walked(desk, "Control+ArrowRight")
    assert [desk.text[a:b].strip() for a, b in pairwise(starts)] == [
        "He", "left", "the", "U.S.", "anti-drug", "unit.", "77,000", "pages\n\n“", "Well,”", "she", "said",
    ]  # fmt: skip
    assert walked(desk, "Control+ArrowLeft")[1:] == [*starts[:-1][::-1], *([0] if starts[0] else [])]


def test_selecting_by_words_forward_ends_with_the_word_and_backward_begins_with_it(desk):
    desk.lay(TEXT).at(TEXT.index("proof"))
    desk.press("Control+Shift+ArrowRight", "Control+Shift+ArrowRight")
    assert desk.selected == "proof of"
    assert desk.heard() == "of selected"
    desk.press("Control+Shift+ArrowLeft")
    assert desk.selected == "proof"
    assert desk.heard() == "of no longer selected"
    desk.at(TEXT.index("policy")).press("Control+Shift+ArrowLeft")
    assert desk.selected == "state"


def test_a_right_to_left_text_is_walked_as_the_eye_sees_it(desk):
    text = "קרא את הכתבה\n\nעמוד אחרון"
    desk.lay(text).at(0)
    before = desk.caret()
    desk.press("ArrowLeft")
    assert desk.place == 1
    assert desk.caret()["x"] < before["x"]
    desk.press("ArrowRight", "Control+ArrowLeft")
    assert desk.place == text.index("את")
    desk.press("Shift+ArrowLeft", "Shift+ArrowLeft")
    assert desk.selected == "את"
    desk.press("End")
    assert desk.place == text.index("\n")
    assert walked(desk, "ArrowLeft")[-1] == len(text)


def test_lines_are_walked_with_the_column_kept_and_ends_found(desk):
    desk.lay(TEXT).at(SECOND + 20)
    column = desk.caret()["x"]
    tops = [desk.caret()["top"]]
    for _ in range(2):
        desk.press("ArrowDown")
        tops.append(desk.caret()["top"])
        assert abs(desk.caret()["x"] - column) < 12
    assert tops == sorted(set(tops))
    desk.press("ArrowUp", "ArrowUp")
    assert desk.place == SECOND + 20
    desk.press("End")
    end = desk.place
    assert desk.caret()["top"] == tops[0]
    assert TEXT[end] == " "
    assert desk.heard() == "line end"
    desk.press("ArrowRight", "Home")
    assert desk.place == end + 1
    desk.press("ArrowLeft", "ArrowLeft", "Home")
    assert desk.place == SECOND


def test_a_short_line_does_not_lose_the_column(desk):
    text = "A line that is long enough for a column\n\nshort\n\nanother line that is long enough"
    desk.lay(text).at(30)
    desk.press("ArrowDown")
    assert desk.place == text.index("short") + 5
    desk.press("ArrowDown")
    assert abs(desk.place - text.index("another") - 30) < 4


def test_every_line_is_met_once_from_top_to_bottom(desk):
    desk.lay(TEXT).at(0)
    going = walked(desk, "ArrowDown")
    assert going[-1] == len(TEXT)
    assert len(going) >= 6
    assert walked(desk, "ArrowUp")[1:] == going[:-2][::-1]


def test_lines_break_inside_words_of_a_text_without_spaces(desk):
    text = "官员否认了这一说法" * 20
    desk.lay(text).at(0).press("End")
    first = desk.caret()["top"]
    end = desk.place
    desk.press("End")
    assert (desk.place, desk.caret()["top"]) == (end, first)
    desk.press("ArrowDown", "Home")
    assert desk.place == end
    assert desk.caret()["top"] > first
    assert walked(desk, "ArrowDown")[-1] == len(text)
    assert walked(desk, "ArrowUp")[-1] == 0


def test_folded_white_space_does_not_hold_the_cursor(desk):
    text = "one   two    " + "word " * 60 + "   \n\nlast"
    desk.lay(text).at(0)
    assert walked(desk, "ArrowRight")[-1] == len(text)
    assert walked(desk, "ArrowUp")[-1] == 0
    assert walked(desk, "ArrowDown")[-1] == len(text)


def test_paragraph_and_text_keys_lead_over_section_heads_and_stop_at_both_ends(desk):
    head = "document.querySelectorAll('#article p')[1].before(Object.assign(document.createElement('header'), "
    desk.lay(TEXT, then=head + "{ className: 'section-head', textContent: 'The Other Paper' }));").at(10)
    assert walked(desk, "Control+ArrowDown") == [10, SECOND, LAST, len(TEXT)]
    assert walked(desk, "Control+ArrowUp") == [len(TEXT), LAST, SECOND, 0]
    desk.at(SECOND - 2).press("ArrowRight")
    assert desk.place == SECOND
    desk.press("Control+End")
    assert (desk.place, desk.heard()) == (len(TEXT), "end of the text")
    desk.press("ArrowRight", "ArrowDown", "PageDown")
    assert desk.place == len(TEXT)
    desk.press("Control+Home")
    assert (desk.place, desk.heard()) == (0, "start of the text")
    desk.press("ArrowLeft", "ArrowUp", "PageUp")
    assert desk.place == 0


def test_selection_over_a_section_head_holds_stored_text_only(desk):
    head = "document.querySelectorAll('#article p')[1].before(Object.assign(document.createElement('header'), "
    desk.lay("one two\n\nthree four", then=head + "{ className: 'section-head', textContent: 'Other' }));").at(4)
    desk.press("Control+Shift+ArrowRight", "Control+Shift+ArrowRight")
    assert desk.page.evaluate("cursor.selected.quote") == "two\n\nthree"


def test_shift_selects_exactly_what_the_steps_lead_over_and_the_rule_for_quotes_trims_it(desk):
    desk.lay(TEXT).at(TEXT.index("claim") - 1)
    desk.press(*["Shift+ArrowRight"] * 8)
    assert desk.selected == "claim"
    desk.at(TEXT.index("proof") + 2).press("Shift+ArrowRight", "Shift+ArrowRight")
    assert desk.selected == "oo"
    desk.press("ArrowRight")
    assert desk.selected is None
    assert desk.place == TEXT.index("proof") + 4
    assert desk.heard() == "f; nothing selected"


def test_sentence_and_paragraph_keys_select_and_grow(desk):
    desk.lay(TEXT).at(TEXT.index("proof")).press("s")
    assert desk.selected == TEXT[TEXT.index("No proof") : SECOND - 3]
    desk.press("Shift+S")
    assert desk.selected == TEXT[TEXT.index("No proof") : LAST - 3]
    desk.at(3).press("Shift+S")
    assert desk.selected == "The ministry denied the claim"
    desk.press("p")
    assert desk.selected == TEXT[: SECOND - 3]
    desk.press("Shift+P", "Shift+P")
    assert desk.selected == TEXT[:-1]
    desk.press("Shift+P")
    assert desk.heard() == "end of the text"


def test_a_selection_made_backward_grows_backward(desk):
    desk.lay(TEXT).at(LAST + 8).press("Shift+ArrowLeft", "Shift+S")
    assert desk.selected == "The last"
    desk.press("Shift+S")
    assert desk.selected == TEXT[SECOND : LAST + 8]


def test_after_a_mark_the_sentence_key_takes_the_next_sentence(desk):
    desk.lay(TEXT).at(0).press("s")
    desk.page.evaluate("getSelection().removeAllRanges()")
    desk.settle()
    assert desk.selected is None
    desk.press("s")
    assert desk.selected.startswith("No proof")


def test_the_key_for_sentences_still_to_look_at_goes_both_ways(desk):
    desk.lay(TEXT).at(0)
    desk.page.evaluate("([a, b]) => { window.naming = () => [[a, a + 20], [b, b + 13]]; }", [SECOND, LAST])
    desk.press("w")
    assert desk.place == SECOND
    desk.press("w")
    assert (desk.place, desk.heard()) == (LAST, "The last one.; 2 of 2 to look at")
    desk.press("w")
    assert desk.heard() == "no more sentences to look at on this side"
    desk.press("Shift+W")
    assert desk.place == SECOND


@pytest.mark.parametrize(
    ("start", "keys", "words"),
    [
        (0, ["ArrowRight"], "h"),
        (0, ["Control+ArrowRight"], "ministry"),
        (11, ["ArrowRight"], "space"),
        (28, ["ArrowRight"], "full stop"),
        (SECOND - 3, ["ArrowRight"], "end of paragraph"),
        (LAST, ["Home"], "line start, T"),
        (0, ["Control+ArrowDown"], "A second paragraph runs on, and … them and after them. (32 words)"),
        (LAST, ["s"], "The last one. selected"),
        (LAST, ["Shift+ArrowRight"], "T selected"),
        (SECOND - 2, ["Shift+ArrowRight"], "paragraph break selected"),
        (LAST + 1, ["Shift+ArrowRight", "Shift+ArrowLeft"], "nothing selected"),
        (LAST + 1, ["Shift+ArrowRight", "Home"], "line start, T; nothing selected"),
    ],
)
def test_each_step_is_said(desk, start, keys, words):
    desk.lay(TEXT).at(start).press(*keys)
    assert desk.heard() == words


def test_a_line_is_said_whole_and_quick_steps_leave_the_last_words(desk):
    desk.lay(TEXT).at(0).press("ArrowDown", "ArrowDown", "ArrowDown")
    words_heard = desk.heard()
    line = TEXT[desk.place :].split("\n")[0]
    assert line.startswith(words_heard)
    assert len(words(words_heard)) > 5
    assert desk.page.evaluate("heard.length") == 1


def test_entering_and_leaving_marks_is_said(desk):
    desk.lay(TEXT).at(0)
    desk.page.evaluate(
        "([a, b]) => { window.within = (place) => a <= place && place < b ? 'in assertion, own voice' : ''; }", [4, 12]
    )
    desk.press("Control+ArrowRight")
    assert desk.heard() == "ministry; in assertion, own voice"
    desk.press("ArrowRight")
    assert desk.heard() == "i"
    desk.press("Control+ArrowRight")
    assert desk.heard() == "denied; outside marks"


def test_caret_stands_between_its_letters_and_follows_the_width_of_the_window(desk):
    desk.lay(TEXT).at(TEXT.index("page,"))
    box = """(at) => { const t = document.querySelectorAll('#article p')[1].firstChild; const r = new Range();
      r.setStart(t, at); r.setEnd(t, at + 1); const b = r.getClientRects()[0]; return [b.left, b.top]; }"""
    for width in (1000, 600, 360):
        desk.page.set_viewport_size({"width": width, "height": 700})
        desk.settle()
        left, top = desk.page.evaluate(box, TEXT.index("page,") - SECOND)
        assert abs(desk.caret()["x"] - left) < 1.5
        assert abs(desk.caret()["top"] - top) < 1.5
    desk.page.set_viewport_size({"width": 1000, "height": 700})


def test_a_click_sets_the_cursor_and_a_drag_the_selection_that_keys_go_on_with(desk):
    desk.lay(TEXT)
    place = """([i, at]) => { const t = document.querySelectorAll('#article p')[i].firstChild; const r = new Range();
      r.setStart(t, at); r.setEnd(t, at + 1); const b = r.getClientRects()[0]; return [b.left, b.top + b.height / 2]; }"""
    x, y = desk.page.evaluate(place, [0, 13])
    desk.page.mouse.click(x + 1, y)
    desk.page.wait_for_function("cursor.place === 13")
    assert desk.caret() is not None
    desk.page.mouse.down()
    x, y = desk.page.evaluate(place, [0, 19])
    desk.page.mouse.move(x, y, steps=3)
    desk.page.mouse.up()
    desk.settle()
    assert desk.selected == "denied"
    desk.press("Control+Shift+ArrowRight")
    assert desk.selected == "denied the"
    assert desk.page.evaluate("cursor.isByKeys")


def test_caret_is_hidden_without_focus_and_begins_with_the_first_line_in_sight(desk):
    desk.lay("\n\n".join(["One paragraph of many, to be scrolled."] * 60))
    assert desk.caret() is None
    desk.page.keyboard.press("Tab")
    desk.page.evaluate("scrollTo({ top: 900, behavior: 'instant' }); article.focus({ preventScroll: true })")
    assert 0 <= desk.caret()["top"] < 120
    desk.page.focus("#after")
    assert desk.caret() is None


def test_the_page_scrolls_so_that_the_caret_stays_above_what_is_fixed_below(desk):
    desk.lay("\n\n".join(["One paragraph of many, to be scrolled."] * 60)).at(0)
    desk.page.evaluate("document.getElementById('sheet').hidden = false")
    edge = desk.page.evaluate("document.getElementById('sheet').getBoundingClientRect().top")
    for _ in range(20):
        desk.press("ArrowDown")
        assert desk.caret()["bottom"] < edge
    desk.press("Control+End")
    assert 0 < desk.caret()["bottom"] < edge
    desk.press("Control+Home")
    assert desk.caret()["top"] >= 0


def test_page_keys_lead_a_screen_on_and_keep_the_height(desk):
    desk.lay("\n\n".join([f"Paragraph {i} of many, to be scrolled." for i in range(60)])).at(0)
    desk.press("PageDown")
    middle, first = desk.place, desk.caret()["top"]
    desk.press("PageDown")
    assert desk.place > middle > 300
    assert abs(desk.caret()["top"] - first) < 40
    desk.press("PageUp")
    assert abs(desk.place - middle) < 45


def test_a_very_long_paragraph_of_several_text_nodes_is_walked_across_its_seams(desk):
    text = "word 😀 and more. " * 8000
    desk.lay(text.strip(), then="const t = article.firstChild.firstChild; t.splitText(600).splitText(65536);")
    assert desk.page.evaluate("article.firstChild.childNodes.length") == 3
    desk.at(560)
    for _ in range(60):
        desk.press("ArrowRight")
    assert desk.place == 620
    desk.press("Control+End")
    assert desk.place == len(text.strip())
    took_ms = desk.page.evaluate("""() => { const t = performance.now();
      for (const unit of ['line', 'word', 'letter', 'screen']) keys.commands.move('back', unit);
      return performance.now() - t; }""")
    assert took_ms < 600
    desk.press("p")
    assert desk.page.evaluate("cursor.selected.quote.length") > 100_000


def test_on_a_phone_a_finger_draws_no_caret_and_keys_bring_it_back(browser):
    with open_desk(browser, viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True) as desk:
        desk.lay(TEXT)
        box = desk.page.locator("#article p").nth(1).bounding_box()
        desk.page.touchscreen.tap(box["x"] + 40, box["y"] + 12)
        desk.settle()
        assert desk.caret() is None
        desk.page.evaluate("article.focus()")
        desk.press("ArrowDown")
        assert desk.caret() is not None
        assert desk.page.evaluate("document.documentElement.scrollWidth") == 360
        assert walked(desk, "ArrowDown")[-1] == len(TEXT)


@pytest.mark.parametrize("case", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}, {"color_scheme": "dark"}])
def test_caret_is_seen_in_forced_colours_dark_and_without_motion(browser, case):
    with open_desk(browser, **case) as desk:
        desk.lay(TEXT).at(5)
        style = desk.page.evaluate("""() => { const s = getComputedStyle(document.querySelector('.text-caret'));
          return [s.borderLeftWidth, s.borderLeftColor, s.animationName, getComputedStyle(document.body).backgroundColor]; }""")
        assert style[0] == "2px"
        assert style[1] not in (style[3], "rgba(0, 0, 0, 0)")
        assert style[2] == ("none" if "reduced_motion" in case else "caret-blink")
