"""Sessions under load, against a database that really commits: nothing acknowledged is lost at the reveal."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from core.errors import Conflict
from core.models import Annotation, Event, Participant, Reading, Session
from core.services import annotating, sessions
from core.services.drafts import read_mark
from tests.house import TEXT, House

pytestmark = pytest.mark.django_db(transaction=True)
N_READERS, N_MARKS = 20, 12


@pytest.fixture
def klass(transactional_db):
    """Twenty readers in a session whose article is open."""
    house = House()
    house.session = sessions.make_session(house.ann, house.document)
    house.readers = [house.join(f"reader-{number}", "reviewer") for number in range(N_READERS)]
    for reader in house.readers:
        sessions.enter(reader, house.session)
    sessions.open_article(house.ann, house.session)
    return house


def at_once(asks):
    """What came of each call, begun together, each with a connection of its own."""
    gate = threading.Barrier(len(asks))

    def one(ask):
        try:
            gate.wait(20)
            return ask()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(one, asks))


def test_two_hosts_who_reveal_at_once_reveal_once(klass):
    found = at_once(
        [lambda: sessions.reveal(klass.ann, klass.session), lambda: sessions.reveal(klass.ada, klass.session)]
    )
    assert [row.state for row in found] == ["revealed", "revealed"]
    assert found[0].revealed_at == found[1].revealed_at
    assert Event.objects.filter(kind="session-revealed").count() == 1
    assert Event.objects.filter(kind="reading-submitted").count() == N_READERS


def test_two_hosts_who_make_a_session_at_once_make_one(klass):
    sessions.close(klass.ann, klass.session)

    def make(viewer):
        try:
            return sessions.make_session(viewer, klass.document).state
        except Conflict as error:
            return error.code

    assert sorted(at_once([lambda: make(klass.ann), lambda: make(klass.ada)])) == ["lobby", "session_exists"]
    assert Session.objects.exclude(state="closed").count() == 1


def test_every_mark_acknowledged_before_the_reveal_is_submitted_and_within_what_was_read(klass):
    begun, refused = threading.Semaphore(0), set()

    def write(reader):
        kept = []
        for number in range(N_MARKS):
            start = 24 + number * 5  # the second paragraph of the house's text, and the third from 133 on
            body = {"id": str(uuid.uuid4()), "start": start, "end": start + 3, "label": "assertion",
                    "quote": TEXT[start : start + 3]}  # fmt: skip
            try:
                kept.append(annotating.add_annotation(reader, klass.document, read_mark(body))[0].uuid)
            except Conflict as error:
                refused.add(error.code)
            begun.release()
        return kept

    def reveal():
        for _ in range(N_READERS * 2):
            assert begun.acquire(timeout=20)
        sessions.reveal(klass.ann, klass.session)
        return []

    kept = at_once([*(lambda reader=reader: write(reader) for reader in klass.readers), reveal])
    acknowledged = {uuid for rows in kept for uuid in rows}
    assert len(acknowledged) >= N_READERS
    assert refused <= {"reading_submitted"}
    stored = Annotation.objects.select_related("reading")
    assert {row.uuid for row in stored} == acknowledged
    for row in stored:
        assert row.reading.state == "submitted"
        assert any(start <= row.start and row.end <= end for start, end in row.reading.ranges), row
    assert not Reading.objects.filter(state="open").exists()
    numbers = list(Event.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_whoever_comes_while_the_host_reveals_is_in_before_or_looks_on(klass):
    late = [klass.join(f"late-{number}", "reviewer") for number in range(6)]
    at_once(
        [*(lambda reader=reader: sessions.enter(reader, klass.session) for reader in late),
         lambda: sessions.reveal(klass.ann, klass.session)]
    )  # fmt: skip
    assert Participant.objects.filter(user__in=[row.user for row in late]).count() == len(late)
    assert not Reading.objects.filter(state="open").exists()
