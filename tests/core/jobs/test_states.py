"""From waiting to an end: what each of them needs, and what stays."""

import logging
import uuid

import pytest
from django.db import connection, transaction

from core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from core.jobs.running import MOST_TRIES, run_now
from core.models import Job
from core.queries.jobs import job as job_of
from core.queries.jobs import jobs
from core.services.jobs import MOST_WAITING, ask_to_cancel, begin_job
from tests.core.jobs.works import releases_are


def ask(viewer, kind="release", **asked):
    return begin_job(viewer, kind, title="Spring", asked=asked)


def queued() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'job' FROM procrastinate_jobs WHERE task_name = 'work' AND status = 'todo'")
        return [row[0] for row in cursor.fetchall()]


def test_a_job_and_its_place_in_the_queue_are_one_transaction(house):
    job = ask(house.ann)
    assert queued() == [str(job.uuid)]
    with transaction.atomic():
        second = ask(house.ann)
        assert queued() == [str(job.uuid), str(second.uuid)]
        transaction.set_rollback(True)
    assert queued() == [str(job.uuid)]
    assert list(Job.objects.all()) == [job]


def test_a_job_done_has_its_report_and_its_last_counts(house):
    def work(job, progress):
        progress(3, 4, "marks", "Writing")
        return {"asked": job.asked["layers"]}

    with releases_are(work):
        job = run_now(ask(house.ann, layers="both"))
    assert (job.state, job.report, job.n_tries) == ("done", {"asked": "both"}, 1)
    assert (job.n_done, job.n_total, job.unit, job.message) == (3, 4, "marks", "")
    assert job.finished_at >= job.started_at


def test_a_refusal_ends_the_job_with_its_words(house):
    def work(job, progress):
        raise Invalid("No mark fits these choices.", "nothing_chosen", details={"n_marks": 0})

    with releases_are(work):
        job = run_now(ask(house.ann))
    assert (job.state, job.message) == ("failed", "No mark fits these choices.")
    assert job.report == {"code": "nothing_chosen", "n_marks": 0}


def test_what_breaks_is_logged_without_the_words_of_the_error(house, caplog):
    def work(job, progress):
        raise ValueError(job.asked["words"])

    with releases_are(work), caplog.at_level(logging.ERROR):
        job = run_now(ask(house.ann, words="secret"))
    assert (job.state, job.report) == ("failed", {})
    assert "written to the log" in job.message
    assert f"job={job.uuid}" in caplog.text
    assert "error=ValueError" in caplog.text
    assert "secret" not in caplog.text + job.message


def test_an_ended_job_is_not_done_again(house):
    times = []
    with releases_are(lambda job, progress: {"n": times.append(1)}):
        job = run_now(ask(house.ann))
        run_now(job)
    assert times == [1]


def test_what_is_cancelled_while_it_waits_never_begins(house):
    job = ask(house.ann)
    cancelled = ask_to_cancel(house.ann, job.uuid)
    with releases_are(lambda job, progress: pytest.fail("begun")):
        run_now(job)
    assert (job.state, job.message) == ("cancelled", "Cancelled before it began.")
    assert ask_to_cancel(house.ann, job.uuid).finished_at == cancelled.finished_at, "again changes nothing"


def test_what_has_ended_cannot_be_cancelled(house):
    with releases_are(lambda job, progress: {}):
        job = run_now(ask(house.ann))
    with pytest.raises(Conflict):
        ask_to_cancel(house.ann, job.uuid)


def test_a_job_whose_workers_died_three_times_is_given_up_with_words(house):
    job = ask(house.ann)
    Job.objects.filter(pk=job.pk).update(state="running", n_tries=MOST_TRIES)
    with releases_are(lambda job, progress: pytest.fail("begun")):
        run_now(job)
    assert job.state == "failed"
    assert "begun 3 times" in job.message


def test_creators_and_owners_see_a_job_and_nobody_else(house):
    job = ask(house.ada, "import")
    assert [job_of(viewer, job.uuid) for viewer in (house.ada, house.ann)] == [job, job]
    assert list(jobs(house.bob)) == []
    for call in (job_of, ask_to_cancel):
        with pytest.raises(NotFound):
            call(house.bob, job.uuid)
    with pytest.raises(NotFound):
        job_of(house.ann, uuid.uuid4())


def test_only_who_may_do_a_thing_may_ask_for_it(house):
    with pytest.raises(Forbidden):
        ask(house.ada, "release")
    with pytest.raises(Forbidden):
        ask(house.bob, "import")


def test_one_person_may_have_five_jobs_waiting(house):
    for _ in range(MOST_WAITING):
        job = ask(house.ann)
    with pytest.raises(TooMany, match="Wait until one has begun"):
        ask(house.ann)
    ask(house.ada, "import")
    ask_to_cancel(house.ann, job.uuid)
    ask(house.ann)
