"""The marks beside the text in real Chromium: at their lines, in a drawer, by keyboard; links, filters, five thousand marks."""

from collections.abc import Iterator
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from tests.browser import rail_page, way_page
from tests.browser.contexts import contexts_of

ROW = (
    "The production of illegal goods, most of which was meant for the market abroad, was outlawed three years ago "
    "as a result of a vigorous campaign by the neighbours. Since then most of the production has moved elsewhere, "
    "where it goes on at an industrial scale with what is imported. Nobody has shown that anybody planned it."
)
TEXT = "\n\n".join([f"Row {n}. {ROW}" for n in range(40)])
SPACE = len(f"Row 0. {ROW}\n\n")
LINE = "(id) => { const m = desk.marks.get(id); return desk.rangeOf(desk.article, m.start, m.start + 1).getBoundingClientRect().top; }"
TOP = "(id) => desk.cards.get(id).getBoundingClientRect().top"
PILE = [{"start": 10 + 6 * n, "end": 40 + 6 * n} for n in range(30)]


def in_row(row: int, quote: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(quote, TEXT.index(f"Row {row}."))
    return {"start": start, "end": start + len(quote)} | more


FEW = [in_row(row, "most of the production has moved", facets={"voice": "own-voice"}) for row in range(40)]
PAIR = [
    in_row(0, "Nobody has shown that anybody planned it", id="claim"),
    in_row(1, "outlawed three years ago", id="fact", label="evidence"),
    in_row(2, "an industrial scale", id="view", label="opinion"),
    in_row(20, "imported", id="far", label="evidence"),
]


@pytest.fixture(scope="module")
def stage_server() -> Iterator[SimpleNamespace]:
    with way_page.stage() as found:
        yield found


@pytest.fixture
def stage(stage_server: SimpleNamespace) -> SimpleNamespace:
    """The server as if nobody had asked it anything."""
    return way_page.anew(stage_server)


@pytest.fixture
def show(browser: Any, stage: SimpleNamespace) -> Iterator[Any]:
    """Opens the page with marks; what breaks on it fails the test."""
    problems: list[str] = []
    kept, contexts = contexts_of(browser), []

    def opened(marks: Any = (), *, text: str = TEXT, width: int = 1280, **facts: Any) -> Any:
        context = facts.pop("context", {})
        stage.html = rail_page.page_html(text, marks=marks, **facts)
        contexts.append(kept.take(base_url=stage.url, **{"viewport": {"width": width, "height": 800}} | context))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        page.goto(f"{stage.url}/page")
        page.wait_for_function("globalThis.desk !== undefined")
        page.evaluate("document.fonts.ready")
        settle(page)
        return page

    yield opened
    for context in contexts:
        kept.give_back(context)
    assert [problem for problem in problems if "favicon" not in problem and "404" not in problem] == []


def settle(page: Any) -> None:
    """Until what was asked for is drawn."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done, 30))))")


def drawn(page: Any) -> list[str]:
    return page.evaluate("Array.from(document.querySelectorAll('#cards .card'), (card) => card.dataset.mark)")


def boxes(page: Any) -> list[list[float]]:
    return page.evaluate("""Array.from(document.querySelectorAll('#cards > *'), (node) => {
      const { top, bottom } = node.getBoundingClientRect();
      return [top, bottom];
    })""")


def done(page: Any) -> list[list[str]]:
    return page.evaluate("desk.done.splice(0)")


def test_cards_stand_at_the_lines_of_their_marks(show):
    page = show(FEW)
    for mark in ("m0", "m1", "m2"):
        assert abs(page.evaluate(TOP, mark) - page.evaluate(LINE, mark)) <= 2


def test_cards_stay_at_their_lines_when_the_window_becomes_narrower(show):
    page = show(FEW)
    page.set_viewport_size({"width": 1110, "height": 700})
    settle(page)
    assert abs(page.evaluate(TOP, "m2") - page.evaluate(LINE, "m2")) <= 2


def test_nothing_in_the_rail_moves_while_the_page_scrolls(show):
    page = show(FEW + PILE)
    before = page.evaluate(f"({TOP})('m3') + scrollY")
    for top in (300, 500, 900, 400, 0):
        page.evaluate("(top) => scrollTo({ top, behavior: 'instant' })", top)
        settle(page)
        assert page.evaluate(f"({TOP})('m3') + scrollY") == pytest.approx(before, abs=1)


def test_cards_far_from_the_window_are_not_in_the_page_and_come_with_scrolling(show):
    page = show(FEW)
    assert "m0" in drawn(page)
    assert "m39" not in drawn(page)
    page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
    settle(page)
    assert "m39" in drawn(page)
    assert "m0" not in drawn(page)


def test_where_marks_have_no_room_cards_have_one_line_and_the_rest_is_counted(show):
    page = show(PILE)
    first = page.locator("#cards .card").first
    assert first.bounding_box()["height"] <= 25
    n = len(drawn(page))
    assert page.inner_text("#cards .card-more") == f"{30 - n} more here"
    tops = boxes(page)
    assert all(one[1] <= other[0] + 1 for one, other in pairwise(tops))
    page.click("#cards .card-more button")
    assert page.locator("#here .card").count() == 30 - n
    assert page.evaluate("document.activeElement.closest('#here') !== null")


def test_the_lit_card_stands_whole_at_its_line_and_others_give_way(show):
    page = show(PILE[:6] + FEW[1:])
    page.evaluate("desk.light(['m4'])")
    settle(page)
    assert abs(page.evaluate(TOP, "m4") - page.evaluate(LINE, "m4")) <= 2
    assert page.locator("#mark-m4").bounding_box()["height"] > 60
    found = boxes(page)
    at = drawn(page).index("m4")
    assert found[at][1] <= found[at + 1][0] + 1


def test_a_mark_among_those_without_a_card_gets_one_when_it_is_lit(show):
    page = show(PILE)
    page.evaluate("desk.light(['m27'])")
    settle(page)
    assert "m27" in drawn(page)
    assert page.locator("#mark-m27").bounding_box()["height"] > 60


def test_five_thousand_marks_cost_no_more_than_those_near_the_window(show):
    marks = [{"start": 3 * n, "end": 3 * n + 20} for n in range(int(len(TEXT) / 3) - 10)]
    page = show((marks * 2)[:5000])
    assert page.locator("#cards > *").count() < 250
    page.evaluate("""async () => {
      for (let top = 0; top < document.body.scrollHeight; top += 900) {
        scrollTo({ top, behavior: "instant" });
        await new Promise(requestAnimationFrame);
      }
    }""")
    assert page.locator("#cards > *").count() < 250


def test_arrow_keys_walk_through_all_marks_and_draw_what_is_not_there_yet(show):
    page = show(FEW)
    page.evaluate("desk.cards.focus('m0')")
    for _ in range(12):
        page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.mark") == "m12"
    assert page.locator("#mark-m12").evaluate("(card) => card.getBoundingClientRect().bottom <= innerHeight")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.dataset.mark") == "m11"
    page.keyboard.press("Enter")
    assert done(page)[-1] == ["open", "m11"]


def test_tab_stops_at_one_card_and_its_buttons(show):
    page = show(FEW)
    assert page.evaluate("document.querySelectorAll('#cards .card[tabindex=\"0\"]').length") == 1
    page.evaluate("desk.cards.focus('m1')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.card').dataset.mark") == "m1"
    assert page.evaluate("document.querySelectorAll('#cards .card[tabindex=\"0\"]').length") == 1


def test_each_card_is_named_and_knows_its_place_in_the_list(show):
    page = show([in_row(0, "outlawed three years ago", facets={"voice": "own-voice", "stance": "unproven"})])
    card = page.locator("#mark-m0")
    assert card.get_attribute("aria-label") == (
        "Assertion, own voice, unproven, unsupported here: outlawed three years ago"
    )
    assert page.locator("#cards").get_attribute("role") == "list"
    assert (card.get_attribute("aria-posinset"), card.get_attribute("aria-setsize")) == ("1", "1")


def test_the_state_of_saving_stands_on_the_card_and_focus_stays_where_it_is(show):
    page = show(FEW[:2])
    page.evaluate("desk.cards.focus('m0')")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.dataset.do")
    page.evaluate("desk.marks.setSaving('m0', 'refused', 'The reading was submitted', true)")
    page.evaluate("desk.marks.put({ ...desk.marks.get('m0'), note: 'A new note' })")
    settle(page)
    assert page.inner_text("#mark-m0 .state") == "refused: The reading was submitted"
    assert page.inner_text("#mark-m0 .card-note") == "A new note"
    assert page.locator("#mark-m0 [data-do=retry]").is_visible()
    assert page.evaluate("document.activeElement.dataset.do") == focused
    page.click("#mark-m0 [data-do=away]")
    assert done(page)[-1] == ["away", "m0"]


def test_focus_goes_to_the_next_card_when_its_mark_is_deleted(show):
    page = show(FEW)
    page.evaluate("desk.cards.focus('m1')")
    page.evaluate("desk.marks.remove('m1')")
    settle(page)
    assert page.evaluate("document.activeElement.dataset.mark") == "m2"


def test_words_of_people_stay_words(show):
    payload = "<img src=x onerror=alert(1)>"
    facets = {"voice": payload, "speaker": payload}
    page = show([
        in_row(0, "outlawed", note=payload, facets=facets, id="mine"),
        in_row(1, "outlawed", own=False, reviewer=payload, facets=facets, id="theirs"),
    ])  # fmt: skip
    assert page.inner_text("#mark-mine .card-note") == payload
    assert page.inner_text("#mark-theirs .state") == payload
    assert page.locator("#marks-rail img").count() == 0


def test_a_colleagues_mark_is_shown_in_the_text_and_cannot_be_changed(show):
    page = show([in_row(0, "outlawed", own=False, reviewer="R2")])
    page.hover("#mark-m0")
    assert page.locator("#mark-m0 button:visible").all_inner_texts() == ["Show in the text", "Source"]


def test_a_link_is_made_by_keys_from_the_assertion(show):
    page = show(PAIR)
    page.evaluate("desk.cards.focus('claim')")
    page.keyboard.press("l")
    assert page.inner_text(".link-bar-question") == "Which evidence supports this assertion?"
    page.keyboard.press("]")
    page.keyboard.press("Enter")
    assert ["tied", "fact", "claim", "supports"] in done(page)
    settle(page)
    assert "supported by" in page.inner_text("#mark-claim .card-links")
    assert not page.locator("#mark-claim .card-unsupported").is_visible()
    assert page.locator(".link-bar").is_hidden()


def test_a_link_is_made_by_a_click_in_the_text_and_may_contradict(show):
    page = show(PAIR)
    page.evaluate("desk.links.start('fact')")
    page.click(".link-bar [data-kind=contradicts]")
    assert page.inner_text(".link-bar-question") == "Which assertion does this evidence contradict?"
    box = page.evaluate("""() => {
      const { start } = desk.marks.get('claim');
      const { x, y, width, height } = desk.rangeOf(desk.article, start + 2, start + 3).getBoundingClientRect();
      return [x + width / 2, y + height / 2];
    }""")
    page.mouse.click(*box)
    assert ["tied", "fact", "claim", "contradicts"] in done(page)
    settle(page)
    assert page.inner_text("#mark-fact .card-link b") == "contradicts"


def test_a_link_is_made_by_a_click_on_a_card(show):
    page = show(PAIR)
    page.evaluate("desk.links.start('claim')")
    page.click("#mark-view .card-text")
    assert [row for row in done(page) if row[0] == "tied"] == []
    page.click("#mark-fact .card-text")
    assert ["tied", "fact", "claim", "supports"] in done(page)


def test_a_link_is_made_by_dragging_from_card_to_card(show):
    page = show(PAIR)
    page.hover("#mark-claim")
    handle = page.locator("#mark-claim .card-handle").bounding_box()
    target = page.locator("#mark-fact .card-text").bounding_box()
    page.mouse.move(handle["x"] + 4, handle["y"] + 4)
    page.mouse.down()
    page.mouse.move(handle["x"] + 20, handle["y"] + 60, steps=3)
    page.mouse.move(target["x"] + 30, target["y"] + 8, steps=4)
    assert page.locator("#mark-fact.under").count() == 1
    page.mouse.up()
    assert ["tied", "fact", "claim", "supports"] in done(page)
    assert page.locator(".tie-drag").count() == 0


def test_escape_leaves_without_a_link(show):
    page = show(PAIR)
    page.evaluate("desk.links.start('claim')")
    page.keyboard.press("]")
    page.keyboard.press("Escape")
    assert page.locator(".link-bar").is_hidden()
    assert [row for row in done(page) if row[0] == "tied"] == []
    assert page.locator(".may-tie").count() == 0


def tied(kind: str = "supports", source: int = 1) -> list[dict[str, Any]]:
    return [mark | ({"links": [["claim", kind]]} if i == source else {}) for i, mark in enumerate(PAIR)]


def test_a_link_leads_to_its_other_end_and_is_untied_on_the_card(show):
    page = show(tied())
    page.click("#mark-claim .card-goto")
    assert done(page)[-1] == ["show", "fact"]
    page.click("#mark-claim .card-untie")
    assert done(page) == [["untied", "fact", "claim"]]
    settle(page)
    assert page.locator("#mark-claim .card-link").count() == 0
    assert page.inner_text("#mark-claim .unsupported") == "Unsupported here."


def test_lines_join_the_lit_mark_to_its_basis_and_all_when_asked_for(show):
    page = show(tied())
    assert page.locator(".tie").count() == 0
    page.evaluate("desk.light(['claim'])")
    settle(page)
    assert page.locator(".tie.lit").count() == 1
    page.evaluate("desk.light([])")
    settle(page)
    assert page.locator(".tie").count() == 0
    page.check("#show-ties")
    assert page.locator(".tie").count() == 1
    assert page.get_attribute(".ties", "aria-hidden") == "true"


def test_a_line_to_a_mark_far_away_leaves_the_window(show):
    page = show(tied("contradicts", source=3))
    page.evaluate("desk.light(['claim'])")
    settle(page)
    assert page.locator(".tie-bar").count() == 2
    assert page.evaluate("document.querySelector('.tie path').getBoundingClientRect().bottom > innerHeight")


def test_filters_leave_what_is_unsupported_in_rail_and_text(show):
    other = [in_row(3, "outlawed three years ago", id="lonely")]
    page = show(tied() + other)
    page.select_option("[data-filter=what]", "unsupported")
    settle(page)
    assert drawn(page) == ["lonely"]
    assert page.inner_text(".mark-filters-n") == "1 of 5"
    assert page.evaluate("CSS.highlights.get('mark-evidence')?.size ?? 0") == 0
    page.click(".mark-filters-all")
    settle(page)
    assert len(drawn(page)) >= 4
    assert page.inner_text(".mark-filters-n") == "5"


def test_filters_by_label_and_by_reader(show):
    marks = [in_row(0, "outlawed"), in_row(1, "outlawed", own=False, reviewer="R2", label="opinion")]
    page = show(marks, readers=[("R2", "R2’s")])
    page.select_option("#whose", "R2")
    settle(page)
    assert drawn(page) == ["m1"]
    page.select_option("[data-filter=label]", "evidence")
    settle(page)
    assert drawn(page) == []


def test_a_mark_just_made_is_shown_whatever_the_filter(show):
    page = show(FEW[:3])
    page.select_option("[data-filter=label]", "evidence")
    page.evaluate("desk.marks.put({ ...desk.marks.get('m0'), id: 'fresh', version: 0 })")
    settle(page)
    assert "fresh" in drawn(page)
    assert page.inner_text(".mark-filters-n") == "4"


@pytest.mark.parametrize("width", [768, 360])
def test_the_drawer_lists_marks_around_the_place_read(show, width):
    page = show((FEW + PILE * 4)[:140], width=width)
    assert page.locator("#cards .card").count() == 0
    page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
    page.evaluate("document.getElementById('marks-rail').showPopover()")
    settle(page)
    assert page.locator("#cards .card").count() == 100
    assert "m39" in drawn(page)
    assert page.inner_text("#cards .card-more >> nth=0") == "Earlier (40)"
    page.click("text=Earlier (40)")
    assert page.inner_text("#cards .card-more >> nth=-1") == "Later (40)"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("(() => { const r = desk.rail; return r.scrollWidth <= r.clientWidth; })()")


def test_on_a_phone_a_tap_on_a_mark_opens_its_card_at_the_lower_edge(show):
    page = show(PAIR, width=360)
    page.evaluate("desk.here.open(['claim', 'fact'])")
    assert page.locator("#here .card").count() == 2
    assert page.inner_text("#here h2") == "2 marks here"
    page.evaluate("desk.marks.setSaving('claim', 'waiting', 'No connection')")
    assert page.inner_text("#here .card >> nth=0 >> .state") == "waiting: No connection"
    assert page.locator("#here").bounding_box()["width"] <= 360
    page.evaluate("desk.marks.remove('fact')")
    assert page.locator("#here .card").count() == 1
    page.focus("#here .sheet-close")
    page.keyboard.press("Escape")
    assert page.locator("#here").is_hidden()
