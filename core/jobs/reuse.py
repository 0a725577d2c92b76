"""The texts of a project are compared. Killed between, it is begun anew and finds what was done."""

from typing import Any

from core.models import Job
from core.queries.jobs import asker
from core.services.progress import Progress
from core.services.reusing import bring_up_to_date


def run_reuse(job: Job, progress: Progress) -> dict[str, Any]:
    """Compare what has not been compared. Report: that of `services.reusing.bring_up_to_date`.

    Errors: `NotFound`, `Forbidden` when who asked may no longer, `Cancelled`; then nothing has changed.
    """
    viewer = asker(job)
    viewer.require("provenance")
    return dict(bring_up_to_date(viewer.project, progress))
