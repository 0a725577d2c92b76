"""Migrations on a database with rows in it: what people did before is kept, and told."""

import uuid

import pytest
from django.core.management import call_command

from core.errors import Conflict
from core.models import Annotation, Event
from core.queries.log import reading_log
from core.services import annotating
from core.services.undoing import undo_step
from tests.house import House

QUOTE = "There is no proof of state policy"


@pytest.fixture
def moved(transactional_db):
    """A house whose marks were made before undo was known. To go back to then and forth again takes many seconds."""
    house = House()
    mark = house.mark("bob", QUOTE)
    annotating.change_annotation(house.bob, mark.uuid, 1, {"note": "one"})
    house.mark("cem", QUOTE)
    annotating.delete_annotation(house.bob, mark.uuid, 2)
    other = house.mark("bob", "Beijing", "evidence")
    annotating.add_link(house.bob, other.uuid, house.mark("bob", "Nobody asked").uuid, "supports")
    try:
        call_command("migrate", "core", "0004", verbosity=0, interactive=False)
    finally:
        call_command("migrate", "core", verbosity=0, interactive=False)
    return house


def test_what_was_done_before_is_told_and_stays_and_what_is_done_afterwards_is_taken_back(moved):
    _is_told_with_its_version_and_nobody_takes_it_back(moved)
    _a_later_change_is_taken_back_and_no_more(moved)


def _is_told_with_its_version_and_nobody_takes_it_back(moved):
    bobs = Event.objects.filter(reading__reviewer__user=moved.bob.user).order_by("number")
    assert list(bobs.values_list("kind", "version", "step")) == [
        ("annotation-added", 1, None), ("annotation-changed", 2, None), ("annotation-deleted", 3, None),
        ("annotation-added", 1, None), ("annotation-added", 1, None), ("link-added", None, None),
    ]  # fmt: skip
    with pytest.raises(Conflict):
        undo_step(moved.bob, moved.document, uuid.uuid4())
    entries = reading_log(moved.bob, moved.document, before=None, limit=9).entries
    assert [row.kind for row in entries][:3] == ["link-added", "annotation-added", "annotation-added"]
    assert (entries[0].mark.quote, entries[0].link_kind, entries[0].other.quote) == (
        "Beijing", "supports", "Nobody asked",
    )  # fmt: skip
    changed = next(row for row in entries if row.kind == "annotation-changed")
    assert (changed.before.note, changed.after.note) == ("", "one")


def _a_later_change_is_taken_back_and_no_more(moved):
    mark = Annotation.objects.get(quote="Beijing")
    annotating.change_annotation(moved.bob, mark.uuid, 1, {"note": "new"})
    undo_step(moved.bob, moved.document, uuid.uuid4())
    mark.refresh_from_db()
    assert (mark.note, mark.version) == ("", 3)
    with pytest.raises(Conflict):
        undo_step(moved.bob, moved.document, uuid.uuid4())
