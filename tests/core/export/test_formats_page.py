"""docs/formats.md: the examples are what is written, and every code of a loss is told."""

import re
from pathlib import Path

import pytest

from core.models import Project
from tests.core.export.corpora import exported, write_format
from tests.core.importing.files import CORPUS, LEDGER, take

PAGE = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["w3c", "brat", "conll", "cas-json", "cas-xmi", "label-studio", "doccano"])
def test_the_examples_are_lines_of_the_files_and_the_losses_are_named(
    project: Project, tmp_path: Path, name: str
) -> None:
    assert take(project, CORPUS).stored
    assert take(project, [*LEDGER[:4], *LEDGER[5:8], *LEDGER[11:]]).stored
    losses = write_format(project, name, tmp_path)
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file())
    (block,) = re.findall(rf"```{name}\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines():
        assert line in written
    for code in losses:
        assert code in PAGE, code


def test_the_lines_of_the_interchange_file_are_as_they_are_written(project: Project) -> None:
    assert take(project, LEDGER).stored
    written = exported(project).decode()
    (block,) = re.findall(r"```jsonl\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines():
        assert f"{line}\n" in written
