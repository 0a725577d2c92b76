"""Talk in Chromium: from the text and from cards, by keys, mouse and without script; what one types is never lost."""

import uuid
from typing import Any

import pytest
from playwright.sync_api import expect

from core.models import Comment, Thread
from core.services import discussing
from tests.browser.looks import complaints
from tests.browser.test_reading import SELECT
from tests.house import House

READ = "/projects/house/documents/d1/read/"
TALK = "/projects/house/documents/d1/threads/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(site: Any, lasting_house: House) -> House:
    """Bob and Cem have both submitted; Bob asked something about his mark."""
    house = lasting_house
    house.first = house.mark("bob", "There is no proof of state policy")
    house.mark("cem", "Nobody asked")
    house.submit("bob")
    house.submit("cem")
    house.thread, _ = discussing.start_thread(
        house.bob, house.document, id=uuid.uuid4(), annotation=house.first.uuid, text="Is a lack of proof a claim?"
    )
    return house


def say(house: House, name: str, text: str) -> Comment:
    said, _ = discussing.add_comment(getattr(house, name), house.thread.uuid, id=uuid.uuid4(), text=text)
    return said


def reading(site: Any, viewer: Any, address: str = READ, **context: Any) -> Any:
    page = site.open(address, viewer.user, **context)
    page.wait_for_selector("[data-ready=yes]")
    return page


def live(page: Any, kind: str = "comment-added") -> None:
    page.evaluate("(kind) => document.dispatchEvent(new CustomEvent('live:event', { detail: { kind } }))", kind)


def test_a_card_tells_how_much_was_said_and_opens_it(site: Any, room: House) -> None:
    page = reading(site, room.cem)
    card = page.locator(f"#mark-{room.first.uuid}")
    assert card.locator(".card-talk").inner_text().split() == ["1", "comments"]
    card.locator(".card-talk").click()
    drawer = page.locator("#talk-drawer")
    expect(drawer).to_contain_text("Is a lack of proof a claim?")
    drawer.get_by_label("Your reply").fill("It is: about evidence.")
    drawer.get_by_role("button", name="Reply").click()
    expect(drawer.locator(".comment")).to_have_count(2)
    expect(drawer.get_by_label("Your reply")).to_have_value("")
    expect(drawer.get_by_label("Your reply")).to_be_focused()
    expect(card.locator(".card-talk-n")).to_have_text("2")
    assert Comment.objects.get(text="It is: about evidence.").author.user == room.cem.user


