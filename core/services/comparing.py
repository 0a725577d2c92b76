"""Asking that all texts of a project be compared."""

from django.db import transaction

from core.access import Viewer
from core.errors import Conflict
from core.models import Job, JobKind, JobState, Project
from core.queries.jobs import jobs
from core.services.jobs import begin_job


@transaction.atomic
def begin_comparison(viewer: Viewer) -> Job:
    """The job that compares all texts not compared yet; the one that waits or runs already, where there is one.

    Errors: `Forbidden`, `TooMany`, and `Conflict` where somebody else asked for that one.
    """
    viewer.require("provenance")
    Project.objects.select_for_update(no_key=True).get(pk=viewer.project.pk)  # two at once: one finds the other's
    under_way = Job.objects.filter(
        project=viewer.project, kind=JobKind.REUSE, state__in=(JobState.WAITING, JobState.RUNNING)
    )
    if under_way.exists():
        own = jobs(viewer).filter(pk__in=under_way).first()
        if own is None:
            raise Conflict("Somebody has asked for this already, and it goes on. Come back later.", "comparison_runs")
        return own
    return begin_job(viewer, JobKind.REUSE, title="Compare all texts", asked={})
