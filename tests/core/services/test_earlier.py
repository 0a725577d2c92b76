"""A mark as it was: brought back as something new, also after its deletion."""

import pytest

from core.errors import Conflict, Forbidden, Gone, Invalid, NotFound, StaleVersion
from core.models import Annotation, Event
from core.queries.annotations import links_of
from core.services import annotating
from core.services.earlier import restore_annotation
from tests.house import House

QUOTE = "There is no proof of state policy"


def changed(house: House) -> Annotation:
    """A mark whose every field was changed: version 2 of it."""
    mark = house.mark("bob", QUOTE, facets={"role": "R5"}, note="first")
    change = {"start": mark.start + 6, "label": "opinion", "facets": {}, "note": ""}
    return annotating.change_annotation(house.bob, mark.uuid, 1, change)


def test_an_earlier_state_comes_back_as_a_new_version(house: House) -> None:
    mark = restore_annotation(house.bob, changed(house).uuid, 1, at_version=2)
    assert (mark.version, mark.quote, mark.label.key, mark.facets, mark.note) == (
        3, QUOTE, "assertion", {"role": "R5"}, "first",
    )  # fmt: skip
    assert mark.history.count() == 3
    assert Event.objects.order_by("number").last().kind == Event.Kind.CHANGED


def test_a_deleted_mark_comes_back_under_its_id_with_its_links(house: House) -> None:
    evidence, claim = house.mark("bob", "China banned", "evidence"), house.mark("bob", QUOTE)
    annotating.add_link(house.bob, evidence.uuid, claim.uuid, "supports")
    annotating.delete_annotation(house.bob, claim.uuid, 1)
    assert not links_of(house.bob, evidence.uuid)
    back = restore_annotation(house.bob, claim.uuid, 1, at_version=2)
    assert (back.uuid, back.version, back.deleted_at) == (claim.uuid, 3, None)
    assert links_of(house.bob, evidence.uuid).count() == 1
    assert Event.objects.order_by("number").last().kind == Event.Kind.RESTORED


def test_the_state_that_a_mark_has_is_no_change(house: House) -> None:
    mark = changed(house)
    assert restore_annotation(house.bob, mark.uuid, 2, at_version=2).version == 2
    assert Event.objects.count() == 2


@pytest.mark.parametrize("version", [0, -1, 3, 10**9])
def test_a_version_that_never_was_is_refused(house: House, version: int) -> None:
    with pytest.raises(Invalid) as refused:
        restore_annotation(house.bob, changed(house).uuid, version, at_version=2)
    assert refused.value.code == "unknown_version"


def test_a_deletion_is_no_state_to_come_back_to(house: House) -> None:
    mark = changed(house)
    annotating.delete_annotation(house.bob, mark.uuid, 2)
    with pytest.raises(Invalid):
        restore_annotation(house.bob, mark.uuid, 3, at_version=3)


def test_a_mark_that_was_changed_meanwhile_is_not_overwritten(house: House) -> None:
    mark = changed(house)
    with pytest.raises(StaleVersion):
        restore_annotation(house.bob, mark.uuid, 1, at_version=1)
    annotating.delete_annotation(house.bob, mark.uuid, 2)
    with pytest.raises(Gone):
        restore_annotation(house.bob, mark.uuid, 1, at_version=2)


def test_words_that_are_marked_alike_again_are_refused(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    annotating.delete_annotation(house.bob, mark.uuid, 1)
    house.mark("bob", QUOTE)
    with pytest.raises(Conflict) as refused:
        restore_annotation(house.bob, mark.uuid, 1, at_version=2)
    assert refused.value.code == "duplicate_mark"


def test_only_its_reader_brings_a_mark_back_and_only_while_the_reading_is_open(house: House) -> None:
    mark = changed(house)
    with pytest.raises(NotFound):
        restore_annotation(house.cem, mark.uuid, 1, at_version=2)
    house.submit("bob")
    with pytest.raises(Forbidden):
        restore_annotation(house.ann, mark.uuid, 1, at_version=2)
    with pytest.raises(Conflict) as refused:
        restore_annotation(house.bob, mark.uuid, 1, at_version=2)
    assert refused.value.code == "reading_submitted"


def test_a_state_written_by_hand_in_the_database_can_come_back_too(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    Annotation.objects.filter(pk=mark.pk).update(note="by hand")
    annotating.change_annotation(house.bob, mark.uuid, 1, {"note": "after"})
    assert restore_annotation(house.bob, mark.uuid, 1, at_version=2).note == "by hand"
