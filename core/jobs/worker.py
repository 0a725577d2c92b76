"""The worker: a process that does jobs one after the other, and takes up what dead ones left.

Several may run at once. Postgres wakes them; they look by themselves as well.
"""

import asyncio
import logging
import os
import signal
import threading
from contextlib import suppress

from django.conf import settings
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.utils import utcnow

from core.jobs.app import app
from core.services.jobs import QUEUE

log = logging.getLogger("core.jobs")
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def serve() -> None:
    """Do jobs until told to stop by a signal; then the job at hand goes back into the queue at its next step.

    One that takes no step within the grace is left as by a kill: the process ends, and another worker begins it anew.
    Returns also when the database is gone: whoever started this starts it again.
    """
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4, name="jobs")
    with app.replace_connector(connector):
        for number in STOPPING:  # until there is something to end in good order
            signal.signal(number, lambda number, frame: os._exit(0))
        asyncio.run(_serve())


async def _serve() -> None:
    periods = settings.WORKER
    async with app.open_async():
        working = asyncio.create_task(
            app.run_worker_async(
                queues=[QUEUE],
                install_signal_handlers=False,
                shutdown_graceful_timeout=0.1,
                update_heartbeat_interval=periods["heartbeat_s"],
                stalled_worker_timeout=periods["dead_after_s"],
                fetch_job_polling_interval=periods["poll_every_s"],
            )
        )
        _end_on_signals(working)
        rescuing = asyncio.create_task(_rescue_regularly())
        with suppress(asyncio.CancelledError):
            await working
        rescuing.cancel()


def _end_on_signals(working: asyncio.Task[None]) -> None:
    """The first one ends the work in good order (a second cancelling would not), and the process in any case."""

    def end() -> None:
        if not working.cancelling():
            working.cancel()
            at_last = threading.Timer(settings.WORKER["grace_s"], _leave)
            at_last.daemon = True
            at_last.start()

    for number in STOPPING:
        asyncio.get_running_loop().add_signal_handler(number, end)


def _leave() -> None:
    log.warning("worker left in the middle of a job: another one begins it anew")
    os._exit(1)


async def _rescue_regularly() -> None:
    """At once, and then again and again."""
    while True:
        try:
            await _rescue()
        except ConnectorException as error:  # gone for now, or another worker was faster
            log.warning("no rescue error=%s", type(error.__cause__ or error).__name__)
        await asyncio.sleep(settings.WORKER["rescue_every_s"])


async def _rescue() -> None:
    """Queue again what workers were at that were not heard of for a while (see `app.work` for those that live)."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=settings.WORKER["dead_after_s"]):
        log.warning("job rescued queue=%s", job.id)
        await manager.retry_job(job, retry_at=utcnow())