def test_c_talks_about_the_lit_mark_and_f_asks_the_codebook_about_a_selection(site: Any, room: House) -> None:
    page = reading(site, room.bob, f"{READ}?mark={room.first.uuid}")
    page.locator("#article").focus()
    page.keyboard.press("c")
    field = page.locator("#talk-drawer .talk-start textarea")
    expect(field).to_be_focused()
    expect(page.locator("#talk-drawer .comment")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#talk-drawer")).to_be_hidden()
    expect(page.locator("#article")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("s")
    page.keyboard.press("f")
    expect(field).to_be_focused()
    page.keyboard.type("Does an absence count?")
    page.locator("#talk-drawer").get_by_role("button", name="Send").click()
    page.locator("#talk-drawer .thread", has_text="Does an absence count?").wait_for()
    assert Thread.objects.get(kind="guideline-gap").started_by.user == room.bob.user


def test_the_mouse_finds_talk_at_a_selection(site: Any, room: House) -> None:
    house = room
    house.document = house.add_document("d2", "Beijing does little. It could do more.")
    page = reading(site, house.bob, READ.replace("d1", "d2"))
    page.evaluate(SELECT, [0, 7])
    page.locator("#palette").get_by_role("button", name="Ask the codebook").click()
    expect(page.locator("#talk-drawer .talk-quote")).to_have_text("Beijing")
    expect(page.get_by_label("Ask the codebook")).to_be_checked()
    expect(page.locator("#palette")).to_be_hidden()


def test_who_has_submitted_marks_nothing_and_still_talks_about_a_selection(site: Any, room: House) -> None:
    page = reading(site, room.bob)
    page.evaluate(SELECT, [0, 10])
    page.locator("#palette").get_by_role("button", name="Talk about it").click()
    expect(page.locator("#talk-drawer .talk-quote")).to_have_text("A headline")
    assert page.locator("#palette [data-label]").count() == 0


def test_what_others_say_comes_in_and_what_one_types_stays(site: Any, room: House) -> None:
    page = reading(site, room.bob)
    page.locator(f"#mark-{room.first.uuid} .card-talk").click()
    reply = page.locator("#talk-drawer").get_by_label("Your reply")
    reply.fill("Half a tho")
    said = say(room, "cem", "It is.")
    live(page)
    expect(page.locator("#talk-drawer .comment")).to_have_count(2)
    expect(reply).to_be_focused()
    expect(reply).to_have_value("Half a tho")
    expect(page.locator(f"#mark-{room.first.uuid} .card-talk-n")).to_have_text("2")
    discussing.change_comment(room.cem, said.uuid, 1, "It is not.")
    live(page, "comment-changed")
    expect(page.locator("#talk-drawer")).to_contain_text("It is not.")
    discussing.delete_comment(room.cem, said.uuid, 2)
    discussing.resolve_thread(room.ann, room.thread.uuid)
    live(page, "thread-resolved")
    expect(page.locator("#talk-drawer .comment")).to_have_count(1)
    expect(page.locator("#talk-drawer")).to_contain_text("resolved")
    page.keyboard.press("Escape")
    page.locator(f"#mark-{room.first.uuid} .card-talk").click()
    expect(reply).to_have_value("Half a tho")


def test_a_comment_changed_in_two_windows_shows_both_texts(site: Any, room: House) -> None:
    page = reading(site, room.bob, f"{READ}?talk={room.thread.uuid}", hears=False)
    drawer = page.locator("#talk-drawer")
    drawer.locator("summary", has_text="Change").click()
    discussing.change_comment(room.bob, room.thread.uuid, 1, "Is it one?")
    drawer.get_by_label("Your comment").fill("Mine")
    drawer.get_by_role("button", name="Save").click()
    expect(drawer.locator(".error")).to_contain_text("elsewhere meanwhile")
    expect(drawer.locator(".comment-text")).to_have_text("Is it one?")
    expect(drawer.get_by_label("Your comment")).to_have_value("Mine")
    drawer.get_by_role("button", name="Put mine in its place").click()
    expect(drawer.locator(".comment-text")).to_have_text("Mine")
    assert Comment.objects.get().version == 3


def test_ones_own_comment_goes_and_with_it_an_empty_thread(site: Any, room: House) -> None:
    page = reading(site, room.bob, f"{READ}?talk={room.thread.uuid}")
    drawer = page.locator("#talk-drawer")
    drawer.locator("summary", has_text="Change").click()
    drawer.get_by_role("button", name="Delete").click()
    expect(drawer.locator(".thread")).to_have_count(0)
    expect(page.locator(f"#mark-{room.first.uuid} .card-talk")).to_be_hidden()


def test_a_thread_that_went_meanwhile_is_said_and_the_words_stay(site: Any, room: House) -> None:
    page = reading(site, room.cem, f"{READ}?talk={room.thread.uuid}", hears=False)
    expect(page.locator("#talk-drawer .comment")).to_have_count(1)
    discussing.delete_comment(room.bob, room.thread.uuid, 1)
    drawer = page.locator("#talk-drawer")
    drawer.get_by_label("Your reply").fill("It is.")
    drawer.get_by_role("button", name="Reply").click()
    page.locator("#toasts").get_by_text("This thread is not there any more.").wait_for()
    expect(drawer.get_by_label("Your reply")).to_have_value("It is.")


def test_all_of_it_works_without_script(site: Any, room: House) -> None:
    page = site.open(f"{READ}?plain=1", room.bob.user, java_script_enabled=False)
    page.get_by_role("link", name="Talk about “There is no proof").click()
    page.get_by_label("Your reply").fill("I think so.")
    page.get_by_role("button", name="Reply").click()
    expect(page.locator(".comment-text").last).to_have_text("I think so.")
    page.get_by_text("Ask the codebook").click()
    page.get_by_label("What you want to say").fill("How is it labelled?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".thread")).to_have_count(2)
    page.goto("/projects/house/codebook/")
    page.locator("#questions").get_by_label("Your answer").fill("As an assertion.")
    page.get_by_role("button", name="Answer").click()
    page.locator("#questions").get_by_role("button", name="Resolve").click()
    expect(page.locator("#questions")).to_contain_text("1 resolved question")
    assert Thread.objects.get(kind="guideline-gap").resolved_by == room.bob.user


def test_the_owner_answers_and_resolves_questions_on_the_codebooks_page(site: Any, room: House) -> None:
    asked = discussing.ask_codebook(room.bob, room.document, 0, 10, "Does a headline count?")
    page = site.open("/projects/house/codebook/", room.ann.user)
    question = page.locator(f"#thread-{asked.uuid}")
    expect(question).to_contain_text("A headline")
    question.get_by_label("Your answer").fill("It does.")
    question.get_by_role("button", name="Answer").click()
    expect(question.locator(".comment")).to_have_count(2)
    question.get_by_role("button", name="Resolve").click()
    expect(question).to_contain_text("resolved")
    question.get_by_role("link", name="A headline").click()
    page.wait_for_selector("[data-ready=yes]")
    expect(page.locator("#talk-drawer")).to_contain_text("It does.")


def test_talk_fits_the_window_and_passes_axe(site: Any, room: House) -> None:
    say(room, "cem", "It is: the sentence says what the evidence shows, and a-very-long-word-" + "x" * 80)
    discussing.ask_codebook(room.bob, room.document, 0, 10, "Does a headline count?")
    page = reading(site, room.bob, f"{READ}?talk={room.thread.uuid}")
    page.locator("#talk-drawer .comment").first.wait_for()
    found = complaints(page, "drawer")
    expect(page.locator("#talk-drawer .comment").first).to_be_visible()  # at every width
    for address in (TALK, "/projects/house/codebook/"):
        page.goto(address)
        found += complaints(page, address)
    assert "\n".join(found) == ""
