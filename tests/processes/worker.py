"""A real worker process with a work that only tests know: `python -m tests.processes.worker`."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.processes.database import ROOT
from tests.processes.server import environment

if TYPE_CHECKING:
    from core.models import Job
    from core.services.progress import Progress

QUICK = {"heartbeat_s": 0.2, "dead_after_s": 1.0, "rescue_every_s": 0.3, "poll_every_s": 1.0, "grace_s": 1.0}


@contextmanager
def worker(url: str) -> Iterator[subprocess.Popen[bytes]]:
    """One at work on a database until the block ends."""
    command = [sys.executable, "-m", "tests.processes.worker"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(url), start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()


def add_outlets(job: "Job", progress: "Progress") -> dict[str, Any]:
    """As many as asked for, slowly, in one transaction; what is there already is not added. Then deaf, if asked for."""
    from django.db import transaction

    from core.models import Outlet

    n_outlets, n_added = job.asked["n"], 0
    with transaction.atomic():
        for number in range(n_outlets):
            progress(number, n_outlets, "outlets", "Adding")
            n_added += Outlet.objects.get_or_create(project=job.project, key=f"o{number}", name=f"O {number}")[1]
            time.sleep(job.asked.get("pause_s", 0.02))
        time.sleep(job.asked.get("deaf_s", 0))
    time.sleep(job.asked.get("then_s", 0))
    return {"added": n_added}


def main() -> None:
    """Quick periods, one work."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")
    django.setup()
    from django.conf import settings

    from core.jobs.work import WORK
    from core.jobs.worker import serve

    settings.WORKER = QUICK
    WORK["release"] = add_outlets
    serve()


if __name__ == "__main__":
    main()
