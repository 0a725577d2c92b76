"""`export_dataset`: one file, a folder, a zip, standard output; nothing half-written."""

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from core.errors import Invalid
from core.export import registry
from core.export.bundle import Part
from core.export.corpus import Corpus, Losses
from core.models import Project
from tests.core.importing.files import CORPUS, TEXT, take


@pytest.fixture(autouse=True)
def stocked(project: Project) -> Project:
    """The project `empty` holds the small corpus."""
    assert take(project, CORPUS).stored
    return project


def run(format_name: str, output: Path | str) -> str:
    stdout = io.StringIO()
    call_command("export_dataset", "--project", "empty", "--format", format_name, "--output", str(output),
                 stdout=stdout)  # fmt: skip
    return stdout.getvalue()


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


BRAT = ["about.jsonl", "annotation.conf", "loss_report.json", "r1/d1.ann", "r1/d1.txt"]


def test_several_files_are_a_new_folder_and_an_empty_one_may_be_there(tmp_path: Path) -> None:
    said = run("brat", tmp_path / "new")
    (tmp_path / "empty").mkdir()
    run("brat", tmp_path / "empty")
    assert names(tmp_path / "new") == names(tmp_path / "empty") == BRAT
    assert (tmp_path / "new" / "r1" / "d1.txt").read_text(encoding="utf-8") == TEXT
    assert said.splitlines()[-1] == "What this format cannot carry is told in loss_report.json."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "new"]


def test_the_loss_report_counts_by_reason(tmp_path: Path) -> None:
    run("brat", tmp_path / "new")
    report = json.loads((tmp_path / "new" / "loss_report.json").read_bytes())
    assert report["format"] == "brat"
    assert {row["code"]: row["n"] for row in report["lost"]} == {
        "codebook": 1, "document_facts": 1, "excluded": 1, "outlets": 1, "sections": 1,
    }  # fmt: skip
    assert all(row["reason"].endswith(".") for row in report["lost"])


def test_a_path_that_ends_with_zip_is_one_file_of_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip", "one.zip"):
        run("brat", tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert sorted(archive.namelist()) == BRAT
        assert archive.read("r1/d1.txt").decode() == TEXT
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.zip", "two.zip"]


def test_standard_output_gets_one_file_or_a_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for format_name in ("jsonl", "conll"):
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw))
        run(format_name, "-")
        if format_name == "jsonl":
            assert raw.getvalue().startswith(b'{"type":"file"')
        else:
            assert zipfile.ZipFile(io.BytesIO(raw.getvalue())).namelist() == [
                "r1/d1.conll",
                "about.jsonl",
                "loss_report.json",
            ]


def test_a_folder_with_something_in_it_and_what_is_no_file_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    for place, words in ((tmp_path, "no empty folder"), (tmp_path / "kept.txt", "no empty folder"),
                         (Path("/dev/null"), "neither a file nor a folder"),
                         (tmp_path / "none" / "x", "cannot be written")):  # fmt: skip
        with pytest.raises(CommandError, match=words):
            run("w3c", place)
    with pytest.raises(CommandError, match="cannot be written"):
        run("csv", tmp_path)
    assert names(tmp_path) == ["kept.txt"]
    assert (tmp_path / "kept.txt").read_text() == "mine"
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize(("format_name", "name"), [("w3c", "folder"), ("brat", "one.zip")])
def test_what_the_command_writes_the_import_reads(tmp_path: Path, format_name: str, name: str) -> None:
    run(format_name, tmp_path / name)
    stdout = io.StringIO()
    call_command("import_annotations", str(tmp_path / name), "--project", "empty", "--format", format_name, "--json",
                 stdout=stdout)  # fmt: skip
    report = json.loads(stdout.getvalue())
    assert (report["added"], report["refused"], report["types"]["annotation"]["unchanged"]) == (0, 0, 2)


def _one_file(corpus: Corpus, losses: Losses) -> Iterator[Part]:
    losses.add("colours", "Colours of labels.", 3)
    yield Part("whole.x", [corpus.head.labels[0].encode()])


def _broken(corpus: Corpus, losses: Losses) -> Iterator[Part]:
    yield Part("half.x", [b"half"])
    raise Invalid("Here it breaks.")


def test_one_file_has_its_loss_report_beside_it_and_a_broken_export_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = (registry.Format("one", "One", "", "text/plain", ".x", files=_one_file),
            registry.Format("broken", "Broken", "", "application/zip", "", files=_broken))  # fmt: skip
    monkeypatch.setattr(registry, "FORMATS", registry.FORMATS + more)
    assert "loss_report.json" in run("one", tmp_path / "a.x")
    assert (tmp_path / "a.x").read_bytes() == b"evidence"
    with pytest.raises(CommandError, match="Here it breaks"):
        run("broken", tmp_path / "b")
    assert "loss_report" not in run("jsonl", tmp_path / "c.jsonl")  # that of another file is none of its own
    assert names(tmp_path) == ["a.x", "c.jsonl", "loss_report.json"]
