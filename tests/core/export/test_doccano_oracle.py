"""doccano's lines as its documentation describes them, read by a parser of this test's own and by pandas."""

import json
from pathlib import Path

import pandas as pd

from core.importing.registry import import_from
from core.importing.source import source_of
from core.models import Project
from tests.core.export.corpora import lines_of, loaded, write_format
from tests.core.export.test_cas_oracle import CASES, LABELS, awkward_rows
from tests.core.importing.files import FILE

TEXT = "😀 China banned it."


def test_pandas_reads_every_line_and_cuts_every_quote(db: None, tmp_path: Path) -> None:
    write_format(loaded(awkward_rows()), "doccano", tmp_path)
    frame = pd.read_json(tmp_path / "doccano.jsonl", lines=True, dtype=False).set_index("document")
    for number, case in enumerate(CASES):
        row = frame.loc[f"t{number}"]
        assert row["text"] == case["text"]
        quotes = [row["text"][e["start_offset"] : e["end_offset"]] for e in row["entities"]]
        assert quotes == [quote for *_, quote in sorted(case["spans"])]
        assert {e["label"] for e in row["entities"]} <= set(LABELS)
        ids = [e["id"] for e in row["entities"]]
        assert all(r["from_id"] in ids and r["to_id"] in ids for r in row["relations"])
        assert len(row["relations"]) == len(case["spans"]) - 1


def test_a_line_that_doccano_numbered_anew_keeps_its_details(project: Project, tmp_path: Path) -> None:
    home = loaded(awkward_rows())
    write_format(home, "doccano", tmp_path)
    path = tmp_path / "doccano.jsonl"
    path.write_text("".join(map(_renumbered, path.read_text(encoding="utf-8").split("\n")[:-1])), encoding="utf-8")
    other = loaded([row for row in lines_of(home) if row["type"] in ("file", "codebook", "outlet", "document")])
    assert import_from(other, "doccano", source_of(tmp_path)).stored
    assert lines_of(other) == lines_of(home)


def _renumbered(line: str) -> str:
    """As doccano gives it back: ids of its own, entities in another order, our columns as they were."""
    row = json.loads(line)
    ids = {entity["id"]: 1000 - 7 * entity["id"] for entity in row["entities"]}
    row["entities"] = [entity | {"id": ids[entity["id"]]} for entity in reversed(row["entities"])]
    row["relations"] = [
        relation | {"id": 5, "from_id": ids[relation["from_id"]], "to_id": ids[relation["to_id"]]}
        for relation in row["relations"]
    ]
    return json.dumps({"id": 3, **row}) + "\n"


def test_lines_of_other_peoples_projects_are_read_in_each_form(db: None, tmp_path: Path) -> None:
    home = loaded([FILE, {"type": "document", "id": "4", "text": TEXT}, {"type": "document", "id": "5", "text": TEXT},
                   {"type": "document", "id": "6", "text": TEXT}])  # fmt: skip
    new = {"id": 4, "text": TEXT, "entities": [{"id": 80, "label": "opinion", "start_offset": 2, "end_offset": 7}],
           "relations": [], "Comments": []}  # fmt: skip
    old = {"id": 5, "text": TEXT, "label": [[8, 14, "evidence"], [8, 14, "assertion"]]}
    older = {"doc_id": 6, "text": TEXT, "entities": [[15, 17, "opinion"]], "username": "eva"}
    (tmp_path / "admin.jsonl").write_text("".join(json.dumps(row) + "\n" for row in (new, old, older)))
    report = import_from(home, "doccano", source_of(tmp_path))
    assert report.stored, report.refusals
    marks = [line for line in lines_of(home) if line["type"] == "annotation"]
    assert sorted((row["document"], row["reviewer"], row["quote"], row["label"]) for row in marks) == [
        ("4", "admin", "China", "opinion"), ("5", "admin", "banned", "assertion"), ("5", "admin", "banned", "evidence"),
        ("6", "eva", "it", "opinion"),
    ]  # fmt: skip
    assert import_from(home, "doccano", source_of(tmp_path)).n_added == 0


def test_offsets_that_are_none_are_refused_by_line(db: None, tmp_path: Path) -> None:
    home = loaded([FILE, {"type": "document", "id": "4", "text": TEXT}])
    bad = [(True, 3), (1.0, 3), (-1, 3), (3, 3), (7, 2), (0, 10**30), (0, len(TEXT) + 1), ("0", 3), (None, 3)]
    lines = [{"id": 4, "text": TEXT, "label": [[start, end, "opinion"]]} for start, end in bad]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    report = import_from(home, "doccano", source_of(tmp_path), skip_refused=True)
    assert [(row.line, row.code) for row in report.refusals] == [(n, "span_invalid") for n in range(1, len(bad) + 1)]
    assert not [line for line in lines_of(home) if line["type"] == "annotation"]
