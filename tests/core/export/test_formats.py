"""The two formats as they stand in the file, and who gets what."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import Invalid
from core.export.bundle import LOSS_REPORT
from core.export.registry import export, export_into
from core.models import Project
from core.services import annotating
from tests.core.importing.files import CORPUS, MARK, SECOND, take
from tests.house import House

QUOTE = "China banned the trade in 2019"


def lines_of(whose: object) -> list[dict]:
    return [json.loads(line) for line in b"".join(export(whose, "jsonl")).splitlines()]


def table_of(whose: object) -> list[dict[str, str]]:
    text = b"".join(export(whose, "csv")).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_lines_have_the_keys_of_the_contract_in_its_order(project: Project) -> None:
    take(project, CORPUS)
    mark = next(line for line in lines_of(project) if line["type"] == "annotation")
    assert list(mark) == ["type", "id", "document", "reviewer", "start", "end", "quote", "label", "facets", "note",
                          "created_at"]  # fmt: skip
    assert list(mark["facets"]) == ["voice", "target"]


def test_nulls_are_left_out_and_facets_and_note_are_always_there(project: Project) -> None:
    bare = {key: value for key, value in MARK.items() if key not in ("facets", "note")}
    take(project, [*CORPUS[:5], bare])
    lines = lines_of(project)
    assert not [line for line in lines if None in line.values()]
    assert (lines[-1]["facets"], lines[-1]["note"]) == ({}, "")


def test_marks_are_ordered_by_document_reviewer_start_end_and_id(project: Project) -> None:
    other = {"type": "reviewer", "id": "B"}
    more = MARK | {"id": "10000000-0000-4000-8000-000000000000", "reviewer": "B"}
    take(project, [*CORPUS[:4], other, CORPUS[4], MARK, SECOND, more])
    marks = [line for line in lines_of(project) if line["type"] == "annotation"]
    assert [(row["reviewer"], row["end"]) for row in marks] == [("B", 23), ("r1", 12), ("r1", 23)]


def test_nothing_tells_which_project_it_was(project: Project) -> None:
    take(project, CORPUS)
    text = b"".join(export(project, "jsonl")).decode()
    assert project.slug not in text
    assert project.name not in text


def test_the_table_has_one_row_a_mark_with_exact_values(project: Project) -> None:
    note = '=1+1, "said"\nand\r\nmore 👩‍👩‍👧'
    take(project, [*CORPUS[:5], MARK | {"note": note}])
    (row,) = table_of(project)
    assert (row["note"], row["quote"], row["target"]) == (note, MARK["quote"], "china")
    assert (row["document"], row["origin"], row["reviewer"]) == ("d1", "gazette", "r1")
    assert (row["version"], row["offset_unit"], row["codebook"]) == ("1", "code point", "default 1")


def test_the_table_is_utf_8_without_a_mark_and_lines_end_as_rfc_4180_says(project: Project) -> None:
    raw = b"".join(export(project, "csv"))
    assert raw.startswith(b"id,document,")
    assert raw.endswith(b"\r\n")


def test_an_unknown_format_names_those_there_are(project: Project) -> None:
    with pytest.raises(Invalid, match=r"'refi-qda' comes in a later version; this one writes: jsonl, csv"):
        export(project, "refi-qda")


def test_what_the_table_has_no_place_for_is_counted(project: Project, tmp_path: Path) -> None:
    take(project, CORPUS)
    export_into(project, "csv", tmp_path)
    lost = {row["code"]: row["n"] for row in json.loads((tmp_path / LOSS_REPORT).read_bytes())["lost"]}
    assert lost == {"codebook": 1, "excluded": 1, "links": 1, "readings": 1, "sections": 1, "texts": 1}


def test_deleted_marks_are_in_no_export(house: House) -> None:
    mark = house.mark("bob", QUOTE)
    annotating.delete_annotation(house.bob, mark.uuid, 1)
    assert [line for line in lines_of(house.project) if line["type"] == "annotation"] == []


def test_a_viewer_gets_only_visible_marks_of_visible_readings(house: House) -> None:
    house.mark("bob", QUOTE)
    house.mark("cem", QUOTE)
    bobs = [line for line in lines_of(house.bob) if line["type"] in ("annotation", "reading", "reviewer")]
    assert len(bobs) == 3
    assert len(table_of(house.bob)) == 1
    assert len(table_of(house.vera)) == 0
    assert len(table_of(house.project)) == 2


def test_after_both_submitted_each_gets_both(house: House) -> None:
    for name in ("bob", "cem"):
        house.mark(name, QUOTE)
        house.submit(name)
    assert len(table_of(house.bob)) == len(table_of(house.vera)) == 2


def test_practice_readings_are_in_no_export(house: House) -> None:
    from core.services.drafts import read_mark

    annotating.add_annotation(house.bob, house.document, read_mark(house.body(QUOTE)), practice=True)
    assert table_of(house.bob) == table_of(house.project) == []
    assert [line for line in lines_of(house.project) if line["type"] in ("reading", "reviewer")] == []


def test_a_reading_reopened_keeps_when_it_was_first_submitted(house: House) -> None:
    from core.services import readings

    house.mark("bob", QUOTE)
    house.submit("bob")
    readings.reopen_reading(house.bob, house.document)
    reading = next(line for line in lines_of(house.project) if line["type"] == "reading")
    assert reading["state"] == "open"
    assert reading["first_submitted_at"].endswith("Z")


@pytest.mark.django_db(transaction=True)
def test_an_export_is_one_snapshot_while_others_write() -> None:
    house = House()
    house.mark("bob", QUOTE)
    rows = export(house.project, "jsonl")
    from core.export import registry

    small, registry.PIECE_BYTES = registry.PIECE_BYTES, 1
    try:
        next(rows)
        _in_a_thread(lambda: house.mark("bob", "Beijing does little"))
        assert sum(b'"type":"annotation"' in row for row in rows) == 1
    finally:
        registry.PIECE_BYTES = small


def _in_a_thread(work: object) -> None:
    import threading

    def whole() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=whole)
    thread.start()
    thread.join()


def test_an_export_takes_the_same_number_of_queries_for_two_marks_and_for_twenty(project: Project) -> None:
    def n_queries() -> int:
        with CaptureQueriesContext(connection) as queries:
            lines_of(project)
        return len(queries)

    take(project, CORPUS)
    before = n_queries()
    more = [MARK | {"id": f"00000000-0000-4000-9000-{n:012d}", "end": n + 1, "quote": None} for n in range(20)]
    assert take(project, [CORPUS[0], *more]).stored
    assert n_queries() == before
