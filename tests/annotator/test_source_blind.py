"""Source-blind reading: whoever must not know where a text is from is not told, at any address of the site.

The house has strings that stand nowhere else; every address of the URLconf is asked, with what a reader may ask there.
"""

import json
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import access
from core.models import Annotation, Participant, Project, Proposal, Session
from core.services import annotating, citing, discussing, outlets, readings
from core.services.documents import SectionDraft
from core.services.drafts import read_mark
from core.services.ruling_origins import reject
from tests.annotator.callers import every_address
from tests.house import House

TITLE = "Zebrafinch strikes the harbour at noon"
TEXT = (
    f"{TITLE}\n\nBy Quillon Marsh\n\n"
    "The Vexillary has learnt that China acts. The VEXILLARY’s own reporter Jolanta Pryce agrees: see "
    "vexillary.example, or Vexy for short. There is no proof of state policy.\n\n"
    "The Wraithwood Wire adds that Beijing denies it. Filed under vexillary junk."
)
SECRETS = ("Vexillary", "Zebrafinch", "Quillon", "Pryce", "Wraithwood", "Vexy", "the-true-key", "vexkey", "wraithkey",
           "1987-06-05", "5 June 1987")  # fmt: skip
WORDS = "There is no proof of state policy"
NAMED = "The Vexillary has learnt"


class Secret(House):
    """A house with one text whose source is unmistakable, which a second text copies from."""

    def __init__(self) -> None:
        super().__init__()
        self.add_outlet("vexkey", "The Vexillary", "vexillary.example")
        self.add_outlet("wraithkey", "Wraithwood Wire", "")
        start = TEXT.index("The Wraithwood")
        junk = TEXT.index("Filed under")
        self.secret = self.add_document(
            "the-true-key", TEXT, outlet="vexkey", title=TITLE, url="https://vexillary.example/a", genre="news",
            author="By Quillon Marsh and Jolanta Pryce, Staff", published_on="1987-06-05",
            sections=[SectionDraft(start, junk, "wraithkey", title="Wraithwood special", author="Q. Wraithwood")],
            excluded=[(junk, len(TEXT), "vexillary junk")],
        )  # fmt: skip
        copied = SectionDraft(0, 30, "gazette", copy_of="the-true-key")
        self.copying = self.add_document("d2", TEXT.replace("V", "W")[200:300], sections=[copied])
        Project.objects.filter(pk=self.project.pk).update(source_blind=True, hidden_names=["Vexy"])
        for name in self.viewers:
            self.anew(name)

    def add_outlet(self, key: str, name: str, domain: str) -> None:
        outlets.add_outlet(self.viewers["ann"], key, {"name": name, "domain": domain})

    def anew(self, name: str) -> None:
        """The viewer as the next request makes it."""
        self.viewers[name] = access.viewer(self.viewers[name].user, "house")

    def marked(self, name: str, quote: str = NAMED, **more: object) -> Annotation:
        body = self.body(quote, document=self.secret, **more)
        body["quote"] = "_" * len(quote)
        mark, _ = annotating.add_annotation(self.viewers[name], self.secret, read_mark(body))
        return mark


@pytest.fixture
def secret(db: None) -> Secret:
    """Cem has submitted the secret text; Bob has begun it, with a mark changed, one deleted and a practice mark."""
    house = Secret()
    house.marked("cem", WORDS, facets={"target": "ccp", "role": "R5", "stance": "affirms", "speaker": "Jolanta Pryce"})
    house.submit("cem", house.secret)
    house.mark("bob", "Officials say", facets={"target": "ccp", "role": "R5", "stance": "affirms"})
    house.submit("bob")
    house.bobs = house.marked("bob")
    house.other = house.marked("bob", "reporter Jolanta Pryce agrees", label="evidence")
    annotating.add_link(house.bob, house.other.uuid, house.bobs.uuid, "supports")
    house.cited, _ = citing.cite(house.bob, house.other.uuid, card={"title": "A report"})
    gone = house.marked("bob", "The Wraithwood Wire adds")
    annotating.delete_annotation(house.bob, gone.uuid, 1)
    annotating.change_annotation(house.bob, house.bobs.uuid, 1, {"note": "mine"})
    body = house.body("Jolanta Pryce", document=house.secret) | {"quote": "_" * 13}
    start = TEXT.index(NAMED)
    house.thread, _ = discussing.start_thread(
        house.bob, house.secret, id=uuid.uuid4(), start=start, end=start + 20, text="Who is this?"
    )
    discussing.start_thread(house.bob, house.secret, id=uuid.uuid4(), annotation=house.other.uuid, text="And this?")
    session = Session.objects.create(
        project=house.project, document=house.secret, host=house.ann.user, source_blind=True, state="marking"
    )
    Participant.objects.create(session=session, user=house.bob.user)
    house.practised, _ = annotating.add_annotation(house.bob, house.secret, read_mark(body), practice=True)
    return house


