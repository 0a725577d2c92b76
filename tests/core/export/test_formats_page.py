"""docs/formats.md: the examples are what is written, and every code of a loss is told."""

import re
from pathlib import Path

import pytest

from core.models import Project
from tests.core.export.corpora import write_format
from tests.core.importing.files import CORPUS, take

PAGE = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["w3c", "brat", "conll", "cas-json", "cas-xmi", "label-studio", "doccano"])
def test_the_examples_are_lines_of_the_files_and_the_losses_are_named(
    project: Project, tmp_path: Path, name: str
) -> None:
    assert take(project, CORPUS).stored
    losses = write_format(project, name, tmp_path)
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file())
    (block,) = re.findall(rf"```{name}\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines():
        assert line in written
    for code in losses:
        assert code in PAGE, code
