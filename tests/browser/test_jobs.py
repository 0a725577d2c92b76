"""Long work in the browser: it moves by itself, it can be ended, it fits."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.models import Job, Outlet
from core.services.jobs import begin_job
from tests.browser.looks import complaints
from tests.house import House
from tests.processes.database import url_of_tests
from tests.processes.worker import worker

REASON = "The quote “China banned the trade” does not stand at 24 to 44; there the text says “China banned the tra”."
REFUSALS = [
    {"file": f"spring/texts-{n}.jsonl", "line": 7 * n, "type": "annotation", "code": "quote_mismatch", "reason": REASON}
    for n in range(1, 30)
]


@pytest.fixture
def house(site: Any, lasting_house: House) -> House:
    return lasting_house


def ask(house: House, title: str = "Spring", **asked: Any) -> Job:
    return begin_job(house.ann, "release", title=title, asked=asked)


def test_progress_moves_by_itself_until_the_job_is_cancelled(site: Any, house: House) -> None:
    job = ask(house, n=5000)
    page = site.open(f"/projects/house/jobs/{job.uuid}/", "ann")
    assert "Waiting" in page.inner_text("#job")
    with worker(url_of_tests()):
        for share in (0, 0.002, 0.01):
            page.wait_for_function(
                "(least) => document.querySelector('#job progress[value]')?.value > least", arg=share
            )
        assert "of 5,000 outlets" in page.inner_text(".job-counts")
        page.focus("#cancel-job")
        page.wait_for_function("() => document.querySelector('#job progress').value > 0.015")
        assert page.evaluate("document.activeElement.id") == "cancel-job", "the keyboard stays where it was"
        page.keyboard.press("Enter")
        page.wait_for_selector("#job[data-state=cancelled]:not([hx-get])")
    assert page.inner_text(".job-state") == "Cancelled Cancelled. Nothing was stored."
    assert page.locator("#job progress, #cancel-job").count() == 0
    assert Outlet.objects.filter(key="o1").count() == 0
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(1500)
    assert asked == [], "what has ended is asked for no more"


def test_jobs_in_each_state_fit_and_pass_axe(site: Any, house: House) -> None:
    now = timezone.now()
    waiting = ask(house, "A file of documents with a rather long name, as people give them-2031-11-final-final.jsonl")
    running, failed, done = (ask(house, name) for name in ("Spring 2031", "Summer 2031", "Texts of the spring"))
    since = (now - timedelta(seconds=40)).isoformat()
    Job.objects.filter(pk=running.pk).update(
        state="running", started_at=now, n_done=41_200, n_total=100_000, unit="marks", message="Storing marks",
        report={"counting": {"since": since, "from": 0}},
    )  # fmt: skip
    ended = {"started_at": now - timedelta(seconds=75), "finished_at": now}
    Job.objects.filter(pk=failed.pk).update(state="failed", message="No mark fits these choices. Widen them.", **ended)
    Job.objects.filter(pk=done.pk).update(
        state="done", kind="import", report={"refused": 1204, "refusals": REFUSALS}, n_done=10_000, n_total=10_000,
        unit="lines", **ended,
    )  # fmt: skip
    page, found = site.open("/projects/house/jobs/", "ann"), []
    found += complaints(page, "jobs")
    for name, job in {"waiting": waiting, "running": running, "failed": failed, "done": done}.items():
        page.goto(f"/projects/house/jobs/{job.uuid}/")
        found += complaints(page, f"job {name}")
    assert "\n".join(found) == ""
