"""Releases for programs: what there is, its files, and for owners making, withdrawing and the key."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema_releases as schema
from annotator.api.base import ProjectView, body
from annotator.api.figures import AnyForm
from annotator.api.paging import Key as PageKey
from annotator.api.paging import page_of
from annotator.api.schema import CURSOR, described
from annotator.api.shapes import time_text
from annotator.api.streaming import from_disk
from core.access import Viewer
from core.errors import Invalid
from core.models import Release
from core.queries import releases as queries
from core.services.releasing import discard_release, request_release, withdraw_release

BY_NUMBER = (PageKey("number", int),)
_FIELDS = ("name", "description", "licence", "texts", "layers", "kind")


def release_data(row: Release) -> dict[str, Any]:
    """A release as its list has it."""
    state = "withdrawn" if row.withdrawn_at else "frozen" if row.frozen_at else "under-way"
    return {
        "number": row.number, "name": row.name, "description": row.description, "licence": row.licence,
        "texts": row.texts, "layers": row.layers, "kind": row.reviewer_kind, "state": state, "reason": row.reason,
        "facts": row.facts, "created_at": time_text(row.created_at), "frozen_at": time_text(row.frozen_at),
        "withdrawn_at": time_text(row.withdrawn_at),
    }  # fmt: skip


def whole_release(viewer: Viewer, row: Release) -> dict[str, Any]:
    """A release with its files, or the job that makes it. One query."""
    stands = row.frozen_at is not None and row.withdrawn_at is None
    files = row.files.order_by("name") if stands else []
    job = queries.job_of(row) if row.frozen_at is None else None
    slug = viewer.project.slug
    return release_data(row) | {
        "files": [
            {"name": one.name, "bytes": one.n_bytes, "sha256": one.sha256, "media_type": one.media_type,
             "about": one.about, "url": reverse("api:release_file", args=[slug, row.number, one.name])}
            for one in files
        ],
        "job": str(job.uuid) if job else None,
    }  # fmt: skip


class Releases(ProjectView):
    """Frozen data sets."""

    parameters = ("cursor",)
    actions: ClassVar = {"POST": "release"}

    @described("Releases", "List releases", {200: schema.RELEASES}, parameters=[CURSOR])
    def get(self, request: Request, slug: str) -> Response:
        """By number. One that holds a document of which something is withheld from the caller is not there."""
        return Response(page_of(request, queries.releases(self.viewer).order_by("number"), BY_NUMBER, release_data))

    @described("Releases", "Make a release", {201: schema.RELEASE}, refusals=[403, 429], request=schema.RELEASE_BODY)
    def post(self, request: Request, slug: str) -> Response:
        """Needs the role owner. A job makes it; until then it has no files. Refusals: 422 `release_invalid`,
        `nothing_to_release`."""
        said = dict(body(request, _FIELDS))
        if "name" not in said:
            raise Invalid("Give it a name.", "release_invalid", errors={"name": ["Give it a name."]})
        return Response(whole_release(self.viewer, request_release(self.viewer, **said).release), status=201)


class ReleaseDetail(ProjectView):
    """One release."""

    @described("Releases", "Look at a release", {200: schema.RELEASE})
    def get(self, request: Request, slug: str, number: int) -> Response:
        """With counts, agreement, known limits, and every file with size and SHA-256."""
        return Response(whole_release(self.viewer, queries.release(self.viewer, number)))


class ReleaseFile(ProjectView):
    """One file of a release."""

    actions: ClassVar = {"GET": "export", "HEAD": "export"}
    content_negotiation_class = AnyForm

    @described("Releases", "Download a file of a release", {(200, "application/octet-stream"): OpenApiTypes.BINARY},
               refusals=[403, 410])  # fmt: skip
    def get(self, request: Request, slug: str, number: int, name: str) -> StreamingHttpResponse:
        """As it was frozen, as an attachment. 410 `release_withdrawn` with the reason."""
        row, path = queries.file(self.viewer, number, name)
        return from_disk(
            request._request, path, content_type=row.media_type, file_name=row.name, n_bytes=row.n_bytes
        )  # fmt: skip


class Key(ProjectView):
    """Whose random name is whose."""

    actions: ClassVar = {"GET": "release", "HEAD": "release"}

    @described("Releases", "Look up the names of a release", {200: schema.KEY}, refusals=[403])
    def get(self, request: Request, slug: str, number: int) -> Response:
        """Needs the role owner. Names in the files, and the code names behind them."""
        return Response({"results": [asdict(row) for row in queries.key_of(self.viewer, number)]})


class Withdraw(ProjectView):
    """A release given to nobody any more."""

    actions: ClassVar = {"POST": "release"}

    @described("Releases", "Withdraw a release", {200: schema.RELEASE}, refusals=[403, 409],
               request=schema.WITHDRAW_BODY)  # fmt: skip
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Needs the role owner. It stays listed with the reason. 409 `withdrawn_already`, `not_frozen`."""
        said: Mapping[str, Any] = body(request, ("reason",))
        return Response(whole_release(self.viewer, withdraw_release(self.viewer, number, said.get("reason", ""))))


class Discard(ProjectView):
    """A release that was never made."""

    actions: ClassVar = {"POST": "release"}

    @described("Releases", "Discard a release", {204: None}, refusals=[403, 409])
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Needs the role owner. One that is frozen stays: 409 `frozen`."""
        discard_release(self.viewer, number)
        return Response(status=204)
