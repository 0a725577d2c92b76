"""What procrastinate runs: one task, which does a job of ours.

Procrastinate knows what waits, wakes a worker, and knows which workers live. Our own row knows everything else.
"""

import uuid

from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate import jobs as queued
from procrastinate.contrib.django import app as app
from procrastinate.exceptions import JobAborted

from core.jobs.line import HandedBack
from core.jobs.running import run
from core.services.jobs import QUEUE, TASK

TRY_AGAIN_S = 5
KEPT_HOURS = 7 * 24


class Again(BaseRetryStrategy):
    """At once where the worker was stopped; else the database was gone or another worker is at the job: soon.

    How often is counted in our row. A work that fails is no failure of the task.
    """

    def get_retry_decision(self, *, exception: BaseException, job: queued.Job) -> RetryDecision:
        """Always again."""
        return RetryDecision(retry_in={"seconds": 0 if isinstance(exception, JobAborted) else TRY_AGAIN_S})


@app.periodic(cron="17 * * * *")
@app.task(name="forget", queue=QUEUE, pass_context=True)
async def forget(context: JobContext, timestamp: int) -> None:
    """Drop what was queued and has ended, after a week: our own rows stay.

    A worker without any periodic task would not notice that its signs of life have stopped (procrastinate 3.10 watches
    its side tasks until the first of them ends, and the one for periodic tasks then ends at once).
    """
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.task(name=TASK, queue=QUEUE, retry=Again(), pass_context=True)
def work(context: JobContext, job: str) -> None:
    """Do the job of this id. Runs in a thread: the worker's loop goes on saying that it lives."""
    try:
        run(uuid.UUID(job), context.should_abort)
    except HandedBack as error:
        raise JobAborted from error
