"""What there is to do: one function for each kind of job."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from core.models.jobs import Job, JobKind
from core.services.progress import Progress

Work = Callable[[Job, Progress], dict[str, Any]]
"""Does what `job.asked` says, tells how far it is, gives the report (JSON). Begun anew, it must find what it has done
already and do it no second time. Refuses with a `DomainError`, whose words people read."""


def _named(module: str, name: str) -> Work:
    """A function of a module that is imported when it is needed: readers of files are heavy."""

    def work(job: Job, progress: Progress) -> dict[str, Any]:
        found: Work = getattr(import_module(module), name)
        return found(job, progress)

    return work


WORK: dict[str, Work] = {
    JobKind.IMPORT: _named("core.jobs.imports", "run_import"),
    JobKind.RELEASE: _named("core.jobs.releases", "run_release"),
    JobKind.REUSE: _named("core.jobs.reuse", "run_reuse"),
}
