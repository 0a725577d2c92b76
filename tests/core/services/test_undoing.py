"""Undo and redo from the log: what stood before comes back as something new, and nothing is lost on the way."""

import uuid

import pytest
from django.db import connection

from core.errors import Conflict, Forbidden, Invalid, StaleVersion
from core.models import Annotation, Event, Link
from core.services import annotating, codebook_growth, readings
from core.services.drafts import read_mark
from core.services.splitting import split_annotation
from core.services.undoing import Turn, redo_step, undo_step
from tests.house import House

QUOTE = "There is no proof of state policy"


def undo(house: House, **more: bool) -> Turn:
    return undo_step(house.bob, house.document, uuid.uuid4(), **more)


def redo(house: House, **more: bool) -> Turn:
    return redo_step(house.bob, house.document, uuid.uuid4(), **more)


def now(mark: Annotation) -> tuple:
    """What the mark says as it is stored, its version left out."""
    row = Annotation.objects.select_related("label").get(pk=mark.pk)
    return (row.start, row.end, row.quote, row.label.key, row.facets, row.note, row.deleted_at is None)


def change(house: House, mark: Annotation, **fields: object) -> None:
    version = Annotation.objects.get(pk=mark.pk).version
    annotating.change_annotation(house.bob, mark.uuid, version, fields)


def test_a_change_is_taken_back_and_done_again_as_new_versions(house: House) -> None:
    mark = house.mark("bob", QUOTE, facets={"role": "R5"})
    before = now(mark)
    change(house, mark, label="opinion", facets={}, note="hm", start=mark.start + 6)
    after = now(mark)
    undo(house)
    assert now(mark) == before
    redo(house)
    assert now(mark) == after
    mark.refresh_from_db()
    assert (mark.version, mark.history.count()) == (4, 4)


