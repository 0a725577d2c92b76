"""Adjudication in the browser: by keys, by mouse and without script; it fits, passes axe, and readers see what came of it."""

from typing import Any

import pytest

from core.models import Decision, Thread
from core.services.adjudicating import finish_adjudication
from tests.browser.looks import UNFOLD, complaints
from tests.house import House

QUOTE = "There is no proof of state policy"
DESK = "/projects/house/documents/d1/adjudicate/"
ABOUT = {"target": "ccp", "role": "R5", "stance": "denies", "voice": "own-voice"}


@pytest.fixture
def house(site: Any, lasting_house: House) -> House:
    """Three readers: they divide on one passage, two of them on another's voice, and agree on a third."""
    house = lasting_house
    house.join("dee", "reviewer")
    for name, label in (("bob", "assertion"), ("cem", "opinion"), ("dee", "assertion")):
        house.mark(name, QUOTE, label, facets=ABOUT if name == "bob" else {"voice": "own-voice"})
        house.mark(name, "China banned the trade in 2019", "evidence", facets={"voice": "own-voice", "target": "ccp"})
    house.mark("bob", "Officials say Beijing does little", facets={"voice": "own-voice"})
    house.mark("cem", "Beijing does little", facets={"voice": "nested"}, note="Who says this?")
    house.mark("dee", "Nobody asked the firms", "opinion")
    for name in ("bob", "cem", "dee"):
        house.submit(name)
    return house


def comes(page: Any, selector: str) -> None:
    """Waits for what only the next page has, and until that page answers keys."""
    page.wait_for_selector(selector)
    page.wait_for_load_state()


def to_the_proof(page: Any) -> None:
    """The passage by its link; it may be the one that is shown already."""
    with page.expect_navigation():
        page.click(".queue a:has-text('There is no proof')")
    assert "There is no proof" in page.inner_text(".passage-text")


def test_a_passage_is_ruled_by_keys_alone(site: Any, house: House) -> None:
    page = site.open(DESK, "ada")
    assert page.inner_text(".passage h2") == "Passage 1 of 4"
    first = page.locator("[aria-current=true] .queue-quote").inner_text()
    page.keyboard.press("j")
    comes(page, "h2:has-text('Passage 2 of 4')")
    page.keyboard.press("k")
    comes(page, "h2:has-text('Passage 1 of 4')")
    page.keyboard.press("1")
    page.keyboard.type("The text says so.")
    page.keyboard.press("Enter")
    comes(page, ".message:has-text('Taken as marked')")
    decision = Decision.objects.get()
    assert (decision.outcome, decision.reason) == ("accept", "The text says so.")
    assert decision.quote in first.strip("“”") or first.strip("“”…") in decision.quote
    assert "1 of 4 ruled" in page.inner_text(".desk-progress")
    page.keyboard.press("r")
    page.keyboard.type("Nobody could know.")
    page.check("input[name=gap]")
    page.click("button:has-text('Rule')")
    page.wait_for_selector(".message:has-text('Nothing to mark here')")
    decision = Decision.objects.get(outcome="reject", label=None)
    question = Thread.objects.get(kind="guideline-gap")
    assert (question.start, question.end) == (decision.start, decision.end)
    assert question.comments.get().text == "Nobody could know."


def test_to_say_otherwise_begins_with_the_candidate_looked_at_last(site: Any, house: House) -> None:
    page = site.open(DESK, "ada")
    to_the_proof(page)
    page.keyboard.press("1")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.wait_for_selector("#rule-says", state="visible")
    start = house.document.text.index("no proof")
    page.select_option("#rule-start", str(start))
    page.click("#rule-says label:has-text('Assertion')")
    page.select_option("#rule-role", "R4")
    page.fill("#rule-reason", "The first words add nothing.")
    page.click("button:has-text('Rule')")
    page.wait_for_selector(".message:has-text('Ruled otherwise')")
    decision = Decision.objects.get()
    assert (decision.quote, decision.label.key, decision.role) == ("no proof of state policy", "assertion", "R4")
    assert decision.basis.count() == 3


