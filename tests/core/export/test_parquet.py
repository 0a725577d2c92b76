"""CSV and Parquet as other people's programs read them: one corpus of awkward texts, read by all of them alike."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from core.export.registry import export, export_into
from core.models import Project
from core.services.projects import reviewer_of
from tests.core.export.test_round_trip import TEXTS
from tests.core.importing.files import (
    ASSESSMENT,
    BETTER,
    CITATION,
    CLAIM,
    CORPUS,
    DECISION,
    MARK,
    SOURCE,
    SPEAKER,
    take,
)
from tests.house import House

NOTE = '=1+1, "said"\nand\r\nmore 👩‍👩‍👧'
FORMULAS = ["=1+1", "+1", "-1", "@x", "\tx", "'x", "x=1"]


def corpus() -> list[dict[str, Any]]:
    """The small corpus with rulings and what hangs on marks, and a mark from end to end of every awkward text."""
    rows = [*CORPUS[:3], *({"type": "document", "id": f"t{n}", "outlet": "gazette", "text": text,
                            "language": "en", "genre": "news"} for n, text in enumerate(TEXTS))]  # fmt: skip
    more = [
        MARK | {"id": f"00000000-0000-4000-8000-{100 + n:012d}", "document": f"t{n}", "start": 0, "end": len(text),
                "quote": text, "note": FORMULAS[n % len(FORMULAS)] + NOTE,
                "facets": {"voice": "own-voice", "loaded": "yes"} if n % 2 else {},
                "created_at": "2026-11-21T09:30:00.000001Z"}
        for n, text in enumerate(TEXTS)
    ]  # fmt: skip
    finished = [row | {"adjudicated_at": "2026-11-22T12:00:00Z"} if row.get("id") == "d1" else row for row in rows]
    finished[2:2] = [SOURCE, SPEAKER]
    return [*finished, *CORPUS[3:5], ASSESSMENT, *CORPUS[5:-1], *more, CORPUS[-1], CLAIM, CITATION, DECISION, BETTER]


@pytest.fixture
def folder(project: Project, tmp_path: Path) -> Path:
    """The tables of the corpus as files, and the long table beside them."""
    report = take(project, corpus())
    assert report.stored, report.refusals[:3]
    export_into(project, "parquet", tmp_path / "data")
    (tmp_path / "annotations.csv").write_bytes(b"".join(export(project, "csv")))
    return tmp_path / "data"


def test_other_peoples_readers_find_the_same_rows_in_both(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb
    import pandas
    import polars

    path = folder / "annotations.parquet"
    table = folder.parent / "annotations.csv"
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(TEXTS) + 2
    found = polars.read_parquet(path)
    texts = dict(polars.read_parquet(folder / "documents.parquet").select("document", "text").iter_rows())
    for row, mark in zip(rows, found.iter_rows(named=True), strict=True):
        assert texts[mark["document"]][mark["start"] : mark["end"]] == mark["quote"] == row["quote"]
        assert {key: mark[key] or "" for key in ("id", "note", "voice", "target", "label", "reviewer", "origin")} == {
            key: row[key] for key in ("id", "note", "voice", "target", "label", "reviewer", "origin")
        }
        assert mark["created_at"].isoformat() == row["created_at"].replace("Z", "+00:00")
        assert (mark["loaded"], mark["in_figures"]) == (row["loaded"] == "yes", row["in_figures"] == "yes")
    ids = [row["id"] for row in rows]
    marked = f"FROM '{path}' JOIN '{folder}/documents.parquet' USING (document)"
    asked = duckdb.sql(f'SELECT id, quote, substr(text, start + 1, "end" - start) {marked} ORDER BY ALL').fetchall()
    assert sorted(ids) == [row[0] for row in asked]
    # DuckDB's substr counts code points; a NUL or an unusual space is nothing to it.
    assert [row[1] for row in asked] == [row[2] for row in asked]
    # Without the casts of a spreadsheet: pandas reads as text what is text.
    read = pandas.read_csv(table, dtype=str, keep_default_na=False)
    assert read["quote"].tolist() == [row["quote"] for row in rows] == found["quote"].to_list()
    assert pandas.read_parquet(path)["id"].tolist() == ids


@pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame.reset_index")  # by mlcroissant
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # of rdflib, by mlcroissant
def test_datasets_loads_every_table_offline_and_croissant_is_valid(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    import datasets
    import mlcroissant

    metadata = json.loads((folder / "croissant.json").read_text())
    expected = {"annotations": len(TEXTS) + 2, "documents": len(TEXTS) + 1, "links": 1, "decisions": 2, "sources": 1,
                "citations": 1, "claims": 1, "claim_marks": 2, "speakers": 1, "assessments": 1}  # fmt: skip
    for row in metadata["distribution"]:
        assert hashlib.sha256((folder / row["name"]).read_bytes()).hexdigest() == row["sha256"]
        name = row["name"].removesuffix(".parquet")
        loaded = datasets.load_dataset(str(folder), name, split="train", cache_dir=str(tmp_path / "cache"))
        assert loaded.num_rows == expected.get(name, loaded.num_rows)
    read = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert not read.metadata.issues.errors
    quotes = [row["annotations/quote"].decode() for row in read.records("annotations")]
    assert sorted(quotes) == sorted([*TEXTS, CORPUS[2]["text"][:23], CORPUS[2]["text"][:12]])


def test_a_table_for_spreadsheets_holds_no_formula_and_is_else_the_same(project: Project) -> None:
    assert take(project, corpus()).stored
    exact, safe = (
        list(csv.DictReader(io.StringIO(b"".join(export(project, name)).decode(), newline="")))
        for name in ("csv", "csv-spreadsheet")
    )
    cells = [(one[key], other[key]) for one, other in zip(exact, safe, strict=True) for key in one]
    assert {text[:1] for text, _ in cells} >= set("=+-@\t")
    assert not [text for _, text in cells if text.startswith(tuple("=+-@\t\r"))]
    assert [text.removeprefix("'") if one[:1] != "'" else text for one, text in cells] == [one for one, _ in cells]


def test_a_blind_readers_tables_hold_nothing_of_a_colleague(house: House) -> None:
    import pyarrow.parquet as pq

    house.mark("bob", "China banned the trade in 2019")
    house.submit("bob")
    house.mark("cem", "A headline")
    bob = reviewer_of(house.bob).code_name
    with zipfile.ZipFile(io.BytesIO(b"".join(export(house.cem, "parquet")))) as archive:
        tables = {name: pq.read_table(io.BytesIO(archive.read(name))).to_pylist()
                  for name in archive.namelist() if name.endswith(".parquet")}  # fmt: skip
        assert bob not in archive.read("README.md").decode()
    assert [row["quote"] for row in tables["annotations.parquet"]] == ["A headline"]
    assert (len(tables["readings.parquet"]), tables["coverage.parquet"]) == (1, [])
    assert bob not in str(tables)
