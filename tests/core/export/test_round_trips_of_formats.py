"""Out in a format, in again from its files: what comes back is what went out, or the loss report says what did not."""

from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from core.importing.interchange import ANNOTATIONS, EVERYTHING
from core.importing.registry import import_from
from core.importing.source import source_of
from core.models import Project
from tests.core.export.corpora import Line, corpora, lines_of, loaded, round_trip, write_format
from tests.core.export.losing import counted, without_zeros
from tests.core.importing.files import BETTER, CORPUS, DECISION, empty_project, take

BREAKS = "\n\u2028\u2029"
CARRIED = ("reviewer", "reading", "annotation", "link")
CARRIED_BY_W3C = {"document_facts": 0, "sources": 0, "citations": 0, "claims": 0}


def worded(lines: list[Line]) -> list[Line]:
    """Lines without marks on nothing but line breaks, and without the links of such marks."""
    wordless = {line["id"] for line in lines if line["type"] == "annotation" and not line["quote"].strip(BREAKS)}
    return [line for line in lines if not wordless & {line.get("id"), line.get("from"), line.get("to")}]


def brat_losses(before: list[Line]) -> dict[str, int]:
    lost = [line for line in before if line not in worded(before)]
    read = {line["document"] for line in before if line["type"] == "reading"}
    unread = [line for line in before if line["type"] == "document" and line["id"] not in read]
    return counted(before) | {
        "only_line_breaks": sum(line["type"] == "annotation" for line in lost),
        "links_of_lost_marks": sum(line["type"] == "link" for line in lost),
        "unread": len(unread),
    }


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(corpora())
def test_marks_readings_and_links_come_back_from_web_annotations_and_from_brat(rows: list[Line]) -> None:
    with transaction.atomic():
        project = loaded(rows)
        for name in ("w3c", "brat"):
            trip = round_trip(project, name)
            assert trip.report.stored, (name, trip.report.refusals[:3])
            before, after = trip.of(*CARRIED)
            assert after == (worded(before) if name == "brat" else before)
            lost = brat_losses(trip.before) if name == "brat" else counted(trip.before) | CARRIED_BY_W3C
            assert trip.losses == without_zeros(lost)
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", ["w3c", "brat"])
def test_rulings_come_back_from_web_annotations_and_are_counted_for_brat(project: Project, name: str) -> None:
    finished = [row | {"adjudicated_at": "2026-11-22T12:00:00Z"} if row["type"] == "document" else row
                for row in CORPUS]  # fmt: skip
    assert take(project, [*finished, DECISION, BETTER]).stored
    trip = round_trip(project, name)
    rulings = {"w3c": {}, "brat": {"decisions": 2, "document_facts": 1}}[name]
    assert trip.losses == {"codebook": 1, "outlets": 1, "adjudicated": 1, "sections": 1, "excluded": 1} | rulings
    before, after = trip.of("decision")
    assert len(before) == 2
    assert after == (before if name == "w3c" else [])


@pytest.mark.parametrize("name", ["w3c", "brat"])
def test_the_same_files_again_add_nothing(project: Project, name: str, tmp_path: Path) -> None:
    assert take(project, CORPUS).stored
    before = lines_of(project)
    write_format(project, name, tmp_path)
    for adds in (ANNOTATIONS, EVERYTHING):
        report = import_from(project, name, source_of(tmp_path), adds=adds)
        assert (report.n_added, report.n_refused, report.stored) == (0, 0, True), report.refusals
    assert lines_of(project) == before


@pytest.mark.parametrize("name", ["w3c", "brat"])
def test_an_empty_project_gets_texts_and_marks_from_the_files_alone(
    project: Project, name: str, tmp_path: Path
) -> None:
    assert take(project, CORPUS).stored
    write_format(project, name, tmp_path)
    other = empty_project("other")
    report = import_from(other, name, source_of(tmp_path), adds=EVERYTHING)
    assert report.stored, report.refusals
    kept = {line["type"]: line for line in lines_of(other)}
    (text,) = (line["text"] for line in CORPUS if line["type"] == "document")
    assert kept["document"]["text"] == text
    assert [line for line in lines_of(other) if line["type"] in ("annotation", "link")] == [
        line for line in lines_of(project) if line["type"] in ("annotation", "link")
    ]
