"""Long work: one's own, and for owners everybody's; how long it will still take."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

from core import access
from core.access import Viewer
from core.errors import NotFound
from core.models import Role
from core.models.jobs import Job, JobState

SURE_AFTER_S, SURE_AFTER_SHARE = 3.0, 0.02  # before that, a rate tells nothing
ENDS = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True)
class JobError:
    """One thing that a job refused: where it stands in what was sent, a code for programs, the reason in words."""

    place: str
    code: str
    reason: str


def jobs(viewer: Viewer) -> QuerySet[Job]:
    """The project's jobs that the viewer may see, newest first, with who asked for them. One query."""
    rows = (
        Job.objects.filter(project=viewer.project)
        .select_related("created_by", "project")
        .order_by("-created_at", "-pk")
    )
    return rows if viewer.role == Role.OWNER else rows.filter(created_by=viewer.user.pk or None)


def job(viewer: Viewer, key: uuid.UUID) -> Job:
    """One of them. Raises `NotFound` for all others alike. One query."""
    found = jobs(viewer).filter(uuid=key).first()
    if found is None:
        raise NotFound("There is no such job, or it is somebody else's.")
    return found


def asker(job: Job) -> Viewer:
    """Who asked for the job, with the rights they have now; raises `NotFound` when they left the project.

    The keeper of the installation for a job that was asked for at the shell. For the works of `core.jobs`. One query.
    """
    if job.created_by is None:
        return access.keeper(job.project)
    return access.viewer(job.created_by, job.project.slug)


def share_done(job: Job) -> float:
    """How much is done, from 0 to 1; 0 where nobody knows."""
    if job.state == JobState.DONE:
        return 1.0
    return min(1.0, job.n_done / job.n_total) if job.n_total else 0.0


def seconds_left(job: Job, now: datetime) -> float | None:
    """How long it will still take at the rate so far; None where that cannot be said.

    The rate is that of the step at hand (`counting`, which its worker keeps while it runs): steps count in different
    units.
    """
    counting = job.report.get("counting")
    if job.state != JobState.RUNNING or not job.n_total or not counting:
        return None
    past_s = (now - datetime.fromisoformat(counting["since"])).total_seconds()
    n_counted = job.n_done - counting["from"]
    if past_s < SURE_AFTER_S or n_counted < SURE_AFTER_SHARE * job.n_total:
        return None
    return past_s / n_counted * max(0, job.n_total - job.n_done)


def errors_of(job: Job) -> Sequence[JobError]:
    """What the job refused, as far as its report lists it (an import's the first 1,000). No query."""
    return [JobError(_place(row), row["code"], row["reason"]) for row in job.report.get("refusals", [])]


def n_errors(job: Job) -> int:
    """How many there were, listed or not."""
    return int(job.report.get("refused", len(job.report.get("refusals", []))))


def _place(row: dict[str, str | int]) -> str:
    """`a.csv, line 7`, as far as it is known."""
    line = f"line {row['line']}" if row.get("line") else ""
    return ", ".join(part for part in (str(row.get("file", "")), line) if part) or "the file"


def somebody_works() -> bool:
    """Whether any worker was heard of lately; without one nothing that waits begins. One query."""
    since = timezone.now() - timedelta(seconds=settings.WORKER["dead_after_s"])
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=since).exists()
