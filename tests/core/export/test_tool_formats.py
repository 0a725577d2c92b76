"""UIMA, Label Studio and doccano: what goes out comes back, and what does not is counted."""

import json
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from core.export.bundle import files_of
from core.export.registry import FORMATS, export
from core.importing.apart import read_apart
from core.importing.interchange import EVERYTHING
from core.importing.registry import format_of, import_from
from core.importing.source import known_of, source_of
from core.models import Project
from tests.core.export.corpora import Line, corpora, lines_of, loaded, round_trip, write_format
from tests.core.export.losing import counted, without_zeros
from tests.core.importing.files import BETTER, CORPUS, DECISION, DOCUMENT, FILE, TEXT, take

TOOLS = ("cas-json", "cas-xmi", "label-studio", "doccano")
SAID = ("reviewer", "reading", "annotation", "link")


def lost_by_hand(before: list[Line]) -> dict[str, int]:
    """What the loss report has to say of these lines."""
    readers = {line["reviewer"] for line in before if line["type"] == "reading"}
    unread = sum(line["type"] == "reviewer" and line["id"] not in readers for line in before)
    return without_zeros(counted(before) | {"reviewers_without_reading": unread})


@pytest.mark.django_db
@pytest.mark.parametrize("name", TOOLS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=corpora())
def test_marks_readings_and_links_come_back_equal_and_all_else_is_counted(name: str, rows: list[Line]) -> None:
    with transaction.atomic():
        trip = round_trip(loaded(rows), name)
        assert trip.report.stored, trip.report.refusals[:3]
        before, after = trip.of(*SAID)
        readers = {line["reviewer"] for line in before if line["type"] == "reading"}
        before = [line for line in before if line["type"] != "reviewer" or line["id"] in readers]
        assert after == before
        replaced = trip.losses.pop("replaced_characters", 0)
        assert name == "cas-xmi" or not replaced
        assert trip.losses == lost_by_hand(trip.before)
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", TOOLS)
def test_the_same_file_again_adds_nothing(project: Project, name: str, tmp_path: Path) -> None:
    take(project, CORPUS)
    write_format(project, name, tmp_path)
    report = import_from(project, name, source_of(tmp_path))
    assert (report.n_added, report.n_refused) == (0, 0), report.refusals
    assert report.n_unchanged >= 5


@pytest.mark.parametrize("name", TOOLS)
def test_texts_come_into_an_empty_project_with_their_marks(project: Project, name: str, tmp_path: Path) -> None:
    home = loaded(CORPUS)
    write_format(home, name, tmp_path)
    report = import_from(project, name, source_of(tmp_path), adds=EVERYTHING)
    assert report.stored, report.refusals
    there, here = ([line for line in lines_of(each) if line["type"] in SAID] for each in (home, project))
    assert here == there
    document = next(line for line in lines_of(project) if line["type"] == "document")
    assert (document["id"], document["text"], document["outlet"]) == ("d1", TEXT, "unidentified")


@pytest.mark.parametrize("name", TOOLS)
def test_the_process_that_may_write_nothing_reads_the_same(project: Project, name: str, tmp_path: Path) -> None:
    take(project, CORPUS)
    write_format(project, name, tmp_path)
    here = list(format_of(name).read(source_of(tmp_path), known_of(project)))
    assert list(read_apart(name, source_of(tmp_path), known_of(project))) == here
    assert [line["type"] for _, line in here if isinstance(line, dict)] == [
        "document", "reviewer", "reading", "annotation", "annotation", "link",
    ]  # fmt: skip


@pytest.mark.parametrize("name", TOOLS)
def test_a_text_that_is_not_the_stored_one_is_refused_with_its_marks(
    project: Project, name: str, tmp_path: Path
) -> None:
    write_format(loaded(CORPUS), name, tmp_path)
    take(project, [*CORPUS[:2], {"type": "document", "id": "d1", "outlet": "gazette", "text": "X" + TEXT}])
    report = import_from(project, name, source_of(tmp_path), skip_refused=True)
    assert any("the text is another one" in row.reason for row in report.refusals)
    assert not [line for line in lines_of(project) if line["type"] == "annotation"]


@pytest.mark.parametrize("name", TOOLS)
def test_rulings_and_what_lies_over_a_text_are_counted_as_lost(project: Project, name: str, tmp_path: Path) -> None:
    finished = [row | {"adjudicated_at": "2026-11-22T12:00:00Z"} if row["type"] == "document" else row
                for row in CORPUS]  # fmt: skip
    unread = {"type": "reviewer", "id": "r2"}
    take(project, [*finished[:4], unread, *finished[4:], DECISION, BETTER])
    assert write_format(project, name, tmp_path) == {
        "codebook": 1, "outlets": 1, "document_facts": 1, "sections": 1, "excluded": 1, "adjudicated": 1,
        "decisions": 2, "reviewers_without_reading": 1,
    }  # fmt: skip


@pytest.mark.parametrize("name", TOOLS)
def test_the_same_corpus_gives_the_same_files(project: Project, name: str, tmp_path: Path) -> None:
    take(project, CORPUS)
    first = b"".join(export(project, name))
    assert b"".join(export(project, name)) == first
    write_format(project, name, tmp_path)
    assert all("loss_report" not in part.name for part in files_of(tmp_path))


def test_every_format_states_its_unit() -> None:
    units = {row.name: row.unit for row in FORMATS if row.name in TOOLS}
    assert units == {"cas-json": "UTF-16 code unit", "cas-xmi": "UTF-16 code unit",
                     "label-studio": "UTF-16 code unit", "doccano": "code point"}  # fmt: skip


def test_characters_that_xml_cannot_carry_are_counted_and_come_back(project: Project) -> None:
    text = "x\uffff\ufffdy \ufffe here"
    mark = {"type": "annotation", "id": "00000000-0000-4000-8000-000000000001", "document": "d1", "reviewer": "r1",
            "start": 1, "end": 3, "label": "opinion", "note": "\uffff",
            "facets": {"speaker": "a\ufffeb\uffff"}}  # fmt: skip
    plain = {key: value for key, value in DOCUMENT.items() if key not in ("sections", "excluded")}
    take(project, [FILE, CORPUS[1], plain | {"text": text}, {"type": "reviewer", "id": "r1"}, mark])
    trip = round_trip(project, "cas-xmi")
    before, after = trip.of(*SAID)
    assert trip.report.stored, trip.report.refusals
    assert after == before
    assert trip.losses["replaced_characters"] == 5


def test_doccano_has_one_line_for_each_reader_and_one_for_what_nobody_read(project: Project, tmp_path: Path) -> None:
    unread = {"type": "document", "id": "d2", "outlet": "gazette", "text": "Nobody read this."}
    other = {"type": "reviewer", "id": "r2"}
    take(project, [*CORPUS[:3], unread, CORPUS[3], other, *CORPUS[4:5],
                   {"type": "reading", "document": "d1", "reviewer": "r2"}, *CORPUS[5:]])  # fmt: skip
    write_format(project, "doccano", tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "doccano.jsonl").read_bytes().splitlines()]
    assert [(line["document"], line.get("reviewer"), len(line["entities"])) for line in lines] == [
        ("d1", "r1", 2), ("d1", "r2", 0), ("d2", None, 0),
    ]  # fmt: skip
    assert lines[0]["relations"] == [{"id": 0, "from_id": 1, "to_id": 0, "type": "supports"}]
