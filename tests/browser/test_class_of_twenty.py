"""A class of twenty at once over the running site: eighteen programs and two real browsers, each in by the code.

Join, twelve marks each at the same time, hand in, reveal, discuss, revise: no error, nothing lost, nothing foreign in
any answer or stream before the reveal, everything after it on every stream.
"""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from knox.models import AuthToken

from core.models import Annotation, Document, Reading
from core.services import joining, sessions
from tests.house import House
from tests.processes.client import Answer, Connection
from tests.processes.furnish import text_of
from tests.processes.streams import Stream

N_PROGRAMS, N_MARKS = 18, 12
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
API = "/api/v1/projects/house/"
LESSON = f"{API}documents/lesson/"
WORD = re.compile(r"\w{5,}")
LISTEN = """() => { window.told = [];
  document.addEventListener('live:event', ({ detail }) => told.push(detail));
  document.addEventListener('live:reload', () => told.push('reload')); }"""
MARK_ALL = """([address, bodies]) => {
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': document.querySelector('meta[name=csrf-token]').content };
  const post = (body) => fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
  return Promise.all(bodies.map(async (body) => (await post(body)).status));
}"""


def bodies(document: Document, name: str) -> list[dict[str, Any]]:
    """Marks on words of the text, with a note that only their maker knows."""
    words = list(WORD.finditer(document.text))
    step = len(words) // N_MARKS
    return [
        {"id": str(uuid4()), "start": word.start(), "end": word.end(), "quote": word[0], "note": f"secret of {name}",
         "label": ("evidence", "assertion", "opinion")[(number + len(name)) % 3], "facets": {}}
        for number, word in enumerate(words[: step * N_MARKS : step])
    ]  # fmt: skip


class Caller:
    """Somebody with a token."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request on a connection of its own, as phones make them."""
        with Connection(self.port) as connection:
            return connection.request(method, path, body, {"Authorization": f"Token {self.token}"} | headers)

    def marks(self) -> list[dict[str, Any]]:
        """All marks on the lesson that this person may see."""
        found, path = [], f"{LESSON}annotations/"
        while path:
            page = self.ask("GET", path).json()
            found += page["results"]
            path = page["next"] and "{0.path}?{0.query}".format(urlsplit(page["next"]))
        return found


class Pupil(Caller):
    """One who came by the code, by way of a program."""

    def __init__(self, port: int, code: str, name: str) -> None:
        with Connection(port) as connection:
            answer = connection.request("POST", "/api/v1/join/", {"code": code, "name": name})
        assert answer.status == 201, answer.body
        super().__init__(port, answer.json()["token"])
        self.name, self.code_name = name, ""
        assert self.ask("POST", f"{LESSON}session/enter/", {}).status == 200
        self.stream = Stream(
            port, "/live/projects/house/documents/lesson/", {"Authorization": f"Token {self.token}"}
        ).opened()

    def mark(self, wanted: list[dict[str, Any]], start: threading.Barrier) -> list[int]:
        """So many marks, one after the other, from the moment when all begin."""
        start.wait(30)
        answers = [self.ask("POST", f"{LESSON}annotations/", body) for body in wanted]
        self.code_name = answers[0].json()["reviewer"]
        return [answer.status for answer in answers]

    def hears(self, kind: str) -> set[str]:
        """Who is said on the stream to have done that."""
        return {row.data["reviewer"] for row in self.stream.changes if row.data["kind"] == kind}


def together(pupils: list[Pupil], act: Any) -> list[Any]:
    """All of them at once."""
    with ThreadPoolExecutor(len(pupils)) as pool:
        return list(pool.map(act, pupils))


def join_by_page(site: Any, code: str, name: str) -> Any:
    """A phone that types the code and a name, and is led to the room."""
    page = site.open(f"/join/?code={code}", **PHONE)
    page.fill("[name=name]", name)
    page.click("button:has-text('Join')")
    page.click("text=Go to the session")
    page.wait_for_url("**/session/")
    return page


