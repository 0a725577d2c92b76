"""The stream of a running server: in order, resumed anywhere, bounded, and closed with its way in."""

import socket
import threading
import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session as SignedIn
from django.db import connection
from django.utils import timezone
from knox.models import AuthToken

from core.models import Event, Membership, Project, Session, User
from core.services import annotating, projects
from core.services.waking import wake
from tests.live.conftest import PATH
from tests.processes.streams import Stream

N_CUTS = 200
ENDS_S = 5


def kinds(stream):
    return [row.data["kind"] for row in stream.changes]


def heard(n):
    return lambda stream: len(stream.heard) >= n


def test_events_come_in_order_with_their_cursors_as_the_interface_tells_them(live):
    mark = live.house.mark("bob", "Beijing")
    stream = live.follow("bob").wait(heard(1), "the mark")
    annotating.change_annotation(live.house.bob, mark.uuid, 1, {"note": "zwei\nZeilen"})
    stream.wait(heard(2), "the change")
    annotating.delete_annotation(live.house.bob, mark.uuid, 2)
    stream.wait(heard(3), "three events")
    assert kinds(stream) == ["annotation-added", "annotation-changed", "annotation-deleted"]
    log = Event.objects.order_by("number")
    assert [row.id for row in stream.heard] == [str(row.uuid) for row in log]
    assert [row.data["id"] for row in stream.heard] == [str(row.uuid) for row in log]
    assert [row.data["version"] for row in stream.heard] == [1, 2, 3]
    assert stream.heard[0].data["mark"]["quote"] == "Beijing"
    assert stream.heard[1].data["mark"]["note"] == "zwei\nZeilen"
    assert stream.heard[2].data["mark"] is None


def test_a_link_names_both_ends(live):
    claim, basis = live.house.mark("bob", "Beijing"), live.house.mark("bob", "China banned", "evidence")
    stream = live.follow("bob")
    annotating.add_link(live.house.bob, basis.uuid, claim.uuid, "supports")
    stream.wait(heard(3), "the link")
    told = stream.heard[-1].data
    assert (told["kind"], told["annotation"]) == ("link-added", str(basis.uuid))
    assert told["link"] == {"to": str(claim.uuid), "kind": "supports"}


def test_a_blind_colleague_hears_nothing_and_a_reveal_means_reload_for_both(live):
    live.house.mark("bob", "Beijing")
    live.house.mark("cem", "Beijing")
    bob, cem = live.follow("bob"), live.follow("cem")
    for stream in (bob, cem):
        stream.wait(heard(1), "the mark of one's own")
    live.house.submit("bob")
    bob.wait(lambda stream: stream.heard[-1].name == "reload", "the end of his own reading")
    live.house.submit("cem")
    for stream in (bob, cem):
        stream.wait(lambda stream: stream.heard[-1].id == str(Event.objects.latest("number").uuid), "the reveal")
        assert stream.heard[-1].name == "reload"
    assert {row.data["reviewer"] for row in bob.changes + cem.changes} == {
        live.house.bob.user.reviewers.get().code_name, live.house.cem.user.reviewers.get().code_name,
    }  # fmt: skip
    assert len(bob.changes) == len(cem.changes) == 1


@pytest.mark.parametrize("cursor", ["1269abe4-ea61-48e1-941b-8e2a82b9983f", "x", "1", "ä" * 300])
def test_an_unknown_cursor_means_reload_with_the_new_one(live, cursor):
    live.house.mark("bob", "Beijing")
    headers = live.headers("bob") | {"Last-Event-ID": cursor.encode().decode("latin-1")}
    stream = live.follow("bob", headers=headers).wait(heard(1), "an event")
    last = str(Event.objects.get().uuid)
    assert [(row.name, row.id, row.data) for row in stream.heard] == [("reload", last, {"cursor": last})]


