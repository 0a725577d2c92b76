"""Finding the way in an article, the end of a reading and the first visit, in real Chromium."""

import random
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from core.text.segments import paragraphs
from tests.browser import way_page
from tests.browser.contexts import contexts_of
from tests.browser.looks import complaints
from tests.processes.server import wait_until

SHORT = "China’s café closed. Nobody asked.\n\nThe\u00a0firms of China “deny” it 😀 all.\n\nAn end without it."
FILLER = "He said that the trade would go on for as long as anybody bought, and it did so for many a year. "


def long_text(n_cp: int) -> str:
    """Paragraphs of several sizes, some of which name the target."""
    dice = random.Random(4)
    rows, length = [], 0
    while length < n_cp:
        rows.append((FILLER * dice.randint(1, 7) + ("China did café things. " * dice.randint(0, 1))).strip())
        length += len(rows[-1]) + 2
    return "\n\n".join(rows)


LONG = long_text(115_000)
MIDDLE = long_text(9_000)


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
    """Opens the page of a text; what breaks on it fails the test."""
    problems: list[str] = []
    kept, contexts, spoilt = contexts_of(browser), [], set()

    def opened(text: str = MIDDLE, *, context: dict[str, Any] | None = None, clock: bool = False, **facts: Any) -> Any:
        stage.html = way_page.page_html(text, **facts)
        contexts.append(kept.take(base_url=stage.url, **{"viewport": {"width": 1280, "height": 800}} | (context or {})))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        if clock:
            spoilt.add(contexts[-1])  # its clock stays with it
            page.clock.install(time=0)
            page.clock.pause_at(1000)
        page.goto(f"{stage.url}/page")
        page.wait_for_function("globalThis.way !== undefined")
        return page

    yield opened
    for context in contexts:
        kept.give_back(context, is_spoilt=context in spoilt)
    assert problems == []


def mark(text: str, quote: str, label: str = "assertion", **more: Any) -> dict[str, Any]:
    start = text.index(quote)
    return {"start": start, "end": start + len(quote), "label": label} | more


def find(page: Any, words: str) -> str:
    page.evaluate("way.find.open()")
    page.fill("#find-words", words)
    return page.inner_text("#find output")


PAINTED = """(name) => Array.from(CSS.highlights.get(name) ?? [], (range) => {
  const live = document.createRange();
  live.setStart(range.startContainer, range.startOffset);
  live.setEnd(range.endContainer, range.endOffset);
  return live.toString();
})"""


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("china", ["China", "China"]), ("CAFE", ["café"]), ("China's", ["China’s"]), ('"deny"', ["“deny”"]),
        ("the firms", ["The\u00a0firms"]), ("😀 all", ["😀 all"]), ("asked. The", []), ("closed.  nobody", ["closed. Nobody"]),
    ],
)  # fmt: skip
def test_find_takes_no_notice_of_case_accents_and_typography(show, words, found):
    page = show(SHORT)
    said = find(page, words)
    assert page.evaluate(PAINTED, "mark-find") == found
    assert said == (f"1 of {len(found)}" if found else "none")


def test_find_goes_round_with_enter_and_back_with_shift_and_says_where_it_is(show):
    page = show(SHORT)
    find(page, "it")
    page.keyboard.press("Enter")
    assert page.inner_text("#find output") == "2 of 3"
    for _ in range(2):
        page.keyboard.press("Enter")
    assert page.inner_text("#find output") == "1 of 3"
    page.keyboard.press("Shift+Enter")
    assert page.inner_text("#find output") == "3 of 3"
    page.wait_for_function("document.getElementById('announcer').textContent.startsWith('3 of 3: ')")


def test_find_closes_with_escape_and_leaves_the_reader_at_the_match(show):
    page = show(SHORT)
    find(page, "deny")
    page.keyboard.press("Escape")
    assert page.is_hidden("#find")
    start = SHORT.index("deny")
    assert page.evaluate("left") == {"start": start, "end": start + 4}
    assert page.evaluate("[CSS.highlights.has('mark-find'), CSS.highlights.has('find-now')]") == [False, False]


