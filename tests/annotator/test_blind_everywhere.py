"""A blind reader learns nothing: the same request in two worlds that differ only in what a colleague did.

In one world Bob has submitted two linked marks, which state one claim, of which one cites two cards and which a release
holds, in the other five elsewhere, said otherwise, with changes and a reopened reading between, in two releases; the
indicators he answers otherwise, too. Whatever a reader who has not submitted asks, at every address of the site and
with every method, the answers are the same to the byte, and cost the same number of queries.
"""

import json
import re
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import Annotation, Citation, Event, Thread
from core.queries import corpora
from core.queries.indicators import indicators
from core.services import annotating, assessing, citing, readings
from core.services.claiming import make_claim, tell_apart
from core.services.event_log import lock_document, record
from core.services.joining import open_invitation
from core.services.projects import reviewer_of
from tests.annotator.api.test_rights import BODIES as API_BODIES
from tests.annotator.api.test_rights import TABLE as API_TABLE
from tests.annotator.callers import every_address, give_away, keep_speakers
from tests.annotator.test_rights_of_pages import BODIES as PAGE_BODIES
from tests.annotator.test_rights_of_pages import TABLE as PAGE_TABLE

N_SHARES = 4  # of all addresses, so that processes share the work
READERS = ("cem", "gus")  # Cem has begun and not submitted, Gus has not begun
ELSEWHERE = re.compile(r"^(accounts|sign-in)/")
TELLING = ("Location", "ETag", "Retry-After", "Last-Modified")
CHANGES = re.compile(rb'csrf[-\w]*token[^>]*?value="[^"]*"|csrf-token" content="[^"]*"|X-CSRFToken": "[^"]*"')
SECRET = re.compile(rb'"(username|token|return_key)": ?"[^"]*"')
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+Z?|\b\d\d:\d\d\b")  # a page may say the minute it was made
SOME_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def addresses():
    return [
        path for path in every_address() if not ELSEWHERE.match(path) and "docs/" not in path and "schema/" not in path
    ]


def methods_of(address):
    """What an address is asked by: the methods it has, and one that it has not."""
    known = (
        API_TABLE.get(address.removeprefix("api/v1/"), {})
        if address.startswith("api/")
        else PAGE_TABLE.get(address, {})
    )
    others = [method for method in ("GET", "PUT", "POST") if method not in known]
    return (*known, others[0])


@pytest.fixture
def worlds(house):
    """The house before Bob begins: Cem has a mark of his own, Gus none."""
    reviewer_of(house.guest("Gus"))  # code names are random: his is made before the worlds part
    house.code, house.link = open_invitation(house.ann), open_invitation(house.ann, kind="link")
    citing.add_source(house.ann, {"title": "What all see"}, key="s1")
    house.own = house.mark("cem", "Nobody asked")
    citing.cite(house.cem, house.own.uuid, source="s1")
    keep_speakers(house)
    assessing.answer(house.cem, house.document, 0, {"emotional-tone": {"value": "even"}})
    return house


def assess(house, value, note, n_times):
    """Bob's answers, submitted so many times."""
    answers = {key: {"value": "cannot-tell"} for key in indicators()} | {"fallacies": {"value": value, "note": note}}
    version = assessing.answer(house.bob, house.document, 0, answers).version
    for _ in range(n_times):
        version = assessing.reopen_assessment(house.bob, house.document, version).version  # an open one stays
        version = assessing.submit_assessment(house.bob, house.document, version).version


def two_marks(house):
    first, second = house.mark("bob", "Beijing"), house.mark("bob", "China banned", "evidence", note="quite sure")
    annotating.add_link(house.bob, second.uuid, first.uuid, "supports")
    house.submit("bob")
    known, _ = citing.cite(house.bob, second.uuid, source="s1")
    citing.check(house.bob, known.uuid, 1, finding="says-so", excerpt="It is so.")
    hidden, _ = citing.cite(house.bob, second.uuid, card={"producer": "RAND", "title": "A report", "kind": "report"})
    make_claim(house.bob, id=first.uuid, marks=[first.uuid, second.uuid], text="Beijing banned it.")
    assess(house, ["straw-man"], "a man of straw", 1)
    give_away(house)
    return first.uuid, second.uuid, hidden.uuid


