"""Long work: imports and releases that were asked for, how far they are, what came of them."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema_jobs as schema
from annotator.api.base import ProjectView, body
from annotator.api.paging import page_of_positions
from annotator.api.schema import CURSOR, described
from annotator.api.shapes import time_text
from core.models import Job
from core.queries.jobs import ENDS, errors_of, job, jobs, n_errors, seconds_left, share_done
from core.services.jobs import ask_to_cancel

MOST_LISTED = 1_000  # the file of what was refused has more


class Jobs(ProjectView):
    """All of them that the caller may see."""

    parameters = ("cursor",)
    actions: ClassVar = {"GET": "import", "HEAD": "import"}

    @described("Jobs", "List jobs", {200: schema.JOBS}, refusals=[403], parameters=[CURSOR])
    def get(self, request: Request, slug: str) -> Response:
        """The newest first: one's own, for owners everybody's."""
        found = jobs(self.viewer)
        return Response(page_of_positions(request, lambda skip, limit: list(found[skip : skip + limit]), line_data))


class JobDetail(ProjectView):
    """One of them."""

    @described("Jobs", "Read a job", {200: schema.JOB})
    def get(self, request: Request, slug: str, uuid: UUID) -> Response:
        """How far it is. Ask again every second or so until `state` is an end."""
        return Response(job_data(job(self.viewer, uuid)))


class Cancel(ProjectView):
    """Ending one."""

    @described("Jobs", "Cancel a job", {200: schema.JOB}, refusals=[409, 415, 422])
    def post(self, request: Request, slug: str, uuid: UUID) -> Response:
        """At once where it waits; a running one ends within a second or so, and nothing of it is kept.

        Again: 200, no change. Refusals: 409 `job_ended`.
        """
        body(request, ())
        ask_to_cancel(self.viewer, uuid)
        return Response(job_data(job(self.viewer, uuid)))


def line_data(row: Job) -> dict[str, Any]:
    """A job as the list has it."""
    return {
        "id": str(row.uuid),
        "kind": row.kind,
        "title": row.title,
        "state": row.state,
        "progress": share_done(row),
        "n_done": row.n_done,
        "n_total": row.n_total,
        "unit": row.unit,
        "seconds_left": seconds_left(row, timezone.now()),
        "message": row.message,
        "n_tries": row.n_tries,
        "cancel_asked": row.cancel_asked,
        "created_at": time_text(row.created_at),
        "started_at": time_text(row.started_at),
        "finished_at": time_text(row.finished_at),
    }


def job_data(row: Job) -> dict[str, Any]:
    """A job with its report and what it refused. For who began it, too: the answer to the request that did."""
    shown = {key: value for key, value in row.report.items() if key != "refusals"} if row.state in ENDS else {}
    return {
        **line_data(row),
        "report": shown,
        "n_errors": n_errors(row),
        "errors": [
            {"place": error.place, "code": error.code, "reason": error.reason} for error in errors_of(row)[:MOST_LISTED]
        ],
    }
