"""The reading page while others work: their marks come, change and go by themselves, and only those one may see."""

import re
from typing import Any

import pytest
from django.utils import timezone

from core.models import Event, Participant, Project, Reading, Session
from core.services import annotating, event_log, readings
from tests.browser.test_reading import LIT, READ, are_lit, mark, saved
from tests.house import House

OTHERS = ["mark-other-assertion", "mark-other-evidence", "mark-other-opinion"]
LISTENING = "() => globalThis.heard?.includes('open')"
LISTEN = """globalThis.heard = [];
addEventListener('DOMContentLoaded', () => {
  for (const name of ['event', 'reload', 'presence']) document.addEventListener(`live:${name}`, () => heard.push(name));
  document.addEventListener('live:state', ({ detail }) => heard.push(detail.state));
});"""


@pytest.fixture
def furnished(site: Any, lasting_house: House) -> House:
    """The house of the other tests, in the running site."""
    return lasting_house


def open_to_all(house: House) -> House:
    Project.objects.update(visibility="open")
    for name in ("ann", "bob", "cem"):
        house.viewers[name].project.visibility = "open"
    return house


def listening(site: Any, name: str, **context: Any) -> Any:
    """The page, once its stream is open."""
    page = site.open("/accounts/login/", name, **context)
    return again(page)


def again(page: Any) -> Any:
    page.add_init_script(LISTEN)
    page.goto(READ.format("d1"))
    page.wait_for_function(LISTENING)
    return page


def lit(page: Any, quotes: list[str]) -> None:
    """Waits until exactly these passages of others are lit."""
    are_lit(page, OTHERS, quotes)


def test_a_colleagues_mark_appears_changes_and_vanishes_without_a_reload(site, furnished):
    open_to_all(furnished)
    page = listening(site, "bob")
    made = furnished.mark("cem", "Beijing")
    lit(page, ["Beijing"])
    page.wait_for_selector("#announcer:has-text('One new mark by a colleague.')", state="attached")
    page.wait_for_selector("#cards >> text=Beijing")
    assert page.locator("#whose option").all_inner_texts()[2:] == [made.reading.reviewer.code_name]
    start = furnished.document.text.index("Nobody asked")
    moved = {"start": start, "end": start + 12, "quote": "Nobody asked"}
    annotating.change_annotation(furnished.cem, made.uuid, 1, moved)
    lit(page, ["Nobody asked"])
    annotating.delete_annotation(furnished.cem, made.uuid, 2)
    lit(page, [])


def test_a_link_between_a_colleagues_marks_comes_too(site, furnished):
    open_to_all(furnished)
    page = listening(site, "bob")
    claim, basis = furnished.mark("cem", "Beijing"), furnished.mark("cem", "China banned", "evidence")
    lit(page, ["Beijing", "China banned"])
    page.select_option("[data-filter=what]", "unsupported")
    shown = "(words) => document.querySelector('.mark-filters-n').textContent === words"
    page.wait_for_function(shown, arg="1 of 2")
    annotating.add_link(furnished.cem, basis.uuid, claim.uuid, "supports")
    page.wait_for_function(shown, arg="0 of 2")
    annotating.delete_link(furnished.cem, basis.uuid, claim.uuid)
    page.wait_for_function(shown, arg="1 of 2")


def test_nothing_of_a_colleague_comes_before_both_have_submitted_and_everything_after_it(site, furnished):
    furnished.mark("bob", "Nobody asked")
    page = listening(site, "bob")
    furnished.mark("cem", "Beijing")
    furnished.mark("bob", "There is no proof")  # heard after Cem's: whatever Cem's told is here by now
    page.wait_for_function("() => document.querySelectorAll('#cards .card').length === 2")
    assert page.evaluate(LIT, OTHERS) == []
    furnished.submit("cem")
    furnished.submit("bob")
    lit(page, ["Beijing"])
    page.wait_for_selector("#toasts >> text=Your reading was submitted meanwhile.")


def test_the_reveal_of_a_session_shows_everybodys_marks_and_nothing_is_told_before_it(site, furnished):
    session = Session.objects.create(
        project=furnished.project, document=furnished.document, host=furnished.ann.user, state="marking"
    )
    for name in ("bob", "cem"):
        Participant.objects.create(session=session, user=furnished.viewers[name].user)
    page = listening(site, "bob")
    answers: list[str] = []
    page.on("response", lambda answer: answers.append(answer.url))
    made = furnished.mark("cem", "Beijing")
    furnished.submit("cem")
    furnished.mark("bob", "There is no proof")
    page.wait_for_function("() => document.querySelectorAll('#cards .card').length === 1")
    assert page.evaluate(LIT, OTHERS) == []
    assert str(made.uuid) not in page.content()
    readings.submit_reading(furnished.bob, furnished.document)
    Session.objects.update(state="revealed", revealed_at=timezone.now())
    event_log.record(furnished.document, Event.Kind.SESSION_REVEALED, about=session)
    lit(page, ["Beijing"])
    assert [url for url in answers if url.endswith("/marks/")]


def test_a_mark_made_here_and_one_made_on_another_device_stand_once_each(site, furnished):
    page = listening(site, "bob")
    mark(page, furnished, "There is no proof")
    saved(page, 1)
    other = furnished.mark("bob", "Beijing")
    saved(page, 2)
    are_lit(page, ["mark-assertion"], ["Beijing", "There is no proof"])
    annotating.delete_annotation(furnished.bob, other.uuid, 1)
    saved(page, 1)
    are_lit(page, ["mark-assertion"], ["There is no proof"])


def test_what_is_not_sent_yet_is_not_overwritten(site, furnished):
    made = furnished.mark("bob", "Beijing")
    page = listening(site, "bob")
    page.route(re.compile("/projects/.*/marks/"), lambda route: route.abort())
    mark(page, furnished, "Beijing", "opinion")
    page.wait_for_selector("#cards .state[data-state=waiting]")
    annotating.change_annotation(furnished.bob, made.uuid, 1, {"note": "from the phone"})
    page.wait_for_function("() => heard.includes('event')")
    page.wait_for_timeout(300)
    assert page.evaluate(LIT, ["mark-opinion"]) == ["Beijing"]
    assert page.locator("#cards .state").get_attribute("data-state") == "waiting"


def count_streams(page: Any) -> list[str]:
    asked: list[str] = []
    page.context.on("request", lambda request: "/live/projects/" in request.url and asked.append(request.url))
    return asked


def test_two_windows_share_one_connection_and_the_second_goes_on_where_the_first_was_closed(site, furnished):
    open_to_all(furnished)
    first = site.open("/accounts/login/", "bob")
    asked = count_streams(first)
    again(first)
    second = first.context.new_page()
    site.watch(second)
    again(second)
    furnished.mark("cem", "Beijing")
    for page in (first, second):
        lit(page, ["Beijing"])
    assert len(asked) == 1
    first.close()
    furnished.mark("cem", "Nobody asked")
    lit(second, ["Beijing", "Nobody asked"])
    assert len(asked) == 2
    assert asked[1].endswith(f"?after={Event.objects.order_by('number').first().uuid}")
    assert Reading.objects.count() == 1


def test_after_a_cut_the_page_says_nothing_and_goes_on(site, furnished):
    open_to_all(furnished)
    page = listening(site, "bob")
    page.context.set_offline(True)
    page.wait_for_function("() => heard.at(-1) === 'offline'")
    page.wait_for_selector("#live-state:has-text('there is no connection')")
    furnished.mark("cem", "Beijing")
    page.context.set_offline(False)
    lit(page, ["Beijing"])
    assert page.is_hidden("#live-state")
