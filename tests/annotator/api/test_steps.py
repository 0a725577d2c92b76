"""Undo, redo, splitting, bringing back and bookmarks at the interface."""

import uuid

import pytest

from core.models import Annotation, Event
from core.services import annotating
from tests.annotator.api.conftest import problem

QUOTE = "There is no proof of state policy"
TWO = "China banned the trade in 2019. Officials say Beijing does little"


def step():
    return {"id": str(uuid.uuid4())}


def test_an_undo_and_a_redo_tell_what_stands_and_what_is_gone(house, call):
    mark, bob = house.mark("bob", QUOTE), call("bob")
    back = bob.post("documents/d1/undo/", step()).json()
    kind = {"kind": "annotation-added", "annotation": str(mark.uuid)}
    assert back == {"marks": [], "gone": [str(mark.uuid)], "step": [kind]}
    again = bob.post("documents/d1/redo/", step()).json()
    assert ([row["id"] for row in again["marks"]], again["gone"], again["step"]) == ([str(mark.uuid)], [], [kind])
    assert again["marks"][0]["version"] == 3


def test_whoever_follows_the_events_hears_of_an_undo(house, call):
    mark, bob = house.mark("bob", QUOTE), call("bob")
    annotating.delete_annotation(house.bob, mark.uuid, 1)
    cursor = bob.get("documents/d1/").json()["last_event"]
    bob.post("documents/d1/undo/", step())
    found = bob.get(f"documents/d1/events/?after={cursor}").json()["results"]
    assert [(row["kind"], row["mark"]["version"]) for row in found] == [("annotation-restored", 3)]


@pytest.mark.parametrize("body", [{}, {"id": None}, {"id": "7"}, {"id": 7}])
def test_a_step_without_an_id_is_refused(house, call, body):
    house.mark("bob", QUOTE)
    problem(call("bob").post("documents/d1/undo/", body), 422, "id_invalid")


def test_an_unknown_field_is_refused_everywhere(house, call):
    mark, bob = house.mark("bob", QUOTE), call("bob")
    more = {"colour": "red"}
    match = {"If-Match": '"1"'}
    problem(bob.post("documents/d1/undo/", step() | more), 422, "unknown_field")
    problem(bob.post("documents/d1/redo/", step() | more), 422, "unknown_field")
    problem(bob.post("documents/d1/bookmark/", {"at": 0} | more), 422, "unknown_field")
    problem(bob.post(f"annotations/{mark.uuid}/split/", more, **match), 422, "unknown_field")
    problem(bob.post(f"annotations/{mark.uuid}/restore/", more, **match), 422, "unknown_field")


def test_nothing_to_undo_and_to_redo_are_conflicts(house, call):
    problem(call("bob").post("documents/d1/undo/", step()), 409, "nothing_to_undo")
    problem(call("bob").post("documents/d1/redo/", step()), 409, "nothing_to_redo")
    assert not Event.objects.exists()


def test_a_split_and_a_restoration_say_which_version_they_change(house, call):
    mark, bob = house.mark("bob", TWO), call("bob")
    body = {"at": house.document.text.index("Officials"), "id": str(uuid.uuid4())}
    problem(bob.post(f"annotations/{mark.uuid}/split/", body), 428, "if_match_missing")
    problem(bob.post(f"annotations/{mark.uuid}/restore/", {"version": 1}), 428, "if_match_missing")
    assert bob.post(f"annotations/{mark.uuid}/split/", body, **{"If-Match": '"1"'}).headers["ETag"] == '"2"'
    stale = problem(bob.post(f"annotations/{mark.uuid}/restore/", {"version": 1}, **{"If-Match": '"1"'}), 412)
    assert stale["current"]["version"] == 2


def test_a_split_gives_both_halves_and_a_retry_the_same(house, call):
    mark, bob = house.mark("bob", TWO), call("bob")
    body = {"at": house.document.text.index("Officials"), "id": str(uuid.uuid4())}
    answer = bob.post(f"annotations/{mark.uuid}/split/", body, **{"If-Match": '"1"'}).json()
    assert [answer[half]["quote"] for half in ("first", "second")] == [
        "China banned the trade in 2019", "Officials say Beijing does little",
    ]  # fmt: skip
    assert bob.post(f"annotations/{mark.uuid}/split/", body, **{"If-Match": '"1"'}).json() == answer


@pytest.mark.parametrize("version", [None, "1", 1.5, True, 0, 2**40])
def test_a_version_that_is_none_is_refused(house, call, version):
    mark = house.mark("bob", QUOTE)
    path = f"annotations/{mark.uuid}/restore/"
    problem(call("bob").post(path, {"version": version}, **{"If-Match": '"1"'}), 422, "unknown_version")


def test_a_deleted_mark_is_restored_and_its_history_tells_it(house, call):
    mark, bob = house.mark("bob", QUOTE), call("bob")
    bob.delete(f"annotations/{mark.uuid}/", 1)
    answer = bob.post(f"annotations/{mark.uuid}/restore/", {"version": 1}, **{"If-Match": '"2"'})
    assert (answer.status_code, answer.json()["version"]) == (200, 3)
    history = bob.get(f"annotations/{mark.uuid}/history/").json()["results"]
    assert [row["what"] for row in history] == ["added", "deleted", "restored"]


def test_a_place_is_kept_and_read_by_its_reader_alone(house, call):
    nothing = {"at": None, "seen": [], "updated_at": None}
    assert call("bob").get("documents/d1/bookmark/").json() == nothing
    kept = call("bob").post("documents/d1/bookmark/", {"at": 9, "seen": [[0, 9]]}).json()
    assert (kept["at"], kept["seen"]) == (9, [[0, 9]])
    assert call("bob").get("documents/d1/bookmark/").json() == kept
    assert call("ann").get("documents/d1/bookmark/").json() == nothing


def test_moving_the_ends_alone_takes_words_place_and_links_along(house, call):
    """What a script sends while somebody drags an end: no quote."""
    mark, claim = house.mark("bob", QUOTE, "evidence"), house.mark("bob", "Nobody asked")
    annotating.add_link(house.bob, mark.uuid, claim.uuid, "supports")
    start = house.document.text.index("proof")
    answer = call("bob").patch(f"annotations/{mark.uuid}/", {"start": start}, 1).json()
    assert answer["quote"] == "proof of state policy"
    stored = Annotation.objects.get(pk=mark.pk)
    assert (stored.prefix[-3:], stored.part_id, stored.in_figures) == ("no ", mark.part_id, True)
    assert stored.links_out.count() == 1


def test_moving_the_start_into_an_excluded_range_takes_the_mark_out_of_the_figures(house, call):
    from core.services.documents import DocumentDraft, SectionDraft, add_document

    text = "Menu Subscribe. China banned it. The end of it."
    draft = DocumentDraft(
        key="d2", outlet="gazette", text=text, excluded=[(0, 15, "junk")],
        sections=[SectionDraft(start=33, end=len(text), outlet="gazette", title="Second")],
    )  # fmt: skip
    document = add_document(house.ann, draft)
    mark, bob = house.mark("bob", "China banned it", document=document), call("bob")
    assert mark.in_figures
    assert bob.patch(f"annotations/{mark.uuid}/", {"start": 5}, 1).json()["quote"].startswith("Subscribe")
    mark.refresh_from_db()
    assert not mark.in_figures
    first = mark.part_id
    bob.patch(f"annotations/{mark.uuid}/", {"start": 33, "end": 40}, 2)
    mark.refresh_from_db()
    assert mark.in_figures
    assert mark.part_id != first
