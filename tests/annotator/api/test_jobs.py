"""Long work for programs: how far it is, what it refused, ending it."""

import pytest

from core.jobs.running import run_now
from core.models import Job
from core.services.jobs import begin_job
from tests.annotator.api.conftest import problem
from tests.annotator.api.test_schema import assert_described, schema  # noqa: F401 (a fixture)
from tests.core.jobs.works import releases_are

REFUSED = [{"line": 7, "type": "annotation", "code": "quote_mismatch", "reason": "The quote differs.", "file": "a.csv"},
           {"line": 0, "type": "", "code": "unreadable", "reason": "=1+1 is no date."}]  # fmt: skip


@pytest.fixture
def job(house):
    return begin_job(house.ann, "release", title="Spring", asked={})


def test_a_job_tells_how_far_it_is_and_what_it_refused(house, call, job, schema):  # noqa: F811
    waiting = call("ann").get(f"jobs/{job.uuid}/")
    Job.objects.filter(pk=job.pk).update(state="running", n_done=30, n_total=40, unit="marks", message="Reading")
    running = call("ann").get(f"jobs/{job.uuid}/")
    assert [found.json()["progress"] for found in (waiting, running)] == [0, 0.75]
    with releases_are(lambda job, progress: {"added": 5, "refused": 1200, "refusals": REFUSED}):
        run_now(job)
    done = call("ann").get(f"jobs/{job.uuid}/")
    assert done.json()["errors"] == [
        {"place": "a.csv, line 7", "code": "quote_mismatch", "reason": "The quote differs."},
        {"place": "the file", "code": "unreadable", "reason": "=1+1 is no date."},
    ]
    assert (done.json()["report"], done.json()["n_errors"]) == ({"added": 5, "refused": 1200}, 1200)
    listed = call("ann").get("jobs/")
    assert [row["id"] for row in listed.json()["results"]] == [str(job.uuid)]
    assert_described(schema, [("get", f"jobs/{job.uuid}/", found) for found in (waiting, running, done)])
    assert_described(schema, [("get", "jobs/", listed)])


def test_a_job_is_cancelled_once_and_not_after_its_end(house, call, job):
    assert call("ann").post(f"jobs/{job.uuid}/cancel/").json()["state"] == "cancelled"
    assert call("ann").post(f"jobs/{job.uuid}/cancel/").status_code == 200
    second = begin_job(house.ann, "release", title="Again", asked={})
    with releases_are(lambda job, progress: {}):
        run_now(second)
    problem(call("ann").post(f"jobs/{second.uuid}/cancel/"), 409, "job_ended")
    problem(call("ada").get(f"jobs/{second.uuid}/"), 404)
    problem(call("bob").get("jobs/"), 403)
