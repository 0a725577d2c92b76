"""Runs the cells of a notebook without Jupyter."""

import json
from pathlib import Path
from typing import Any


def run(path: Path) -> dict[str, Any]:
    """The names that its cells leave behind."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    names: dict[str, Any] = {}
    for number, cell in enumerate(cells):
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), f"{path.name}, cell {number}", "exec"), names)
    return names
