"""Ruling on where a text comes from, in the browser: by keys, by mouse and without script; it fits and passes axe."""

import random
from typing import Any

import pytest

from core.models import Document, Excluded, Project, Proposal, Section
from core.services import outlets
from core.services.documents import SectionDraft
from core.services.origin_facts import OriginFacts
from core.services.ruling_origins import set_section
from tests.browser.looks import UNFOLD, complaints
from tests.house import House

PAGE = "/projects/house/documents/s1/provenance/"
LEXICON = [
    "harbour", "winter", "drum", "letter", "market", "bridge", "river", "summer", "engine", "paper", "shadow",
    "window", "garden", "signal", "copper", "silver", "kitchen", "station", "forest", "captain", "doctor", "valley",
    "morning", "evening", "ticket", "mirror", "ladder", "basket", "thunder", "island",
]  # fmt: skip


def sentences(key: str, n: int) -> list[str]:
    """Invented sentences of ten words, other ones for each key."""
    chance = random.Random(key)
    return [" ".join(chance.choices(LEXICON, k=10)).capitalize() + "." for _ in range(n)]


OWN = "I have put together for you what I read this week about the ports and the sea.\n\n"
PARTS = {key: " ".join(sentences(key, 10)) + "\n\n" for key in ("navy", "paper", "wire", "bank")}
LINKS = "\n".join(f"https://blog.example/posts/{name}" for name in LEXICON)
TEXT = OWN + "".join(PARTS.values()) + LINKS
RULED = "(n) => document.querySelectorAll('.proposal').length === n && document.activeElement.matches('.proposal')"


def span_of(key: str) -> tuple[int, int]:
    start = TEXT.index(PARTS[key])
    return start, start + len(PARTS[key].strip())


def second_sentence(key: str) -> int:
    return span_of(key)[0] + PARTS[key].index(". ") + 2


@pytest.fixture
def house(site: Any, lasting_house: House) -> House:
    """`s1`: a blog's words, the texts of four others, and a list of links: five proposals."""
    house = lasting_house
    for key, name, kind in (("blog", "blog.example", "personal blog"), ("navy", "The Navy Review", "magazine"),
                            ("paper", "The Paper", "newspaper"), ("wire", "The Wire", "agency"),
                            ("bank", "The Bank", "")):  # fmt: skip
        outlets.add_outlet(house.ann, key, {"name": name, "kind": kind})
    for key, words in PARTS.items():
        house.add_document(f"of-{key}", words.strip(), outlet=key, title=f"From the {key}")
    house.add_document("s1", TEXT, outlet="blog", title="What I read")
    return house


def headline(page: Any) -> str:
    return page.inner_text("#provenance h1")


def pieces(page: Any) -> int:
    return page.locator(".strip:not(.small-strip) .strip-piece").count()


def test_five_proposals_are_ruled_on_by_keys_alone_and_the_bar_follows(site: Any, house: House) -> None:
    page = site.open(PAGE, "ada")
    assert (headline(page), pieces(page)) == ("All of it is by blog.example", 1)
    page.focus("[data-begin]")
    page.keyboard.press("Enter")
    page.keyboard.press("a")
    page.wait_for_function(RULED, arg=4)
    assert 0 <= page.evaluate("document.activeElement.getBoundingClientRect().top") < page.viewport_size["height"]
    assert "Accepted" in page.wait_for_selector("#announcer:not(:empty)").inner_text()
    page.keyboard.press("a")
    page.wait_for_function(RULED, arg=3)
    assert (headline(page), pieces(page)) == ("This one article is two publishers", 4)
    page.keyboard.press("m")  # the wire's: it begins a sentence later and ends a word earlier
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+ArrowLeft")
    last = PARTS["wire"].strip().rpartition(" ")[2]
    assert f"before “{last}" in str(page.locator("[role=slider]:focus").get_attribute("aria-valuetext"))
    page.keyboard.press("Enter")
    page.wait_for_function(RULED, arg=2)
    start, end = span_of("wire")
    moved = Proposal.objects.get(start=start)
    assert (moved.state, moved.ruled_start, moved.ruled_end) == ("moved", second_sentence("wire"), end - len(last))
    page.keyboard.press("x")
    page.wait_for_function(RULED, arg=1)
    page.keyboard.press("a")
    page.wait_for_function("() => document.activeElement.id === 'proposals'")
    assert Excluded.objects.get().start == TEXT.index(LINKS)
    page.keyboard.press("u")  # the list of links is back
    page.wait_for_function(RULED, arg=1)
    assert not Excluded.objects.exists()
    assert sorted(Section.objects.values_list("outlet__key", flat=True)) == ["navy", "paper", "wire"]
    assert headline(page) == "This one article is three publishers"


