"""Readings: what was read, also where nothing was marked."""

import pytest

from core.errors import Forbidden, Invalid
from core.models import Coverage, Project, Reading
from core.services import readings
from tests.house import TEXT, House


def test_an_empty_body_says_all_was_read_and_unused_labels_have_none(house: House) -> None:
    house.mark("bob", "China banned the trade in 2019", "evidence")
    reading = readings.submit_reading(house.bob, house.document)
    assert (reading.ranges, reading.none_here) == (None, ["assertion", "opinion"])


def test_ranges_decide_how_many_words_were_read(house: House) -> None:
    first = TEXT.index("\n")
    reading = readings.submit_reading(house.bob, house.document, ranges=[[0, first]])
    assert Coverage.objects.get(reading=reading).n_words == 4


@pytest.mark.parametrize("ranges", [[], [[5, 5]], [[9, 3]], [[0, 10**6]], [[0]], "all", [[0.5, 2]], [[True, 3]]])
def test_ranges_that_do_not_hold_are_refused(house: House, ranges: object) -> None:
    with pytest.raises(Invalid):
        readings.submit_reading(house.bob, house.document, ranges=ranges)
    assert not Reading.objects.exists()


def test_a_mark_outside_the_ranges_read_is_named(house: House) -> None:
    house.mark("bob", "The Chinese ministry denies it")
    with pytest.raises(Invalid) as refused:
        readings.submit_reading(house.bob, house.document, ranges=[[0, 10]])
    assert refused.value.code == "mark_outside_ranges"


def test_none_here_must_agree_with_the_marks(house: House) -> None:
    house.mark("bob", "China banned the trade in 2019", "evidence")
    for none_here, code in (
        (["evidence", "assertion", "opinion"], "none_here_contradicted"),
        (["opinion"], "none_here_missing"),
        (["truth"], "unknown_label"),
    ):
        with pytest.raises(Invalid) as refused:
            readings.submit_reading(house.bob, house.document, none_here=none_here)
        assert refused.value.code == code


def test_submitting_twice_changes_nothing_and_reopening_keeps_the_first_time(house: House) -> None:
    first = readings.submit_reading(house.bob, house.document)
    assert readings.submit_reading(house.bob, house.document).submitted_at == first.submitted_at
    readings.reopen_reading(house.bob, house.document)
    again = readings.submit_reading(house.bob, house.document)
    assert again.first_submitted_at == first.first_submitted_at
    assert again.submitted_at > first.submitted_at


def test_where_documents_are_assigned_nobody_begins_uninvited(house: House) -> None:
    Project.objects.filter(pk=house.project.pk).update(assignment="assigned")
    house.join("bob", "reviewer")
    with pytest.raises(Forbidden) as refused:
        house.mark("bob", "Nobody asked the firms")
    assert refused.value.code == "not_assigned"
