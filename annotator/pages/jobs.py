"""Long work on screen: what waits, runs and has ended, how far it is, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from annotator.pages import words
from core.access import Viewer
from core.models import Job, JobKind, JobState
from core.queries.jobs import ENDS, JobError, errors_of, jobs, n_errors, seconds_left, share_done, somebody_works
from core.queries.members import shown_names

SHOWN_ERRORS, SHOWN_JOBS = 20, 100
KINDS: dict[str, str] = {JobKind.IMPORT: "Import", JobKind.RELEASE: "Release", JobKind.REUSE: "Comparison of texts"}
STATES: dict[str, str] = {
    JobState.WAITING: "Waiting",
    JobState.RUNNING: "Running",
    JobState.DONE: "Done",
    JobState.FAILED: "Failed",
    JobState.CANCELLED: "Cancelled",
}
NOBODY_WORKS = "No worker is running, so nothing begins. Whoever runs this installation starts one with manage.py work."


@dataclass(frozen=True)
class JobEntry:
    """One job in the list."""

    title: str
    url: str
    state: str
    state_words: str
    facts: str


@dataclass(frozen=True)
class JobsPage:
    """The newest jobs."""

    jobs: Sequence[JobEntry]
    is_cut: bool
    warning: str


@dataclass(frozen=True)
class JobPage:
    """One job as it is now. `share` is from 0 to 1, and None where nobody knows how much there is to do."""

    title: str
    kind: str
    state: str
    state_words: str
    is_over: bool
    facts: str
    share: float | None
    counts: str
    left: str
    message: str
    warning: str
    url: str
    cancel_url: str
    is_ending: bool
    errors: Sequence[JobError]
    error_words: str
    error_urls: Sequence[tuple[str, str]]
    report: dict[str, Any]
    report_templates: Sequence[str]


def jobs_page(viewer: Viewer) -> JobsPage:
    """Four queries at most, whatever the number."""
    found = list(jobs(viewer)[: SHOWN_JOBS + 1])
    names = _names(viewer, found)
    waits = any(job.state == JobState.WAITING for job in found)
    entries = [_entry(viewer, job, names) for job in found[:SHOWN_JOBS]]
    return JobsPage(entries, len(found) > SHOWN_JOBS, _warning(waits=waits))


def job_page(viewer: Viewer, job: Job) -> JobPage:
    """Two queries at most."""
    names = _names(viewer, [job])
    slug, now, is_over = viewer.project.slug, timezone.now(), job.state in ENDS
    args = [slug, job.uuid]
    errors = errors_of(job)
    return JobPage(
        title=job.title,
        kind=KINDS[job.kind],
        state=job.state,
        state_words=STATES[job.state],
        is_over=is_over,
        facts=_facts(job, names, now),
        share=share_done(job) if job.n_total else None,
        counts=_counts(job),
        left=left_words(seconds_left(job, now)),
        message=job.message,
        warning=_warning(waits=job.state == JobState.WAITING),
        url=reverse("job", args=args),
        cancel_url="" if is_over or job.cancel_asked else reverse("cancel_job", args=args),
        is_ending=job.cancel_asked and not is_over,
        errors=errors[:SHOWN_ERRORS],
        error_words=_error_words(n_errors(job), len(errors)),
        error_urls=[(name, reverse("job_errors", args=[*args, name])) for name in ("csv", "jsonl")] if errors else [],
        report=job.report if is_over else {},
        report_templates=[f"annotator/_job_report_{job.kind}.html", "annotator/_job_report.html"],
    )


def left_words(seconds: float | None) -> str:
    """How long it still takes, no finer than it is known; nothing where it is not.

    >>> [left_words(s) for s in (None, 4, 47, 100, 4000, 9400)]
    ['', 'a few seconds left', 'about 50 seconds left', 'about 2 minutes left', 'about 67 minutes left', \
'about 3 hours left']
    """
    if seconds is None:
        return ""
    if seconds < 10:
        return "a few seconds left"
    if seconds < 90:
        return f"about {round(seconds, -1):.0f} seconds left"
    return (
        f"about {seconds / 60:.0f} minutes left" if seconds < 5400 else f"about {seconds / 3600 + 0.5:.0f} hours left"
    )


def took_words(seconds: float) -> str:
    """How long it took.

    >>> [took_words(s) for s in (0.2, 12, 75, 4000)]
    ['took less than a second', 'took 12 s', 'took 1 min 15 s', 'took 1 h 6 min']
    """
    whole = int(seconds)
    if whole < 60:
        return f"took {whole} s" if whole else "took less than a second"
    minutes, rest = divmod(whole, 60)
    return f"took {minutes} min {rest} s" if minutes < 60 else f"took {minutes // 60} h {minutes % 60} min"


def _names(viewer: Viewer, found: Sequence[Job]) -> dict[int, str]:
    """Who asked for them. Only owners see jobs of others."""
    others = [job.created_by for job in found if job.created_by and job.created_by != viewer.user]
    return {viewer.user.pk: "you"} | (shown_names(viewer.project, others) if others else {})


def _entry(viewer: Viewer, job: Job, names: dict[int, str]) -> JobEntry:
    url = reverse("job", args=[viewer.project.slug, job.uuid])
    return JobEntry(job.title, url, job.state, STATES[job.state], _facts(job, names, timezone.now(), counted=True))


def _facts(job: Job, names: dict[int, str], now: datetime, *, counted: bool = False) -> str:
    who = names.get(job.created_by.pk, "") if job.created_by else "the shell"
    asked = f"asked for on {job.created_at:%-d %B %Y, %H:%M} UTC" + (f" by {who}" if who else "")
    took = took_words((job.finished_at - job.started_at).total_seconds()) if job.finished_at and job.started_at else ""
    tries = f"try {job.n_tries}" if job.n_tries > 1 else ""
    return words.sentence([KINDS[job.kind], asked, tries, took, _counts(job) if counted else ""])


def _counts(job: Job) -> str:
    if not job.unit:
        return ""
    return f"{job.n_done:,} of {job.n_total:,} {job.unit}" if job.n_total else f"{job.n_done:,} {job.unit}"


def _error_words(n: int, n_listed: int) -> str:
    if not n:
        return ""
    shown = min(n_listed, SHOWN_ERRORS)
    here = f" Here are the first {words.number(shown)}; the files hold {n_listed:,}." if shown < n else ""
    return f"{words.count(n, 'thing was', 'things were')} refused.{here}"


def _warning(*, waits: bool) -> str:
    return NOBODY_WORKS if waits and not somebody_works() else ""