def test_a_match_far_down_is_brought_between_the_bar_and_the_keyboard(show):
    text = LONG + "\n\nThe last word is xylophone."
    page = show(text, context={"viewport": {"width": 360, "height": 400}, "has_touch": True, "is_mobile": True})
    assert find(page, "xylophone") == "1 of 1"
    box = page.evaluate("Array.from(CSS.highlights.get('find-now'))[0].getBoundingClientRect().toJSON()")
    bar = page.locator("#find").bounding_box()
    assert bar["y"] + bar["height"] < box["top"]
    assert box["bottom"] < 400
    assert bar["width"] <= 360


def test_find_in_a_long_article_does_not_stutter(show):
    page = show(LONG)
    page.evaluate("way.find.open()")
    taken_ms = page.evaluate("""() => {
      const [words, rounds] = [['c', 'ch', 'e', 'the', 'zzz'], [1, 2, 3]];
      const taken = rounds.map(() => words.map((asked) => {
        way.find.input.value = asked;
        const began = performance.now();
        way.find.input.dispatchEvent(new Event('input'));
        return performance.now() - began;
      }));
      return words.map((_, at) => Math.min(...taken.map((round) => round[at])));  // other processes take time, too
    }""")
    assert max(taken_ms) < 120


def test_map_shows_each_label_by_a_shape_of_its_own_where_its_words_are(show):
    marks = [mark(MIDDLE, "He said", "evidence"), {"start": 8000, "end": 8300, "label": "opinion"}]
    page = show(MIDDLE, marks=marks)
    page.wait_for_selector(".map-opinion")
    rows = page.evaluate("""() => {
      const box = document.querySelector('.map-opinion').getBoundingClientRect();
      const at = way.article.querySelectorAll('p')[way.article.querySelectorAll('p').length - 1];
      return [box.top, way.map.y(8000), document.querySelector('.map-evidence').getAttribute('d').length > 0];
    }""")
    assert abs(rows[0] - rows[1]) < 2
    assert rows[2]
    shapes = page.evaluate(
        """async () => { const { LANES } = await import('/js/way/mapshapes.js');
        return Object.values(LANES).map((shape) => shape([[0, 12]])); }"""
    )
    assert len(set(shapes)) == 4


def test_map_and_scrollbar_agree_and_a_click_goes_there(show):
    page = show(LONG)
    page.wait_for_selector(".map-window", state="attached")
    page.mouse.click(1274, 600)
    scrolled, shown = page.evaluate("[scrollY, document.documentElement.scrollHeight]")
    assert abs((scrolled + 400) / shown - 600 / 800) < 0.01
    page.mouse.move(1274, 600)
    page.mouse.down()
    page.mouse.move(1274, 200, steps=3)
    page.mouse.up()
    assert page.evaluate("scrollY") < scrolled / 2


def test_map_of_five_thousand_marks_is_drawn_within_a_few_milliseconds(show):
    dice = random.Random(5)
    marks = [{"start": (s := dice.randint(0, 114_000)), "end": s + dice.randint(20, 200),
              "label": dice.choice(["evidence", "assertion", "opinion", "not-part"])} for _ in range(5000)]  # fmt: skip
    page = show(LONG, marks=marks)
    page.wait_for_selector(".map-evidence", state="attached")
    taken_ms = page.evaluate("""() => Array.from({ length: 5 }, () => {
      const began = performance.now();
      way.map.draw();
      return performance.now() - began;
    }).sort((a, b) => a - b)[2]""")
    letters_ms = page.evaluate("""async () => {
      const { writeLetters } = await import('/js/marks/edges.js');
      writeLetters(way.article, way.marks.ordered(), way.words);
      return Math.min(...[1, 2, 3].map(() => {
        const began = performance.now();
        writeLetters(way.article, way.marks.ordered(), way.words);
        return performance.now() - began;
      }));
    }""")
    assert taken_ms < 25
    assert letters_ms < 25
    assert page.evaluate("document.querySelectorAll('#map > *').length") < 10


