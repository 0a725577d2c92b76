"""The interchange file written by choice, and read again document by document."""

import json
import zipfile
from pathlib import Path

import pytest
from django.db import connection

from core.export import interchange
from core.export.bundle import Part, write_zip
from core.export.copied import object_sql
from core.export.corpus import Corpus, Losses
from core.export.scope import Choice, scope_of
from core.importing.interchange import ANNOTATIONS
from core.models import Project, Reviewer
from tests.core.importing.files import BETTER, CORPUS, DECISION, DOCUMENT, FILE, MARK, OUTLET, REVIEWER, TEXT, take
from tests.house import House

SECOND_DOCUMENT = {"type": "document", "id": "a0", "outlet": "gazette", "text": "A second text, before the first."}
OTHER = {"type": "reviewer", "id": "machine-1", "kind": "machine"}
OTHERS_MARK = MARK | {"id": "30000000-0000-4000-8000-000000000000", "document": "a0", "reviewer": "machine-1",
                      "start": 0, "end": 8, "quote": "A second"}  # fmt: skip
MORE = [*CORPUS[:2], SECOND_DOCUMENT, DOCUMENT, REVIEWER, OTHER, CORPUS[4], OTHERS_MARK, *CORPUS[5:], DECISION, BETTER]


@pytest.fixture
def filled(project: Project) -> Project:
    assert take(project, MORE).stored
    return project


def lines(project: Project, **choice: object) -> list[dict]:
    return [json.loads(line) for line in interchange.write(scope_of(project, Choice(**choice)))]


def of_type(rows: list[dict], name: str) -> list[dict]:
    return [row for row in rows if row["type"] == name]


def written(project: Project, folder: Path) -> Corpus:
    path = folder / "corpus.jsonl"
    path.write_bytes(b"".join(interchange.write(scope_of(project))))
    return Corpus(path)


def test_a_corpus_gives_each_document_with_its_own_lines(filled: Project, tmp_path: Path) -> None:
    corpus = written(filled, tmp_path)
    found = {row.document["id"]: row for row in corpus.documents()}
    assert list(found) == ["a0", "d1"]
    assert [len(found[key].annotations) for key in found] == [1, 2]
    assert [len(found[key].readings) for key in found] == [1, 1]
    assert [len(found[key].links) for key in found] == [0, 1]
    assert [len(found[key].decisions) for key in found] == [0, 2]
    assert [row["id"] for row in corpus.head.reviewers] == ["machine-1", "r1"]
    assert corpus.head.labels[:3] == ("evidence", "assertion", "opinion")


def test_a_corpus_of_nothing_has_no_documents(project: Project, tmp_path: Path) -> None:
    assert list(written(project, tmp_path).documents()) == []


def test_quotes_only_leave_the_text_out_and_say_how_it_is_known(filled: Project) -> None:
    rows = lines(filled, texts="quotes")
    document = of_type(rows, "document")[1]
    assert ("text" in document, document["length"], len(document["sha256"])) == (False, len(TEXT), 64)
    assert of_type(rows, "annotation")[1]["quote"] == TEXT[:12]


def test_no_texts_leave_every_quote_out(filled: Project) -> None:
    rows = lines(filled, texts="none")
    assert not [row for row in rows if "quote" in row or "text" in row]
    assert len(of_type(rows, "annotation")) == 3


def test_without_texts_the_lines_are_read_as_marks_of_the_same_documents(filled: Project) -> None:
    for texts in ("quotes", "none"):
        report = take(filled, lines(filled, texts=texts, layers="readers"), adds=ANNOTATIONS)
        assert report.stored, report.refusals
        assert (report.n_added, report.counts["annotation"].unchanged) == (0, 3)


def test_another_text_under_the_same_key_is_told(filled: Project) -> None:
    rows = lines(filled, texts="none")
    of_type(rows, "document")[0]["sha256"] = "0" * 64
    report = take(filled, rows, adds=ANNOTATIONS)
    assert "the text is another one" in report.refusals[0].reason


def test_readers_alone_come_without_rulings_and_rulings_alone_without_readers(filled: Project) -> None:
    readers = lines(filled, layers="readers")
    assert (len(of_type(readers, "annotation")), of_type(readers, "decision")) == (3, [])
    rulings = lines(filled, layers="adjudicated")
    assert (of_type(rulings, "annotation"), of_type(rulings, "reading")) == ([], [])
    assert of_type(rulings, "decision") == []  # their document is not finished


def test_one_kind_of_readers_is_chosen(filled: Project) -> None:
    rows = lines(filled, kind="machine", layers="readers")
    assert [row["id"] for row in of_type(rows, "reviewer")] == ["machine-1"]
    assert {row["reviewer"] for row in of_type(rows, "annotation")} == {"machine-1"}


def test_other_names_stand_for_the_readers_and_order_the_lines(filled: Project) -> None:
    pks = dict(Reviewer.objects.filter(project=filled).values_list("code_name", "pk"))
    rows = lines(filled, names={pks["r1"]: "aa", pks["machine-1"]: "zz"})
    assert [row["id"] for row in of_type(rows, "reviewer")] == ["aa", "zz"]
    assert [row["reviewer"] for row in of_type(rows, "annotation")] == ["zz", "aa", "aa"]
    assert {row["decided_by"] for row in of_type(rows, "decision")} == {"aa"}
    assert not [row for row in rows if "r1" in json.dumps(row)]


def test_readings_under_way_are_left_out_where_only_submitted_ones_are_wanted(house: House) -> None:
    house.mark("bob", "China banned the trade in 2019")
    assert len(of_type(lines(house.project), "annotation")) == 1
    assert of_type(lines(house.project, submitted=True), "annotation") == []
    house.submit("bob")
    assert len(of_type(lines(house.project, submitted=True), "annotation")) == 1


def test_the_lines_are_what_json_of_the_same_values_is(filled: Project) -> None:
    """Postgres writes most lines: byte for byte what Python would write."""
    take(filled, [FILE, OUTLET, DOCUMENT, REVIEWER, MARK | {
        "id": "40000000-0000-4000-8000-000000000000", "start": 13, "end": 22, "quote": TEXT[13:22],
        "note": 'a "quote", \\ back, tab\t, line\n, \u2028 é 👩‍👩‍👧 \x7f'.replace("\x7f", ""),
        "created_at": "2026-11-21T09:30:00.000120Z",
    }])  # fmt: skip
    for line in interchange.write(scope_of(filled)):
        assert line == json.dumps(json.loads(line), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def test_an_object_may_have_more_members_than_a_function_takes_arguments(db: None) -> None:
    members = {f"m{number}": f"'{number}'" if number % 3 else "NULL" for number in range(500)}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {object_sql(members)}")
        (text,) = cursor.fetchone()
    assert json.loads(text) == {f"m{number}": number for number in range(500) if number % 3}


def test_the_same_files_make_the_same_zip_at_any_time(tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        write_zip(tmp_path / name, [Part("a/é.txt", [b"one ", b"two"]), Part("b.txt", [])])
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.read("a/é.txt") == b"one two"


def test_losses_are_counted_by_reason() -> None:
    losses = Losses()
    losses.add("rulings", "Rulings are left out.")
    losses.add("rulings", "Rulings are left out.", 2)
    losses.add("sections", "Sections are left out.", 0)
    assert losses.data("x") == {
        "format": "x", "lost": [{"code": "rulings", "n": 3, "reason": "Rulings are left out."}]
    }  # fmt: skip
