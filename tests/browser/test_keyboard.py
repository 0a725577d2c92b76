"""The keyboard joined to marks: what each command is for, and a passage found, marked, changed and let go without a mouse."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.desk import Desk, open_desk

TEXT = "The ministry denied the claim. No proof was found.\n\nA second paragraph names Beijing. It ends."
MARKS: list[dict[str, Any]] = [
    {"id": "outer", "start": 4, "end": 29, "label": "assertion", "facets": {"voice": "own-voice"}, "own": True},
    {"id": "inner", "start": 13, "end": 19, "label": "opinion", "facets": {}, "own": True},
    {"id": "other", "start": 31, "end": 49, "label": "evidence", "facets": {}, "own": False},
]
JOIN = """async ({ sentences, labels, naming, own, canMark }) => {
  const load = (name) => import(`/js/${name}.js`);
  const [{ beginKeyboard }, { Marks }, { Words }] = await Promise.all(['keys/keyboard', 'marks/marks', 'marks/words'].map(load));
  const voice = { key: 'voice', name: 'Voice', kind: 'choice', first: true, labels: [], values: { 'own-voice': 'Own voice' } };
  const whole = (mark) => ({ note: '', version: 1, links: [], reviewer: mark.own ? '' : 'heron', ...mark });
  Object.assign(window, { marks: new Marks(own.map(whole)), lit: null, isOpen: false });
  const page = {
    lit: () => lit,
    light: ([id]) => { window.lit = id; },
    back: () => { const was = isOpen; window.isOpen = false; return was; },
  };
  for (const name of ['act', 'mark', 'change', 'brush', 'detail', 'split', 'undo', 'redo', 'find', 'go']) {
    page[name] = (...given) => { done.push([name, ...given]); };
  }
  const unsure = { key: 'unsure', name: 'Unsure', kind: 'flag', first: false, labels: labels.map(({ key }) => key), values: {} };
  const words = new Words({ labels, facets: [voice, unsure], focus_targets: [] });
  const [article, dialog] = ['article', 'keys'].map((id) => document.getElementById(id));
  Object.assign(window, beginKeyboard({ article, dialog, data: { sentences, naming }, marks, words, canMark, page }));
}"""


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Iterator[Desk]:
    with open_desk(browser) as desk:
        yield desk


@pytest.fixture
def join(shared: Desk) -> Any:
    def joined(*, can_mark: bool = True, marks: list[dict[str, Any]] = MARKS, at: int = 0) -> Desk:
        shared.lay(TEXT, start=JOIN, own=marks, naming=[1, 2], canMark=can_mark)
        return shared.at(at)

    return joined


def ids(desk: Desk) -> list[list[Any]]:
    """Commands since last asked; a mark is named by its id."""
    return [[one.get("id", one) if isinstance(one, dict) else one for one in command] for command in desk.done]


def test_a_label_key_marks_what_is_selected(join):
    desk = join().press("s", "a")
    assert desk.done == [["mark", {"start": 0, "end": 29, "quote": "The ministry denied the claim"}, "assertion"]]


def test_a_label_key_changes_the_lit_mark_and_else_is_a_brush(join):
    desk = join(at=14).press("3")
    assert desk.done == [["brush", "opinion"]]
    desk.page.evaluate("lit = 'outer'")
    desk.press("1")
    [[what, mark]] = desk.done
    assert (what, mark["id"], mark["label"]) == ("change", "outer", "evidence")
    desk.page.evaluate("lit = 'other'")
    desk.press("1")
    assert desk.done == [["brush", "evidence"]]


def test_commands_are_for_the_card_with_the_focus_then_the_lit_mark_then_the_innermost_at_the_cursor(join):
    desk = join(at=14).press("v", "m", "l", "h", "d", "Enter", "y")
    assert ids(desk) == [
        ["detail", "voice", "inner"], ["act", "again", "inner"], ["act", "link", "inner"], ["act", "history", "inner"],
        ["act", "delete", "inner"], ["act", "open", "inner"], ["split", "inner", 14],
    ]  # fmt: skip
    desk.page.evaluate("lit = 'outer'")
    desk.press("t")
    assert ids(desk) == [["detail", "target", "outer"]]
    desk.page.evaluate("document.querySelector('.card').dataset.mark = 'inner'")
    desk.page.focus("#in-card")
    desk.press("r")
    assert ids(desk) == [["detail", "role", "inner"]]


def test_unsure_is_one_key_and_taken_back_by_the_same(join):
    desk = join(at=14).press("q")
    assert desk.done[0][1]["facets"] == {"unsure": "yes"}
    desk.page.evaluate("marks.put({ ...marks.get('inner'), facets: { unsure: 'yes' } })")
    desk.press("q")
    assert desk.done[0][1]["facets"] == {}


def test_others_marks_and_no_mark_are_told_in_words(join):
    desk = join(at=35).press("d")
    assert desk.done == []
    assert desk.heard().startswith("Choose a mark of yours first")
    desk.press("Enter")
    assert ids(desk) == [["act", "open", "other"]]


def test_marks_are_gone_through_in_the_order_of_the_text_and_said(join):
    desk = join()
    heard = []
    for key in ("]", "]", "j", "k"):
        desk.press(key)
        heard.append((desk.page.evaluate("lit"), desk.place, desk.heard()))
    assert heard == [
        ("outer", 4, "assertion, own voice: ministry denied the claim; 1 of 3"),
        ("inner", 13, "opinion: denied; 2 of 3"),
        ("other", 31, "evidence, of heron: No proof was found; 3 of 3"),
        ("inner", 13, "opinion: denied; 2 of 3"),
    ]
    desk.at(52).press("[")
    assert desk.page.evaluate("lit") == "other"
    desk.press("]")
    assert desk.heard() == "No more marks on this side."


def test_marks_at_the_cursor_are_named_when_it_enters_and_leaves(join):
    desk = join().press("Control+ArrowRight")
    assert desk.heard() == "ministry; in assertion, own voice"
    desk.press("Control+ArrowRight")
    assert desk.heard() == "denied; in assertion, own voice; opinion"
    desk.at(19).press("Control+ArrowRight", "Control+ArrowRight")
    assert desk.heard() == "claim"


def test_sentences_that_name_a_target_and_have_a_mark_of_ones_own_are_passed_over(join):
    desk = join(marks=[{**MARKS[2], "own": True}]).press("w")
    assert desk.place == TEXT.index("A second")
    assert desk.heard() == "A second paragraph names Beijing.; 1 of 1 to look at"


def test_taking_hold_moves_the_ends_and_enter_keeps_them(join):
    desk = join(at=14).press("g")
    assert desk.selected == "denied"
    desk.press("Control+Shift+ArrowRight", "g", "Control+Shift+ArrowLeft", "e", "Enter")
    assert [[one[0], one[1]["start"], one[1]["end"], one[1]["id"]] for one in desk.done if one[0] == "change"] == [
        ["change", 4, 23, "inner"]
    ]


def test_escape_goes_back_one_step_at_a_time(join):
    desk = join(at=14).press("g", "Escape")
    assert desk.selected is None
    assert desk.page.evaluate("hold.mark") is None
    desk.press("s")
    desk.page.evaluate("isOpen = true")
    desk.press("Escape")
    assert desk.selected is not None
    desk.press("Escape")
    assert desk.selected is None
    assert desk.done == []


def test_who_only_looks_walks_and_finds_but_has_no_keys_for_marking(join):
    desk = join(can_mark=False, at=14).press("e", "d", "g", "u", "Control+z", "1", "]", "/", "n")
    assert ids(desk) == [["act", "show", "other"], ["find"], ["go", "forward"]]
    desk.press("?")
    assert [words.split()[0] for words in desk.page.locator("#keys h3").all_inner_texts()] == [
        "Move", "Select", "Details", "Marks", "Elsewhere",
    ]  # fmt: skip