def test_the_mouse_moves_a_border_to_the_letter_that_is_clicked(site: Any, house: House) -> None:
    page = site.open(PAGE, "ada")
    first = page.locator(".proposal").first
    first.locator("[data-move]").click()
    first.locator(".border-steps button:has-text('sentence')").nth(1).click()
    start = second_sentence("navy")
    assert first.locator("[name=start]").input_value() == str(start)
    begins = first.locator(".border-text").first
    begins.locator("text=I have put together").click(position={"x": 3, "y": 8})  # beyond all that was shown before
    assert first.locator("[name=start]").input_value() == "0"
    grip, goal = (
        begins.locator(".edge").bounding_box(),
        begins.locator(".inside", has_text=PARTS["navy"][:30]).bounding_box(),
    )
    page.mouse.move(grip["x"] + 1, grip["y"] + 9)
    page.mouse.down()
    page.mouse.move(goal["x"] + 2, goal["y"] + 9, steps=4)
    page.mouse.up()
    assert first.locator("[name=start]").input_value() == str(span_of("navy")[0])
    first.locator(".border-steps button:has-text('sentence')").nth(1).click()
    first.locator("button:has-text('Accept with these borders')").click()
    page.wait_for_function(RULED, arg=4)
    assert Section.objects.get().start == start


def test_a_neighbour_follows_by_keys_and_one_key_takes_both_back(site: Any, house: House) -> None:
    for key in ("navy", "paper"):
        start, end = span_of(key)
        set_section(house.ada, Document.objects.get(key="s1"), None, None, start, end, OriginFacts(outlet=key))
    before = sorted(Section.objects.values_list("start", "end"))
    page = site.open(PAGE, "ada")
    row = page.locator(f"#origin-{before[1][0]}")
    row.locator("summary").click()
    row.locator("[data-move]").click()
    page.keyboard.press("Home")  # as far as a letter of the neighbour is left
    assert row.locator("[name=start]").input_value() == str(before[0][0] + 1)
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowDown")
    assert "The Navy Review ends where this begins" in row.locator("[data-follows]").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_selector(".origin:focus [data-undo]")
    moved = second_sentence("paper")
    assert sorted(Section.objects.values_list("start", "end")) == [(before[0][0], moved), (moved, before[1][1])]
    page.keyboard.press("u")
    page.wait_for_selector(f"#origin-{before[1][0]}:focus")
    assert sorted(Section.objects.values_list("start", "end")) == before


def test_without_script_the_same_forms_rule_and_correct(site: Any, house: House) -> None:
    page = site.open(PAGE, "ada", java_script_enabled=False)
    page.locator(".proposal").first.locator("button[value=accept]").click()
    page.wait_for_selector(".message.success")
    page.locator(".origin-edit summary").first.click()
    form = page.locator(".origin-edit form.section-form").first
    form.locator("select[name=fidelity]").select_option("verified")
    form.locator("input[name=reason]").fill("Compared with the printed issue.")
    form.locator("button[value=set]").click()
    page.wait_for_selector(".origin:has-text('Compared with the printed issue.')")
    section = Section.objects.get()
    assert (section.fidelity, section.reason) == ("verified", "Compared with the printed issue.")
    page.locator(".origin-edit summary").first.click()
    page.locator(".origin .move-plain").first.click()
    row = page.locator(".origin:has(.plain-borders)")
    row.locator("select[name=start]").select_option("0")
    row.locator("select[name=end]").select_option(str(span_of("wire")[0]))
    row.locator("button[data-key=a]").click()
    page.wait_for_selector(".message.success:has-text('Borders moved')")
    section.refresh_from_db()
    assert (section.start, section.end) == (0, span_of("wire")[0])
    page.click("[data-undo]")
    page.wait_for_selector(".message.success:has-text('Put back')")
    section.refresh_from_db()
    assert (section.start, section.end) == span_of("navy")


def test_a_range_is_set_by_its_words_and_what_is_refused_stays_in_the_form(site: Any, house: House) -> None:
    page = site.open(PAGE, "ada")
    page.click(".by-hand summary")
    words = PARTS["paper"].split()
    page.fill("#by-hand-first", "Nobody wrote this")
    page.fill("#by-hand-last", " ".join(words[-5:]))
    page.select_option("#by-hand-outlet", "paper")
    page.fill("#by-hand-reason", "The paper's archive has it.")
    page.click(".by-hand button")
    page.wait_for_selector(".by-hand [role=alert]:has-text('first words do not stand')")
    assert page.input_value("#by-hand-last") == " ".join(words[-5:])
    page.fill("#by-hand-first", " ".join(words[:5]))
    page.click(".by-hand button")
    page.wait_for_selector(".origin:has-text('The Paper')")
    section = Section.objects.get()
    assert (section.start, section.end) == span_of("paper")


def test_every_state_fits_and_passes_axe(site: Any, house: House) -> None:
    text = "It fell last year. . " + " ".join(sentences("other", 12))
    scraped = SectionDraft(0, len(text) - 10, "paper", fidelity="translated", title="The port " * 9, author="A. Writer")
    house.add_document("s2", text, outlet="blog", sections=[scraped])
    Project.objects.filter(pk=house.project.pk).update(source_blind=True)  # hides it from Bob alone
    masked = PAGE.replace("s1", Document.objects.get(key="s1").neutral_key)
    screens = {"to rule on": (PAGE, "ada"), "seen": (PAGE, "vera"), "scraped": (PAGE.replace("s1", "s2"), "ann"),
               "hidden": (masked, "bob")}  # fmt: skip
    found = []
    for name, (address, who) in screens.items():
        page = site.open(address, who)
        page.evaluate(UNFOLD)
        if who == "ada":
            page.locator("[data-move]").first.click()
        found += complaints(page, f"provenance {name}", height=900)
    assert "\n".join(found) == ""
