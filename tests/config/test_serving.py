"""A server process is ready before its first request."""

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
LOOK = """
import gc, sys
import annotator.config.{name}
print("annotator.views.read" in sys.modules, gc.get_freeze_count() > 10_000)
"""


@pytest.mark.parametrize("name", ["wsgi", "asgi"])
def test_a_server_process_has_its_views_loaded_before_the_first_request(name: str) -> None:
    found = subprocess.run(
        [sys.executable, "-c", LOOK.format(name=name)], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["True", "True"]
