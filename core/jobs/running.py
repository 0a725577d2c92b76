"""A job is taken, done and ended; what its worker left half-way is taken up again.

The end is written after the work's own commit. Between the two a worker may die: then the job is begun anew, and its
work finds that it is done.
"""

import logging
import traceback
import uuid
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from core.errors import Cancelled, DomainError
from core.jobs.line import HandedBack, Line
from core.jobs.work import WORK
from core.models.jobs import Job, JobState
from core.queries.jobs import ENDS

log = logging.getLogger("core.jobs")

MOST_TRIES = 3
GIVEN_UP = (
    f"It was begun {MOST_TRIES} times and never came to an end. Try a smaller file or selection; if that fails as "
    "well, ask who runs this installation: memory or disk may be full."
)
BROKEN = "Something went wrong that is not your fault; it was written to the log. Nothing was stored. Try again."


class Held(Exception):
    """Another process is at the job, and alive."""


def run_now(job: Job) -> Job:
    """The job, done in this process; as it is afterwards. For tests and the shell."""
    run(job.uuid)
    job.refresh_from_db()
    return job


def run(key: uuid.UUID, should_stop: Callable[[], bool] = lambda: False) -> None:
    """Do the job, unless it has ended or never was; at most one process at a time does.

    What goes wrong with the work ends the job, and nothing is raised. Raises `Held`; `HandedBack` when `should_stop`
    said so, with the job waiting again; and the database's errors, with the job still running: try again later.
    """
    pk = Job.objects.filter(uuid=key).values_list("pk", flat=True).first()
    if pk is None:
        return
    with Line(pk, should_stop) as line:
        if not line.holds:
            raise Held
        job = _take(pk)
        if job is not None:
            _do(job, line)


@transaction.atomic
def _take(pk: int) -> Job | None:
    """The job, running from now; None where there is nothing to do. Only for who holds its line.

    A job that is running already and held by nobody lost its worker.
    """
    job = Job.objects.select_for_update(no_key=True, of=("self",)).select_related("project", "created_by").get(pk=pk)
    if job.state in ENDS:
        return None
    if job.cancel_asked:
        _end(job, JobState.CANCELLED, "Cancelled. Nothing was stored.")
        return None
    if job.n_tries >= MOST_TRIES:
        log.warning("job given up job=%s kind=%s tries=%d", job.uuid, job.kind, job.n_tries)
        _end(job, JobState.FAILED, GIVEN_UP)
        return None
    job.state, job.started_at, job.n_tries = JobState.RUNNING, timezone.now(), job.n_tries + 1
    job.n_done, job.n_total, job.unit, job.message, job.report = 0, 0, "", "", {}
    job.save()
    return job


def _do(job: Job, line: Line) -> None:
    """The work, and its end."""
    line.start()
    state, message, report = JobState.DONE, "", {}
    try:
        report = WORK[job.kind](job, line)
    except HandedBack:
        line.hush()
        _hand_back(job)
        raise
    except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
        log.warning(
            "job interrupted job=%s kind=%s error=%s", job.uuid, job.kind, type(error.__cause__ or error).__name__
        )
        raise
    except Cancelled:
        state, message = JobState.CANCELLED, "Cancelled. Nothing was stored."
    except DomainError as error:
        state, message, report = JobState.FAILED, error.message, {"code": error.code, **error.details}
    except Exception as error:
        state, message = JobState.FAILED, BROKEN
        _log(job, error)
    line.hush()
    n_done, n_total, unit, _ = line.now
    _end(job, state, message, report=report, n_done=n_done, n_total=n_total, unit=unit)


def _end(job: Job, state: JobState, message: str, **facts: Any) -> None:
    """Written only where it has not ended, and runs if it should."""
    rows = Job.objects.filter(pk=job.pk).exclude(state__in=ENDS)
    rows.update(**{"report": {}} | facts, state=state, message=message[:500], finished_at=timezone.now())


def _hand_back(job: Job) -> None:
    """It waits again, and this try does not count."""
    rows = Job.objects.filter(pk=job.pk, state=JobState.RUNNING)
    rows.update(state=JobState.WAITING, n_tries=F("n_tries") - 1, started_at=None, n_done=0, n_total=0, message="")


def _log(job: Job, error: Exception) -> None:
    """Where it broke, and never what the error says: that may be people's words."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("job broke job=%s kind=%s error=%s\n%s", job.uuid, job.kind, type(error).__name__, where)
