"""The reading page in real Chromium: mark, detail, change, delete, practise, finish; and the same words everywhere."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from core.models import Annotation, Reading
from core.services import annotating
from tests.core.text.vectors import cases
from tests.house import House

READ = "/projects/house/documents/{}/read/"
QUOTE = "There is no proof of state policy"
PLACE = """([start, end]) => {
  const points = [];
  const article = document.getElementById('article');
  for (const p of article.querySelectorAll('p[data-start]')) {
    const first = Number(p.dataset.start);
    const all = Array.from(p.firstChild.data);
    for (const at of [start, end - 1]) {
      if (at < first || at >= Number(p.dataset.end)) continue;
      const range = document.createRange();
      range.setStart(p.firstChild, all.slice(0, at - first).join('').length);
      range.setEnd(p.firstChild, all.slice(0, at - first + 1).join('').length);
      p.scrollIntoView({ block: 'center', behavior: 'instant' });
      points.push(range);
    }
  }
  return points.map((range) => range.getBoundingClientRect()).map((b) => [b.left, b.right, b.top + b.height / 2]);
}"""
LIT = """(names) => names.flatMap((name) => Array.from(CSS.highlights.get(name) ?? [])).map((range) => {
  const live = document.createRange();
  live.setStart(range.startContainer, range.startOffset);
  live.setEnd(range.endContainer, range.endOffset);
  return live.toString();
})"""


# Until an element has stood at one place of the window for ten frames.
STILL = """(selector) => new Promise((settle) => {
  let [n, last] = [0, ''];
  const look = () => {
    const { x, y } = document.querySelector(selector).getBoundingClientRect();
    n = `${x} ${y}` === last ? n + 1 : 0;
    last = `${x} ${y}`;
    if (n < 10) requestAnimationFrame(look);
    else settle();
  };
  look();
})"""
SELECT = """async ([start, end]) => {
  const { rangeOf } = await import('/static/annotator/js/text/codepoints.js');
  const range = rangeOf(document.getElementById('article'), start, end);
  document.getSelection().setBaseAndExtent(
    range.startContainer, range.startOffset, range.endContainer, range.endOffset);
}"""
LET_GO = """() => document.getElementById('article').dispatchEvent(
  new PointerEvent('pointerup', { bubbles: true, altKey: true, pointerType: 'mouse' }))"""


@pytest.fixture
def furnished(site: Any, lasting_house: House) -> House:
    """The house of the other tests, in the running site."""
    return lasting_house


def drag(page: Any, start: int, end: int) -> None:
    """Drags the mouse over a span of code points."""
    (left, _, y), (_, right, below) = page.evaluate(PLACE, [start, end])
    page.mouse.move(left + 1, y)
    page.mouse.down()
    page.mouse.move((left + right) / 2, below, steps=3)
    page.mouse.move(right - 1, below, steps=3)
    page.mouse.up()
    page.wait_for_selector("#palette:not([hidden])")


def select_exactly(page: Any, start: int, end: int) -> None:
    """Selects a span as with Alt held, for texts whose letters no mouse can hit one by one."""
    page.evaluate(SELECT, [start, end])
    page.evaluate(LET_GO)
    page.wait_for_selector("#palette:not([hidden])")


# What has the focus, once a card that has just got it has drawn its buttons.
FOCUSED = """() => new Promise((settle) => requestAnimationFrame(() => setTimeout(() => {
  const e = document.activeElement;
  settle(e.dataset.do || e.name || e.id || e.dataset.label || e.tagName);
})))"""


def selected(page: Any) -> str:
    return page.evaluate("document.getSelection().toString()")


def saved(page: Any, n: int = 1) -> None:
    """Waits until so many cards say that they are saved."""
    page.wait_for_function("(n) => document.querySelectorAll('#cards .state[data-state=saved]').length === n", arg=n)


def are_lit(page: Any, names: list[str], quotes: list[str]) -> None:
    """Waits until exactly these words are painted under these names."""
    page.wait_for_function(
        f"([names, quotes]) => JSON.stringify(({LIT})(names).sort()) === JSON.stringify(quotes)",
        arg=[names, sorted(quotes)],
    )


def mark(page: Any, house: House, quote: str, label: str = "assertion", document: Any = None) -> None:
    start = (document or house.document).text.index(quote)
    drag(page, start, start + len(quote))
    page.click(f"#palette [data-label={label}]")


def test_a_passage_marked_with_the_mouse_is_stored_with_the_words_that_were_lit(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    mark(page, furnished, QUOTE)
    saved(page)
    row = Annotation.objects.get()
    assert (row.quote, row.label.key) == (QUOTE, "assertion")
    are_lit(page, ["mark-assertion"], [QUOTE])
    assert page.inner_text("#cards .card-text") == QUOTE


def test_a_selection_that_cuts_words_is_lit_to_the_words_that_will_be_stored(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    start = furnished.document.text.index(QUOTE)
    drag(page, start + 2, start + len(QUOTE) - 3)
    assert selected(page) == QUOTE
    page.click("#palette [data-label=opinion]")
    saved(page)
    assert Annotation.objects.get().quote == QUOTE


def test_details_are_saved_with_each_choice_and_taken_back_by_choosing_again(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    mark(page, furnished, QUOTE)
    for facet, value in (
        ("voice", "named-institution"),
        ("target", "prc-government"),
        ("role", "R5"),
        ("stance", "unproven"),
    ):
        page.click(f"#sheet [data-facet={facet}] [data-value={value}]")
    page.fill("#facet-speaker", "Ministry of Drums")
    page.click("#sheet [data-do=close]:visible >> nth=-1")
    saved(page)
    assert Annotation.objects.get().facets == {
        "voice": "named-institution", "speaker": "Ministry of Drums", "target": "prc-government", "role": "R5", "stance": "unproven",
    }  # fmt: skip
    page.click("#cards .card")
    page.click("#cards [data-do=open]")
    page.click("#sheet [data-facet=stance] [data-value=unproven]")
    saved(page)
    assert "stance" not in Annotation.objects.get().facets


def test_another_label_drops_the_kind_that_went_with_the_first(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    mark(page, furnished, QUOTE)
    page.click("#sheet summary")
    page.click("#sheet [data-facet=subtype] [data-value=evidential-status]")
    assert not page.is_visible("#sheet [data-value=statistic]")
    page.click("#sheet .label-choice [data-label=evidence]")
    assert page.is_visible("#sheet [data-value=statistic]")
    saved(page)
    row = Annotation.objects.get()
    assert (row.label.key, row.facets) == ("evidence", {})


@pytest.mark.parametrize("case", [row for row in cases("awkward.json") if row["spans"]], ids=lambda case: case["name"])
def test_awkward_words_are_stored_exactly_as_they_were_lit(site, furnished, case):
    furnished.add_document("awkward", case["text"])
    page = site.open(READ.format("awkward"), "bob")
    start, end, _ = case["spans"][0]
    select_exactly(page, start, end)
    page.click("#palette [data-label=evidence]")
    saved(page)
    row = Annotation.objects.get()
    assert row.quote == case["text"][row.start : row.end]
    lit = "".join(page.evaluate(LIT, ["mark-evidence"]))
    assert lit == re.sub(r"\s*\n\s*", "", row.quote)


def test_the_same_words_with_another_label_change_the_mark(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    mark(page, furnished, QUOTE)
    saved(page)
    page.click("#sheet [data-do=close] >> nth=0")
    page.keyboard.press("Escape")  # lets the lit mark go: its handle stands where the drag begins
    mark(page, furnished, QUOTE, "opinion")
    page.wait_for_selector("#cards [data-label=opinion] .state[data-state=saved]")
    assert Annotation.objects.get().label.key == "opinion"


def test_a_deleted_mark_is_gone_and_undo_makes_it_again(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    mark(page, furnished, QUOTE)
    saved(page)
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.click("#sheet [data-do=delete]")
    expect(page.locator("#cards .card")).to_have_count(0)
    are_lit(page, ["mark-assertion"], [])
    page.click(".toast button")
    saved(page)
    assert Annotation.objects.filter(deleted_at__isnull=True).get().quote == QUOTE


@pytest.mark.parametrize(("choice", "note"), [("mine", "from the page"), ("theirs", "from elsewhere")])
def test_a_stale_edit_shows_both_versions_and_the_person_chooses(site, furnished, choice, note):
    row = furnished.mark("bob", QUOTE)
    page = site.open(READ.format("d1"), "bob", hears=False)
    annotating.change_annotation(furnished.bob, row.uuid, 1, {"note": "from elsewhere"})
    page.click("#cards .card-text")
    page.click("#cards [data-do=open]")
    page.click("#sheet summary")
    page.fill("#sheet-note", "from the page")
    page.keyboard.press("Tab")
    page.wait_for_selector("#stale[open]")
    assert "from the page" in page.inner_text("#stale [data-mine]")
    assert "from elsewhere" in page.inner_text("#stale [data-theirs]")
    page.click(f"#stale [data-do={choice}]")
    saved(page)
    row.refresh_from_db()
    assert row.note == note


def test_a_mark_made_without_a_connection_waits_and_is_sent_again_with_its_id(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    page.context.set_offline(True)
    mark(page, furnished, QUOTE)
    page.wait_for_selector("#cards .state[data-state=waiting]")
    name = page.locator("#cards .card").get_attribute("id").removeprefix("mark-")
    page.context.set_offline(False)
    saved(page)
    assert str(Annotation.objects.get().uuid) == name


def test_a_refused_mark_says_why_on_its_card(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    furnished.submit("bob")
    mark(page, furnished, QUOTE)
    page.wait_for_selector("#cards .state[data-state=refused]")
    assert "submitted this reading" in page.inner_text("#cards .state")
    assert not Annotation.objects.exists()


def test_a_selection_made_without_a_mouse_brings_the_labels(site, furnished):
    page = site.open(READ.format("d1"), "bob", viewport={"width": 360, "height": 740}, has_touch=True)
    start = furnished.document.text.index(QUOTE)
    page.evaluate(SELECT, [start, start + len(QUOTE) + 1])
    page.wait_for_selector("#palette:not([hidden])")
    assert page.inner_text(".palette-quote") == QUOTE
    page.tap("#palette [data-label=evidence]")
    page.wait_for_selector("#sheet .state:has-text('saved')")
    assert Annotation.objects.get().quote == QUOTE


def test_a_click_lists_all_marks_at_the_point(site, furnished):
    furnished.mark("bob", QUOTE)
    furnished.mark("bob", "no proof", "opinion")
    page = site.open(READ.format("d1"), "bob")
    start = furnished.document.text.index("no proof")
    (left, right, y), _ = page.evaluate(PLACE, [start, start + 8])
    page.mouse.click((left + right) / 2, y)
    expect(page.locator("#here .card")).to_have_count(2)
    expect(page.locator("#cards .card.active")).to_have_count(2)
    page.click("#here [data-label=opinion] [data-do=open]")
    expect(page.locator("#sheet [aria-pressed=true][data-label=opinion]")).to_be_visible()


def test_hovering_a_card_lights_its_words(site, furnished):
    furnished.mark("bob", QUOTE)
    page = site.open(READ.format("d1"), "bob")
    page.hover("#cards .card-text")
    are_lit(page, ["mark-active"], [QUOTE])
    page.mouse.move(5, 5)
    are_lit(page, ["mark-active"], [])


def test_practice_compares_one_passage_and_counts_nothing(site, furnished):
    furnished.mark("cem", QUOTE, "opinion")
    furnished.submit("cem")
    page = site.open("/projects/house/documents/d1/practice/", "vera")
    mark(page, furnished, QUOTE)
    page.click("#sheet [data-do=compare]")
    result = page.wait_for_selector("#practice-result")
    assert "Differs from you in: label" in result.inner_text()
    assert Annotation.objects.get(reading__reviewer__user=furnished.vera.user).reading.practice
    page.click("#practice-result [data-do=close-result] >> nth=-1")
    expect(page.locator("#practice-result")).to_have_count(0)


def test_finish_follows_the_marks_and_submits(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    mark(page, furnished, "China banned the trade in 2019", "evidence")
    saved(page)
    page.click("#sheet [data-do=close] >> nth=0")
    assert page.is_hidden(".finish-labels [data-label=evidence] label")
    assert page.inner_text("[data-left]") == "3"
    for label in ("assertion", "opinion"):
        page.check(f".finish-labels [data-label={label}] input")
    page.check("#finish [name=read][value=all]")
    page.click("#finish button[type=submit]")
    page.wait_for_selector("#finish >> text=This reading is submitted")
    assert Reading.objects.get().none_here == ["assertion", "opinion"]
    page.click("text=Reopen this reading")
    page.wait_for_selector("#finish >> text=Finish this reading")


def test_a_refused_finish_is_told_in_its_place(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    page.check("#finish [name=read][value=all]")
    page.click("#finish button[type=submit]")
    page.wait_for_selector("#finish [role=alert]")
    assert "none here" in page.inner_text("#finish [role=alert]")


def test_without_script_the_marks_stand_in_the_text(site, furnished):
    furnished.mark("bob", QUOTE)
    page = site.open(READ.format("d1"), "bob", java_script_enabled=False)
    assert page.inner_text("#article mark[data-label=assertion]") == QUOTE
    assert page.url.endswith("?plain=1")
    assert "JavaScript switched on" in page.inner_text(".reading-note")
    assert page.inner_text(".marks .card-text") == QUOTE


def test_with_script_each_paragraph_is_one_text_node_of_the_stored_words(site, furnished):
    furnished.mark("bob", QUOTE)
    page = site.open(READ.format("d1"), "bob")
    page.wait_for_function("() => performance.getEntriesByName('article-ready').length === 1")
    found = page.evaluate("""Array.from(document.querySelectorAll('#article p'), (p) =>
      [Number(p.dataset.start), p.childNodes.length, p.firstChild.data, p.dataset.gap])""")
    text = furnished.document.text
    assert [n for _, n, _, _ in found] == [1] * len(found)
    assert "".join(words + gap for _, _, words, gap in found) == text
    assert all(text.startswith(words, start) for start, _, words, _ in found)


def test_a_new_mark_is_painted_in_the_next_frame_and_nothing_shifts(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    before = page.evaluate("document.getElementById('article').getBoundingClientRect().height")
    mark(page, furnished, QUOTE)
    page.wait_for_function("() => performance.getEntriesByName('mark-painted').length === 1")
    assert page.evaluate("document.getElementById('article').getBoundingClientRect().height") == before
    saved(page)


def test_colleagues_marks_are_quiet_and_can_be_left_out(site, furnished):
    furnished.mark("bob", "Nobody asked the firms")
    furnished.mark("cem", QUOTE)
    furnished.submit("bob")
    furnished.submit("cem")
    page = site.open(READ.format("d1"), "bob")
    are_lit(page, ["mark-other-assertion"], [QUOTE])
    page.select_option("#whose", "mine")
    are_lit(page, ["mark-other-assertion"], [])
    page.wait_for_function("() => document.querySelectorAll('#cards .card').length === 1")


def test_a_mark_in_the_address_is_lit_and_in_sight(site, furnished):
    row = furnished.mark("bob", "The Chinese ministry denies it")
    page = site.open(READ.format("d1") + f"?mark={row.uuid}", "bob")
    are_lit(page, ["mark-active"], ["The Chinese ministry denies it"])


def test_everything_is_reached_by_tab(site, furnished):
    furnished.mark("bob", QUOTE)
    page = site.open(READ.format("d1"), "bob")
    page.wait_for_selector("#cards .card")
    wanted, reached = {"article", "open", "delete", "none_here", "read"}, set()
    for _ in range(120):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(FOCUSED))
        if wanted <= reached:
            break
    assert wanted <= reached


@pytest.mark.parametrize("width", [360, 768])
def test_on_narrow_windows_nothing_sticks_out_and_the_sheet_leaves_half_of_the_window(site, furnished, width):
    page = site.open(READ.format("d1"), "bob", viewport={"width": width, "height": 740})
    mark(page, furnished, QUOTE)
    page.wait_for_selector("#sheet .sheet-top .state[data-state=saved]:has-text('saved')")
    if page.is_visible("#sheet [data-do=more]"):
        page.click("#sheet [data-do=more]")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#sheet").bounding_box()["height"] <= 740 * (0.5 if width == 360 else 0.71)
    page.click("#sheet [data-do=close]:visible >> nth=-1")
    page.click(".reading-tools [popovertarget=marks-rail]")
    page.wait_for_selector("#cards .card:visible")


def test_escape_closes_labels_and_details_wherever_the_focus_is(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    mark(page, furnished, QUOTE)
    saved(page)
    start = furnished.document.text.index("Nobody")
    drag(page, start, start + 6)
    page.keyboard.press("Escape")
    assert page.is_hidden("#palette")
    assert page.is_visible("#sheet")
    page.keyboard.press("Escape")
    assert page.is_hidden("#sheet")


def test_the_letters_beside_the_text_are_there_before_any_script_as_scripts_would_write_them(site, furnished):
    for quote, label in ((QUOTE, "assertion"), ("no proof", "opinion"), ("China banned the trade in 2019", "evidence")):
        furnished.mark("bob", quote, label)
    page = site.open("about:blank", "bob")
    page.add_init_script("""new MutationObserver((records) => {
      for (const { target } of records) (globalThis.rewritten ??= []).push(target.id);
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-letters', 'data-label'] })""")
    page.goto(READ.format("d1"))
    page.wait_for_selector("[data-ready=yes]")
    letters = "Array.from(document.querySelectorAll('#article p[data-letters]'), (p) => p.dataset.letters)"
    assert sorted(page.evaluate(letters)) == ["E A O"]
    assert page.evaluate("(globalThis.rewritten ?? []).filter((id) => id.startsWith('p'))") == []


TINT = """() => {
  const style = (element) => getComputedStyle(element, '::highlight(mark-opinion)').textDecorationLine;
  const article = document.getElementById('article');
  return [article.classList.contains('each'), style(article.querySelector('p'))];
}"""


def test_paragraphs_have_the_highlights_of_the_article_or_where_they_do_not_inherit_their_own(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    page.wait_for_selector("[data-ready=yes]")
    assert page.evaluate(TINT) == [False, "underline"]
    page.add_init_script("""const style = getComputedStyle;
      globalThis.getComputedStyle = (element, part) =>
        part && element.matches('p') ? { backgroundColor: 'rgba(0, 0, 0, 0)' } : style(element, part);""")
    page.reload()
    page.wait_for_selector("[data-ready=yes]")
    assert page.evaluate("document.getElementById('article').classList.contains('each')")
