"""The queue beside our rows: what is kept of it, and for how long."""

import asyncio
from types import SimpleNamespace

from django.db import connection
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app, connector_params

from core.jobs.app import forget
from core.jobs.running import run_now
from core.models import Job
from core.services.jobs import begin_job
from tests.core.jobs.works import releases_are


def aged(days: int, house) -> Job:
    """A job that has ended, here and in the queue, so many days ago."""
    with releases_are(lambda job, progress: {}):
        job = run_now(begin_job(house.ann, "release", title="Old", asked={}))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE args->>'job' = %s RETURNING id", [str(job.uuid)]
        )
        number = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - make_interval(days => %s) WHERE job_id = %s", [days, number]
        )
    return job


def test_the_queue_forgets_after_a_week_what_has_ended_and_our_own_rows_stay(lasting_house):
    old, young = aged(8, lasting_house), aged(6, lasting_house)
    waiting = begin_job(lasting_house.ann, "release", title="New", asked={})

    async def forgotten() -> None:
        async with app.open_async():
            await forget.func(SimpleNamespace(app=app), timestamp=0)

    with app.replace_connector(PsycopgConnector(kwargs=connector_params())):
        asyncio.run(forgotten())
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'job' FROM procrastinate_jobs ORDER BY id")
        assert [row[0] for row in cursor.fetchall()] == [str(young.uuid), str(waiting.uuid)]
    assert set(Job.objects.all()) == {old, young, waiting}
