"""Whole journeys on the reading page: by keys alone, without sight, through 5,000 marks, in two windows, enlarged, on paper."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from core.models import Annotation, Link
from tests.bench.article_world import _reader
from tests.browser.listener import Listener
from tests.browser.test_reading import LIT, QUOTE, READ, are_lit, furnished, mark, saved
from tests.browser.test_report import lost, printed
from tests.browser.test_sheet import press, stored
from tests.house import House
from tests.processes.furnish import text_of

__all__ = ["furnished"]
FIRST, SECOND = "China banned the trade in 2019", "Officials say Beijing does little 👩‍👩‍👧"
LONG_CP, N_MARKS, MOST_CARDS = 115_094, 5_000, 300
ARABIC = "قالت الوزارة إن الصين فعلت ذلك. لا يوجد دليل على هذا القول.\n\nلم يسأل أحد الشركات عن رأيها."
FOCUSED = "(facet) => document.activeElement.dataset.facet === facet || document.activeElement.id === facet"


def opened(site: Any, key: str = "d1", user: str = "bob", mark: Any = "", **context: Any) -> Any:
    """The reading page, furnished, at a mark when one is named."""
    page = site.open(READ.format(key) + f"?mark={mark}", user, **context)
    page.wait_for_selector("[data-ready=yes]")
    return page


def at(page: Any, place: str) -> None:
    """Waits until the focus is on a row of the details or an element: the next key goes there."""
    page.wait_for_function(FOCUSED, arg=place)


def rows(**facts: Any) -> list[tuple[str, str]]:
    marks = Annotation.objects.filter(deleted_at=None, **facts).order_by("start")
    return [(row.quote, row.label.key) for row in marks.select_related("label")]


def facets(quote: str) -> dict[str, str]:
    return Annotation.objects.filter(quote=quote, deleted_at=None).values_list("facets", flat=True).first() or {}


def lit(page: Any, *labels: str) -> list[str]:
    return page.evaluate(LIT, [f"mark-{label}" for label in labels])


def detail(page: Any, **keys: str) -> None:
    """The value of each row by its key, then Enter."""
    for facet, key in keys.items():
        at(page, facet)
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    at(page, "article")


# ---- By keyboard alone ----


def test_a_text_is_marked_detailed_and_linked_by_keys_alone(site, furnished):
    page = opened(site)
    page.focus("#article")
    press(page, "Control+Home", "ArrowDown", "Home", "s", "e")
    at(page, "voice")
    page.keyboard.press("3")
    at(page, "facet-speaker")
    page.keyboard.type("Ministry of Trade")
    page.keyboard.press("Enter")
    detail(page, target="1", role="1", stance="1")
    whole = {"voice": "named-institution", "speaker": "Ministry of Trade", "target": "prc-government", "role": "R1",
             "stance": "affirms"}  # fmt: skip
    assert stored(lambda: facets(FIRST) == whole)
    press(page, "s", "e")  # the next sentence
    at(page, "voice")
    page.keyboard.press("=")
    assert stored(lambda: rows() == [(FIRST, "evidence"), (SECOND, "evidence")] and facets(SECOND) == whole)
    detail(page)
    press(page, "Control+ArrowDown", *["Control+Shift+ArrowRight"] * 4, "a")
    detail(page, voice="1", target="2", role="5", stance="2")
    claim = {"voice": "own-voice", "target": "ccp", "role": "R5", "stance": "unproven"}
    assert stored(lambda: facets("Nobody asked the firms") == claim)
    press(page, "Control+Home", "]", "]", "l", "]", "Enter")
    assert stored(lambda: Link.objects.count() == 1)
    link = Link.objects.get()
    ends = (link.from_annotation.quote, link.to_annotation.quote, link.kind)
    assert ends == (SECOND, "Nobody asked the firms", "supports")


def test_a_mark_is_gone_to_deleted_and_brought_back_by_keys_alone(site, furnished):
    furnished.mark("bob", FIRST, "evidence")
    row = furnished.mark("bob", QUOTE)
    page = opened(site)
    page.focus("#article")
    press(page, "Control+Home", "]", "]")
    page.wait_for_selector(f"#mark-{row.uuid}.active")
    one, both = [(FIRST, "evidence")], [(FIRST, "evidence"), (QUOTE, "assertion")]
    for key, left in (("d", one), ("u", both), ("Shift+u", one), ("Control+z", both)):
        press(page, key)
        assert stored(lambda left=left: rows() == left)
        page.wait_for_function("(n) => document.querySelectorAll('#cards .card').length === n", arg=len(left))
    row.refresh_from_db()
    assert row.deleted_at is None
    assert page.evaluate("document.activeElement.id") == "article"


# ---- Without sight ----


def test_a_passage_is_found_marked_detailed_and_reviewed_without_sight(site, furnished):
    furnished.mark("bob", FIRST, "evidence")
    page = opened(site)
    ear = Listener(page)
    assert ear.find("article", "Text of the article")
    ear.press("button", "Mark by keyboard")
    assert "S selects the sentence" in ear.find("application", "Text of the article")["description"]["value"]
    page.keyboard.press("/")
    assert ear.find("searchbox", "Find in this article")["focused"]
    page.keyboard.type("no proof")
    assert ear.hears("1 of 1: ")
    assert "There is no proof of state policy." in ear.said
    page.keyboard.press("Escape")
    assert ear.find("application", "Text of the article")["focused"]
    page.keyboard.press("s")
    assert ear.hears(f"{QUOTE}. selected")
    page.keyboard.press("a")
    assert ear.hears(f"Marked as Assertion: {QUOTE}")
    at(page, "voice")
    assert ear.find("group", "Voice")["focused"]
    for key, said in (("1", "voice: own voice; next: about"), ("2", "about: CCP; next: role"),
                      ("5", "role: deliberate policy; next: the voice"),
                      ("3", "the voice: denies it; Enter is done")):  # fmt: skip
        page.keyboard.press(key)
        assert ear.hears(said)
    page.keyboard.press("Enter")
    at(page, "article")
    assert ear.find("application", "Text of the article")
    assert stored(lambda: rows() == [(FIRST, "evidence"), (QUOTE, "assertion")])
    for key, said in (("[", f"assertion, own voice: {QUOTE}; 2 of 2"), ("[", f"evidence: {FIRST}; 1 of 2")):
        page.keyboard.press(key)
        assert ear.hears(said)
    assert ear.find("listitem", f"Assertion, own voice, CCP, deliberate policy, denies it, unsupported here: {QUOTE}")


def test_each_row_and_value_of_the_details_has_a_name_and_says_whether_it_is_pressed(site, furnished):
    furnished.mark("bob", QUOTE, facets={"voice": "own-voice", "target": "ccp"})
    page = opened(site)
    page.focus("#article")
    press(page, "]", "Enter")
    at(page, "role")
    ear = Listener(page)
    assert [ear.find("button", name)["pressed"] for name in ("own voice", "named person", "CCP", "deliberate policy")] == [
        "true", "false", "true", "false"]  # fmt: skip
    assert all(ear.find("group", name) for name in ("Voice", "About", "Role", "The voice", "Unsure"))
    ear.press("button", "tolerates or profits knowingly")
    assert ear.hears("role: tolerates or profits knowingly")
    assert ear.find("button", "tolerates or profits knowingly")["pressed"] == "true"


SHOWN = {"article": (), "sheet": ("]", "Enter"), "palette": ("s",), "find": ("/",), "keys": ("?",),
         "mark-past": ("]", "h")}  # fmt: skip


@pytest.mark.parametrize(("shown", "keys"), SHOWN.items(), ids=SHOWN)
def test_nothing_that_can_be_operated_is_without_a_name(site, furnished, shown, keys):
    furnished.mark("bob", FIRST, "evidence", facets={"voice": "own-voice", "target": "ccp"})
    furnished.mark("bob", QUOTE)
    page = opened(site)
    page.focus("#article")
    press(page, "Control+Home", *keys)
    page.wait_for_selector(f"#{shown}")
    for more in page.locator("details:visible > summary").all():
        more.evaluate("(summary) => { summary.parentElement.open = true; }")
    assert Listener(page).unnamed() == []


# ---- Five thousand marks ----


def test_among_five_thousand_overlapping_marks_one_goes_on_marking_walking_and_filtering(site, furnished):
    document = furnished.add_document("long", text_of(LONG_CP))
    _reader(document, N_MARKS)
    marks = list(Annotation.objects.filter(document=document).select_related("label"))
    marks.sort(key=lambda row: (row.start, -row.end, str(row.uuid)))
    middle = N_MARKS // 2
    page = opened(site, "long", f"reader-{N_MARKS}", mark=marks[middle].uuid)
    page.focus("#article")
    for key, at_mark in (("]", middle + 1), ("]", middle + 2), ("[", middle + 1)):
        page.keyboard.press(key)
        row = marks[at_mark]
        page.wait_for_selector(f"#mark-{row.uuid}.active")
        assert "".join(lit(page, "active")) == row.quote.replace("\n", "")
        assert page.locator("#cards > *").count() < MOST_CARDS
    press(page, "Escape", "s", "x")
    at(page, "sheet")  # nothing is asked of what is not part of the article
    assert stored(lambda: Annotation.objects.filter(document=document, label__key="not-part").count() == 1)
    assert "".join(lit(page, "active")) == Annotation.objects.get(document=document, label__key="not-part").quote
    page.select_option("#mark-filters [data-filter=label]", "opinion")
    n = sum(row.label.key == "opinion" for row in marks)
    page.wait_for_selector(f".mark-filters-n:text-is('{n} of 5001')")
    assert lit(page, "assertion", "evidence") == []
    page.wait_for_function("() => !document.querySelector('#cards [data-label=assertion]')")
    assert 0 < page.locator("#cards > *").count() < MOST_CARDS


# ---- After a reload, in two windows ----


def test_after_a_reload_a_deleted_mark_is_brought_back_by_one_key(site, furnished):
    row = furnished.mark("bob", QUOTE)
    page = opened(site)
    page.focus("#article")
    press(page, "]", "d")
    assert stored(lambda: rows() == [])
    page.reload()
    page.wait_for_selector("[data-ready=yes]")
    page.focus("#article")
    page.keyboard.press("u")
    page.wait_for_selector(f"#mark-{row.uuid}")
    are_lit(page, ["mark-assertion"], [QUOTE])
    assert [one.uuid for one in Annotation.objects.filter(deleted_at=None)] == [row.uuid]


def test_what_is_done_in_one_tab_is_lit_in_the_other(site, furnished):
    page = opened(site)
    other = page.context.new_page()
    site.watch(other)
    other.goto(READ.format("d1"))
    other.wait_for_selector("[data-ready=yes]")
    mark(page, furnished, QUOTE)
    other.wait_for_selector("#cards [data-label=assertion]")
    are_lit(other, ["mark-assertion"], [QUOTE])
    page.keyboard.press("o")
    are_lit(other, ["mark-opinion"], [QUOTE])
    are_lit(other, ["mark-assertion"], [])


@pytest.mark.parametrize(("choice", "label"), [("mine", "evidence"), ("theirs", "opinion")])
def test_one_mark_changed_on_two_devices_shows_both_versions_and_the_chosen_one_stands(site, furnished, choice, label):
    furnished.mark("bob", QUOTE)
    here, there = opened(site, hears=False), opened(site, hears=False)
    for page, key in ((there, "o"), (here, "e")):
        page.focus("#article")
        press(page, "]", key)
        assert stored(lambda: rows() == [(QUOTE, "opinion")])
    here.wait_for_selector("#stale[open]")
    assert "Evidence" in here.inner_text("#stale [data-mine]")
    assert "Opinion" in here.inner_text("#stale [data-theirs]")
    here.click(f"#stale [data-do={choice}]")
    saved(here)
    assert rows() == [(QUOTE, label)]
    assert lit(here, label) == [QUOTE]


# ---- Enlarged, right to left, forced colours, without motion, on paper ----

SETTINGS: dict[str, dict[str, Any]] = {
    "200 % zoom": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
    "forced colours": {"forced_colors": "active"},
    "reduced motion": {"reduced_motion": "reduce"},
}
BOX = """() => {
  const [range] = CSS.highlights.get('mark-assertion');
  const live = document.createRange();
  live.setStart(range.startContainer, range.startOffset);
  live.setEnd(range.endContainer, range.endOffset);
  const { top, bottom } = live.getBoundingClientRect();
  return [top, bottom];
}"""


def fits(page: Any) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("context", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize(("key", "quote"), [("d1", FIRST), ("rtl", ARABIC.split(".")[0])], ids=["ltr", "rtl"])
def test_the_page_fits_and_a_mark_is_made_whatever_the_settings(site, furnished, context, key, quote):
    furnished.add_document("rtl", ARABIC)
    page = opened(site, key, **context)
    assert fits(page)
    assert page.evaluate("getComputedStyle(article).direction") == ("rtl" if key == "rtl" else "ltr")
    page.focus("#article")
    press(page, "Control+Home", *(["Control+ArrowDown"] if key == "d1" else []), "s", "a")
    at(page, "voice")
    page.wait_for_selector("#sheet .sheet-top .state[data-state=saved]:has-text('saved')")
    assert lit(page, "assertion") == [quote]
    assert rows() == [(quote, "assertion")]
    box, top = page.evaluate(BOX), page.locator("#sheet").bounding_box()["y"]
    assert 0 <= box[0] < box[1] <= top  # the passage stays in sight above its details
    assert fits(page)


def test_forced_colours_keep_labels_apart_by_their_lines_and_motion_can_be_reduced(site, furnished):
    page = opened(site, forced_colors="active", reduced_motion="reduce")
    line = "(name) => getComputedStyle(document.getElementById('article'), `::highlight(mark-${name})`).textDecorationStyle"
    lines = [page.evaluate(line, name) for name in ("evidence", "assertion", "opinion", "not-part")]
    assert len(set(lines)) == 4
    moving = """Array.from(document.querySelectorAll('*'), (e) => getComputedStyle(e))
      .some(({ transitionDuration, scrollBehavior }) => parseFloat(transitionDuration) > 0.01 || scrollBehavior === 'smooth')"""
    assert not page.evaluate(moving)


COLOURS = """(names) => names.map((name) => {
  const { textDecorationColor } = getComputedStyle(document.getElementById('article'), `::highlight(${name})`);
  const parts = textDecorationColor.match(/[\\d.]+/g).slice(0, 3);
  return parts.map((part) => String(Number((part / 255).toFixed(4))).replace(/^0\\./, '.')).join(' ');
})"""  # as a PDF writes them


def long_house(house: House) -> Any:
    """A text of many screens with a mark in each paragraph."""
    document = house.add_document("long", text_of(20_000))
    parts = document.text.split("\n\n")
    for number, part in enumerate(parts):
        sentence = part[: part.index(",")]
        house.mark("bob", sentence, ("assertion", "evidence", "opinion")[number % 3], document=document)
    return document


def test_on_paper_the_reading_page_keeps_the_paint_of_the_whole_text(site, furnished):
    document = long_house(furnished)
    page = opened(site, "long")
    quotes = [quote for quote, _ in rows(document=document)]
    labels = ("assertion", "evidence", "opinion")
    near = lit(page, *labels)
    assert 0 < len(near) < len(quotes)
    page.evaluate(f"(names) => addEventListener('beforeprint', () => {{ window.printed = ({LIT})(names); }})",
                  [f"mark-{label}" for label in labels])  # fmt: skip
    sheets = PdfReader(io.BytesIO(page.pdf())).pages
    assert sorted(page.evaluate("window.printed")) == sorted(quotes)
    drawn = [
        sheet.get_contents().get_data().decode("latin1") for sheet in sheets if "Officials in" in sheet.extract_text()
    ]
    colours = page.evaluate(COLOURS, [f"mark-{label}" for label in labels])
    assert len(drawn) > 3
    assert all(any(colour in one for colour in colours) for one in drawn)
    page.wait_for_function(
        f"([names, n]) => ({LIT})(names).length === n", arg=[[f"mark-{one}" for one in labels], len(near)]
    )


def test_on_paper_the_plain_view_loses_no_mark(site, furnished):
    document = long_house(furnished)
    page = site.open(READ.format("long") + "?plain=1", "bob", java_script_enabled=False)
    n_pages, paper = printed(page)
    marks = Annotation.objects.filter(document=document)
    assert lost(marks, paper) == []
    assert n_pages > 3
