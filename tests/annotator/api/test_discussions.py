"""Threads and comments over the interface."""

import uuid

import pytest

from core.models import Comment, Event, Thread
from core.services.projects import reviewer_of
from tests.annotator.api.conftest import problem
from tests.house import TEXT

THREADS = "documents/d1/threads/"


def body(**more):
    return {"id": str(uuid.uuid4()), "start": 0, "end": 10, "text": "Is it?"} | more


def test_a_thread_is_begun_answered_changed_resolved_and_read(house, call):
    bob = call("bob")
    sent = body(kind="guideline-gap")
    begun = bob.post(THREADS, sent)
    assert begun.status_code == 201
    told = begun.json()
    assert (told["quote"], told["kind"], told["n"], told["document"]) == ("A headline", "guideline-gap", 1, "d1")
    assert bob.post(THREADS, sent).status_code == 200
    said = bob.post(f"threads/{sent['id']}/comments/", {"id": str(uuid.uuid4()), "text": "It is."})
    assert (said.status_code, said.headers["ETag"]) == (201, '"1"')
    one = f"comments/{said.json()['id']}/"
    assert bob.patch(one, {"text": "It is not."}, 1).json()["version"] == 2
    assert bob.post(f"threads/{sent['id']}/resolve/").json()["resolved_at"]
    assert bob.post(f"threads/{sent['id']}/reopen/").json()["resolved_at"] is None
    rows = bob.get(THREADS).json()["results"]
    assert [row["text"] for row in rows[0]["comments"]] == ["Is it?", "It is not."]
    assert bob.get("codebook/questions/").json()["results"] == rows
    assert bob.delete(one, 2).status_code == 204
    assert len(bob.get(f"threads/{sent['id']}/comments/").json()["results"]) == 1
    problem(bob.delete(one, 3), 410, "gone")


def test_a_thread_on_a_mark_needs_no_place(house, call):
    mark = house.mark("bob", "Beijing")
    sent = {"id": str(uuid.uuid4()), "annotation": str(mark.uuid), "text": "Is it?"}
    assert call("bob").post(THREADS, sent).json()["quote"] == "Beijing"
    house.submit("bob")
    problem(call("cem").post(THREADS, sent | {"id": str(uuid.uuid4())}), 404)  # a mark that is hidden from Cem


def test_a_change_needs_its_version_and_tells_what_stands(house, call):
    bob, sent = call("bob"), body()
    bob.post(THREADS, sent)
    one = f"comments/{sent['id']}/"
    problem(bob.patch(one, {"text": "a"}), 428)
    assert bob.patch(one, {"text": "Was it?"}, 1).status_code == 200
    told = problem(bob.patch(one, {"text": "mine"}, 1), 412, "stale_version")
    assert (told["current"]["text"], told["current"]["version"]) == ("Was it?", 2)


def test_events_tell_of_the_comment_to_whoever_may_see_it(house, call):
    sent = body()
    call("bob").post(THREADS, sent)
    (event,) = call("bob").get("documents/d1/events/").json()["results"]
    assert (event["kind"], event["thread"], event["comment"]["text"]) == ("comment-added", sent["id"], "Is it?")
    assert call("cem").get("documents/d1/events/").json()["results"] == []


HOSTILE = [
    ({"text": ""}, 422, "text_invalid"),
    ({"text": " \n "}, 422, "text_invalid"),
    ({"text": "x" * 5001}, 422, "text_invalid"),
    ({"text": None}, 422, "text_invalid"),
    ({"text": ["x"]}, 422, "text_invalid"),
    ({"text": "a\x00b"}, 422, "text_refused"),
    ({"text": "a\x07b"}, 422, "text_refused"),
    ({"text": "\ud800"}, 400, "lone_surrogate"),
    ({"id": "1"}, 422, "id_invalid"),
    ({"id": None}, 422, "id_invalid"),
    ({"start": 3.0}, 422, "span_invalid"),
    ({"start": True}, 422, "span_invalid"),
    ({"end": 2**31}, 422, "span_invalid"),
    ({"end": len(TEXT) + 1}, 422, "span_invalid"),
    ({"start": 10}, 422, "span_invalid"),
    ({"start": -1}, 422, "span_invalid"),
    ({"annotation": 5}, 422, "id_invalid"),
    ({"annotation": str(uuid.UUID(int=5))}, 404, "not_found"),
    ({"kind": "gossip"}, 422, "unknown_kind"),
    ({"kind": ["discussion"]}, 422, "unknown_kind"),
    ({"kind": None}, 422, "unknown_kind"),
    ({"session": 1}, 422, "unknown_field"),
    ({"author": "ann"}, 422, "unknown_field"),
    ({"started_by": 1}, 422, "unknown_field"),
    ({"resolved_at": "2026-01-01"}, 422, "unknown_field"),
]


@pytest.mark.parametrize(("changes", "status", "code"), HOSTILE)
def test_a_hostile_thread_is_refused_and_nothing_is_stored(house, call, changes, status, code):
    problem(call("bob").post(THREADS, body(**changes)), status, code)
    assert [model.objects.count() for model in (Thread, Comment, Event)] == [0, 0, 0]


@pytest.mark.parametrize(("changes", "status", "code"), [row for row in HOSTILE if {*row[0]} <= {"text", "id"}])
def test_a_hostile_comment_is_refused_and_nothing_is_stored(house, call, changes, status, code):
    bob, sent = call("bob"), body()
    bob.post(THREADS, sent)
    said = {"id": str(uuid.uuid4()), "text": "It is."} | changes
    problem(bob.post(f"threads/{sent['id']}/comments/", said), status, code)
    if "text" in changes:
        problem(bob.patch(f"comments/{sent['id']}/", changes, 1), status, code)
    assert Comment.objects.get().version == 1


def test_a_thread_of_another_project_is_not_there(house, call):
    from tests.house import House

    other = House("other")
    sent = body()
    assert call("bob").post(THREADS, sent).status_code == 201
    ann = call("ann", "other")
    problem(ann.get(f"threads/{sent['id']}/comments/"), 404)
    problem(ann.patch(f"comments/{sent['id']}/", {"text": "x"}, 1), 404)
    problem(ann.post(f"threads/{sent['id']}/resolve/"), 404)
    problem(ann.post("documents/d1/threads/", sent), 422, "id_reused")
    assert other.project.threads.count() == 0


def test_threads_are_paged_in_the_order_of_the_text(house, call):
    bob, begun = (
        call("bob"),
        {"project": house.project, "document": house.document, "started_by": reviewer_of(house.bob)},
    )
    threads = Thread.objects.bulk_create(Thread(uuid=uuid.uuid4(), start=101 - n, end=105, **begun) for n in range(102))
    Comment.objects.bulk_create(Comment(thread=row, author=row.started_by, text="Is it?") for row in threads)
    first = bob.get(THREADS).json()
    second = bob.get(first["next"].partition("testserver")[2]).json()
    starts = [row["start"] for page in (first, second) for row in page["results"]]
    assert starts == list(range(102))
    assert second["next"] is None
