"""The name of all that agreement follows from: other figures, another name; what is hidden does not show in it."""

import pytest

from core.models import Document
from core.queries.agreement_report import measured
from core.queries.agreement_state import state_of
from core.queries.filters import Filters
from core.services import annotating, documents, readings
from tests.core.queries.test_agreement import DIGITS
from tests.house import House


@pytest.fixture
def pair(house: House) -> House:
    house.document = house.add_document("digits", DIGITS, genre="news")
    house.bobs, house.cems = (house.mark(name, "2345", "evidence") for name in ("bob", "cem"))
    house.submit("bob")
    house.submit("cem")
    return house


def change_a_mark(house):
    readings.reopen_reading(house.cem, house.document)
    annotating.change_annotation(house.cem, house.cems.uuid, 1, {"label": "opinion"})
    house.submit("cem")


def change_a_detail(house):
    readings.reopen_reading(house.cem, house.document)
    annotating.change_annotation(house.cem, house.cems.uuid, 1, {"facets": {"voice": "document"}})
    house.submit("cem")


def leave_open(house):
    readings.reopen_reading(house.cem, house.document)


def leave_words_out(house):
    documents.set_ranges(house.document, [], [(2, 4, "junk")], outlets={})


def read_once_more(house):
    dan = house.join("dan", "reviewer")
    readings.submit_reading(dan, house.document, ranges=[[0, 5]])
    house.document.readings.update(sighted=False)


@pytest.mark.parametrize("change", [change_a_mark, change_a_detail, leave_open, leave_words_out, read_once_more])
def test_what_changes_a_figure_changes_the_name(pair, change):
    state, figures = state_of(pair.vera, Filters()), measured(pair.vera, Filters())
    assert state == state_of(pair.vera, Filters())
    change(pair)
    assert measured(pair.vera, Filters()) != figures
    assert state_of(pair.vera, Filters()) != state


def test_other_parts_and_other_filters_are_another_name(pair):
    state = state_of(pair.vera, Filters())
    assert state_of(pair.vera, Filters(label="opinion")) != state
    Document.objects.filter(pk=pair.document.pk).update(event="summit")
    assert state_of(pair.vera, Filters()) != state


def test_what_is_hidden_from_a_blind_reader_does_not_show(pair):
    dan = pair.join("dan", "reviewer")
    state = state_of(dan, Filters())
    change_a_mark(pair)
    assert state_of(dan, Filters()) == state
