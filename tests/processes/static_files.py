"""Static files as an installation has them, for every server that tests start."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders

from annotator.config import script_bundle, static_storage
from tests.processes.database import ROOT

MANIFEST = ROOT / ".data" / "static" / "staticfiles.json"
LOCK = ROOT / ".data" / "static.lock"


def collect() -> None:
    """Collects them where one is newer than what was collected: never under a server of another process of tests,
    which has found the same ones, and once for all processes."""
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if MANIFEST.exists() and MANIFEST.stat().st_mtime > max(path.stat().st_mtime for path in _sources()):
            return
        command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "DEBUG": "off"}, check=True)


def _sources() -> Iterator[Path]:
    """The files with their folders, whose time tells of files that went; and what makes of them what is served."""
    yield from (Path(module.__file__) for module in (script_bundle, static_storage))
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            yield from (path, path.parent)