def test_context_and_place_follow_a_change_that_is_taken_back(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    kept = (mark.prefix, mark.suffix, mark.part_id, mark.in_figures)
    change(house, mark, label="not-part", start=0, end=10)
    undo(house)
    mark.refresh_from_db()
    assert (mark.prefix, mark.suffix, mark.part_id, mark.in_figures) == kept


def test_an_added_mark_goes_and_comes_back_under_its_id(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    undo(house)
    assert not now(mark)[-1]
    redo(house)
    assert now(mark)[-1]
    assert Annotation.objects.get().uuid == mark.uuid


def test_a_deleted_mark_comes_back_with_its_links(house: House) -> None:
    evidence, claim = house.mark("bob", "China banned", "evidence"), house.mark("bob", QUOTE)
    annotating.add_link(house.bob, evidence.uuid, claim.uuid, "supports")
    annotating.delete_annotation(house.bob, claim.uuid, 1)
    turn = undo(house)
    assert now(claim)[-1]
    assert [event.kind for event in turn.events] == [Event.Kind.RESTORED]
    assert [event.kind for event in turn.step] == [Event.Kind.DELETED]
    assert Link.objects.get().kind == "supports"


def test_links_are_untied_and_tied_again(house: House) -> None:
    evidence, claim = house.mark("bob", "China banned", "evidence"), house.mark("bob", QUOTE)
    annotating.add_link(house.bob, evidence.uuid, claim.uuid, "contradicts")
    undo(house)
    assert not Link.objects.exists()
    redo(house)
    assert Link.objects.get().kind == "contradicts"
    annotating.delete_link(house.bob, evidence.uuid, claim.uuid)
    undo(house)
    assert Link.objects.get().kind == "contradicts"


def test_many_steps_go_back_to_the_beginning_and_forth_to_the_end(house: House) -> None:
    one, two = house.mark("bob", QUOTE), house.mark("bob", "Beijing", "evidence")
    change(house, one, note="first")
    annotating.add_link(house.bob, two.uuid, one.uuid, "supports")
    split_annotation(house.bob, one.uuid, 2, one.start + 12, uuid.uuid4())
    annotating.delete_annotation(house.bob, two.uuid, 1)
    end = {row.uuid: now(row) for row in Annotation.objects.all()}
    for _ in range(6):
        undo(house)
    assert not Annotation.objects.filter(deleted_at__isnull=True).exists()
    with pytest.raises(Conflict) as refused:
        undo(house)
    assert refused.value.code == "nothing_to_undo"
    for _ in range(6):
        redo(house)
    assert {row.uuid: now(row) for row in Annotation.objects.all()} == end
    assert Link.objects.count() == 1
    with pytest.raises(Conflict) as refused:
        redo(house)
    assert refused.value.code == "nothing_to_redo"


def test_a_new_change_leaves_nothing_to_do_again(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    change(house, mark, note="one")
    undo(house)
    change(house, mark, note="two")
    with pytest.raises(Conflict):
        redo(house)
    undo(house)
    assert now(mark)[5] == ""
    redo(house)
    assert now(mark)[5] == "two"


def test_undo_and_redo_may_take_turns_for_ever(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    change(house, mark, note="one")
    for _ in range(4):
        undo(house)
        assert now(mark)[5] == ""
        redo(house)
        assert now(mark)[5] == "one"
    undo(house)
    undo(house)
    assert not now(mark)[-1]


def test_the_same_step_again_changes_nothing_and_tells_the_same(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    change(house, mark, note="one")
    step = uuid.uuid4()
    first = undo_step(house.bob, house.document, step)
    again = undo_step(house.bob, house.document, step)
    assert [event.uuid for event in first.events] == [event.uuid for event in again.events]
    assert [event.uuid for event in first.step] == [event.uuid for event in again.step]
    assert now(mark)[5] == ""
    assert now(mark)[-1]


def test_a_retry_is_recognised_after_the_submission(house: House) -> None:
    house.mark("bob", QUOTE)
    step = uuid.uuid4()
    undo_step(house.bob, house.document, step)
    house.submit("bob")
    assert len(undo_step(house.bob, house.document, step).events) == 1
    with pytest.raises(Conflict) as refused:
        undo(house)
    assert refused.value.code == "reading_submitted"


def test_the_id_of_another_step_is_refused(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    change(house, mark, note="one")
    step = uuid.uuid4()
    undo_step(house.bob, house.document, step)
    with pytest.raises(Invalid) as refused:
        redo_step(house.bob, house.document, step)
    assert refused.value.code == "id_reused"


def test_a_submission_is_a_wall(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    house.submit("bob")
    readings.reopen_reading(house.bob, house.document)
    with pytest.raises(Conflict):
        undo(house)
    change(house, mark, note="later")
    undo(house)
    with pytest.raises(Conflict):
        undo(house)
    assert now(mark)[-1]


def test_events_from_before_steps_were_kept_are_a_wall(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    Event.objects.update(step=None, version=None)
    change(house, mark, note="new")
    undo(house)
    with pytest.raises(Conflict):
        undo(house)
    assert now(mark)[-2:] == ("", True)


def test_each_reader_takes_back_their_own_steps_only(house: House) -> None:
    bobs, cems = house.mark("bob", QUOTE), house.mark("cem", QUOTE)
    undo(house)
    assert (now(bobs)[-1], now(cems)[-1]) == (False, True)
    with pytest.raises(Conflict):
        undo_step(house.ann, house.document, uuid.uuid4())
    with pytest.raises(Forbidden):
        undo_step(house.vera, house.document, uuid.uuid4())


def test_practice_has_steps_of_its_own(house: House) -> None:
    real = house.mark("bob", QUOTE)
    tried, _ = annotating.add_annotation(house.bob, house.document, read_mark(house.body(QUOTE)), practice=True)
    undo(house)
    assert (now(real)[-1], now(tried)[-1]) == (False, True)
    undo(house, practice=True)
    assert not now(tried)[-1]


def test_a_state_that_meets_its_equal_is_refused_and_nothing_is_changed(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    annotating.delete_annotation(house.bob, mark.uuid, 1)
    house.mark("bob", QUOTE)
    Event.objects.filter(number=3).delete()  # as if it had come by another way
    n_events = Event.objects.count()
    with pytest.raises(Conflict) as refused:
        undo(house)
    assert refused.value.code == "duplicate_mark"
    assert (Event.objects.count(), now(mark)[-1]) == (n_events, False)


def test_a_label_that_was_retired_meanwhile_is_refused_in_words(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    change(house, mark, label="opinion")

    codebook_growth.draft_change(house.ann, id=uuid.uuid4(), kind="retire-label", target="assertion")
    codebook_growth.publish_changes(house.ann)
    with pytest.raises(Conflict) as refused:
        undo(house)
    assert refused.value.code == "state_retired"
    assert "is retired" in refused.value.message
    assert now(mark)[3] == "opinion"


def test_whoever_had_the_mark_open_meanwhile_overwrites_nothing(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    change(house, mark, note="one")
    undo(house)
    with pytest.raises(StaleVersion):
        annotating.change_annotation(house.bob, mark.uuid, 2, {"note": "two"})


def test_numbers_stay_without_gaps_and_history_only_grows(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    change(house, mark, note="one")
    seen = []
    for turn in (undo, undo, redo, redo, undo):
        turn(house)
        rows = list(mark.history.order_by("pgh_id").values_list("pgh_id", "version", "note", "deleted_at"))
        assert rows[: len(seen)] == seen
        seen = rows
    assert list(Event.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 8))


def test_the_log_of_a_step_cannot_be_lost_by_raw_sql_on_the_history(house: House) -> None:
    house.mark("bob", QUOTE)
    undo(house)
    from django.db.utils import DatabaseError

    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_annotationhistory")


def test_an_undo_costs_the_same_after_ten_steps_and_after_fifty(house: House) -> None:
    from django.test.utils import CaptureQueriesContext

    mark, counts = house.mark("bob", QUOTE), []
    for start in (0, 40):
        for number in range(10 + start):
            change(house, mark, note=f"{start} {number}")
        with CaptureQueriesContext(connection) as queries:
            undo(house)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16
