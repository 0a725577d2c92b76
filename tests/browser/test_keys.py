"""The keys of the reading page: where each works, on which layout, how they are switched off, their sheet, and what is exposed."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.desk import Desk, open_desk

TEXT = "The ministry denied the claim. No proof was found.\n\nA second paragraph."
EVENT = """([target, how]) => {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...how });
  if (how.altgr) Object.defineProperty(event, 'getModifierState', { value: (name) => name === 'AltGraph' });
  document.querySelector(target).dispatchEvent(event);
  return event.defaultPrevented;
}"""
STROKE = """async ([how, isApple]) => (await import('/js/keys/strokes.js')).strokeOf(new KeyboardEvent('keydown', how), isApple)"""


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Iterator[Desk]:
    with open_desk(browser) as desk:
        yield desk


@pytest.fixture
def desk(shared: Desk) -> Desk:
    shared.lay(TEXT)
    shared.page.evaluate("localStorage.clear()")
    shared.page.evaluate("document.getElementById('sheet').hidden = false")
    return shared.at(4)


def sent(desk: Desk, target: str = "#article", **how: Any) -> bool:
    """Sends a key event as a layout would; whether the page took it."""
    return desk.page.evaluate(EVENT, [target, how])


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("1", ["label", "evidence"]),
        ("2", ["label", "assertion"]),
        ("3", ["label", "opinion"]),
        ("0", ["label", "not-part"]),
        ("e", ["label", "evidence"]),
        ("a", ["label", "assertion"]),
        ("o", ["label", "opinion"]),
        ("x", ["label", "not-part"]),
        ("v", ["detail", "voice"]),
        ("t", ["detail", "target"]),
        ("r", ["detail", "role"]),
        ("q", ["unsure"]),
        ("l", ["link"]),
        ("d", ["remove"]),
        ("Delete", ["remove"]),
        ("g", ["hold"]),
        ("y", ["split"]),
        ("m", ["again"]),
        ("i", ["source"]),
        ("h", ["history"]),
        ("[", ["mark", "back"]),
        ("]", ["mark", "forward"]),
        ("k", ["mark", "back"]),
        ("j", ["mark", "forward"]),
        ("n", ["article", "forward"]),
        ("b", ["article", "back"]),
        ("u", ["undo"]),
        ("Control+z", ["undo"]),
        ("Shift+U", ["redo"]),
        ("Control+Shift+Z", ["redo"]),
        ("Control+y", ["redo"]),
        ("/", ["find"]),
        ("Enter", ["enter"]),
        ("Escape", ["back"]),
    ],
)
def test_each_key_of_the_table_does_its_command_in_the_text(desk, key, command):
    desk.press(key)
    assert desk.done == [command]


@pytest.mark.parametrize(
    "key", ["c", "f", "z", "5", "Alt+s", "Control+s", "Control+e", "Control+1", "Meta+e", "Control+/"]
)
def test_keys_of_later_issues_and_of_the_browser_are_left_alone(desk, key):
    names = key.split("+")
    how = {"key": names[-1], "ctrlKey": "Control" in names, "altKey": "Alt" in names, "metaKey": "Meta" in names}
    assert not sent(desk, **how)
    assert desk.done == []


@pytest.mark.parametrize(
    ("focus", "works"),
    [
        ("#article", {"e", "v", "Control+z", "Escape", "y", "n"}),
        ("#in-card", {"e", "v", "Control+z", "Escape", "n"}),
        ("#in-sheet", {"e", "v", "Control+z", "Escape"}),
        ("#after", {"Control+z", "Escape"}),
        ("#field", set()),
        ("#note", set()),
    ],
)
def test_single_keys_work_in_text_card_and_details_only_and_nothing_in_fields(desk, focus, works):
    desk.page.focus(focus)
    for key in ("e", "v", "Control+z", "Escape", "y", "n"):
        desk.press(key)
        assert bool(desk.done) == (key in works), key


def test_arrows_in_a_card_scroll_the_page_as_ever(desk):
    desk.page.focus("#in-card")
    desk.press("ArrowRight", "s")
    assert desk.place == 4
    assert desk.selected is None


@pytest.mark.parametrize(
    ("how", "apple", "stroke"),
    [
        ({"key": "[", "ctrlKey": True, "altKey": True}, False, "["),
        ({"key": "?", "shiftKey": True}, False, "?"),
        ({"key": "/", "shiftKey": True}, False, "/"),
        ({"key": "1", "shiftKey": True}, False, "1"),
        ({"key": "[", "altKey": True}, True, "["),
        ({"key": "[", "altKey": True}, False, None),
        ({"key": "S", "shiftKey": False}, False, "s"),
        ({"key": "S", "shiftKey": True}, False, "Shift+s"),
        ({"key": "s", "shiftKey": True}, False, "Shift+s"),
        ({"key": "ы", "code": "KeyS"}, False, "s"),
        ({"key": "ש", "code": "KeyA"}, False, "a"),
        ({"key": "é", "code": "Digit2"}, False, "é"),
        ({"key": "я", "code": "KeyZ", "ctrlKey": True}, False, "Ctrl+z"),
        ({"key": "z", "metaKey": True}, True, "Ctrl+z"),
        ({"key": "z", "metaKey": True, "shiftKey": True}, True, "Ctrl+Shift+z"),
        ({"key": "z", "metaKey": True}, False, None),
        ({"key": "ArrowLeft", "altKey": True}, True, "Ctrl+ArrowLeft"),
        ({"key": "ArrowLeft", "altKey": True}, False, None),
        ({"key": "ArrowLeft", "metaKey": True, "shiftKey": True}, True, "Shift+Home"),
        ({"key": "ArrowUp", "metaKey": True, "shiftKey": True}, True, "Ctrl+Shift+Home"),
        ({"key": "ArrowLeft", "ctrlKey": True, "shiftKey": True}, False, "Ctrl+Shift+ArrowLeft"),
        ({"key": "Dead"}, False, "Dead"),
    ],
)
def test_a_stroke_is_the_same_on_every_layout_and_system(desk, how, apple, stroke):
    assert desk.page.evaluate(STROKE, [how, apple]) == stroke


def test_a_sign_typed_with_altgr_is_the_sign(desk):
    assert sent(desk, key="]", altgr=True)
    assert desk.done == [["mark", "forward"]]


def test_a_held_key_walks_on_but_makes_one_mark(desk):
    for _ in range(3):
        assert sent(desk, key="e", repeat=True)
        assert sent(desk, key="ArrowRight", repeat=True)
    assert desk.done == []
    assert desk.place == 7


def test_a_handler_nearer_to_the_focus_goes_first_and_composing_is_left_alone(desk):
    desk.page.evaluate("document.getElementById('sheet').addEventListener('keydown', (e) => e.preventDefault())")
    desk.page.focus("#in-sheet")
    desk.press("1")
    sent(desk, key="e", isComposing=True)
    assert desk.done == []


def test_switched_off_single_keys_stay_off_after_a_reload_and_keys_with_modifiers_work(desk):
    desk.press("?")
    desk.page.uncheck("[data-single-keys]")
    desk.press("Escape", "e", "s", "?", "Shift+S", "1")
    assert desk.done == []
    assert desk.selected is None
    desk.press("ArrowRight", "Control+Shift+ArrowRight", "Control+z", "Delete")
    assert desk.selected == "inistry"
    assert desk.done == [["undo"], ["remove"]]
    desk.lay(TEXT).at(4).press("e")
    assert desk.done == []
    desk.page.evaluate("keys.sheet.open()")
    assert not desk.page.is_checked("[data-single-keys]")
    desk.page.check("[data-single-keys]")
    desk.press("Escape", "e")
    assert desk.done == [["label", "evidence"]]


def test_a_label_whose_letter_is_taken_keeps_its_number_and_nobody_takes_reserved_letters(desk):
    labels = [
        {"key": "said", "name": "Said", "letter": "S", "counted": True},
        {"key": "fact", "name": "Fact", "letter": "F", "counted": True},
        {"key": "tone", "name": "Tone", "letter": "Ω", "counted": True},
    ]
    desk.lay(TEXT, labels=labels).at(0).press("s", "1", "2", "f", "3")
    assert desk.done == [["label", "said"], ["label", "fact"], ["label", "tone"]]
    assert desk.selected == "The ministry denied the claim"


def test_the_key_sheet_names_every_command_of_the_page_and_gives_the_focus_back(desk):
    desk.press("?")
    assert desk.page.is_visible("#keys")
    assert desk.page.locator("#keys h3").all_inner_texts()[0].startswith("Move")
    rows = desk.page.locator("#keys dl > div").all_inner_texts()
    named = {command for row in desk.page.evaluate("keys.rows") for _, command, *_ in row["keys"]}
    assert named >= {"move", "extend", "sentence", "label", "detail", "undo", "redo", "back", "keys", "find", "naming"}
    assert len(rows) == len(desk.page.evaluate("keys.rows"))
    assert any("Evidence" in row and row.startswith("1") for row in rows)
    desk.press("e")
    assert desk.done == []
    desk.press("Escape")
    assert not desk.page.is_visible("#keys")
    assert desk.page.evaluate("document.activeElement.id") == "article"
    assert desk.caret() is not None
    assert desk.done == []


def test_a_page_without_marking_shows_only_what_works_there(desk):
    desk.page.evaluate("""async () => {
      const { Keys } = await import('/js/keys/keys.js');
      const again = document.getElementById('keys').cloneNode(true);
      again.id = 'others';
      document.body.append(again);
      new Keys({ commands: { find() {}, back() {} }, labels: [], dialog: again }).sheet.open();
    }""")
    assert desk.page.locator("#others h3").all_inner_texts() == ["Elsewhere"]
    assert desk.page.locator("#others dl > div").count() == 3


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_the_key_sheet_fits_the_window(desk, width):
    desk.page.set_viewport_size({"width": width, "height": 800})
    desk.press("?")
    wide = desk.page.evaluate(
        "[document.getElementById('keys').scrollWidth, document.getElementById('keys').clientWidth]"
    )
    assert wide[0] <= wide[1]
    desk.page.keyboard.press("Escape")
    desk.page.set_viewport_size({"width": 1000, "height": 700})


def nodes(desk: Desk) -> list[dict[str, Any]]:
    """The accessibility tree as Chromium gives it to screen readers."""
    session = desk.page.context.new_cdp_session(desk.page)
    session.send("Accessibility.enable")
    found = [node for node in session.send("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
    session.detach()
    return found


def role(node: dict[str, Any]) -> str:
    return node["role"]["value"]


def named(desk: Desk, name: str) -> dict[str, Any]:
    return next(node for node in nodes(desk) if node.get("name", {}).get("value") == name)


def exposed(node: dict[str, Any], prop: str) -> Any:
    return next((one["value"]["value"] for one in node.get("properties", []) if one["name"] == prop), None)


def test_as_it_is_read_the_article_is_an_article_of_paragraphs(desk):
    desk.page.focus("#before")
    article = named(desk, "Text of the article")
    assert role(article) == "article"
    inside = [node for node in nodes(desk) if node.get("parentId") == article["nodeId"]]
    assert [role(node) for node in inside] == ["paragraph", "paragraph"]
    assert role(named(desk, "Mark by keyboard")) == "button"


def test_marking_by_keyboard_makes_it_an_application_until_the_focus_leaves(desk):
    desk.page.focus("#field")
    desk.press("Tab", "Enter")
    assert desk.page.evaluate("document.activeElement.id") == "article"
    article = named(desk, "Text of the article")
    assert role(article) == "application"
    assert exposed(article, "roledescription") == "text to mark"
    assert "S selects the sentence" in article["description"]["value"]
    assert "1 Evidence" in article["description"]["value"]
    assert "paragraph" in {role(node) for node in nodes(desk) if node.get("parentId") == article["nodeId"]}
    desk.press("s")
    assert desk.selected == "The ministry denied the claim"
    desk.page.focus("#in-sheet")
    desk.settle()
    assert role(named(desk, "Text of the article")) == "application"
    desk.page.focus("#after")
    desk.settle()
    assert role(named(desk, "Text of the article")) == "article"


def test_keys_work_on_plain_focus_too_and_the_way_in_is_seen_only_with_focus(desk):
    button = desk.page.locator(".key-mode")
    assert button.bounding_box()["width"] <= 1
    button.focus()
    assert button.bounding_box()["width"] > 80
    desk.press("Tab")
    assert desk.page.evaluate("article.role") is None
    desk.press("s")
    assert desk.selected == "The ministry denied the claim"


def test_the_caret_is_nothing_to_screen_readers_and_steps_are_polite(desk):
    desk.press("Control+ArrowRight")
    assert desk.heard() == "denied"
    said = [node for node in nodes(desk) if exposed(node, "live") == "polite"]
    assert len(said) == 1
    inside = {child for node in said for child in node["childIds"]}
    assert any(node["nodeId"] in inside and node["name"]["value"] == "denied" for node in nodes(desk))
    article = named(desk, "Text of the article")
    assert {role(node) for node in nodes(desk) if node.get("parentId") == article["nodeId"]} == {"paragraph"}


HOLD = """async () => {
  const { Hold } = await import('/js/keys/hold.js');
  window.kept = [];
  window.hold = new Hold(cursor, (mark, { start, end, quote }) => kept.push([mark.id, start, end, quote]));
  hold.take({ id: 'm1', start: 4, end: 12 });
}"""


def test_ends_of_a_mark_are_moved_with_arrows_and_kept_with_enter(desk):
    desk.page.evaluate(HOLD)
    assert desk.selected == "ministry"
    desk.press("Control+Shift+ArrowRight")
    desk.page.evaluate("cursorless = hold.take({ id: 'm1', start: 4, end: 12 }) || keys.commands.otherEnd()")
    assert desk.heard() == "ministry; the start moves now"
    desk.press("Control+Shift+ArrowLeft")
    assert desk.page.evaluate("hold.keep()")
    assert desk.page.evaluate("kept") == [["m1", 0, 19, "The ministry denied"]]
    assert desk.page.evaluate("[hold.keep(), hold.leave(), hold.mark]") == [False, False, None]
    assert desk.selected is None


def test_a_held_mark_that_is_let_go_stays_as_it_was(desk):
    desk.page.evaluate(HOLD)
    desk.press("Shift+ArrowLeft")
    assert desk.page.evaluate("[hold.leave(), kept.length]") == [True, 0]
    desk.page.evaluate(HOLD)
    assert desk.page.evaluate("[hold.keep(), kept.length]") == [True, 0]
    desk.page.evaluate(HOLD)
    desk.press("ArrowLeft")
    assert desk.page.evaluate("[hold.keep(), hold.mark.id]") == [True, "m1"]