def addresses() -> list[str]:
    return sorted(path for path in every_address() if not re.match(r"accounts/|sign-in/", path))


TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")
N_SHARES = 3  # of all addresses, so that processes share the work
QUERIES = ("?plain=1", "?page=1", "?mark={practised}", "?reader=", "?view=numbers", "?outlet=vexkey",
           "?origin=vexkey", "?document={key}", "?format=csv", "?a=gazette&b=vexkey",
           "?start={start}&end={end}")  # fmt: skip


def filled(house: Secret, address: str, key: str) -> list[str]:
    """The address with what a reader may put there."""
    about = (house.cited,) if "citations/<" in address else (house.bobs, house.practised, house.thread)
    uuids = [str(row.uuid) for row in about]
    values = {"slug:slug": ["house"], "uuid:uuid": uuids,
              "uuid:to": [str(house.other.uuid)], "str:format": ["csv", "jsonl"], "str:reviewer": ["bob"],
              "str:key": [key, "gazette", "vexkey"], "uuid:session": [str(uuid.uuid4())]}  # fmt: skip
    if "sources/<" in address:
        values["str:key"] = [house.cited.source.key]
    if address.endswith("marks/<uuid:uuid>/source/"):
        values["uuid:uuid"] = [str(house.other.uuid)]
    paths = ["/" + address]
    for name, choices in values.items():
        paths = [path.replace(f"<{name}>", choice) for path in paths for choice in choices]
    return [re.sub(r"<\w+:\w+>", "1", path) for path in dict.fromkeys(paths)]


def queries(house: Secret, key: str) -> list[str]:
    """Each query that pages and interface know."""
    facts = {
        "practised": house.practised.uuid,
        "key": key,
        "start": house.bobs.start,
        "end": house.bobs.end,
    }
    return [query.format(**facts) for query in QUERIES]


