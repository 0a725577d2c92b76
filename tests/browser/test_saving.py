"""Saving in real Chromium: whatever happens to server, connection, window or browser, each mark is stored once."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Error, expect

from annotator.pages.changes import mark_state
from core.models import Annotation, Link, Reading
from core.services import annotating, readings
from tests.browser.conftest import ROOT, WAIT_MS, Site, let_finish, wait_for
from tests.house import House
from tests.processes.database import let_the_site_finish, url_of_tests
from tests.processes.server import free_port

READ = "/projects/house/documents/{}/read/"
BLANK = "/projects/house/codebook/"  # a page of the site without a script of its own
ADD = "/projects/house/documents/d1/marks/"
QUOTE = "There is no proof of state policy"

# The modules without the page around them: what a reader does is said to them directly.
DESK = """async ({ text, marks, account, addUrl, choice }) => {
  const load = (name) => import(`/static/annotator/js/${name}.js`);
  const [{ Marks, newId }, { Saver }] = [await load('marks/marks'), await load('saving/save')];
  const letters = Array.from(text);
  const desk = { asked: [], choice, marks: new Marks(marks), newId };
  desk.saver = new Saver({
    marks: desk.marks, addUrl, account,
    quoteOf: ({ start, end }) => letters.slice(start, end).join(''),
    choose: async (...versions) => (desk.asked.push(versions), desk.choice),
  });
  desk.add = (start, end, label = 'assertion') => {
    const mark = { id: newId(), start, end, label, facets: {}, note: '', version: 0 };
    desk.marks.put({ ...mark, own: true, reviewer: '', links: [] });
    desk.saver.store(mark.id);
    return mark.id;
  };
  desk.change = (id, what) => (desk.marks.put({ ...desk.marks.get(id), ...what }), desk.saver.store(id));
  desk.states = () => desk.marks.own().map(({ id }) => desk.marks.saving(id).state);
  window.desk = desk;
  await desk.saver.ready;
}"""


# Selects with Alt held, as the mouse would: exactly these code points.
SELECT = """async ([start, end]) => {
  const { rangeOf } = await import('/static/annotator/js/text/codepoints.js');
  const article = document.getElementById('article');
  const range = rangeOf(article, start, end);
  document.getSelection().setBaseAndExtent(
    range.startContainer, range.startOffset, range.endContainer, range.endOffset);
  article.dispatchEvent(new PointerEvent('pointerup', { bubbles: true, altKey: true, pointerType: 'mouse' }));
}"""

# The question as the page asks it; `asked` holds what was answered.
QUESTION = """async (pairs) => {
  const load = (name) => import(`/static/annotator/js/${name}.js`);
  const [{ chooser }, { Words }] = [await load('saving/stale'), await load('marks/words')];
  const words = new Words(JSON.parse(document.getElementById('page-data').textContent).codebook);
  const choose = chooser(document.getElementById('stale'), words, ({ start, end }) => `from ${start} to ${end}`);
  window.asked = [];
  for (const [mine, stored] of pairs) choose(mine, stored).then((choice) => asked.push(choice));
}"""

# As a phone says it of a page that it may end at any time.
HIDE = """() => {
  Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
WAIT_S = 20.0


@pytest.fixture
def furnished(site: Any, lasting_house: House) -> House:
    """The house of the other tests, in the running site."""
    return lasting_house


@pytest.fixture
def house(lasting_house: House) -> House:
    """The house of the other tests, for a site of one's own."""
    return lasting_house


class OwnServer:
    """A server of the site which can be killed and started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        environment = {**os.environ, "DATABASE_URL": url_of_tests(), "SECRET_KEY": settings.SECRET_KEY, "DEBUG": "off"}
        command = [sys.executable, "-m", "tests.browser.server", str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment)
        wait_for(f"{self.url}/accounts/login/", self.process)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class OwnSite(Site):
    """A site that can be taken away while its pages are open."""

    def __init__(self, server: OwnServer, browser: Browser) -> None:
        super().__init__(server.url, browser)
        self.start, self.kill = server.start, server.kill


@pytest.fixture(scope="module")
def own_server(static_files: None, django_db_setup: None) -> Iterator[OwnServer]:
    """One for all who kill it: each test starts it again."""
    found = OwnServer()
    yield found
    found.kill()


@pytest.fixture
def own(own_server: OwnServer, browser: Browser, transactional_db: None) -> Iterator[OwnSite]:
    """The site on that server."""
    if own_server.process.poll() is not None:  # a test failed before it had it back
        own_server.start()
    found = OwnSite(own_server, browser)
    yield found
    found.close()
    if own_server.process.poll() is None:
        let_finish(own_server.url)
    let_the_site_finish()
    assert found.problems == []


def place(house: House, words: str) -> list[int]:
    start = house.document.text.index(words)
    return [start, start + len(words)]


def set_up(page: Any, house: House, account: str = "bob", choice: str = "mine") -> Any:
    """Saver and marks without a reading page around them: `desk` on an open page."""
    rows = Annotation.objects.filter(deleted_at=None, reading__reviewer__user__username=account)
    marks = [mark_state(row, own=True) for row in rows.select_related("label", "reading__reviewer")]
    facts = {"text": house.document.text, "marks": marks, "account": account, "addUrl": ADD, "choice": choice}
    page.evaluate(DESK, facts)
    return page


def desk(site: Site, house: House, account: str = "bob", choice: str = "mine", page: Any = None) -> Any:
    """A page with a desk; in the context of another `page` when one is given."""
    if page is None:
        return set_up(site.open(BLANK, account), house, account, choice)
    other = page.context.new_page()
    site.watch(other)
    other.goto(BLANK)
    return set_up(other, house, account, choice)


def again(page: Any, house: House, account: str = "bob") -> None:
    """The page loaded again, and what it left taken up."""
    page.goto(BLANK)
    set_up(page, house, account)


def in_place_of(page: Any) -> Any:
    """A new window of the same browser; the old one is closed."""
    other = page.context.new_page()
    page.close()
    return other


def add(page: Any, span: list[int], label: str = "assertion") -> str:
    return page.evaluate("([start, end, label]) => desk.add(start, end, label)", [*span, label])


def change(page: Any, name: str, **what: Any) -> None:
    page.evaluate("([id, what]) => desk.change(id, what)", [name, what])


def remove(page: Any, name: str) -> None:
    page.evaluate("(id) => desk.saver.remove(desk.marks.get(id))", name)


def idle(page: Any) -> None:
    page.evaluate("() => desk.saver.idle()")


def states(page: Any) -> list[str]:
    return page.evaluate("() => desk.states()")


def until(page: Any, *wanted: str, timeout: float = WAIT_MS) -> None:
    """Waits until the own marks, in the order of the text, stand so."""
    page.wait_for_function("(wanted) => JSON.stringify(desk.states()) === wanted", arg=_json(wanted), timeout=timeout)


def _json(words: tuple[str, ...]) -> str:
    return "[" + ",".join(f'"{word}"' for word in words) + "]"


def why(page: Any, name: str) -> str:
    return page.evaluate("(id) => desk.marks.saving(id).why", name)


def rows() -> list[Annotation]:
    return list(Annotation.objects.filter(deleted_at=None).order_by("start", "end"))


def kept(page: Any) -> int:
    """How many records the browser keeps, whoever they belong to."""
    return page.evaluate("""() => new Promise((settle) => {
      indexedDB.open('annotator').onsuccess = ({ target }) => {
        target.result.transaction('unsent').objectStore('unsent').count().onsuccess = (event) => {
          target.result.close();
          settle(event.target.result);
        };
      };
    })""")


def comes_to(check: Callable[[], bool]) -> bool:
    """Whether it comes to be so: requests outlive the page that sent them."""
    until = time.monotonic() + WAIT_S
    while not check() and time.monotonic() < until:
        time.sleep(0.05)
    return check()


def submit(page: Any) -> None:
    """Everything said that the form asks, and sent."""
    page.evaluate("""() => {
      for (const box of document.querySelectorAll('#finish [name=none_here]:enabled')) box.checked = true;
      document.querySelector('#finish [name=read][value=all]').checked = true;
    }""")
    page.dispatch_event("#finish [type=submit]", "click")  # the details of a mark may lie over it


def _is_lost(route: Any, posts: Iterator[bool]) -> bool:
    return route.request.method == "POST" and next(posts)


# ---- With a server that is really gone ----


def test_a_mark_made_while_the_server_is_down_survives_a_reload_and_is_stored_once(own, house):
    page = desk(own, house)
    own.kill()
    name = add(page, place(house, QUOTE))
    until(page, "waiting")
    with contextlib.suppress(Error):
        page.reload()  # there is no page to be had
    own.start()
    again(page, house)
    until(page, "saved")
    assert [str(row.uuid) for row in rows()] == [name]
    assert kept(page) == 0


def test_a_mark_of_a_closed_tab_is_sent_by_the_next_one(own, house):
    page = desk(own, house)
    own.kill()
    name = add(page, place(house, QUOTE))
    until(page, "waiting")
    page = in_place_of(page)
    own.start()
    again(page, house)
    until(page, "saved")
    assert [str(row.uuid) for row in rows()] == [name]


def test_changes_and_deletions_made_while_the_server_is_down_come_through(own, house):
    changed, gone = house.mark("bob", QUOTE), house.mark("bob", "no proof", "opinion")
    page = desk(own, house)
    own.kill()
    change(page, str(changed.uuid), note="seen twice")
    remove(page, str(gone.uuid))
    until(page, "waiting")
    own.start()
    again(page, house)
    until(page, "saved")
    assert [(row.uuid, row.note) for row in rows()] == [(changed.uuid, "seen twice")]


def test_what_waits_is_sent_soon_after_the_server_is_back_without_a_hand(own, house):
    page = desk(own, house)
    own.kill()
    add(page, place(house, QUOTE))
    until(page, "waiting")
    own.start()
    until(page, "saved", timeout=60_000)  # it asks ever more seldom while a server is slow to start
    assert len(rows()) == 1


def test_a_passage_marked_on_the_page_while_the_server_is_down_is_on_its_card_and_stored_once(own, house):
    page = own.open(READ.format("d1"), "bob")
    page.evaluate("() => import('/static/annotator/js/text/codepoints.js')")  # what selecting needs
    own.kill()
    page.evaluate(SELECT, place(house, QUOTE))
    page.click("#palette [data-label=evidence]")
    page.wait_for_selector("#cards .state[data-state=waiting]")
    assert "no connection" in page.inner_text("#cards .state")
    page = in_place_of(page)
    own.start()
    page.goto(READ.format("d1"))
    page.wait_for_selector("#cards .state[data-state=saved]")
    assert [(row.quote, row.label.key) for row in rows()] == [(QUOTE, "evidence")]


def test_a_mark_of_a_window_that_crashed_is_sent_by_the_next_one(own, house):
    page = desk(own, house)
    own.kill()
    add(page, place(house, QUOTE))
    until(page, "waiting")
    other = page.context.new_page()
    with contextlib.suppress(Error):
        page.goto("chrome://crash")
    own.start()
    again(other, house)
    until(other, "saved")
    assert len(rows()) == 1


# ---- Connection, windows, accounts ----


def test_twenty_marks_without_a_connection_become_twenty_rows(site, furnished):
    page = desk(site, furnished)
    page.context.set_offline(True)
    for n in range(20):
        add(page, [n, n + 2], "evidence")
    until(page, *["waiting"] * 20)
    page.context.set_offline(False)
    until(page, *["saved"] * 20)
    assert len(rows()) == 20
    assert kept(page) == 0


def test_a_mark_made_and_taken_away_without_a_connection_is_nowhere(site, furnished):
    page = desk(site, furnished)
    page.context.set_offline(True)
    name = add(page, place(furnished, QUOTE))
    until(page, "waiting")
    remove(page, name)
    page.context.set_offline(False)
    page.wait_for_function("() => desk.saver.unsent() === 0")
    assert not Annotation.objects.exists()
    assert kept(page) == 0


def test_an_answer_lost_after_the_mark_was_stored_makes_no_second_one(site, furnished):
    page = desk(site, furnished)

    def lose(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/marks/", lose, times=1)
    name = add(page, place(furnished, QUOTE))
    until(page, "waiting")
    assert len(rows()) == 1
    change(page, name, note="meanwhile")
    until(page, "saved")
    assert [(row.note, row.version) for row in rows()] == [("meanwhile", 2)]


def test_the_loss_of_an_answer_to_a_change_asks_nobody(site, furnished):
    row = furnished.mark("bob", QUOTE)
    page = desk(site, furnished)
    page.route(f"**/marks/{row.uuid}/", lambda route: (route.fetch(), route.abort()), times=1)
    change(page, str(row.uuid), note="once")
    until(page, "waiting")
    page.evaluate("() => desk.saver.retryAll()")
    until(page, "saved")
    assert page.evaluate("() => desk.asked") == []
    assert [(one.note, one.version) for one in rows()] == [("once", 2)]


def test_choices_made_while_a_mark_is_on_its_way_go_together_in_one_change(site, furnished):
    page = desk(site, furnished)
    page.evaluate("""([start, end]) => {
      const id = desk.add(start, end);
      for (const target of ['ccp', 'prc-government']) desk.change(id, { facets: { target } });
    }""", place(furnished, QUOTE))  # fmt: skip
    until(page, "saved")
    assert [(row.facets, row.version) for row in rows()] == [({"target": "prc-government"}, 2)]


def test_moved_ends_go_with_their_words_and_nothing_else(site, furnished):
    row = furnished.mark("bob", QUOTE, note="stays")
    page = desk(site, furnished)
    with page.expect_request(lambda request: request.method == "PATCH") as sent:
        change(page, str(row.uuid), end=row.end - len(" policy"))
    until(page, "saved")
    assert sorted(sent.value.post_data_json) == ["end", "quote", "start"]
    assert [(one.quote, one.note) for one in rows()] == [("There is no proof of state", "stays")]


def test_two_windows_of_one_person_show_each_others_marks(site, furnished):
    page = desk(site, furnished)
    other = desk(site, furnished, page=page)
    name = add(page, place(furnished, QUOTE))
    other.wait_for_function("(id) => desk.marks.get(id)?.version === 1", arg=name)
    change(other, name, note="from the other window")
    page.wait_for_function("(id) => desk.marks.get(id).note === 'from the other window'", arg=name)
    remove(page, name)
    other.wait_for_function("(id) => !desk.marks.get(id)", arg=name)


def test_what_waits_in_two_windows_is_stored_once(site, furnished):
    page = desk(site, furnished)
    other = desk(site, furnished, page=page)
    page.context.set_offline(True)
    add(page, place(furnished, QUOTE))
    until(page, "waiting")
    other.evaluate("() => desk.saver.retryAll()")  # as when it gets the focus
    until(other, "waiting")
    page.context.set_offline(False)
    until(page, "saved")
    until(other, "saved")
    assert [row.version for row in rows()] == [1]


@pytest.mark.parametrize(("choice", "note"), [("mine", "from here"), ("theirs", "from elsewhere")])
def test_a_mark_changed_in_two_places_stands_as_the_person_chooses(site, furnished, choice, note):
    row = furnished.mark("bob", QUOTE)
    page = desk(site, furnished, choice=choice)
    annotating.change_annotation(furnished.bob, row.uuid, 1, {"note": "from elsewhere"})
    change(page, str(row.uuid), note="from here")
    until(page, "saved")
    assert [one.note for one in rows()] == [note]
    assert page.evaluate("() => desk.marks.own()[0].note") == note


def test_a_question_left_open_keeps_both_versions(site, furnished):
    row = furnished.mark("bob", QUOTE)
    page = desk(site, furnished, choice="later")
    annotating.change_annotation(furnished.bob, row.uuid, 1, {"note": "from elsewhere"})
    change(page, str(row.uuid), note="from here")
    until(page, "refused")
    again(page, furnished)
    until(page, "saved")
    assert [one.note for one in rows()] == ["from here"]


def test_a_mark_deleted_elsewhere_can_be_kept_as_a_new_one(site, furnished):
    row = furnished.mark("bob", QUOTE)
    page = desk(site, furnished)
    annotating.delete_annotation(furnished.bob, row.uuid, 1)
    change(page, str(row.uuid), note="still wanted")
    until(page, "saved")
    assert [(one.uuid == row.uuid, one.note) for one in rows()] == [(False, "still wanted")]


def test_a_deletion_of_what_was_changed_elsewhere_asks_first(site, furnished):
    row = furnished.mark("bob", QUOTE)
    page = desk(site, furnished, choice="theirs")
    annotating.change_annotation(furnished.bob, row.uuid, 1, {"note": "from elsewhere"})
    remove(page, str(row.uuid))
    assert page.evaluate("() => desk.marks.own().map(({ note }) => note)") == ["from elsewhere"]
    page.evaluate("() => (desk.choice = 'mine')")
    remove(page, str(row.uuid))
    assert [(str(one.reading.reviewer.user), one.quote) for one in rows()] == []


def test_another_account_on_the_same_browser_neither_sees_nor_sends_what_waits(site, furnished):
    page = desk(site, furnished)
    page.context.set_offline(True)
    add(page, place(furnished, QUOTE))
    until(page, "waiting")
    page = in_place_of(page)
    site.sign_in(page.context, "cem")  # before the network is back: else bob's page may still send
    page.context.set_offline(False)
    again(page, furnished, "cem")
    assert states(page) == []
    assert [(str(one.reading.reviewer.user), one.quote) for one in rows()] == []
    site.sign_in(page.context, "bob")
    again(page, furnished)
    until(page, "saved")
    assert [str(one.reading.reviewer.user) for one in rows()] == ["bob"]


def test_both_versions_are_shown_and_one_question_comes_after_the_other(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    page.wait_for_selector("[data-ready=yes]")
    mine = {"start": 0, "end": 9, "label": "assertion", "facets": {"stance": "denies"}, "note": "mine"}
    theirs = {**mine, "end": 5, "label": "opinion", "note": "theirs"}
    page.evaluate(QUESTION, [[mine, theirs], [None, theirs], [mine, None]])
    page.wait_for_selector("#stale[open]")
    assert [word in page.inner_text("#stale [data-mine]") for word in ("from 0 to 9", "mine")] == [True, True]
    assert [word in page.inner_text("#stale [data-theirs]") for word in ("from 0 to 5", "theirs")] == [True, True]
    page.click("#stale [data-do=theirs]")
    page.click("#stale[open] >> text=Delete it")
    page.wait_for_selector("#stale[open] >> text=It was deleted.")
    assert page.inner_text("#stale [data-do=mine]") == "Keep mine as a new mark"
    page.keyboard.press("Escape")
    page.wait_for_function("() => asked.length === 3")
    assert page.evaluate("() => asked") == ["theirs", "mine", "later"]


# ---- Refused, and not kept ----


def test_a_refused_mark_stays_with_its_reason_until_it_may_pass(site, furnished):
    page = desk(site, furnished)
    furnished.submit("bob")
    name = add(page, place(furnished, QUOTE))
    until(page, "refused")
    again(page, furnished)
    until(page, "refused")
    assert "submitted this reading" in why(page, name)
    readings.reopen_reading(furnished.bob, furnished.document)
    page.evaluate("(id) => desk.saver.retry(id)", name)
    until(page, "saved")
    assert len(rows()) == 1


def test_a_refused_mark_that_is_put_away_does_not_come_back(site, furnished):
    furnished.mark("bob", QUOTE)
    page = desk(site, furnished)
    name = add(page, place(furnished, QUOTE))
    page.wait_for_function("(id) => desk.marks.saving(id).state === 'refused'", arg=name)
    page.evaluate("(id) => desk.saver.putAway(id)", name)
    until(page, "saved")
    again(page, furnished)
    assert states(page) == ["saved"]
    assert kept(page) == 0


def test_what_only_waits_cannot_be_put_away(site, furnished):
    page = desk(site, furnished)
    page.context.set_offline(True)
    name = add(page, place(furnished, QUOTE))
    until(page, "waiting")
    page.evaluate("(id) => desk.saver.putAway(id)", name)
    assert kept(page) == 1
    page.context.set_offline(False)
    until(page, "saved")


def test_a_refused_change_put_away_shows_the_stored_mark(site, furnished):
    first, second = furnished.mark("bob", QUOTE), furnished.mark("bob", QUOTE, "opinion")
    page = desk(site, furnished)
    change(page, str(second.uuid), label="assertion")
    page.wait_for_function("(id) => desk.marks.saving(id).state === 'refused'", arg=str(second.uuid))
    page.evaluate("(id) => desk.saver.putAway(id)", str(second.uuid))
    assert page.evaluate("(id) => desk.marks.get(id).label", str(second.uuid)) == "opinion"
    assert {row.uuid for row in rows()} == {first.uuid, second.uuid}


def test_a_refused_deletion_puts_the_mark_back(site, furnished):
    row = furnished.mark("bob", QUOTE)
    page = desk(site, furnished)
    furnished.submit("bob")
    remove(page, str(row.uuid))
    assert states(page) == ["refused"]
    assert why(page, str(row.uuid)).startswith("not deleted. You have submitted this reading")


NO_DATABASE = {
    "missing": "indexedDB.open = () => { throw new Error('not here'); }",
    "full": "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }",
    "silent": "indexedDB.open = () => ({});",
}


@pytest.mark.parametrize("script", NO_DATABASE.values(), ids=NO_DATABASE)
def test_what_the_browser_cannot_keep_waits_in_the_open_window_and_says_so(site, furnished, script):
    page = site.open(BLANK, "bob")
    page.add_init_script(script)
    again(page, furnished)
    page.context.set_offline(True)
    name = add(page, place(furnished, QUOTE))
    until(page, "waiting")
    assert "leave this window open" in why(page, name)
    asked = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert page.evaluate(asked)
    page.context.set_offline(False)
    until(page, "saved")
    assert not page.evaluate(asked)


def test_whoever_is_signed_out_is_told_and_sends_after_signing_in(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    page.wait_for_selector("[data-ready=yes]")
    account = page.evaluate("() => JSON.parse(document.getElementById('page-data').textContent).account")
    facts = {"text": furnished.document.text, "marks": [], "account": account, "addUrl": ADD, "choice": "mine"}
    page.evaluate(DESK, facts)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    name = add(page, place(furnished, QUOTE))
    until(page, "waiting")
    assert "signed out" in why(page, name)
    assert page.inner_text(".toast button") == "Sign in in a new window"
    page.context.clear_cookies()  # signing in changes the token, too
    site.sign_in(page.context, "cem")
    page.evaluate("() => desk.saver.retryAll()")
    assert "somebody else" in why(page, name)
    site.sign_in(page.context, "bob")
    page.evaluate("() => desk.saver.retryAll()")
    until(page, "saved")
    assert [str(one.reading.reviewer.user) for one in rows()] == ["bob"]


def open_details(page: Any) -> None:
    page.click("#cards .card-text")
    page.click("#cards [data-do=open]")
    page.evaluate("() => (document.querySelector('.sheet-rest').open = true)")


def pause_typing(page: Any, words: str) -> None:
    """Writes into the note of the open mark, and stops before the page would say it by itself."""
    page.focus("#sheet-note")
    page.evaluate(
        "() => { const late = setTimeout; window.setTimeout = (run, ms) => late(run, ms === 700 ? 1e6 : ms); }"
    )
    page.keyboard.type(words)


@pytest.mark.parametrize("leave", ["reload", "close", "hide"])
def test_the_last_letters_of_a_note_are_stored_when_the_page_goes(site, furnished, leave):
    furnished.mark("bob", QUOTE)
    page = site.open(READ.format("d1"), "bob")
    page.wait_for_selector("[data-ready=yes]")
    open_details(page)
    pause_typing(page, "to the last letter")
    if leave == "reload":
        page.reload()
    elif leave == "close":
        page = in_place_of(page)
    else:
        page.evaluate(HIDE)
    assert comes_to(lambda: [row.note for row in rows()] == ["to the last letter"])


def test_a_reading_with_a_refused_mark_is_not_submitted_and_says_what_to_do(site, furnished):
    furnished.mark("bob", QUOTE)
    page = site.open(READ.format("d1"), "bob")
    page.wait_for_selector("[data-ready=yes]")
    page.route("**/marks/*/", lambda route: route.fulfill(status=422, json={"detail": "No."}), times=1)
    open_details(page)
    page.fill("#sheet-note", "refused")
    page.press("#sheet-note", "Tab")
    page.wait_for_selector("#cards .state[data-state=refused]")
    submit(page)
    page.wait_for_selector(".toast.error >> text=One mark was refused")
    assert "Try again or put it away, then submit." in page.locator(".toast.error").inner_text()
    assert Reading.objects.get().state == Reading.State.OPEN
    page.dispatch_event("#cards [data-do=away]", "click")  # out of sight: the end of the page is in view
    page.wait_for_selector("#cards .state[data-state=saved]")
    submit(page)
    page.wait_for_selector("text=This reading is submitted")


def test_what_was_refused_does_not_keep_a_submitted_reading_from_being_reopened(site, furnished):
    row = furnished.mark("bob", QUOTE)
    page = site.open(READ.format("d1"), "bob")
    page.wait_for_selector("[data-ready=yes]")
    furnished.submit("bob")
    open_details(page)
    page.fill("#sheet-note", "too late")
    page.press("#sheet-note", "Tab")
    page.wait_for_selector("#cards .state[data-state=refused]")
    page.reload()
    page.wait_for_selector("#cards .state[data-state=refused]")
    page.click("text=Reopen this reading")
    page.wait_for_selector("text=Submit this reading")
    assert row.reading_id == Reading.objects.get(state=Reading.State.OPEN).pk


# ---- Links, undo and redo ----


def test_a_link_made_without_a_connection_waits_for_both_marks(site, furnished):
    page = desk(site, furnished)
    page.context.set_offline(True)
    claim = add(page, place(furnished, QUOTE))
    proof = add(page, place(furnished, "China banned the trade in 2019"), "evidence")
    page.evaluate("([from, to]) => desk.saver.link(from, to, 'supports')", [proof, claim])
    until(page, "waiting", "waiting")
    page.context.set_offline(False)
    until(page, "saved", "saved")
    page.wait_for_function("() => desk.saver.unsent() === 0")
    link = Link.objects.get()
    assert (str(link.from_annotation.uuid), str(link.to_annotation.uuid), link.kind) == (proof, claim, "supports")
    page.evaluate("([from, to]) => desk.saver.unlink(from, to)", [proof, claim])
    assert not Link.objects.exists()


def tied(site: Any, house: House, kind: str = "supports") -> tuple[Any, str, str]:
    """A desk with evidence tied to an assertion: page, ids of both."""
    claim, proof = house.mark("bob", QUOTE), house.mark("bob", "China banned the trade in 2019", "evidence")
    page = desk(site, house)
    page.evaluate("(all) => desk.saver.link(...all)", [str(proof.uuid), str(claim.uuid), kind])
    return page, str(proof.uuid), str(claim.uuid)


def test_the_other_kind_of_a_link_chosen_without_a_connection_is_stored(site, furnished):
    page, proof, claim = tied(site, furnished)
    page.context.set_offline(True)
    page.evaluate("""async ([from, to]) => {
      await desk.saver.unlink(from, to);
      await desk.saver.link(from, to, 'contradicts');
    }""", [proof, claim])  # fmt: skip
    page.context.set_offline(False)
    page.wait_for_function("() => desk.saver.unsent() === 0")
    assert [link.kind for link in Link.objects.all()] == ["contradicts"]
    assert page.evaluate("(id) => desk.marks.get(id).links", proof) == [[claim, "contradicts"]]


def test_a_change_of_kind_that_stops_half_way_is_finished_by_the_next_page(site, furnished):
    page, proof, claim = tied(site, furnished)
    posts = iter([False, True])  # the first is refused, the second does not get through
    page.route("**/links/", lambda route: route.abort() if _is_lost(route, posts) else route.continue_())
    page.evaluate("(all) => desk.saver.link(...all)", [proof, claim, "contradicts"])
    page.unroute("**/links/")
    assert not Link.objects.exists()
    again(page, furnished)
    page.wait_for_function("() => desk.saver.unsent() === 0")
    assert [link.kind for link in Link.objects.all()] == ["contradicts"]


def test_a_note_written_while_a_link_is_untied_that_is_gone_already_is_stored(site, furnished):
    page, proof, claim = tied(site, furnished)
    Link.objects.all().delete()
    page.evaluate("""([from, to]) => {
      desk.saver.unlink(from, to);
      desk.change(from, { note: 'meanwhile' });
    }""", [proof, claim])  # fmt: skip
    page.wait_for_function("() => desk.saver.unsent() === 0")
    assert [str(row.uuid) for row in rows() if row.note == "meanwhile"] == [proof]


def test_undo_after_a_reload_brings_a_deleted_mark_back_with_id_and_links(site, furnished):
    page = desk(site, furnished)
    claim = add(page, place(furnished, QUOTE))
    proof = add(page, place(furnished, "China banned the trade in 2019"), "evidence")
    until(page, "saved", "saved")
    page.evaluate("([from, to]) => desk.saver.link(from, to, 'supports')", [proof, claim])
    remove(page, claim)
    again(page, furnished)
    assert page.evaluate("() => desk.saver.undo()")
    assert page.evaluate("(id) => desk.marks.incoming(id)", claim) == [[proof, "supports"]]
    assert {str(row.uuid) for row in rows()} == {claim, proof}
    assert Link.objects.count() == 1
    assert page.evaluate("() => desk.saver.redo()")
    assert [str(row.uuid) for row in rows()] == [proof]


def test_a_step_whose_answer_was_lost_is_one_step(site, furnished):
    page = desk(site, furnished)
    first = add(page, place(furnished, QUOTE))
    idle(page)
    add(page, place(furnished, "no proof"), "opinion")
    idle(page)
    page.route("**/undo/", lambda route: (route.fetch(), route.abort()), times=1)
    assert not page.evaluate("() => desk.saver.undo()")
    assert page.evaluate("() => desk.saver.undo()")
    assert [str(row.uuid) for row in rows()] == [first]
    assert len(states(page)) == 1


@pytest.mark.parametrize("arrives", [True, False])
def test_a_step_whose_answer_was_lost_is_asked_for_again_and_shown(site, furnished, arrives):
    page = desk(site, furnished)
    add(page, place(furnished, QUOTE))
    idle(page)
    page.route("**/undo/", lambda route: (arrives and route.fetch(), route.abort()), times=1)
    assert not page.evaluate("() => desk.saver.undo()")
    assert "Not known whether it was undone: no connection" in page.inner_text(".toast.error")
    page.evaluate("() => dispatchEvent(new Event('online'))")
    page.wait_for_function("() => desk.states().length === 0")
    assert rows() == []
    expect(page.locator(".toast.error")).to_have_count(0)


def test_a_mark_made_after_an_undo_without_an_answer_is_not_what_is_undone(site, furnished):
    page = desk(site, furnished)
    add(page, place(furnished, QUOTE))
    idle(page)
    page.route("**/undo/", lambda route: route.abort(), times=1)
    assert not page.evaluate("() => desk.saver.undo()")
    later = add(page, place(furnished, "no proof"), "opinion")
    idle(page)
    assert [str(row.uuid) for row in rows()] == [later]
    assert page.evaluate("() => desk.marks.own().map(({ id }) => id)") == [later]


def test_marks_do_not_wait_for_ever_for_a_step_at_which_the_server_fails(site, furnished):
    page = desk(site, furnished)
    name = add(page, place(furnished, QUOTE))
    idle(page)
    page.route("**/undo/", lambda route: route.fulfill(status=500))
    assert not page.evaluate("() => desk.saver.undo()")
    change(page, name, note="goes on")
    until(page, "waiting")
    for _ in range(5):
        page.evaluate("() => desk.saver.retryAll()")
    until(page, "saved")
    assert [row.note for row in rows()] == ["goes on"]
    assert "Load the page again" in page.locator(".toast.error").last.inner_text()


def test_undo_waits_until_marks_are_sent_and_says_so(site, furnished):
    page = desk(site, furnished)
    page.context.set_offline(True)
    add(page, place(furnished, QUOTE))
    assert not page.evaluate("() => desk.saver.undo()")
    assert "One mark waits to be sent first" in page.locator(".toast").last.inner_text()


def test_a_mark_is_split_and_an_earlier_version_restored(site, furnished):
    page = desk(site, furnished)
    start, end = place(furnished, QUOTE)
    name = add(page, [start, end])
    idle(page)
    page.evaluate("([id, at]) => desk.saver.split(desk.marks.get(id), at, desk.newId())", [name, start + 11])
    assert [row.quote for row in rows()] == [QUOTE[:11].rstrip(), QUOTE[11:].lstrip()]
    until(page, "saved", "saved")
    page.evaluate("(id) => desk.saver.restore(id, 1)", name)
    assert QUOTE in [row.quote for row in rows()]
