"""Strangers' tasks of Label Studio and lines of doccano: refused in their place, in words, within limits."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from core.errors import DomainError
from core.importing.registry import format_of
from core.importing.source import Source
from tests.core.importing.strangers import KNOWN, TEXT, lines_read, refused


def region(id_: str = "a", start: Any = 3, end: Any = 8, **more: Any) -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": ["opinion"]}
    return {"id": id_, "from_name": "label", "to_name": "text", "type": "labels", "value": value} | more


def detail(id_: str = "a", control: str = "voice", *values: Any) -> dict[str, Any]:
    return {"id": id_, "from_name": control, "to_name": "text", "type": "choices", "value": {"choices": list(values)}}


def task(*result: Any, **data: Any) -> dict[str, Any]:
    return {"id": 1, "data": {"text": TEXT} | data, "annotations": [{"completed_by": 1, "result": list(result)}]}


def tasks(*result: Any, **data: Any) -> str:
    """A good task in line 2, and this one in line 3."""
    return f"[\n{json.dumps(task(region()))},\n{json.dumps(task(*result, **data) | {'id': 2})}\n]"


TASKS = [
    (tasks(text=None), "no_text", "data.text", 3),
    (tasks(region(start=3.0)), "span_invalid", "Task 2: An offset is a whole number", 3),
    (tasks(region(start=True)), "span_invalid", "True", 3),
    (tasks(region(start=-1)), "span_invalid", "-1", 3),
    (tasks(region(start=9)), "span_invalid", "no passage", 3),
    (tasks(region(end=10**30)), "span_invalid", "no passage", 3),
    (tasks(region(start=1)), "span_invalid", "surrogate pair", 3),
    (tasks(region(value={})), "span_invalid", "None", 3),
    (tasks(region(value=7)), "field_invalid", "'value'", 3),
    (tasks(7), "unknown_result", "None", 3),
    (tasks(region(type="rectanglelabels")), "unknown_result", "rectanglelabels", 3),
    (tasks(detail("b", "voice", "own-voice")), "unknown_result", "'b'", 3),
    (tasks(region(), detail("a", "moon", "x")), "unknown_facet", "moon", 3),
    (tasks(region(), detail("a", "voice", "a", "b")), "unknown_facet", "more than one value", 3),
    (tasks(region(), detail("a", "voice", 5)), "field_invalid", "no texts", 3),
    (tasks(region(), region()), "id_reused", "stands twice", 3),
    (tasks(region(), {"type": "relation", "from_id": "a", "to_id": "z"}), "unknown_annotation", "not there", 3),
    (tasks(region(), {"type": "relation", "from_id": "a", "to_id": "a", "direction": "bi"}), "link_invalid", "", 3),
    (tasks(readings=[{"reviewer": "r1", "ranges": [[0, 1]]}]), "span_invalid", "surrogate", 3),
    (tasks(readings=5), "field_invalid", "'readings'", 3),
    (tasks(document="\ud800"), "text_refused", "SURROGATE", 3),
    ("[\n" + json.dumps(task(region())) + ",\n5]", "field_invalid", "an object", 3),
    ("[\n" + json.dumps(task(region())) + ",\n{\n", "json_invalid", "not JSON", 3),
    ("[\n" + json.dumps(task(region())) + "\n", "json_invalid", "its end", 3),
    ("", "json_invalid", "no JSON", 1),
    ("nothing", "json_invalid", "no JSON", 1),
    ("{", "json_invalid", "The file is not JSON", 0),
    (b'[{"a": "\xff"}]', "json_invalid", "not UTF-8", 1),
    ('[{"a": ' + "[" * 100_000 + "]" * 100_000 + "}]", "json_invalid", "nested", 1),
    ('[{"a": ' + "9" * 5000 + "}]", "json_invalid", "too long", 1),
    ('[{"a": 1, "a": 2}]', "json_invalid", "twice", 1),
    ('[{"a": Infinity}]', "json_invalid", "Infinity", 1),
]  # fmt: skip


@pytest.mark.parametrize(("content", "code", "words", "line"), TASKS, ids=range(len(TASKS)))
def test_hostile_tasks_are_refused(tmp_path: Path, content: str | bytes, code: str, words: str, line: int) -> None:
    found = [row for row in refused(tmp_path, "label-studio", content) if row[1] != "no_text" or code == "no_text"]
    assert found[-1][:2] == (line, code)
    assert words in found[-1][2]
    assert len(found) == 1


def test_a_bad_task_leaves_the_others(tmp_path: Path) -> None:
    read = lines_read(tmp_path, "label-studio", tasks(region(), region("b", start=8)))
    assert [(row["document"], row["start"]) for row in read if row["type"] == "annotation"] == [
        ("task-1", 2), ("task-2", 2),
    ]  # fmt: skip


def test_a_list_of_40_megabytes_is_read_in_the_memory_of_its_tasks(tmp_path: Path) -> None:
    path, row = tmp_path / "long.json", json.dumps(task(region(), text="x" * 100_000))
    with path.open("w") as file:
        file.write("[" + row + f",\n{row}" * 400 + "]")
    tracemalloc.start()
    found = format_of("label-studio").read(Source({"long.json": path}), KNOWN)
    places = [at.line for at, line in found if not isinstance(line, DomainError) and line["type"] == "annotation"]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert places == list(range(1, 402))
    assert peak < 10_000_000


def test_one_task_without_end_is_refused_at_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"text": "' + "x" * 70_000_000)
    ((line, code, words),) = refused(tmp_path, "label-studio")
    assert (line, code) == (1, "line_too_long")
    assert "32 million" in words


def example(**more: Any) -> str:
    """A good line, and one with this."""
    good = {"text": TEXT, "document": "d1", "entities": [], "reviewer": "r1"}
    return f"{json.dumps(good)}\n{json.dumps(good | more)}\n"


LINES = [
    ("{}\n[1]\n", "json_invalid", "one JSON object", 2),
    ('{"text": "a", "text": "b"}', "json_invalid", "twice", 1),
    ('{"text": ' + "[" * 50 + "]" * 50 + "}", "json_invalid", "levels deep", 1),
    (example(text=5), "no_text", "'text'", 2),
    (example(document=5), "field_invalid", "'document'", 2),
    (example(entities={}), "field_invalid", "'entities'", 2),
    (example(entities=[5]), "field_invalid", "an object", 2),
    (example(marks=[5]), "field_invalid", "'marks'", 2),
    (example(marks=5), "field_invalid", "'marks'", 2),
    (example(relations=[5]), "unknown_annotation", "not there", 2),
    (example(relations=[{"from_id": 1, "to_id": 2, "type": "supports"}]), "unknown_annotation", "not there", 2),
    (json.dumps({"text": TEXT, "label": [[1, 2]]}), "field_invalid", "start, end and label", 1),
]  # fmt: skip


@pytest.mark.parametrize(("content", "code", "words", "line"), LINES, ids=range(len(LINES)))
def test_hostile_lines_of_doccano_are_refused(tmp_path: Path, content: str, code: str, words: str, line: int) -> None:
    found = refused(tmp_path, "doccano", content)[-1]
    assert found[:2] == (line, code)
    assert words in found[2]
