"""Marks from a CSV table."""

from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest

from core.errors import Invalid
from core.export.registry import export
from core.importing.registry import import_from
from core.importing.report import Report
from core.importing.source import Source
from core.models import Annotation, Project
from tests.core.importing.files import CORPUS, TEXT, empty_project, take

HEADER = b"document,reviewer,start,end,label,target,note\n"


@pytest.fixture
def filled(project: Project) -> Project:
    """Outlet, document and reviewer; no marks."""
    take(project, CORPUS[:4])
    return project


def read(project: Project, *rows: bytes, header: bytes = HEADER) -> Report:
    return import_bytes(project, b"".join([header, *rows]))


def import_bytes(project: Project, table: bytes) -> Report:
    with NamedTemporaryFile(suffix=".csv") as file:
        Path(file.name).write_bytes(table)
        return import_from(project, "csv", Source({"marks.csv": Path(file.name)}))


def test_a_row_becomes_a_mark_with_its_details(filled: Project) -> None:
    report = read(filled, b'd1,new-reader,0,23,assertion,china,"a ""quoted""\nnote"\n')
    assert report.stored, report.refusals
    mark = Annotation.objects.get()
    assert (mark.quote, mark.target, mark.note) == (TEXT[:23], "china", 'a "quoted"\nnote')
    assert mark.reading.reviewer.code_name == "new-reader"


def test_the_same_table_again_adds_nothing(filled: Project) -> None:
    row = b"d1,r1,0,23,assertion,china,\n"
    read(filled, row)
    assert read(filled, row).counts["annotation"].unchanged == 1


def test_the_exported_table_is_read_back(filled: Project) -> None:
    take(filled, CORPUS)
    table = b"".join(export(filled, "csv"))
    other = empty_project("other")
    take(other, CORPUS[:5])
    assert import_bytes(other, table).stored
    assert b"".join(export(other, "csv")) == table


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b"d9,r1,0,23,assertion,china,\n", "unknown_document"),
        (b"d1,r1,0,2.5,assertion,china,\n", "span_invalid"),
        (b"d1,r1,0,23,wit,china,\n", "unknown_label"),
        (b"d1,r1,0,23,assertion,moon,\n", "unknown_facet"),
        (b"d1,r1,0,23,assertion\n", "table_row"),
        (b"d1,r1,0,23,assertion,china,\x00\n", "text_refused"),
    ],
)
def test_a_row_that_does_not_hold_is_refused_with_its_line(filled: Project, row: bytes, code: str) -> None:
    report = read(filled, b"d1,r1,0,5,opinion,china,\n", row)
    assert [(refused.code, refused.line) for refused in report.refusals] == [(code, 3)]
    assert not report.stored


def test_a_table_without_a_needed_column_is_refused(filled: Project) -> None:
    with pytest.raises(Invalid, match="no column 'label'"):
        read(filled, header=b"document,reviewer,start,end\n")
