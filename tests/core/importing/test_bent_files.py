"""Good files of other tools, bent at random: whatever a reader is given, it answers with lines or refusals."""

import json
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.core.importing.strangers import refused
from tests.core.importing.test_hostile_cas import cas, json_mark
from tests.core.importing.test_hostile_tasks import detail, region, task

ODD = (None, True, 0, -1, 1.5, "", "x", [], {}, [[]], [None], {"a": 1}, "é", 10**25, ["a"], {"reviewer": []})
READING = {"reviewer": "r1", "kind": "person", "state": "open", "ranges": [[0, 2]], "none_here": []}
MARK = {"id": "q", "start": 1, "end": 2, "label": "opinion", "facets": {}, "note": ""}
GOOD: dict[str, Any] = {
    "label-studio": [
        task(region(), region("b", meta={"reviewer": "r1", "created_at": "x", "text": ["n"]}),
             detail("a", "voice", "own-voice"),
             {"type": "relation", "from_id": "a", "to_id": "b", "direction": "left", "labels": ["supports"]},
             readings=[READING], document="d1"),
    ],
    "cas-json": cas(
        json_mark(note="x", createdAt="y", id="z", facet_voice="own-voice"),
        {"%ID": 7, "%TYPE": "annotator.Reading", "reviewer": "r1", "ranges": "[[0,2]]", "noneHere": "a b"},
        {"%ID": 8, "%TYPE": "annotator.Link", "@source": 5, "@target": 5, "kind": "supports"},
        {"%ID": 9, "%TYPE": "annotator.Document", "key": "d1"},
        {"%ID": 10, "%TYPE": "custom.Span", "@sofa": 1, "begin": 3, "end": 8, "label": "opinion"},
    ),
    "doccano": {
        "text": "😀 China", "document": "d", "reviewer": "r", "reading": {"state": "open"}, "marks": [MARK],
        "entities": [{"id": 0, "label": "opinion", "start_offset": 1, "end_offset": 2}],
        "relations": [{"id": 0, "from_id": 0, "to_id": 0, "type": "supports"}],
    },
}  # fmt: skip


def bent(data: Any, random: Random) -> Any:
    """The same with one to three values made odd or taken out."""
    data = deepcopy(data)
    for _ in range(random.randint(1, 3)):
        *way, last = random.choice(_places(data))
        inner = data
        for step in way:
            inner = inner[step]
        if isinstance(inner, dict) and random.random() < 0.25:
            del inner[last]
        else:
            inner[last] = deepcopy(random.choice(ODD))
    return data


def _places(value: Any) -> list[tuple[Any, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(step, *way) for step, inner in steps for way in ((), *_places(inner))]


@pytest.mark.parametrize("name", GOOD)
def test_no_bent_file_breaks_a_reader(tmp_path: Path, name: str) -> None:
    random = Random(7)
    assert refused(tmp_path, name, json.dumps(GOOD[name])) == []
    n_refused = sum(bool(refused(tmp_path, name, json.dumps(bent(GOOD[name], random)))) for _ in range(200))
    assert n_refused > 50