def test_a_later_ruling_takes_the_place_of_an_earlier_one_which_stays_readable(site: Any, house: House) -> None:
    page = site.open(DESK, "ada")
    for reason, key in (("First thoughts.", "1"), ("Second thoughts.", "o")):
        to_the_proof(page)
        page.keyboard.press(key)
        page.fill("#rule-reason", reason)
        page.keyboard.press("Enter")
        page.wait_for_selector(".message.success")
    to_the_proof(page)
    page.click(".ruling-before summary")
    assert "First thoughts." in page.inner_text(".ruling-earlier")
    assert "1 of them left open" in page.inner_text(".desk-progress")


def test_what_all_agree_on_is_taken_the_end_is_said_and_readers_see_it(site: Any, house: House) -> None:
    page = site.open(DESK, "ada")
    page.click(".agreed summary")
    assert "China banned the trade" in page.inner_text(".agreed .says")
    page.click(".agreed button")
    page.wait_for_selector(".message:has-text('Taken: 1')")
    page.click("button:has-text('Finish')")
    page.wait_for_selector(".message:has-text('Passages without a ruling: 3')")
    page.check("input[name=leaving_open]")
    page.click("button:has-text('Finish')")
    page.wait_for_selector(".message:has-text('layer of the comparison')")
    reader = site.open("/projects/house/documents/d1/rulings/", "cem")
    assert "1 taken as marked" in reader.inner_text(".lead")
    reader.click(".verdict[data-kind=taken] a:has-text('This ruling')")
    reader.wait_for_selector("h2:has-text('It rests on')")
    reader.goto("/projects/house/compare/?view=numbers")
    reader.click("nav[aria-label=Counted] a:has-text('Rulings')")
    reader.wait_for_url("**layer=adjudicated**")
    reader.wait_for_selector("text=Rulings on 1 article")


def test_without_script_the_same_form_rules(site: Any, house: House) -> None:
    page = site.open(DESK, "ada", java_script_enabled=False)
    page.check(".candidate input >> nth=0", force=True)
    page.fill("#rule-reason", "Plain.")
    page.click("button:has-text('Rule')")
    page.wait_for_selector(".message.success")
    assert Decision.objects.count() == 1


def test_what_is_refused_is_said_and_what_was_written_is_kept(site: Any, house: House) -> None:
    page = site.open(DESK, "ada")
    page.fill("#rule-reason", "A reason without a ruling.")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]:has-text('Choose a candidate')")
    assert page.input_value("#rule-reason") == "A reason without a ruling."


def furnished_screens(house: House) -> dict[str, tuple[str, str]]:
    marks = list(house.document.annotations.select_related("label", "document").order_by("start", "reading_id"))
    proof = [row for row in marks if row.quote == QUOTE]
    first = house.rule("ada", *proof, reason="Three of three mark these words; the stance is said.")
    later = house.rule("ann", proof[1], proof[0], proof[2], supersedes=str(first.uuid), outcome="edit", facets=ABOUT,
                       reason="No basis is given, and it is a judgement.")  # fmt: skip
    other = house.add_document("d2", "China acts. Nobody knows.")
    mark = house.mark("bob", "China acts", document=other)
    house.submit("bob", other)
    house.rule("ada", mark)
    finish_adjudication(house.ada, other)
    at = f"{proof[0].start}-{proof[0].end}"
    return {
        "desk": (DESK, "ada"), "ruled": (f"{DESK}?at={at}", "ada"), "verdicts": ("documents/d1/rulings/", "bob"),
        "ruling": (f"rulings/{later.uuid}/", "bob"), "finished": ("documents/d2/adjudicate/", "ada"),
        "quotes": ("quotes/?layer=adjudicated", "bob"), "compare": ("compare/?layer=adjudicated", "bob"),
        "articles": ("articles/", "ada"),
    }  # fmt: skip


def test_every_screen_fits_and_passes_axe(site: Any, house: House) -> None:
    screens, found = furnished_screens(house), []
    pages = {who: site.open("/accounts/login/", who) for who in ("ada", "bob")}
    for name, (address, who) in screens.items():
        page = pages[who]
        page.goto(address if address.startswith("/") else f"/projects/house/{address}")
        if name == "desk":
            page.keyboard.press("e")
        page.evaluate(UNFOLD)
        found += complaints(page, name, height=900)
    assert "\n".join(found) == ""
