"""Long work is asked for, and ended by who asked for it; `core.jobs` does it."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from core.access import Viewer
from core.errors import Conflict, TooMany
from core.models.jobs import Job, JobKind, JobState
from core.queries import jobs

TASK, QUEUE = "work", "work"
MOST_WAITING = 5
TRY_AGAIN_S = 30
TITLE_LENGTH = 200

_ACTION = {JobKind.IMPORT: "import", JobKind.RELEASE: "release", JobKind.REUSE: "provenance"}


@transaction.atomic
def begin_job(viewer: Viewer, kind: str, *, title: str, asked: Mapping[str, Any]) -> Job:
    """A new job that waits for a worker; `asked` (JSON) is all that its work will know.

    The row and its place in the queue are one transaction: neither is ever without the other. Raises `Forbidden`, and
    `TooMany` where five jobs of the same person in the project wait already.
    """
    viewer.require(_ACTION[JobKind(kind)])
    user = viewer.user if viewer.user.pk else None  # nobody: at the shell
    waiting = Job.objects.filter(project=viewer.project, created_by=user, state=JobState.WAITING)
    if waiting.count() >= MOST_WAITING:
        message = f"{MOST_WAITING} jobs of yours wait in this project already. Wait until one has begun, or cancel one."
        raise TooMany(message, TRY_AGAIN_S)
    job = Job.objects.create(
        project=viewer.project, kind=kind, title=title[:TITLE_LENGTH], asked=dict(asked), created_by=user
    )
    enqueue(job)
    return job


def enqueue(job: Job) -> None:
    """Put a job into the queue, within the transaction at hand. By the task's name: what does it is not known here."""
    app.configure_task(TASK, queue=QUEUE).defer(job=str(job.uuid))


@transaction.atomic
def ask_to_cancel(viewer: Viewer, key: uuid.UUID) -> Job:
    """The job, ended at once where it waits; where it runs, its worker ends it at its next step.

    Locks the job's row. Raises `NotFound`, and `Conflict` where it has ended by itself; asked twice changes nothing.
    """
    pk = jobs.job(viewer, key).pk
    job = Job.objects.select_for_update(no_key=True).get(pk=pk)
    if job.state in (JobState.DONE, JobState.FAILED):
        raise Conflict("This job has ended already.", "job_ended")
    if job.state == JobState.WAITING:
        job.state, job.finished_at = JobState.CANCELLED, timezone.now()
        job.message = "Cancelled before it began."
    job.cancel_asked = True
    job.save(update_fields=["state", "finished_at", "message", "cancel_asked"])
    return job
