"""Label Studio's own code reads our tasks and configuration; offsets cut in UTF-16 as a browser does."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.importing.registry import import_from
from core.importing.source import source_of
from core.models import Project
from tests.core.export.corpora import lines_of, loaded, write_format
from tests.core.export.test_cas_oracle import CASES, LABELS, NOTE, awkward_rows
from tests.core.importing.files import CORPUS, FILE, take


def in_a_browser(text: str, start: int, end: int) -> str:
    """`text.slice(start, end)` of JavaScript, which counts UTF-16 units."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


@pytest.mark.filterwarnings("ignore")  # the warnings of other people's imports are theirs
def test_its_converter_reads_tasks_and_configuration_and_finds_every_mark(db: None, tmp_path: Path) -> None:
    from label_studio_sdk.converter import Converter

    home = loaded(awkward_rows())
    write_format(home, "label-studio", tmp_path)
    converter = Converter(str(tmp_path / "labeling_config.xml"), str(tmp_path))
    converter.convert_to_json_min(str(tmp_path / "tasks.json"), str(tmp_path / "min"), is_dir=False)
    found = json.loads((tmp_path / "min" / "result.json").read_text(encoding="utf-8"))
    by_key = {task["document"]: task for task in found}
    assert len(by_key) == len(CASES)
    for number, case in enumerate(CASES):
        task = by_key[f"t{number}"]
        assert task["text"] == case["text"]
        quotes = [in_a_browser(task["text"], row["start"], row["end"]) for row in task["label"]]
        assert sorted(quotes) == sorted(quote for *_, quote in case["spans"])
        assert quotes == [row["text"] for row in task["label"]]
        assert {row["labels"][0] for row in task["label"]} <= set(LABELS)


@pytest.mark.filterwarnings("ignore")
def test_its_parser_finds_each_control_with_the_keys_of_the_codebook(project: Project, tmp_path: Path) -> None:
    from label_studio_sdk._extensions.label_studio_tools.core.label_config import parse_config

    take(project, CORPUS)
    write_format(project, "label-studio", tmp_path)
    config = parse_config((tmp_path / "labeling_config.xml").read_text(encoding="utf-8"))
    codebook = next(line for line in lines_of(project) if line["type"] == "codebook")
    assert config["label"]["labels"] == [row["key"] for row in codebook["labels"]]
    assert config["label"]["inputs"] == [{"type": "Text", "value": "text", "valueType": None}]
    assert config["note"]["type"] == "TextArea"
    for facet in codebook["facets"]:
        control = config[facet["key"]]
        keys = [row["key"] for row in facet.get("values", [])] or (["yes"] if facet["kind"] == "flag" else [])
        assert (control["type"], control["labels"]) == ("TextArea" if facet["kind"] == "text" else "Choices", keys)


@pytest.mark.filterwarnings("ignore")
def test_its_converter_to_conll_tags_the_marked_words(project: Project, tmp_path: Path) -> None:
    from label_studio_sdk.converter import Converter

    mark = {"type": "annotation", "id": "00000000-0000-4000-8000-000000000001", "document": "d1", "reviewer": "r1",
            "start": 0, "end": 12, "label": "assertion"}  # fmt: skip
    take(project, [FILE, {"type": "document", "id": "d1", "text": "China banned it."},
                   {"type": "reviewer", "id": "r1"}, mark])  # fmt: skip
    write_format(project, "label-studio", tmp_path)
    converter = Converter(str(tmp_path / "labeling_config.xml"), str(tmp_path))
    converter.convert_to_conll2003(str(tmp_path / "tasks.json"), str(tmp_path / "out"), is_dir=False)
    rows = [line.split(" ") for line in (tmp_path / "out" / "result.conll").read_text().splitlines() if line]
    assert [(row[0], row[-1]) for row in rows[1:]] == [
        ("China", "B-assertion"), ("banned", "I-assertion"), ("it", "O"), (".", "O"),
    ]  # fmt: skip


def test_a_task_as_label_studio_exports_it_becomes_marks(project: Project, tmp_path: Path) -> None:
    (tmp_path / "export.json").write_text(json.dumps([_as_exported()], indent=2), encoding="utf-8")
    home = loaded([FILE, {"type": "document", "id": "task-7", "text": "😀 China banned it."}])
    report = import_from(home, "label-studio", source_of(tmp_path))
    assert report.stored, report.refusals
    marks = [line for line in lines_of(home) if line["type"] == "annotation"]
    assert [(row["reviewer"], row["quote"], row["label"], row["note"]) for row in marks] == [
        ("anna", "China", "evidence", "Says so."),
        ("anna", "banned", "opinion", ""),
        ("annotator-3", "China", "assertion", ""),
    ]
    assert marks[0]["facets"] == {"voice": "own-voice"}
    (link,) = [line for line in lines_of(home) if line["type"] == "link"]
    assert (link["from"], link["to"], link["kind"]) == (marks[1]["id"], marks[0]["id"], "contradicts")
    assert import_from(home, "label-studio", source_of(tmp_path)).n_added == 0


def _as_exported() -> dict[str, Any]:
    """By hand, after Label Studio's guide to exports: short region ids, e-mail or number of who did it."""
    label = {"from_name": "label", "to_name": "text", "type": "labels", "origin": "manual"}
    china = {"start": 3, "end": 8, "text": "China"}
    return {
        "id": 7, "data": {"text": "😀 China banned it."}, "predictions": [], "project": 1,
        "annotations": [
            {"id": 1, "completed_by": {"id": 1, "email": "anna@example.org"}, "was_cancelled": False, "result": [
                {**label, "id": "aB3", "value": {**china, "labels": ["evidence"]}, "meta": {"text": ["Says so."]}},
                {**label, "id": "cD4", "value": {"start": 9, "end": 15, "text": "banned", "labels": ["opinion"]}},
                {"id": "aB3", "from_name": "voice", "to_name": "text", "type": "choices",
                 "value": {**china, "choices": ["own-voice"]}},
                {"from_id": "aB3", "to_id": "cD4", "type": "relation", "direction": "left", "labels": ["contradicts"]},
            ]},
            {"id": 2, "completed_by": 3, "was_cancelled": False,
             "result": [{**label, "id": "aB3", "value": {**china, "labels": ["assertion"]}}]},
            {"id": 3, "completed_by": 4, "was_cancelled": True,
             "result": [{**label, "id": "x", "value": {**china, "labels": ["opinion"]}}]},
        ],
    }  # fmt: skip


def test_notes_and_free_text_come_out_as_they_are(db: None, tmp_path: Path) -> None:
    write_format(loaded(awkward_rows()), "label-studio", tmp_path)
    tasks = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    results = [row for task in tasks for row in task["annotations"][0]["result"]]
    assert {row["value"]["text"][0] for row in results if row.get("from_name") == "note"} == {NOTE}
    spoken = [row["value"]["text"] for row in results if row.get("from_name") == "speaker"]
    assert spoken == [[quote] for case in sorted_cases() for *_, quote in sorted(case["spans"])]


def sorted_cases() -> list[dict[str, Any]]:
    """The cases in the order of their documents' keys."""
    return [case for _, case in sorted((f"t{n}", case) for n, case in enumerate(CASES))]
