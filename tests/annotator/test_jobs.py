"""The page of a job: what it says in each state, and what it gives to take away."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.jobs.running import run_now
from core.models import Job
from core.services.jobs import begin_job
from tests.core.jobs.works import releases_are

REFUSED = [{"line": 7, "type": "annotation", "code": "x", "reason": "=1+1 <b>is</b> no date.", "file": "a.csv"}]


@pytest.fixture
def ann(house):
    client = Client()
    client.force_login(house.ann.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def job(house):
    return begin_job(house.ann, "release", title="Spring", asked={})


def address(job, end=""):
    return f"/projects/house/jobs/{job.uuid}/{end}"


def words(response):
    return " ".join(response.content.decode().split())


def test_a_waiting_job_says_when_nobody_works(ann, job):
    assert "No worker is running" in words(ann.get(address(job)))
    assert "No worker is running" in words(ann.get("/projects/house/jobs/"))
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    assert "No worker is running" not in words(ann.get(address(job)))


def test_a_running_job_says_how_far_it_is_and_how_long_it_takes_at_the_rate_of_its_step(ann, job):
    since = (timezone.now() - timedelta(seconds=30)).isoformat()
    facts = {"n_done": 4000, "n_total": 10_000, "unit": "marks", "message": "Storing", "started_at": timezone.now()}
    Job.objects.filter(pk=job.pk).update(
        state="running", report={"counting": {"since": since, "from": 1000}}, **facts
    )  # 3,000 in 30 s: the other 6,000 take a minute
    found = words(ann.get(address(job), headers={"HX-Request": "true"}))
    assert '<progress id="job-progress" max="1" value="0.4000"' in found
    assert "4,000 of 10,000 marks · about 60 seconds left" in found
    assert "every 1s" in found
    assert "<html" not in found
    Job.objects.filter(pk=job.pk).update(n_done=1001)
    assert "left" not in words(ann.get(address(job), headers={"HX-Request": "true"})), "too early to say"


def test_a_job_done_shows_what_it_refused_and_asks_no_more(ann, job):
    with releases_are(lambda job, progress: {"refused": 1, "refusals": REFUSED}):
        run_now(job)
    found = words(ann.get(address(job)))
    assert "every 1s" not in found
    assert "cancel" not in found.lower()
    assert "1 thing was refused." in found
    assert "a.csv, line 7" in found
    assert "=1+1 &lt;b&gt;is&lt;/b&gt; no date." in found


def test_what_was_refused_is_a_file_for_spreadsheets_and_one_for_programs(ann, job):
    with releases_are(lambda job, progress: {"refused": 1, "refusals": [REFUSED[0] | {"reason": "=1+1"}]}):
        run_now(job)
    table, lines = ann.get(address(job, "errors.csv")), ann.get(address(job, "errors.jsonl"))
    assert table.content.decode() == 'place,code,reason\r\n"a.csv, line 7",x,\'=1+1\r\n'
    assert json.loads(lines.content) == {"place": "a.csv, line 7", "code": "x", "reason": "=1+1"}
    assert {answer["Content-Disposition"].partition(";")[0] for answer in (table, lines)} == {"attachment"}
    assert ann.get(address(job, "errors.exe")).status_code == 404


def test_cancelling_answers_with_the_job_as_it_ended(ann, job):
    assert "Cancelled before it began." in words(ann.post(address(job, "cancel/"), headers={"HX-Request": "true"}))
    assert ann.post(address(job, "cancel/")).status_code == 302


def test_the_list_takes_as_many_queries_for_one_job_as_for_four(ann, house, job, django_assert_max_num_queries):
    def n_queries():
        with django_assert_max_num_queries(20) as asked:
            ann.get("/projects/house/jobs/")
        return len(asked)

    before = n_queries()
    for _ in range(3):
        begin_job(house.ada, "import", title="File", asked={})
    assert n_queries() <= before + 1  # the names of others are asked for together