def test_outline_follows_the_window_and_counts_marks_and_sentences_left(show):
    spans = paragraphs(LONG)
    second = spans[len(spans) // 2].start
    page = show(LONG, sections=[(0, "The Gazette"), (second, "Wire")])
    assert page.get_attribute("#outline [aria-current]", "href") == "#p0"
    total = page.evaluate("way.progress.now().total")
    counts = page.locator("#outline [data-counts]").all_inner_texts()
    assert sum(int(words.split("left")[0].split("·")[-1]) for words in counts) == total
    page.click("#outline li:nth-child(2) a")
    page.wait_for_selector(f"#outline [aria-current][href='#p{second}']")
    page.evaluate(
        "(at) => way.marks.put({id: 'x', start: at, end: at + 5, label: 'opinion', facets: {}, own: true, links: []})",
        second,
    )
    page.wait_for_selector("#outline li:nth-child(2) >> text=1 mark")


def test_progress_says_how_many_sentences_carry_a_mark_and_what_is_complete(show):
    marks = [mark(SHORT, "café closed", facets={"voice": "own"}), mark(SHORT, "An end")]
    page = show(SHORT, marks=marks)
    assert page.inner_text("#progress p") == (
        "1 of 2 sentences that name China carry a mark of yours. 1 of 2 marks have all details."
    )
    assert page.evaluate("[way.progress.next(0), way.progress.next(999, -1), way.progress.next(999)]") == [
        [36, 71], [36, 71], None,
    ]  # fmt: skip


def test_none_here_is_said_for_all_labels_left_in_one_gesture(show):
    page = show(SHORT, marks=[mark(SHORT, "café closed", "evidence")])
    page.click("text=None of the rest here")
    assert page.evaluate("Array.from(document.querySelectorAll('[name=none_here]:checked'), (b) => b.value)") == [
        "assertion", "opinion",
    ]  # fmt: skip
    assert page.is_hidden("[data-do=none-of-the-rest]")


def test_paragraphs_never_on_the_screen_are_offered_and_nothing_is_assumed(show):
    page = show(LONG, clock=True)  # time stands still: nothing is on the screen for long
    page.locator("#finish").scroll_into_view_if_needed()
    page.wait_for_selector("#skipped:not([hidden])")
    assert "You may have skipped these" in page.inner_text("#skipped")
    assert page.evaluate("document.querySelector('[name=read]:checked')") is None
    page.check("[name=read][value=but]")
    said = page.input_value("[name=skipped]")
    assert said.startswith("1-")
    assert page.get_attribute("#skipped li a", "href") == "#p0"


def test_who_has_seen_everything_is_asked_nothing_more(show):
    page = show(SHORT, seen=[[0, len(SHORT)]])
    assert page.is_hidden("#skipped")
    assert page.is_checked("[name=read][value=all]")


def test_ranges_said_are_filled_in_from_what_was_on_the_screen(show):
    spans = paragraphs(MIDDLE)
    page = show(
        MIDDLE,
        seen=[[0, spans[2].end], [spans[4].start, spans[4].end]],
        context={"viewport": {"width": 1280, "height": 500}},
    )
    page.locator("#finish").scroll_into_view_if_needed()
    page.check("[name=read][value=some]")
    page.click("text=Put in what was on my screen")
    assert page.input_value("[name=paragraphs]").startswith("1-3, 5")
    page.click("[data-do=all-of-part]")
    assert page.input_value("[name=paragraphs]") == f"1-{len(spans)}"
    assert page.evaluate("getComputedStyle(way.article.querySelector('p'), '::before').content") != "none"


def test_the_last_look_lists_what_is_left_and_forgets_what_is_marked(show):
    page = show(SHORT)
    page.click(".finish-looks summary")
    page.wait_for_selector(".looks li")
    assert page.locator(".looks li").all_inner_texts() == [
        "China’s café closed.",
        "The\u00a0firms of China “deny” it 😀 all.",
    ]
    page.evaluate("way.marks.put({id: 'x', start: 2, end: 9, label: 'opinion', facets: {}, own: true, links: []})")
    page.wait_for_function("document.querySelectorAll('.looks li').length === 1")
    assert page.inner_text("[data-left]") == "1"
    page.click(".looks a")
    assert page.evaluate("brought") == {"start": 36, "end": 71}


def test_only_what_stays_on_the_screen_counts_as_seen(show):
    page = show(LONG, clock=True)
    first = paragraphs(LONG)[0]
    page.clock.run_for(400)
    assert page.evaluate("way.seen.ranges") == []
    page.clock.run_for(4000)
    ((start, end),) = page.evaluate("way.seen.ranges")
    assert start == 0
    assert first.end < end < 6000


def test_where_the_reader_is_goes_to_the_server_seldom_and_again_when_it_failed(show, stage):
    stage.status = 503
    page = show(LONG, clock=True)
    page.evaluate("scrollTo(0, 3000)")
    page.clock.run_for(8000)
    wait_until(lambda: len(stage.sent) == 1, 10, "the first is sent")
    page.wait_for_timeout(200)
    stage.status = 204
    for _ in range(4):
        page.evaluate("scrollBy(0, 900)")
        page.clock.run_for(2000)
    page.wait_for_timeout(200)
    assert len(stage.sent) == 1
    page.clock.run_for(15_000)
    wait_until(lambda: len(stage.sent) == 2, 10, "it is sent again")
    assert stage.sent[1]["at"] > stage.sent[0]["at"] > 0
    assert stage.sent[1]["seen"]


def test_the_page_opens_where_the_reader_was_and_offers_the_top(show):
    page = show(LONG, at=60_000, bookmarked_at="2020-05-04T10:00:00+00:00")
    assert page.evaluate("way.restored")
    from_top = page.evaluate("way.article.querySelector('p:nth-last-of-type(1)').getBoundingClientRect().top")
    assert from_top > 0
    place = page.evaluate("import('/js/way/bookmark.js').then((m) => m.placeNow(way.article))")
    assert abs(place - 60_000) < 120
    assert "You were here on 4 May 2020." in page.inner_text(".toast")
    page.click("text=To the top")
    page.wait_for_function("scrollY === 0")


def test_the_first_screen_is_no_place_to_go_back_to(show):
    assert not show(LONG, at=100).evaluate("way.restored")


def test_the_first_visit_is_taught_by_doing_and_then_never_again(show):
    page = show(SHORT)
    assert page.is_visible("#coach >> text=Select a passage")
    page.evaluate("way.coach.palette.hidden = false")
    page.wait_for_selector("#palette #coach >> text=Say what it is")
    page.evaluate("way.coach.palette.hidden = true; way.coach.sheet.hidden = false")
    page.evaluate("way.marks.put({id: 'x', start: 0, end: 9, label: 'opinion', facets: {}, own: true, links: []})")
    page.wait_for_selector("#sheet #coach >> text=whose voice")
    page.evaluate("way.marks.put({...way.marks.get('x'), facets: {voice: 'own'}})")
    assert page.locator("#coach").count() == 0
    page.reload()
    page.wait_for_function("globalThis.way !== undefined")
    assert page.is_hidden("#coach")


def test_the_parts_for_finding_the_way_fit_and_pass_axe(show):
    spans = paragraphs(MIDDLE)
    page = show(MIDDLE, sections=[(0, "The Gazette"), (spans[9].start, "Wire")])
    find(page, "trade")
    page.click(".finish-looks summary")
    page.check("[name=read][value=some]")
    page.wait_for_selector("#skipped:not([hidden])")
    assert "\n".join(complaints(page)) == ""


@pytest.mark.parametrize(("width", "place"), [(1280, "#marks-rail > #coach"), (360, ".reading-middle > #coach")])
def test_the_first_step_stands_beside_the_text_and_never_over_it(show, width, place):
    page = show(SHORT, context={"viewport": {"width": width, "height": 700}})
    box = page.locator(place).bounding_box()
    text = page.locator("#article").bounding_box()
    assert box["x"] >= text["x"] + text["width"] or box["y"] + box["height"] <= text["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.evaluate("way.coach.palette.hidden = false")
    page.wait_for_selector("#palette #coach")
    assert page.locator("#article").bounding_box() == text


def test_the_first_steps_can_be_sent_away_for_good(show):
    page = show(SHORT)
    page.click("text=Do not show this again")
    page.reload()
    page.wait_for_function("globalThis.way !== undefined")
    assert page.is_hidden("#coach")