class Lesson:
    """The class with its host; each stage of the ninety minutes is one method that holds what it promises."""

    def __init__(self, site: Any) -> None:
        self.house = House()
        self.text = self.house.add_document("lesson", text_of(4_400))
        session = sessions.make_session(self.house.ann, self.text, name="Media ethics")
        self.code = joining.open_invitation(self.house.ann, session=session, max_uses=20).code
        self.port = urlsplit(site.url).port or 0
        self.host = Caller(self.port, AuthToken.objects.create(self.house.ann.user)[1])
        with ThreadPoolExecutor(N_PROGRAMS) as pool:
            self.pupils = list(pool.map(lambda n: Pupil(self.port, self.code, f"Pupil {n}"), range(N_PROGRAMS)))
        self.pages = {name: join_by_page(site, self.code, name) for name in ("Uma", "Vic")}

    def lead(self, step: str) -> None:
        """A step of the host's."""
        assert self.host.ask("POST", f"{LESSON}session/{step}/", {}).status == 200

    def refuse_one_more(self) -> None:
        """The code was for twenty, and all are here."""
        with Connection(self.port) as connection:
            late = connection.request("POST", "/api/v1/join/", {"code": self.code, "name": "Too late"})
        assert (late.status, late.json()["code"]) == (409, "invitation_full")
        assert self.host.ask("GET", f"{LESSON}session/").json()["n_here"] == 20

    def mark_all_at_once(self) -> None:
        """Marks of all; phones go on to the article by themselves."""
        for page in self.pages.values():
            page.wait_for_url("**/read/", timeout=20_000)
            page.wait_for_selector("#reading[data-ready=yes]")
            page.evaluate(LISTEN)
        start = threading.Barrier(N_PROGRAMS + 1)
        with ThreadPoolExecutor(N_PROGRAMS) as pool:
            running = [pool.submit(pupil.mark, bodies(self.text, pupil.name), start) for pupil in self.pupils]
            start.wait(30)
            address = "/projects/house/documents/lesson/marks/"
            told = [page.evaluate(MARK_ALL, [address, bodies(self.text, name)]) for name, page in self.pages.items()]
            told += [row.result() for row in running]
        assert told == [[201] * N_MARKS] * 20

    def hold_that_nothing_foreign_is_known(self) -> None:
        """Also where some have handed in."""
        together(self.pupils[:9], lambda pupil: pupil.ask("POST", f"{LESSON}session/done/", {}))
        for pupil, seen in zip(self.pupils, together(self.pupils, Caller.marks), strict=True):
            assert {row["note"] for row in seen} == {f"secret of {pupil.name}"}
            assert len(seen) == N_MARKS
            pupil.stream.wait(lambda stream: len(stream.changes) >= N_MARKS, "one's own marks", timeout_s=30)
            assert pupil.hears("annotation-added") == {pupil.code_name}
            assert set(re.findall(r"secret of [\w ]+", str([row.data for row in pupil.stream.heard]))) == {
                f"secret of {pupil.name}"
            }
        for name, page in self.pages.items():
            notes = page.evaluate("told.filter((row) => row.mark).map((row) => row.mark.note)")
            assert set(notes) <= {f"secret of {name}"}

    def hold_that_everything_is_seen(self) -> None:
        """On every stream, in every list, on every page."""
        for pupil in self.pupils:
            pupil.stream.wait(lambda stream: "reload" in {row.name for row in stream.heard}, "the reveal", timeout_s=30)
        assert [len(rows) for rows in together(self.pupils, Caller.marks)] == [20 * N_MARKS] * N_PROGRAMS
        for page in self.pages.values():
            page.wait_for_url("**/session/", timeout=20_000)
            page.wait_for_selector("#session-differ")
        assert Reading.objects.filter(document=self.text, state="submitted").count() == 20

    def hold_that_all_hear_all(self, kind: str) -> None:
        """Every stream tells of everybody."""
        everybody = {pupil.code_name for pupil in self.pupils}
        for pupil in self.pupils:
            pupil.stream.wait(lambda _, me=pupil: me.hears(kind) >= everybody, f"every {kind}", timeout_s=60)


def say(pupil: Pupil) -> int:
    """One comment on the headline."""
    talk = {"id": str(uuid4()), "start": 0, "end": 20, "text": f"{pupil.name} asks who says so."}
    return pupil.ask("POST", f"{LESSON}threads/", talk).status


def revise(pupil: Pupil) -> list[int]:
    """One mark said otherwise, and handed in again."""
    own = next(row for row in pupil.marks() if row["reviewer"] == pupil.code_name)
    path, version = f"{API}annotations/{own['id']}/", {"If-Match": f'"{own["version"]}"'}
    return [
        pupil.ask("POST", f"{LESSON}reopen/", {}).status,
        pupil.ask("PATCH", path, {"note": "revised"}, **version).status,
        pupil.ask("POST", f"{LESSON}submit/", {}).status,
    ]


def test_a_class_of_twenty(site: Any) -> None:
    lesson = Lesson(site)
    lesson.refuse_one_more()
    lesson.lead("open")
    lesson.mark_all_at_once()
    lesson.hold_that_nothing_foreign_is_known()
    lesson.lead("reveal")
    lesson.hold_that_everything_is_seen()
    assert together(lesson.pupils, say) == [201] * N_PROGRAMS
    lesson.hold_that_all_hear_all("comment-added")
    assert together(lesson.pupils, revise) == [[200, 200, 200]] * N_PROGRAMS
    lesson.hold_that_all_hear_all("annotation-changed")
    lesson.lead("close")

    minutes = lesson.pupils[0].ask("GET", f"{LESSON}session/minutes/").json()
    assert (len(minutes["readers"]), minutes["n_revised"], len(minutes["discussion"])) == (20, N_PROGRAMS, N_PROGRAMS)
    assert Annotation.objects.filter(document=lesson.text, deleted_at__isnull=True).count() == 20 * N_MARKS
    for pupil in lesson.pupils:
        pupil.stream.cut()
