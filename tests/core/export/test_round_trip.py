"""Import, export, import, export: equal values, then equal bytes."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.export.registry import export
from core.models import Decision, Project
from core.services import codebooks
from core.services.adjudicating import decide, finish_adjudication
from core.services.decision_drafts import read_decision
from tests.core.importing.files import BETTER, CORPUS, DECISION, FILE, empty_project, take
from tests.house import House

FIXTURE = Path(__file__).resolve().parents[3] / "fixtures" / "text" / "awkward.json"
TEXTS = [
    case["text"] for case in json.loads(FIXTURE.read_text(encoding="utf-8"))["cases"]
    if case["text"].strip() and not case["text"].startswith("\ufeff") and "\r" not in case["text"]
]  # fmt: skip
FACETS = codebooks.default_codebook()["facets"]
AWKWARD = st.text(
    st.one_of(st.sampled_from('"\\\n\t,;=@’“ \u00a0\u2028👩\u200d👧é'), st.characters(exclude_categories=["Cs", "Cc"])),
    max_size=40,
)  # fmt: skip


def values_of(facet: dict[str, Any], label: str) -> st.SearchStrategy[str]:
    kind = facet.get("kind", "choice")
    if kind == "flag":
        return st.just("yes")
    if kind == "text":
        return AWKWARD.filter(bool)
    return st.sampled_from([row["key"] for row in facet["values"] if row.get("label", label) == label])


@st.composite
def marks(draw: st.DrawFn, texts: list[str]) -> dict[str, Any]:
    number = draw(st.integers(0, len(texts) - 1))
    start = draw(st.integers(0, len(texts[number]) - 1))
    end = draw(st.integers(start + 1, len(texts[number])))
    label = draw(st.sampled_from(["evidence", "assertion", "opinion"]))
    chosen = draw(st.lists(st.sampled_from(FACETS), unique_by=lambda facet: facet["key"], max_size=6))
    facets = {facet["key"]: draw(values_of(facet, label)) for facet in chosen}
    line = {
        "type": "annotation", "id": str(draw(st.uuids())), "document": f"d{number}",
        "reviewer": draw(st.sampled_from(["r1", "r2"])), "start": start, "end": end,
        "quote": texts[number][start:end], "label": label, "facets": facets, "note": draw(AWKWARD),
    }  # fmt: skip
    if draw(st.booleans()):
        line["created_at"] = draw(st.sampled_from(["2026-11-21T09:30:00Z", "2026-11-21T09:30:00.000001Z"]))
    return line


@st.composite
def corpora(draw: st.DrawFn) -> list[dict[str, Any]]:
    texts = draw(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4))
    rows: list[dict[str, Any]] = [FILE, {"type": "outlet", "id": "o", "name": draw(AWKWARD.filter(str.strip))}]
    for number, text in enumerate(texts):
        line = {"type": "document", "id": f"d{number}", "outlet": "o", "title": draw(AWKWARD), "text": text}
        if draw(st.booleans()):
            line["excluded"] = [{"start": 0, "end": 1, "reason": draw(AWKWARD)}]
        if draw(st.booleans()):
            line["sections"] = [{"start": 0, "end": len(text), "outlet": "o", "title": draw(AWKWARD)}]
        rows.append(line)
    rows += [{"type": "reviewer", "id": "r1"}, {"type": "reviewer", "id": "r2", "kind": "simulated"}]
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for line in draw(st.lists(marks(texts), max_size=25, unique_by=lambda line: line["id"])):
        place = (line["document"], line["reviewer"], line["start"], line["end"], line["label"])
        found[*place, line["facets"].get("target")] = line
    return rows + list(found.values())


def exported(project: Project, format_name: str = "jsonl") -> bytes:
    return b"".join(export(project, format_name))


def again(first: bytes) -> bytes:
    """The export of an empty project that the first export was loaded into."""
    project = empty_project(f"again-{uuid.uuid4().hex[:8]}")
    report = take(project, first.splitlines(keepends=True))
    assert report.stored, report.refusals[:3]
    return exported(project)


def holds(line: dict[str, Any], out: dict[str, Any]) -> bool:
    """Whether a line out says all that the line in said (empty texts are left out)."""
    return all(out.get(key, "") == value for key, value in line.items())


def key_of(line: dict[str, Any]) -> tuple[Any, ...]:
    return (line["type"], line.get("id"), line.get("from"), line.get("to"), line.get("reviewer"), line.get("document"))


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
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
