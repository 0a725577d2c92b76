"""Workers that are killed, stopped and cancelled, for real: nothing is stored by half, nothing is done twice."""

import signal
from typing import Any

import pytest
from django.db import connection

from core.jobs.running import Held, run
from core.models import Job, Outlet
from core.services.jobs import ask_to_cancel, begin_job
from tests.processes.database import url_of_tests
from tests.processes.server import wait_until
from tests.processes.worker import worker

WAIT_S = 20


class Asked:
    """A job of `tests.processes.worker`, as another process sees it."""

    def __init__(self, house: Any, n: int, **more: float) -> None:
        self.house = house
        self.row = begin_job(house.ann, "release", title="Slow", asked={"n": n} | more)

    def now(self) -> Job:
        self.row.refresh_from_db()
        return self.row

    def until(self, *states: str) -> Job:
        wait_until(lambda: self.now().state in states, WAIT_S, f"job {states}")
        return self.row

    def until_counted(self, n: int) -> None:
        wait_until(lambda: self.now().n_done >= n, WAIT_S, f"{n} done")

    def n_stored(self) -> int:
        return Outlet.objects.filter(project=self.house.project, key__startswith="o").count()


def in_queue() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE task_name = 'work'")
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def url(lasting_house):
    return url_of_tests()


def test_a_killed_workers_job_is_begun_anew_by_another_and_done_once(lasting_house, url):
    job = Asked(lasting_house, 60)
    with worker(url) as first:
        job.until_counted(10)
        assert (job.row.unit, job.row.n_total, job.n_stored()) == ("outlets", 60, 0), (
            "seen from outside its transaction"
        )
        first.kill()
        first.wait()
    assert (job.now().state, job.n_stored()) == ("running", 0)
    with worker(url):
        job.until("done", "failed")
        wait_until(lambda: in_queue() == ["succeeded"], WAIT_S, "the queue knows")
    assert (job.row.state, job.row.report, job.row.n_tries, job.n_stored()) == ("done", {"added": 60}, 2, 60)


def test_a_worker_that_dies_between_the_works_commit_and_the_jobs_end_harms_nothing(lasting_house, url):
    job = Asked(lasting_house, 3, then_s=60)
    with worker(url):
        wait_until(lambda: job.n_stored() == 3, WAIT_S, "committed")
    assert job.now().state == "running"
    Job.objects.filter(pk=job.row.pk).update(asked={"n": 3})
    with worker(url):
        job.until("done", "failed")
    assert (job.row.state, job.row.report, job.n_stored()) == ("done", {"added": 0}, 3)


def test_a_worker_told_to_stop_hands_its_job_back_and_the_next_takes_it_at_once(lasting_house, url):
    job = Asked(lasting_house, 60)
    with worker(url) as first:
        job.until_counted(10)
        first.send_signal(signal.SIGTERM)
        assert first.wait(5) == 0
    assert (job.now().state, job.row.n_tries, job.n_stored()) == ("waiting", 0, 0)
    with worker(url):
        job.until("done", "failed")
    assert (job.row.state, job.row.n_tries, job.n_stored()) == ("done", 1, 60)


def test_while_one_process_is_at_a_job_no_other_begins_it(lasting_house, url):
    job = Asked(lasting_house, 40)
    with worker(url):
        job.until_counted(5)
        with pytest.raises(Held):
            run(job.row.uuid)
        job.until("done", "failed")
    assert (job.row.n_tries, job.n_stored()) == (1, 40)


def test_a_worker_that_loses_the_database_is_not_taken_for_one_that_works(lasting_house, url):
    """It ends, or goes on with connections of its own; the job is done once in any case."""
    job = Asked(lasting_house, 60)
    with worker(url) as first:
        job.until_counted(10)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        wait_until(lambda: first.poll() is not None or job.now().state != "running", WAIT_S, "it ended")
    connection.close()
    connection.close_pool()  # of this process: its idle connections were cut as well
    with worker(url):
        job.until("done", "failed")
    assert (job.row.state, job.row.n_tries, job.n_stored()) == ("done", 2, 60)


def test_a_work_that_takes_no_step_does_not_keep_a_worker_from_ending(lasting_house, url):
    job = Asked(lasting_house, 2, deaf_s=60)
    with worker(url) as first:
        job.until_counted(1)
        first.send_signal(signal.SIGINT)
        first.wait(5)
    assert (job.now().state, job.n_stored()) == ("running", 0)


def test_cancelling_ends_a_running_job_within_a_second_and_keeps_nothing_of_it(lasting_house, url):
    job = Asked(lasting_house, 3000)
    with worker(url):
        job.until_counted(5)
        ask_to_cancel(lasting_house.ann, job.row.uuid)
        assert wait_until(lambda: job.now().state == "cancelled", WAIT_S, "cancelled") < 2
        after = Asked(lasting_house, 1)
        after.until("done", "failed")
    assert (job.row.message, after.row.state, after.n_stored()) == ("Cancelled. Nothing was stored.", "done", 1)
