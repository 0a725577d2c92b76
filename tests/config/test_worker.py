"""The worker beside the site: started again when it dies, gone when its parent is gone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.config import worker
from annotator.config.worker import Worker
from tests.processes.server import wait_until

ROOT = Path(__file__).resolve().parents[2]
# In place of the real one: writes its number, ends when its standard input is closed, or at once when told to.
STAND_IN = """
import os, sys
assert sys.argv[1:] == ["work", "--with-parent"]
print(os.getpid(), file=open("pids", "a"), flush=True)
sys.stdin.buffer.read()
"""
PARENT = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from annotator.config.worker import Worker
with Worker(Path(sys.argv[1])) as beside:
    beside.start()
    time.sleep(60)
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    (tmp_path / "manage.py").write_text(STAND_IN)
    monkeypatch.setattr(worker, "PAUSE_S", 0.1)
    return tmp_path


def pids(root):
    found = root / "pids"
    return [int(line) for line in found.read_text().split()] if found.exists() else []


def started(root, n=1):
    wait_until(lambda: len(pids(root)) >= n, 20, f"{n} started")
    return pids(root)[n - 1]


def lives(pid):
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_a_worker_that_is_killed_is_started_again_and_the_last_one_ends_with_the_block(root, caplog):
    with Worker(root) as beside:
        beside.start()
        first = started(root)
        assert caplog.text == "", "it says nothing while all is well"
        os.kill(first, signal.SIGKILL)
        second = started(root, 2)
        assert "worker ended code=-9" in caplog.text
    assert not lives(first)
    assert not lives(second)
    assert len(pids(root)) == 2


def test_no_worker_outlives_a_parent_that_was_killed(root):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(root), str(ROOT)])
    child = started(root)
    assert lives(child)
    parent.kill()
    parent.wait()
    assert wait_until(lambda: not lives(child), 10, "it ended") < 5
