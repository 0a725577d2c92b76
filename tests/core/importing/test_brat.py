"""brat in: other people's files, broken files and hostile ones."""

from pathlib import Path
from typing import Any

import pytest

from core.importing.interchange import EVERYTHING
from core.importing.registry import import_from
from core.importing.report import Report
from core.models import Annotation, Project
from tests.core.export.corpora import lines_of, source
from tests.core.importing.files import CORPUS, ID, TEXT, take

GOOD = "T1\tevidence 0 23\tChina banned it in 2019\n"


@pytest.fixture
def stocked(project: Project) -> Project:
    """A project with the document d1 and nobody's marks."""
    assert take(project, CORPUS[:3]).stored
    return project


def read(project: Project, folder: Path, ann: bytes | str, **more: Any) -> Report:
    files = {"r1/d1.ann": ann, "r1/d1.txt": TEXT}
    return import_from(project, "brat", source(folder, files | more.pop("files", {})), **more)


def refused(report: Report) -> list[tuple[str, int, str]]:
    assert not report.stored
    assert Annotation.objects.count() == 0
    return [(row.file, row.line, row.code) for row in report.refusals]


def test_files_that_brat_made_are_read_with_relations_attributes_and_notes(stocked: Project, tmp_path: Path) -> None:
    ann = (
        "T1\tevidence 0 23\tChina banned it in 2019\n"
        "T2\tassertion 25 38;39 46\tOfficials say Beijing\n"
        "A1\tunsure T2\n"
        "A2\ttarget T1 china\n"
        "#1\tAnnotatorNotes T1\tWho says?\tAnd when?\n"
        "#2\tspeaker T2\tofficials\n"
        "R1\tsupports Arg1:T1 Arg2:T2\t\n"
    )
    report = read(stocked, tmp_path, ann)
    assert report.stored, report.refusals
    one, two = (line for line in lines_of(stocked) if line["type"] == "annotation")
    assert (one["start"], one["end"], one["facets"], one["note"]) == (
        0, 23, {"target": "china"}, "Who says?\tAnd when?",
    )  # fmt: skip
    assert (two["quote"], two["facets"]) == ("Officials say Beijing", {"speaker": "officials", "unsure": "yes"})
    link = next(line for line in lines_of(stocked) if line["type"] == "link")
    assert (link["from"], link["to"], link["kind"]) == (one["id"], two["id"], "supports")
    again = read(stocked, tmp_path, ann)
    assert (again.n_added, again.n_refused) == (0, 0)


def test_files_in_no_folder_are_of_the_reviewer_brat(stocked: Project, tmp_path: Path) -> None:
    report = import_from(stocked, "brat", source(tmp_path, {"d1.ann": GOOD, "d1.txt": TEXT}))
    assert report.stored, report.refusals
    assert Annotation.objects.get().reading.reviewer.code_name == "brat"


def test_marks_without_their_text_beside_are_checked_by_their_words(stocked: Project, tmp_path: Path) -> None:
    good = source(tmp_path / "a", {"r1/d1.ann": "T1\tevidence 0 5\tChina\n"})
    assert import_from(stocked, "brat", good).stored
    bad = source(tmp_path / "b", {"r2/d1.ann": "T1\tevidence 0 5\tChile\nT2\tevidence 0 5;6 12\tChina banned\n"})
    report = import_from(stocked, "brat", bad)
    assert [row.code for row in report.refusals] == ["quote_mismatch", "text_missing"]


BROKEN = [
    ("T2\tevidence 60 400\tno", "span_invalid"),
    ("T2\tevidence 23 23\t", "span_invalid"),
    ("T2\tevidence 12 6\tbanned", "span_invalid"),
    ("T2\tevidence 0 6\tbanned", "quote_mismatch"),
    ("T2\tevidence 0 5;13 15\tChina it", "fragments_apart"),
    ("T2\tevidence 6 12;0 5\tbanned China", "span_invalid"),
    ("T2\tevidence 0 99999999999999999999\tno", "brat_line"),
    ("T2\tevidence 0\tChina", "brat_line"),
    ("T2\tevidence -1 5\tChina", "brat_line"),
    ("T2\tevidence ٠ ٥\tChina", "brat_line"),
    ("T2\tPerson 0 5\tChina", "unknown_label"),
    ("T1\tevidence 0 5\tChina", "brat_line"),
    ("A1\tNegation T1", "unknown_facet"),
    ("A1\trole T1 R99", "unknown_facet"),
    ("A1\tunsure T9", "brat_line"),
    ("A1\tunsure R1", "brat_line"),
    ("A1\tunsure", "brat_line"),
    ("R1\tsupports Arg1:T1 Arg2:T9", "brat_line"),
    ("R1\tsupports Arg1:T1 Arg2:T1", "link_invalid"),
    ("R1\tcauses Arg1:T1 Arg2:T1", "unknown_link"),
    ("R1\tsupports Arg1:T1", "brat_line"),
    ("E1\tevidence:T1 Theme:T1", "brat_kind"),
    ("*\tEquiv T1 T1", "brat_kind"),
    ("N1\tReference T1 Wikipedia:1\tChina", "brat_kind"),
    ("M1\tNegation T1", "brat_kind"),
    ("#1\tAnnotatorNotes T9\tWhat?", "brat_line"),
    ('#1\tMark T1\t{"id": "no uuid"}', "id_invalid"),
    ('#1\tMark T1\t{"id": ["x"]}', "id_invalid"),
    ('#1\tMark T1\t{"facets": {"role": ["R1"]}}', "unknown_facet"),
    ('#1\tMark T1\t{"colour": "red"}', "brat_line"),
    ("#1\tMark T1\t[" + "[" * 5000, "json_invalid"),
    ("#1\tAnnotatorNotes T1\tbell \x07", "text_refused"),
    ("What is this?", "brat_line"),
]