def test_who_missed_very_much_is_told_to_reload(live):
    mark = live.house.mark("bob", "Beijing")
    cursor = str(Event.objects.get().uuid)
    with connection.cursor() as database:
        database.execute("""
            INSERT INTO core_event (document_id, number, uuid, kind, reading_id, annotation_id, created_at, version)
            SELECT document_id, number + n, gen_random_uuid(), 'annotation-changed', reading_id, annotation_id,
                   created_at, 1 FROM core_event, generate_series(1, 600) n""")
        database.execute("UPDATE core_document SET last_event = 601")
    stream = live.follow("bob", cursor=cursor).wait(heard(1), "an event")
    assert stream.heard[0].name == "reload"
    assert stream.heard[0].id == str(Event.objects.get(number=601).uuid)
    annotating.delete_annotation(live.house.bob, mark.uuid, 1)
    stream.wait(heard(2), "what comes after it")
    assert kinds(stream) == ["annotation-deleted"]


def test_cut_200_times_and_resumed_nothing_is_missed_and_nothing_comes_twice(live):
    mark = live.house.mark("bob", "Beijing")
    stop = threading.Event()

    def write():
        version = 1
        while not stop.is_set():
            annotating.change_annotation(live.house.bob, mark.uuid, version, {"note": f"{version}"})
            version += 1
            time.sleep(0.004)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    heard, cursor, n_empty = [], None, 0
    try:
        for number in range(N_CUTS):
            stream = Stream(live.server.port, PATH, live.headers("bob"), cursor=cursor).opened()
            if number % 3:  # else it is cut as soon as it is open
                stream.wait(lambda stream: stream.changes, "an event")
            stream.cut()
            heard += stream.heard
            cursor, n_empty = stream.cursor, n_empty + (not stream.heard)
    finally:
        stop.set()
        writer.join()
    last = str(Event.objects.latest("number").uuid)
    rest = live.follow("bob", cursor=cursor).wait(lambda stream: stream.cursor == last, "the rest")
    heard += rest.heard
    assert {row.name for row in heard} == {"change"}
    assert [row.id for row in heard] == [
        str(pk) for pk in Event.objects.order_by("number").values_list("uuid", flat=True)
    ]
    assert n_empty < N_CUTS / 2


def test_a_stream_ends_within_five_seconds_of_what_closes_its_way_in(live):
    house = live.house
    names = ("out", "late", "off", "new", "gone", "key", "ann", "bob")
    for name in names[:6]:
        house.join(name, "viewer")
    browsers = {name: live.signed_in(name) for name in ("out", "late", "off", "new", "ann")}
    streams = {
        name: live.follow(name, headers=browsers[name][1] if name in browsers else live.headers(name)) for name in names
    }
    time.sleep(0.5)
    began = time.monotonic()
    browsers["out"][0].logout()
    SignedIn.objects.filter(session_key=browsers["late"][1]["Cookie"].removeprefix("sessionid=")).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )
    User.objects.filter(username="off").update(is_active=False)
    new = User.objects.get(username="new")
    new.set_password("another one 42")
    new.save()
    Membership.objects.filter(user__username="gone").update(removed_at=timezone.now())
    AuthToken.objects.filter(user__username="key").delete()
    for name in names[:6]:
        streams[name].wait(lambda stream: stream.ended_at, f"the end of {name}", timeout_s=ENDS_S + 1)
        assert streams[name].ended_at - began < ENDS_S
    assert not streams["ann"].ended_at
    assert not streams["bob"].ended_at
    assert {row.parser.n_comments for row in streams.values()} <= {0, 1}
    for name in ("gone", "key"):
        again = Stream(live.server.port, PATH, live.headers(name)).opened()
        assert again.parser.status == (404 if name == "gone" else 401)
        again.cut()


