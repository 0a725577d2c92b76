"""Marks: added once, changed at the version that was read, never lost."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from core.errors import Conflict, Forbidden, Gone, Invalid, NotFound, StaleVersion
from core.models import Annotation, Document, Event
from core.services import annotating, readings
from core.services.drafts import read_mark
from tests.house import House

QUOTE = "Officials say Beijing does little 👩‍👩‍👧"


def add(house: House, body: dict, name: str = "bob") -> tuple[Annotation, bool]:
    return annotating.add_annotation(house.viewers[name], house.document, read_mark(body))


def test_a_mark_keeps_its_words_and_their_neighbours(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    text = house.document.text
    assert text[mark.start : mark.end] == mark.quote == QUOTE
    assert text[mark.start - 32 : mark.start] == mark.prefix
    assert text[mark.end : mark.end + 32] == mark.suffix


def test_the_same_id_and_body_again_is_the_same_row(house: House) -> None:
    body = house.body(QUOTE)
    first, new = add(house, body)
    second, again = add(house, body)
    assert (new, again, first.pk) == (True, False, second.pk)


def test_a_retry_is_recognised_after_a_change_and_after_submission(house: House) -> None:
    body = house.body(QUOTE)
    mark, _ = add(house, body)
    annotating.change_annotation(house.bob, mark.uuid, 1, {"label": "opinion"})
    house.submit("bob")
    found, new = add(house, body)
    assert (found.pk, found.version, new) == (mark.pk, 2, False)


def test_the_same_id_with_another_body_is_refused(house: House) -> None:
    body = house.body(QUOTE)
    add(house, body)
    with pytest.raises(Invalid) as refused:
        add(house, body | {"label": "opinion"})
    assert refused.value.code == "id_reused"


def test_the_id_of_a_colleague_is_refused_without_telling_more(house: House) -> None:
    body = house.body(QUOTE)
    add(house, body)
    with pytest.raises(Invalid) as refused:
        add(house, body, "cem")
    assert refused.value.code == "id_reused"


def test_the_id_of_a_deleted_mark_is_gone(house: House) -> None:
    body = house.body(QUOTE)
    mark, _ = add(house, body)
    annotating.delete_annotation(house.bob, mark.uuid, 1)
    with pytest.raises(Gone):
        add(house, body)


def test_one_mark_per_span_label_and_target(house: House) -> None:
    house.mark("bob", QUOTE, facets={"target": "china"})
    house.mark("bob", QUOTE, facets={"target": "ccp"})
    house.mark("bob", QUOTE)
    with pytest.raises(Conflict) as refused:
        house.mark("bob", QUOTE, facets={"target": "china"})
    assert refused.value.code == "duplicate_mark"
    with pytest.raises(Conflict):
        house.mark("bob", QUOTE)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"quote": "other words"}, "quote_mismatch"),
        ({"start": 3, "end": 3}, "span_invalid"),
        ({"start": 9, "end": 3}, "span_invalid"),
        ({"start": -1}, "span_invalid"),
        ({"end": 10**9}, "span_invalid"),
        ({"end": 2**70}, "span_invalid"),
        ({"start": True}, "span_invalid"),
        ({"start": 1.0}, "span_invalid"),
        ({"start": "1"}, "span_invalid"),
        ({"start": None}, "span_invalid"),
        ({"label": "truth"}, "unknown_label"),
        ({"label": ["assertion"]}, "unknown_label"),
        ({"facets": {"mood": "x"}}, "unknown_facet"),
        ({"facets": {"role": "R9"}}, "unknown_facet"),
        ({"facets": {"role": 5}}, "unknown_facet"),
        ({"facets": {"subtype": "statistic"}}, "unknown_facet"),
        ({"facets": {"unsure": "no"}}, "unknown_facet"),
        ({"facets": []}, "unknown_facet"),
        ({"note": "a\x00b"}, "text_refused"),
        ({"note": "\ud800"}, "text_refused"),
        ({"note": "x" * 10_001}, "note_too_long"),
        ({"id": "7"}, "id_invalid"),
        ({"reviewer": "me"}, "unknown_field"),
    ],
)
def test_a_body_that_does_not_hold_is_refused_by_code_and_stores_nothing(house: House, change: dict, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(house, house.body(QUOTE) | change)
    assert refused.value.code == code
    assert not Annotation.objects.exists()


def test_a_change_needs_the_version_that_was_read(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    annotating.change_annotation(house.bob, mark.uuid, 1, {"note": "first"})
    with pytest.raises(StaleVersion) as refused:
        annotating.change_annotation(house.bob, mark.uuid, 1, {"note": "second"})
    assert (refused.value.current.note, refused.value.current.version) == ("first", 2)


def test_a_change_that_changes_nothing_makes_no_version(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    assert annotating.change_annotation(house.bob, mark.uuid, 1, {"label": "assertion"}).version == 1


def test_a_colleagues_mark_is_not_found_before_and_forbidden_after_the_reveal(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    with pytest.raises(NotFound):
        annotating.change_annotation(house.cem, mark.uuid, 1, {"note": "x"})
    house.submit("bob")
    house.submit("cem")
    with pytest.raises(Forbidden):
        annotating.change_annotation(house.cem, mark.uuid, 1, {"note": "x"})


def test_a_submitted_reading_is_closed_until_it_is_reopened(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    house.submit("bob")
    with pytest.raises(Conflict) as refused:
        annotating.delete_annotation(house.bob, mark.uuid, 1)
    assert refused.value.code == "reading_submitted"
    readings.reopen_reading(house.bob, house.document)
    annotating.delete_annotation(house.bob, mark.uuid, 1)


def test_every_change_is_one_history_row_and_one_event_numbered_without_gaps(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    annotating.change_annotation(house.bob, mark.uuid, 1, {"note": "a"})
    annotating.delete_annotation(house.bob, mark.uuid, 2)
    assert [row.pgh_label for row in mark.history.order_by("pgh_id")] == ["added", "changed", "changed"]
    assert [row.changed_by for row in mark.history.order_by("pgh_id")] == [house.bob.user] * 3
    assert list(Event.objects.order_by("number").values_list("number", "kind")) == [
        (1, "annotation-added"), (2, "annotation-changed"), (3, "annotation-deleted"),
    ]  # fmt: skip


def test_raw_sql_leaves_history_too(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_annotation SET note = 'by hand' WHERE id = %s", [mark.pk])
    assert [row.note for row in mark.history.order_by("pgh_id")] == ["", "by hand"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE core_annotation SET quote = 'Officials say Beijing does LITTLE 👩‍👩‍👧'",
        'UPDATE core_annotation SET start = start + 1, "end" = "end" + 1',
        'UPDATE core_annotation SET "end" = 100000',
        "UPDATE core_document SET text = 'x', length = 1",
        "UPDATE core_document SET sha256 = repeat('0', 64)",
        "UPDATE core_annotationhistory SET note = 'forged'",
        "DELETE FROM core_annotationhistory",
    ],
)
def test_the_database_itself_refuses_what_would_break_an_anchor_or_the_history(house: House, change: str) -> None:
    house.mark("bob", QUOTE)
    from django.db.utils import DatabaseError

    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_a_mark_belongs_to_the_part_that_holds_its_start(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    assert mark.part is not None
    assert mark.part.outlet.key == "gazette"
    assert mark.in_figures


def test_an_uncounted_label_enters_no_figure(house: House) -> None:
    assert not house.mark("bob", "Nobody asked the firms", "not-part").in_figures


def test_a_link_joins_two_marks_of_one_reading_once(house: House) -> None:
    evidence = house.mark("bob", "China banned the trade in 2019", "evidence")
    claim = house.mark("bob", "There is no proof of state policy")
    annotating.add_link(house.bob, evidence.uuid, claim.uuid, "supports")
    with pytest.raises(Conflict):
        annotating.add_link(house.bob, evidence.uuid, claim.uuid, "contradicts")
    with pytest.raises(Invalid):
        annotating.add_link(house.bob, claim.uuid, claim.uuid, "supports")
    with pytest.raises(NotFound):
        annotating.add_link(house.bob, evidence.uuid, uuid.uuid4(), "supports")
    annotating.delete_link(house.bob, evidence.uuid, claim.uuid)
    assert not evidence.links_out.exists()


def test_the_text_stays_in_the_database_when_a_mark_is_made(house: House) -> None:
    document = Document.objects.defer("text").get(pk=house.document.pk)
    annotating.add_annotation(house.bob, document, read_mark(house.body(QUOTE)))
    assert "text" in document.get_deferred_fields()


def test_the_id_of_a_practice_mark_never_stands_for_a_real_one(house: House) -> None:
    draft = read_mark(house.body(QUOTE))
    annotating.add_annotation(house.bob, house.document, draft, practice=True)
    with pytest.raises(Invalid) as refused:
        annotating.add_annotation(house.bob, house.document, draft)
    assert refused.value.code == "id_reused"


def test_a_retry_without_a_quote_is_recognised_too(house: House) -> None:
    body = house.body(QUOTE) | {"quote": None}
    first, _ = add(house, body)
    again, is_new = add(house, body)
    assert (again.pk, again.quote, is_new) == (first.pk, QUOTE, False)