def test_broken_lines_are_refused_where_they_stand_and_nothing_is_stored(stocked: Project, tmp_path: Path) -> None:
    files = {f"r{n:02}/d1.ann": f"{GOOD}\n{line}\n" for n, (line, _) in enumerate(BROKEN)}
    files |= {f"r{n:02}/d1.txt": TEXT for n in range(len(BROKEN))}
    found = refused(import_from(stocked, "brat", source(tmp_path, files)))
    # What the text-bound line and what is said of it cannot be together is refused by the line of the mark.
    of_marks = ("A1\trole", '#1\tMark T1\t{"id"', '#1\tMark T1\t{"f')
    assert found == [
        (f"r{n:02}/d1.ann", 1 if line.startswith(of_marks) else 3, code) for n, (line, code) in enumerate(BROKEN)
    ]


def test_bytes_that_are_no_text_and_endless_lines_are_refused_by_their_line(stocked: Project, tmp_path: Path) -> None:
    begin = b"T1\tevidence 0 5\t"
    raws = [begin + b"Ch\xffna\n", begin + b"Ch\x00na\n", begin + b"x" * 10_000_000 + b"\n", b"\xff\xfe" * 9]
    files = {f"r{n}/d1.ann": raw for n, raw in enumerate(raws)} | {f"r{n}/d1.txt": TEXT for n in range(len(raws))}
    found = refused(import_from(stocked, "brat", source(tmp_path, files)))
    assert [row[:2] for row in found] == [(f"r{n}/d1.ann", 1) for n in range(len(raws))]


def test_a_text_that_is_not_the_one_stored_refuses_its_document(stocked: Project, tmp_path: Path) -> None:
    ann = "T1\tevidence 0 5\tChina\n"
    other = read(stocked, tmp_path / "a", ann, files={"r1/d1.txt": TEXT + " More."})
    assert refused(other)[0] == ("r1/d1.txt", 1, "id_reused")
    two = read(stocked, tmp_path / "b", ann, files={"r2/d1.txt": "Another text."})
    assert refused(two) == [("r2/d1.txt", 1, "id_reused")]
    torn = read(stocked, tmp_path / "c", ann, files={"r1/d1.txt": b"\xff"})
    assert [code for _, _, code in refused(torn)] == ["text_refused", "text_refused"]


def test_carriage_returns_in_a_text_do_not_shift_marks_in_silence(project: Project, tmp_path: Path) -> None:
    files = {"r1/d1.txt": "One.\r\nTwo.", "r1/d1.ann": "T1\tevidence 6 10\tTwo.\n"}
    report = import_from(project, "brat", source(tmp_path, files), adds=EVERYTHING)
    assert refused(report) == [("r1/d1.ann", 1, "text_shifted")]


def test_whoever_moves_a_mark_in_brat_moves_it_here(stocked: Project, tmp_path: Path) -> None:
    exact = f'#1\tMark T1\t{{"id": "{ID.format(1)}", "start": 0, "end": 24}}\n'
    assert read(stocked, tmp_path, "T1\tevidence 6 12\tbanned\n" + exact).stored
    mark = Annotation.objects.get()
    assert (str(mark.uuid), mark.start, mark.end) == (ID.format(1), 6, 12)


def test_a_folder_without_marks_and_lines_of_another_kind_are_refused(stocked: Project, tmp_path: Path) -> None:
    assert refused(import_from(stocked, "brat", source(tmp_path / "a", {"x.txt": "x"})))[0][2] == "no_files"
    about = '{"type":"outlet","id":"x"}\n{"type":"file","offset_unit":"UTF-16"}\n{"type":"document","id":["d1"]}\n'
    codes = [code for _, _, code in refused(read(stocked, tmp_path / "b", "", files={"about.jsonl": about}))]
    assert codes == ["unknown_type", "offset_unit_unknown", "field_invalid"]
    wrong = '{"type":"document","id":"d1","sha256":"' + "0" * 64 + '"}\n'
    found = refused(read(stocked, tmp_path / "c", "", files={"about.jsonl": wrong}))
    assert found == [("r1/d1.txt", 1, "sha256_mismatch")]