def test_a_removal_that_is_notified_ends_the_stream_at_once_and_a_change_of_role_means_reload(live):
    live.house.mark("bob", "Beijing")
    live.house.submit("bob")
    vera, ada = live.follow("vera"), live.follow("ada")
    for stream in (vera, ada):
        stream.wait(heard(2), "the mark and the submission")
    Membership.objects.filter(user__username="vera").update(removed_at=timezone.now())
    wake(account=live.house.vera.user.pk)
    vera.wait(lambda stream: stream.ended_at, "the end", timeout_s=2)
    projects.add_member(live.house.project, "ada", "reviewer")  # who has no reading sees nothing
    ada.wait(lambda stream: stream.heard[-1].name == "reload", "a reload", timeout_s=2)
    assert (ada.heard[-1].id, live.fresh("ada")) == ("", {})


def test_who_comes_and_goes_is_told_without_a_cursor(live):
    session = Session.objects.create(project=live.house.project, document=live.house.document, host=live.house.ann.user)
    stream = live.follow("bob")
    time.sleep(0.3)
    wake(session=session.pk)
    stream.wait(heard(1), "an event")
    assert [(row.name, row.id, row.data) for row in stream.heard] == [
        ("presence", None, {"session": str(session.uuid)})
    ]


def test_a_notification_that_was_lost_costs_a_tick_and_no_more(live):
    mark = live.house.mark("bob", "Beijing")
    stream = live.follow("bob").wait(heard(1), "the mark")
    with connection.cursor() as database:
        database.execute("""
            INSERT INTO core_event (document_id, number, uuid, kind, reading_id, annotation_id, created_at, version)
            SELECT document_id, 2, gen_random_uuid(), 'annotation-changed', reading_id, annotation_id, created_at, 1
            FROM core_event""")
        database.execute("UPDATE core_document SET last_event = 2")
    stream.wait(heard(2), "what nobody notified", timeout_s=4)
    assert stream.heard[1].data["annotation"] == str(mark.uuid)


def test_a_reader_who_does_not_read_costs_no_more_than_a_bounded_queue(live):
    mark = live.house.mark("bob", "Beijing")
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.connect(("127.0.0.1", live.server.port))
    lines = [f"GET {PATH} HTTP/1.1", "Host: 127.0.0.1", *(f"{k}: {v}" for k, v in live.headers("bob").items())]
    slow.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
    other = live.follow("bob").wait(heard(1), "the mark")
    before = live.server.memory_mb()
    n_events = 200
    for version in range(1, n_events):
        annotating.change_annotation(live.house.bob, mark.uuid, version, {"note": f"{version} " + "€" * 9_900})
    other.wait(heard(n_events), "everything, for who reads", timeout_s=20)
    assert live.server.memory_mb() - before < 40
    late = Stream.over(slow)
    late.wait(lambda stream: any(row.name == "reload" for row in stream.heard), "a reload")
    assert len(late.changes) < n_events / 2
    late.wait(lambda stream: stream.cursor == str(Event.objects.latest("number").uuid), "the last cursor")
    late.cut()


def test_who_must_not_know_the_source_is_told_in_masked_words(live):
    house = live.house
    Project.objects.update(source_blind=True, hidden_names=["Beijing"])
    house.document.refresh_from_db()
    path = PATH.replace("d1", house.document.neutral_key)
    before = house.mark("bob", "Officials say Beijing")
    stream = live.follow("bob", path=path).wait(heard(1), "what was there")
    house.mark("bob", "Beijing does")
    stream.wait(heard(2), "what comes")
    quotes = [row.data["mark"]["quote"] for row in stream.changes]
    assert [len(quote) for quote in quotes] == [len("Officials say Beijing"), len("Beijing does")]
    assert "Beijing" not in str([row.data for row in stream.heard])
    assert {row.data["mark"]["document"] for row in stream.changes} == {house.document.neutral_key}
    house.submit("bob")
    stream.wait(lambda stream: any(row.name == "reload" for row in stream.heard), "the reload after submitting")
    shown = live.fresh("bob")[str(before.uuid)]["quote"]
    assert shown == "Officials say Beijing"
