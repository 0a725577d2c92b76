"""Blind: nothing of a colleague's unsubmitted or hidden mark in any answer, count or event."""

from uuid import uuid4

import pytest

from core.models import Annotation, Event, Reading, Thread
from core.services import discussing
from tests.annotator.api.conftest import problem

PATHS = (
    "",
    "documents/",
    "documents/d1/",
    "documents/d1/annotations/",
    "documents/d1/events/",
    "documents/d1/threads/",
    "codebook/questions/",
    "outlets/",
    "comparison/",
)
SECRET = "a note that only Bob knows"


def everything(caller):
    return [caller.get(path).json() for path in PATHS]


def hidden_things():
    mark, reading = Annotation.objects.get(), Reading.objects.get()
    return {
        str(mark.uuid),
        mark.note,
        reading.reviewer.code_name,
        *map(str, Event.objects.values_list("uuid", flat=True)),
    }


def talk_about(house, mark):
    """Bob's thread on his mark and his question to the codebook, both in words that nobody else may read."""
    for kind in ("discussion", "guideline-gap"):
        discussing.start_thread(
            house.bob, house.document, id=uuid4(), annotation=mark.uuid, text=f"{SECRET}: {kind}", kind=kind
        )


@pytest.mark.parametrize("name", ["cem", "ann", "ada", "vera"])
def test_an_unsubmitted_mark_leaves_no_trace_for_others(house, call, name):
    before = everything(call(name))
    mark = house.mark("bob", "Beijing", note=SECRET)
    talk_about(house, mark)
    after = everything(call(name))
    assert after == before
    assert not [thing for thing in hidden_things() if thing in str(after)]
    for path in ("", "history/", "links/"):
        problem(call(name).get(f"annotations/{mark.uuid}/{path}"), 404)
    for thread in Thread.objects.all():
        problem(call(name).get(f"threads/{thread.uuid}/comments/"), 404)


def test_a_submitted_mark_leaves_no_trace_for_a_colleague_at_work(house, call):
    house.mark("cem", "China banned")
    before = everything(call("cem"))
    mark = house.mark("bob", "Beijing", note=SECRET)
    house.submit("bob")
    talk_about(house, mark)
    after = everything(call("cem"))
    # The comparison names the document as withheld: that is what the contract has it say, and no more.
    assert after[:-1] == before[:-1]
    assert after[-1]["hidden_documents"] == ["d1"]
    assert after[-1]["outlets"] == before[-1]["outlets"]
    assert SECRET not in str(after)
    assert str(mark.uuid) not in str(after)


def test_both_see_each_other_once_both_have_submitted(house, call):
    bob, cem = house.mark("bob", "Beijing"), house.mark("cem", "China banned")
    house.submit("bob")
    house.submit("cem")
    for name in ("bob", "cem", "ann", "ada", "vera"):
        rows = call(name).get("documents/d1/annotations/").json()["results"]
        assert {row["id"] for row in rows} == {str(bob.uuid), str(cem.uuid)}


def test_sight_never_falls_back(house, call):
    house.mark("bob", "Beijing")
    house.submit("bob")
    house.submit("cem")
    call("cem").post("documents/d1/reopen/")
    assert len(call("cem").get("documents/d1/annotations/").json()["results"]) == 1


def test_an_owner_with_a_reading_of_their_own_is_as_blind_as_the_rest(house, call):
    house.mark("bob", "Beijing")
    house.submit("bob")
    assert len(call("ann").get("documents/d1/annotations/").json()["results"]) == 1
    house.mark("ann", "China banned")
    assert [row["quote"] for row in call("ann").get("documents/d1/annotations/").json()["results"]] == ["China banned"]


def test_a_refusal_tells_nothing_of_a_hidden_mark(house, call):
    """Marking the same words as a blind colleague is no duplicate, and a hidden id looks unknown."""
    mark = house.mark("bob", "Beijing", note=SECRET)
    assert call("cem").post("documents/d1/annotations/", house.body("Beijing")).status_code == 201
    document = problem(call("cem").patch(f"annotations/{mark.uuid}/", {"note": "x"}, 5), 404)
    assert "current" not in document


def test_practice_marks_are_in_no_list(house, call):
    from core.services import annotating
    from core.services.drafts import read_mark

    body = house.body("Beijing")
    annotating.add_annotation(house.vera, house.document, read_mark(body), practice=True)
    for name in ("vera", "ann"):
        assert call(name).get("documents/d1/annotations/").json()["results"] == []
        assert call(name).get("documents/d1/events/").json()["results"] == []
    problem(call("ann").get(f"annotations/{body['id']}/"), 404)


def test_open_projects_show_all_at_once(house, call):
    house.project.visibility = "open"
    house.project.save()
    house.mark("bob", "Beijing")
    assert len(call("cem").get("documents/d1/annotations/").json()["results"]) == 1
