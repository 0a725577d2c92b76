"""Import, export, import, export: equal values, then equal bytes."""

import json
import uuid
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from core.export.registry import export
from core.importing.ledger_shapes import claim_id
from core.models import Decision, Project
from core.services.adjudicating import decide, finish_adjudication
from core.services.decision_drafts import read_decision
from tests.core.export.corpora import TEXTS, corpora, exported
from tests.core.importing.files import BETTER, CORPUS, DECISION, FILE, empty_project, take
from tests.house import House


def again(first: bytes) -> bytes:
    """The export of an empty project that the first export was loaded into."""
    project = empty_project(f"again-{uuid.uuid4().hex[:8]}")
    report = take(project, first.splitlines(keepends=True))
    assert report.stored, report.refusals[:3]
    return exported(project)


def holds(line: dict[str, Any], out: dict[str, Any]) -> bool:
    """Whether a line out says all that the line in said (empty texts and defaults are left out)."""
    defaults = {"filed_openly": True, "sighted": False}
    said = {key: value for key, value in line.items() if (line["type"], key) != ("claim", "id")}
    return all(out.get(key, defaults.get(key, "")) == value for key, value in said.items())


def key_of(line: dict[str, Any]) -> tuple[Any, ...]:
    id_ = str(claim_id(line["id"])) if line["type"] == "claim" else line.get("id")
    names = ("from", "to", "reviewer", "document", "name", "annotation", "source")
    return (line["type"], id_, *(line.get(name) for name in names))


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(corpora())
def test_whatever_comes_in_goes_out_and_out_again_as_the_same_bytes(rows: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        project = empty_project(f"first-{uuid.uuid4().hex[:8]}")
        report = take(project, rows)
        assert report.stored, report.refusals[:3]
        first = exported(project)
        lines = {key_of(line): line for line in map(json.loads, first.decode().split("\n")[:-1])}
        for row in rows:
            assert holds(row, lines[key_of(row)] if row["type"] != "document" else _sections_told(row, lines)), row
        assert again(first) == first
        transaction.set_rollback(True)


def _sections_told(row: dict[str, Any], lines: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    """The document line out, with the empty texts of its ranges put back as the line in had them."""
    out = dict(lines[key_of(row)])
    for name in ("sections", "excluded"):
        out[name] = [
            {key: part.get(key, "") for key in given} for given, part in zip(row.get(name, []), out[name], strict=True)
        ]
    return out


def test_every_text_of_the_fixtures_comes_back_whole(project: Project) -> None:
    rows = [FILE, *({"type": "document", "id": f"t{n}", "text": text} for n, text in enumerate(TEXTS))]
    assert take(project, rows).stored
    lines = [json.loads(line) for line in exported(project).decode().split("\n")[:-1]]
    out = {line["id"]: line["text"] for line in lines if line["type"] == "document"}
    assert [out[f"t{n}"] for n in range(len(TEXTS))] == TEXTS


def test_a_small_corpus_comes_out_with_its_implied_readings_and_defaults(project: Project) -> None:
    take(project, [row for row in CORPUS if row["type"] != "reading"])
    lines = [json.loads(line) for line in exported(project).splitlines()]
    reading = next(line for line in lines if line["type"] == "reading")
    assert reading == {"type": "reading", "document": "d1", "reviewer": "r1", "state": "submitted", "none_here": []}
    assert next(line for line in lines if line["type"] == "reviewer")["kind"] == "person"
    assert again(exported(project)) == exported(project)


def lines_of(project: Project, type_: str) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, exported(project).splitlines()) if line["type"] == type_]


def test_rulings_come_out_as_they_came_in_and_again_as_the_same_bytes(project: Project) -> None:
    finished = [row | {"adjudicated_at": "2026-11-22T12:00:00Z"} if row["type"] == "document" else row
                for row in CORPUS]  # fmt: skip
    # The one that supersedes stands first: order says nothing about which was made first.
    report = take(project, [*finished, BETTER, DECISION])
    assert report.stored, report.refusals
    assert lines_of(project, "decision") == [BETTER, DECISION]
    assert lines_of(project, "document")[0]["adjudicated_at"] == "2026-11-22T12:00:00Z"
    assert again(exported(project)) == exported(project)
    unchanged = take(project, exported(project).splitlines(keepends=True))
    assert (unchanged.n_added, unchanged.n_refused) == (0, 0)


def test_a_document_that_no_file_calls_finished_is_not(project: Project) -> None:
    take(project, [*CORPUS, DECISION])
    assert "adjudicated_at" not in lines_of(project, "document")[0]
    assert project.documents.get().adjudicated_at is None


def test_a_blind_readers_export_holds_no_ruling_and_no_word_of_its_end(house: House) -> None:
    mark = house.mark("bob", "China banned the trade in 2019", "evidence")
    house.submit("bob")
    house.mark("cem", "A headline")
    body = {"id": str(uuid.uuid4()), "start": mark.start, "end": mark.end, "label": "evidence", "outcome": "accept",
            "reason": "A date is given.", "rests_on": [{"annotation": str(mark.uuid), "version": 1}]}  # fmt: skip
    decide(house.ada, house.document, read_decision(body))
    finish_adjudication(house.ada, house.document)
    blind, seeing = (b"".join(export(house.viewers[name], "jsonl")) for name in ("cem", "vera"))
    assert b'"decision"' not in blind
    assert b"adjudicated_at" not in blind
    assert b'"decision"' in seeing
    assert b"adjudicated_at" in seeing
    adjudicator = Decision.objects.get().decided_by.code_name
    assert f'"reviewer","id":"{adjudicator}"'.encode() in seeing
    assert again(exported(house.project)) == exported(house.project)


def test_a_reading_that_read_nothing_stays_one(project: Project) -> None:
    """A session's reveal ends readings of which nothing was read."""
    nothing = {"type": "reading", "document": "d1", "reviewer": "r1", "ranges": []}
    assert take(project, [*CORPUS[:4], nothing]).stored
    lines = [json.loads(line) for line in exported(project).splitlines()]
    assert next(line for line in lines if line["type"] == "reading")["ranges"] == []
    assert again(exported(project)) == exported(project)
