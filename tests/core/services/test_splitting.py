"""One mark becomes two, and one step takes that back."""

import uuid

import pytest

from core.errors import Conflict, Gone, Invalid, StaleVersion
from core.models import Annotation, Event, Link
from core.services import annotating
from core.services.splitting import split_annotation
from core.services.undoing import undo_step
from tests.house import TEXT, House

TWO = "China banned the trade in 2019. Officials say Beijing does little 👩‍👩‍👧"
GAP = TEXT.index("Officials")


def split(house: House, mark: Annotation, at: object = GAP, *, version: int = 1, new: uuid.UUID | None = None) -> tuple:
    return split_annotation(house.bob, mark.uuid, version, at, new or uuid.uuid4())


def test_both_halves_say_the_same_and_begin_and_end_with_words(house: House) -> None:
    mark = house.mark("bob", TWO, facets={"role": "R5", "target": "china"}, note="both")
    first, second = split(house, mark)
    assert (first.quote, second.quote) == ("China banned the trade in 2019", "Officials say Beijing does little 👩‍👩‍👧")
    assert (first.version, second.version) == (2, 1)
    for name in ("label_id", "facets", "note", "reading_id"):
        assert getattr(first, name) == getattr(second, name) == getattr(mark, name)
    assert second.prefix.endswith("2019. ")
    assert second.in_figures


def test_halves_lie_in_the_text_exactly(house: House) -> None:
    split(house, house.mark("bob", TWO))
    for row in Annotation.objects.all():
        assert TEXT[row.start : row.end] == row.quote


@pytest.mark.parametrize("at", [GAP - 1, GAP - 2, GAP])
def test_no_half_keeps_outer_white_space_wherever_it_is_cut(house: House, at: int) -> None:
    first, second = split(house, house.mark("bob", TWO), at)
    assert first.quote == "China banned the trade in 2019"
    assert second.quote.startswith("Officials") or at == GAP - 2  # before the stop: it stays outside


def test_ends_that_were_set_exactly_stay(house: House) -> None:
    exact = house.mark("bob", " Officials say Beijing does little ")
    first, second = split(house, exact, TEXT.index("Beijing does"))
    assert (first.quote, second.quote) == (" Officials say", "Beijing does little ")


def test_links_stay_with_the_first(house: House) -> None:
    mark, claim = house.mark("bob", TWO, "evidence"), house.mark("bob", "There is no proof")
    annotating.add_link(house.bob, mark.uuid, claim.uuid, "supports")
    annotating.add_link(house.bob, claim.uuid, mark.uuid, "contradicts")
    _, second = split(house, mark)
    assert Link.objects.count() == 2
    assert not second.links_out.exists()
    assert not second.links_in.exists()


def test_one_undo_takes_a_split_back(house: House) -> None:
    mark = house.mark("bob", TWO)
    split(house, mark)
    undo_step(house.bob, house.document, uuid.uuid4())
    assert [row.quote for row in Annotation.objects.filter(deleted_at__isnull=True)] == [TWO]
    kinds = list(Event.objects.order_by("number").values_list("kind", flat=True))
    assert kinds[-2:] == [Event.Kind.DELETED, Event.Kind.CHANGED]


def test_the_same_split_again_is_recognised(house: House) -> None:
    mark, new = house.mark("bob", TWO), uuid.uuid4()
    split(house, mark, new=new)
    annotating.change_annotation(house.bob, new, 1, {"note": "later"})
    first, second = split(house, mark, new=new)
    assert (first.version, second.version, second.note) == (2, 2, "later")
    assert Annotation.objects.count() == 2


def test_the_id_of_another_mark_is_refused(house: House) -> None:
    mark, other = house.mark("bob", TWO), house.mark("bob", "Nobody asked")
    for new in (other.uuid, mark.uuid, house.mark("cem", "Nobody asked").uuid):
        with pytest.raises(Invalid) as refused:
            split(house, mark, new=new)
        assert refused.value.code == "id_reused"
    new = uuid.uuid4()
    split(house, mark, new=new)
    with pytest.raises(Invalid):
        split(house, mark, mark.start + 5, version=2, new=new)


def test_the_id_of_a_half_that_was_deleted_is_gone(house: House) -> None:
    mark, new = house.mark("bob", TWO), uuid.uuid4()
    split(house, mark, new=new)
    annotating.delete_annotation(house.bob, new, 1)
    with pytest.raises(Gone):
        split(house, mark, new=new)


@pytest.mark.parametrize("at", [None, True, "30", 30.0, 0, GAP + 1000, 2**70])
def test_a_place_that_is_not_inside_is_refused(house: House, at: object) -> None:
    with pytest.raises(Invalid) as refused:
        split(house, house.mark("bob", TWO), at)
    assert refused.value.code == "span_invalid"
    assert Annotation.objects.get().version == 1


def test_a_half_without_words_is_refused(house: House) -> None:
    mark = house.mark("bob", " Officials say ")
    for at in (mark.start, mark.start + 1, mark.end - 1, mark.end):
        with pytest.raises(Invalid):
            split(house, mark, at)


def test_a_split_needs_the_version_that_was_read(house: House) -> None:
    mark = house.mark("bob", TWO)
    annotating.change_annotation(house.bob, mark.uuid, 1, {"note": "x"})
    with pytest.raises(StaleVersion):
        split(house, mark)


def test_a_half_that_is_marked_alike_already_is_refused_and_nothing_is_changed(house: House) -> None:
    mark = house.mark("bob", TWO)
    house.mark("bob", "Officials say Beijing does little 👩‍👩‍👧")
    with pytest.raises(Conflict) as refused:
        split(house, mark)
    assert refused.value.code == "duplicate_mark"
    assert Annotation.objects.get(pk=mark.pk).quote == TWO


def test_a_submitted_reading_is_not_split(house: House) -> None:
    mark = house.mark("bob", TWO)
    house.submit("bob")
    with pytest.raises(Conflict) as refused:
        split(house, mark)
    assert refused.value.code == "reading_submitted"
