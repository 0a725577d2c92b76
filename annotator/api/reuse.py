"""What texts share, for programs."""

from typing import ClassVar

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema_jobs, schema_reuse
from annotator.api.base import ProjectView
from annotator.api.jobs import job_data
from annotator.api.schema import described
from core.queries.reuse import reuse_figures
from core.services.comparing import begin_comparison


class Reuse(ProjectView):
    """Shared passages, copied sections, quotations of the same words, and what is proposed of texts' origins."""

    actions: ClassVar = {"POST": "provenance"}

    @described("Figures", "What texts share", {200: schema_reuse.REUSE})
    def get(self, request: Request, slug: str) -> Response:
        """The JSON of `reuse --json`, without texts whose source is hidden from the caller. Of articles with several
        versions the one that counts.

        Texts that have not been compared yet (from before this version) share nothing here: POST compares them.
        """
        return Response(reuse_figures(self.viewer))

    @described("Figures", "Compare all texts", {202: schema_jobs.JOB}, refusals=[403, 409, 429])
    def post(self, request: Request, slug: str) -> Response:
        """Begins a job that compares what has not been compared, and answers with it (`Location`); where one waits or
        runs already, with that one. Refusals: 409 `comparison_runs` where it is somebody else's."""
        job = begin_comparison(self.viewer)
        return Response(job_data(job), status=202, headers={"Location": reverse("api:job", args=[slug, job.uuid])})
