"""The notebook makes the comparison's figures again, from the files of a release alone."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from core.access import viewer
from core.importing.seeding import load_demo
from core.jobs.running import run_now
from core.models import JobState
from core.queries.releases import folder_of
from core.services import projects
from core.services.releasing import request_release
from tests.processes import notebooks

NOTEBOOK = Path(__file__).resolve().parents[2] / "examples" / "comparison_from_release.ipynb"


def test_polars_and_duckdb_count_from_a_release_what_the_comparison_says(db: None, monkeypatch) -> None:
    project = load_demo().project
    membership, _ = projects.add_member(project, "host", "owner")
    asked = request_release(viewer(membership.user, "demo"), name="First", texts="none", kind="simulated")
    assert run_now(asked.job).state == JobState.DONE
    out = StringIO()
    call_command("compare", "--project", "demo", "--json", stdout=out)
    said = {
        (row["outlet"], label): (figures["n"], figures["rate_per_1000"], figures["share"])
        for row in json.loads(out.getvalue())["outlets"]
        for label, figures in row["labels"].items()
    }
    monkeypatch.setenv("RELEASE", str(folder_of(asked.release)))
    names = notebooks.run(NOTEBOOK)
    for frame in (names["by_polars"], names["by_duckdb"]):
        found = {tuple(row[:2]): row[2:] for row in frame.iter_rows()}
        assert found.keys() == said.keys()
        for key, figures in said.items():
            assert found[key] == (figures[0], *map(pytest.approx, figures[1:])), key
    assert sum(n for n, *_ in said.values()) > 500
    assert len({rate for _, rate, _ in said.values()}) > 10
    assert names["chart"].to_dict()["encoding"]["x"]["field"] == "rate_per_1000"