def five_marks(house):
    words = ("Officials say", "no proof of state policy", "Nobody asked", "The Chinese ministry", "in 2019")
    marks = [house.mark("bob", quote, "opinion") for quote in words]
    house.submit("bob")
    readings.reopen_reading(house.bob, house.document)
    annotating.change_annotation(house.bob, marks[0].uuid, 1, {"label": "evidence", "note": "changed my mind"})
    annotating.delete_annotation(house.bob, marks[1].uuid, 1)
    house.submit("bob")
    assess(house, ["none"], "", 3)
    give_away(house)
    give_away(house)
    _talk(house)
    make_claim(house.bob, id=uuid4(), marks=[marks[0].uuid])
    tell_apart(house.bob, [marks[2].uuid], [marks[3].uuid])
    return uuid4(), uuid4(), uuid4()  # what is asked for is nobody's here


def _talk(house):
    author, document = reviewer_of(house.bob), lock_document(house.document.pk)
    thread = Thread.objects.create(project=house.project, document=document, start=0, end=10, started_by=author)
    comment = thread.comments.create(author=author, text="Is this a headline?")
    record(document, Event.Kind.COMMENTED, about=comment)


def plain(raw, known):
    """An answer without what is new in each: tokens, moments, and ids that are not Bob's."""
    raw = MOMENT.sub(b"(then)", CHANGES.sub(b"(token)", SECRET.sub(b"(secret)", raw)))
    return SOME_UUID.sub(lambda found: found[0] if UUID(found[0].decode()) in known else b"(an id)", raw)


def asked(house, session, address, method, ids, his):
    """Status, body and telling headers of one request, and how many queries it took."""
    client = Client()  # with nothing left of an earlier request
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    path = "/" + address.replace("<slug:slug>", "house").replace("<str:format>", "csv")
    path = path.replace("<str:chart>", "marks" if "report/" in path else "labels")
    path = path.replace("<uuid:uuid>", str(ids[2] if "citations/<" in address else ids[0])).replace(
        "<uuid:to>", str(ids[1])
    )
    path = path.replace("<str:key>", "s1" if "/sources/" in path else "gazette" if "outlets/" in path else "d1")
    path = re.sub(r"<\w+:\w+>", "1", path)
    house.first = Annotation(uuid=ids[0], start=70, end=77)
    house.second = house.third = Annotation(uuid=ids[1])
    known = API_BODIES if address.startswith("api/") else PAGE_BODIES
    make = next((make for end, make in known.items() if address.endswith(end)), lambda house: {})
    raw = b"" if method in ("GET", "HEAD") else json.dumps(make(house)).encode()
    headers = {"If-Match": '"1"'} if method in ("POST", "PATCH", "DELETE") else {}
    with CaptureQueriesContext(connection) as queries:
        response = client.generic(method, path, raw, content_type="application/json", headers=headers)
        body = b"".join(response.streaming_content) if response.streaming else response.content
    told = {name: plain(response.headers.get(name, "").encode(), his) for name in TELLING}
    return response.status_code, plain(body, his), told, len(queries)


def answers_in(house, world, reader, paths):
    """What a reader is answered in one world, by address and method; nothing is left of it."""
    found = {}
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpora, "_KEPT", corpora._Kept(corpora._KEPT_BYTES))  # each world begins with nothing at hand
        ids = world(house)
        his = set(Annotation.objects.filter(reading__reviewer__user=house.bob.user).values_list("uuid", flat=True))
        his |= set(Citation.objects.filter(changed_by=house.bob.user).values_list("uuid", flat=True))
        signed_in = Client()
        signed_in.force_login(house.viewers[reader].user, backend="django.contrib.auth.backends.ModelBackend")
        session = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
        for address in paths:
            for method in methods_of(address):
                with transaction.atomic():
                    found[address, method] = asked(house, session, address, method, ids, his)
                    transaction.set_rollback(True)
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("share", range(N_SHARES))
def test_what_a_colleague_did_changes_no_answer_to_a_blind_reader(worlds, share, reader):
    paths = addresses()[share::N_SHARES]
    here, there = (answers_in(worlds, world, reader, paths) for world in (two_marks, five_marks))
    assert len(here) == sum(len(methods_of(path)) for path in paths)
    wrong = {asked: (here[asked], there[asked]) for asked in here if here[asked] != there[asked]}
    assert wrong == {}
    assert [asked for asked, (status, *_) in here.items() if status >= 500 and "live/" not in asked[0]] == []