def client_of(house: Secret, name: str) -> Client:
    client = Client()
    client.force_login(house.viewers[name].user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def said(response) -> str:
    """All that an answer says: status line, headers and body, without tokens, whose letters may be anything."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return TOKEN.sub("", f"{dict(response.headers)} {body.decode()}")


def leaks(asked: str, answer: str) -> list[str]:
    """Secrets in the answer that the question did not hold itself."""
    return [word for word in SECRETS if word.lower() in answer.lower() and word.lower() not in asked.lower()]


@pytest.mark.parametrize("share", range(N_SHARES))
def test_no_address_tells_a_reader_at_work_where_the_text_is_from(secret, share):
    client, found, n_ok = client_of(secret, "bob"), [], 0

    def ask(path: str) -> int:
        answer = client.get(path)
        assert answer.status_code < 500 or path.startswith("/live/"), path  # streams are another server's
        found.extend((path, answer.status_code, word) for word in leaks(path, said(answer)))
        return answer.status_code

    for address in addresses()[share::N_SHARES]:
        is_there = False  # queries are asked of the first path of each address that has something to look at
        for path in filled(secret, address, secret.secret.neutral_key):
            plain = ask(path)
            n_ok += plain == 200
            if plain not in (403, 404, 405) and not is_there:
                is_there = True
                n_ok += sum(ask(path + query) == 200 for query in queries(secret, secret.secret.neutral_key))
    assert not found
    assert n_ok > 100 / N_SHARES  # the addresses were not all refused


def test_the_true_key_is_no_address_for_a_reader_at_work(secret):
    client = client_of(secret, "bob")
    for address in addresses():
        if "documents/<str:key>" in address:
            path = "/" + address.replace("<slug:slug>", "house").replace("<str:key>", "the-true-key")
            answer = client.get(re.sub(r"<\w+:\w+>", str(secret.bobs.uuid), path))
            assert answer.status_code in (403, 404, 405), path  # 403: keepers' pages, whatever the key
            assert leaks(path, said(answer)) == []


def test_what_writes_answers_with_masked_words_and_stores_the_true_ones(secret):
    key, client = secret.secret.neutral_key, client_of(secret, "bob")
    body = secret.body("Jolanta Pryce agrees", document=secret.secret) | {"quote": "_______ _____ agrees"}
    other = secret.body("Vexillary has learnt that", document=secret.secret) | {"quote": "?"}
    document, page = f"/api/v1/projects/house/documents/{key}/", f"/projects/house/documents/{key}/"
    mark = f"/api/v1/projects/house/annotations/{body['id']}/"

    def send(method, path, data=None, version=None):
        headers = {"If-Match": f'"{version}"'} if version else {}
        return client.generic(method, path, json.dumps(data or {}), content_type="application/json", headers=headers)

    def step():
        return {"id": str(uuid.uuid4())}

    answers = [
        send("POST", f"{document}annotations/", body), send("POST", f"{document}annotations/", body),
        send("PATCH", mark, {"note": "x"}, 1), send("PATCH", mark, {"note": "y"}, 1),
        send("POST", f"{mark}split/", {"at": body["start"] + 8} | step(), 2),
        send("POST", f"{document}undo/", step()), send("POST", f"{document}redo/", step()),
        send("POST", f"{page}undo/", step()),
        client.post(f"/projects/house/marks/{secret.bobs.uuid}/restore/", {"version": 1, "at_version": 2}),
        send("DELETE", f"/projects/house/marks/{secret.other.uuid}/", None, 1),
        send("POST", f"{page}marks/", other), client.post(f"{page}submit/", {"read": "but", "skipped": "99"}),
    ]  # fmt: skip
    assert [row.status_code for row in answers] == [201, 200, 200, 412, 200, 200, 200, 200, 302, 200, 201, 422]
    assert [leaks("", said(row)) for row in answers] == [[]] * len(answers)
    stored = Annotation.objects.get(uuid=body["id"])
    assert secret.secret.text[stored.start : stored.end] == stored.quote == "Jolanta Pryce agrees"


def test_a_text_that_one_has_read_does_not_name_the_masked_one_whose_words_it_holds(secret):
    readings.submit_reading(secret.bob, secret.copying)
    Proposal.objects.create(
        document=secret.copying, kind="section", start=0, end=40, source=secret.secret, outlet=secret.secret.outlet,
        title=TITLE, uuid=uuid.uuid4(), why=[],
    )  # fmt: skip
    row = Proposal.objects.get(document=secret.copying, source=secret.secret)
    reject(secret.ann, secret.copying, row.uuid, 1)
    client = client_of(secret, "bob")
    for path in ("sections/", "sections/0/", "proposals/", "proposals/history/"):
        answer = client.get(f"/api/v1/projects/house/documents/d2/{path}")
        assert (answer.status_code, leaks(path, said(answer))) == (200, []), path
    answer = client.get(reverse("provenance", args=["house", "d2"]))
    assert (answer.status_code, leaks(secret.copying.text, said(answer))) == (200, [])


def test_after_the_first_submission_everything_is_shown_and_the_neutral_address_still_works(secret):
    key, client = secret.secret.neutral_key, client_of(secret, "bob")
    secret.submit("bob", secret.secret)
    moved = client.get(f"/projects/house/documents/{key}/read/?plain=1")
    assert (moved.status_code, moved["Location"]) == (302, "/projects/house/documents/the-true-key/read/?plain=1")
    page = said(client.get(moved["Location"]))
    assert {"Vexillary", "Zebrafinch", "Quillon", "Wraithwood", "Vexy", "the-true-key"} - set(leaks("", page)) == set()
    for path in ("documents/the-true-key/report/", "articles/", "compare/", "outlets/vexkey/"):
        assert "Vexillary" in said(client.get(f"/projects/house/{path}")), path
    data = client.get(f"/api/v1/projects/house/documents/{key}/").json()
    assert (data["id"], data["text"], data["sha256"]) == ("the-true-key", TEXT, secret.secret.sha256)
    assert NAMED in said(client.get("/api/v1/projects/house/export/"))


def test_a_mark_made_while_masked_is_known_again_when_its_sending_is_repeated_later(secret):
    body = secret.body("Jolanta Pryce agrees", document=secret.secret) | {"quote": "_______ _____ agrees"}
    path = f"/api/v1/projects/house/documents/{secret.secret.neutral_key}/annotations/"
    client = client_of(secret, "bob")
    assert client.post(path, body, content_type="application/json").status_code == 201
    secret.submit("bob", secret.secret)
    again = client.post(path, body, content_type="application/json")
    assert (again.status_code, again.json()["quote"]) == (200, "Jolanta Pryce agrees")


@pytest.mark.parametrize("name", ["ann", "ada", "vera"])
def test_owners_adjudicators_and_viewers_see_the_source(secret, name):
    page = said(client_of(secret, name).get("/projects/house/documents/the-true-key/read/?plain=1"))
    assert "The Vexillary" in page


def test_a_list_of_masked_texts_is_in_the_order_of_their_neutral_keys(secret):
    for number in range(6):
        secret.add_document(f"k{number}", f"Text {number} of China.", outlet="vexkey")
    rows = client_of(secret, "cem").get("/api/v1/projects/house/documents/").json()["results"]
    keys = [row["key"] for row in rows]
    assert keys == sorted(keys)
    assert sum(key.startswith("text-") for key in keys) == 8
    page = said(client_of(secret, "cem").get("/projects/house/articles/"))
    shown = re.findall(r"text-\w{8}(?=/read)", page)
    assert shown == sorted(shown)


def test_no_outlet_finds_a_masked_text(secret):
    client = client_of(secret, "bob")
    rows = client.get("/api/v1/projects/house/documents/?outlet=vexkey").json()["results"]
    assert rows == []
    assert [row["key"] for row in client.get("/api/v1/projects/house/outlets/").json()["results"]] == ["gazette"]
    assert client.get("/projects/house/outlets/vexkey/").status_code == 404


def test_in_a_source_blind_session_a_reader_does_not_know_until_it_is_revealed(house):
    session = Session.objects.create(
        project=house.project, document=house.document, host=house.ann.user, source_blind=True, state="lobby"
    )
    for name in ("bob", "ada"):
        Participant.objects.create(session=session, user=house.viewers[name].user)
    read = "/projects/house/documents/d1/read/?plain=1"
    assert client_of(house, "bob").get(read).status_code == 404
    assert client_of(house, "cem").get(read).status_code == 200  # takes no part in it
    assert client_of(house, "ada").get(read).status_code == 200  # who chooses the texts knows them
    neutral = f"/projects/house/documents/{house.document.neutral_key}/read/?plain=1"
    assert "Gazette" not in said(client_of(house, "bob").get(neutral))
    Session.objects.update(state="revealed", revealed_at=timezone.now())
    assert "The Gazette" in said(client_of(house, "bob").get(read))


def test_in_an_open_project_too_nobody_elses_marks_show_before_ones_own_are_submitted(secret):
    Project.objects.update(visibility="open")
    path = f"/api/v1/projects/house/documents/{secret.secret.neutral_key}/annotations/"
    rows = client_of(secret, "bob").get(path).json()["results"]
    assert {row["id"] for row in rows} == {str(secret.bobs.uuid), str(secret.other.uuid)}


def test_a_masked_document_can_be_neither_saved_nor_read_on(secret):
    from core.queries.documents import document

    found = document(secret.bob, secret.secret.neutral_key)
    with pytest.raises(RuntimeError):
        found.save()
    with pytest.raises(RuntimeError):
        _ = found.text
