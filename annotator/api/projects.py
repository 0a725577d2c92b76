"""Projects and their outlets."""

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema, schema_assessments, schema_work, shapes
from annotator.api.base import InterfaceView, ProjectView, body, caller, version_asked
from annotator.api.paging import Key, page_of
from annotator.api.schema import CURSOR, IF_MATCH_OR_NOT, described
from core.errors import Invalid
from core.models import Outlet
from core.queries import documents
from core.queries.documents import memberships_of
from core.queries.outlets import outlet_profile, profile_json
from core.services import outlets
from core.services.settings import FIELDS as SETTINGS
from core.services.settings import change_settings

BY_SLUG = (Key("project__slug", str),)
BY_KEY = (Key("key", str),)


class Projects(InterfaceView):
    """The caller's projects."""

    parameters = ("cursor",)

    @described("Projects", "List your projects", {200: schema.page_of("Projects", schema.PROJECT)},
               parameters=[CURSOR])  # fmt: skip
    def get(self, request: Request) -> Response:
        """Projects of which the caller is a member, by slug, each with the caller's role."""
        rows = memberships_of(caller(request))
        return Response(page_of(request, rows, BY_SLUG, lambda row: shapes.project_data(row.project, row.role)))


class ProjectDetail(ProjectView):
    """One project."""

    actions: ClassVar = {"PATCH": "manage"}

    @described("Projects", "Read a project", {200: schema.PROJECT})
    def get(self, request: Request, slug: str) -> Response:
        """The project's settings, its codebook's name and the caller's role."""
        return Response(shapes.project_data(self.viewer.project, self.viewer.role))

    @described(
        "Projects", "Change a project", {200: schema.PROJECT}, refusals=[403], request=schema_work.PROJECT_CHANGE
    )
    def patch(self, request: Request, slug: str) -> Response:
        """Settings, by its owner; fields that are left out stay. Marks and readings stay as they are.

        From `blind` to `open` shows everybody's marks to everybody at once. `hidden_names` are masked in source-blind
        reading besides outlets, bylines and titles.
        """
        project = change_settings(self.viewer, body(request, SETTINGS))
        return Response(shapes.project_data(project, self.viewer.role))


def _outlet(row: Outlet, status: int = 200) -> Response:
    return Response(shapes.outlet_data(row), status=status, headers={"ETag": shapes.etag(row.version)})


class Outlets(ProjectView):
    """Who publishes."""

    parameters = ("cursor",)
    actions: ClassVar = {"POST": "add_outlets"}

    @described("Outlets", "List outlets", {200: schema.page_of("Outlets", schema.OUTLET)}, parameters=[CURSOR])
    def get(self, request: Request, slug: str) -> Response:
        """The project's outlets by key."""
        return Response(page_of(request, documents.outlets(self.viewer), BY_KEY, shapes.outlet_data))

    @described("Outlets", "Add an outlet", {201: schema.OUTLET}, refusals=[403, 409], request=schema.OUTLET_BODY)
    def post(self, request: Request, slug: str) -> Response:
        """Needs the role owner or adjudicator. A key that is taken: 409 `outlet_exists`."""
        data: dict[str, Any] = dict(body(request, ("key", *outlets.FIELDS)))
        key = data.pop("key", None)
        if not isinstance(key, str):
            raise Invalid("An outlet needs a key, which is a text.", "field_missing", errors={"key": ["Missing."]})
        return _outlet(outlets.add_outlet(self.viewer, key, data), 201)


class OutletDetail(ProjectView):
    """One outlet."""

    actions: ClassVar = {"PATCH": "add_outlets"}

    @described("Outlets", "Read an outlet", {200: schema.OUTLET})
    def get(self, request: Request, slug: str, key: str) -> Response:
        """The outlet with its facts and where they are from. Its version is in the ETag."""
        return _outlet(documents.outlet(self.viewer, key))

    @described("Outlets", "Change an outlet", {200: schema.OUTLET}, refusals=[403, 412],
               request=schema.OUTLET_CHANGE, parameters=[IF_MATCH_OR_NOT], stale=schema.STALE_OUTLET)  # fmt: skip
    def patch(self, request: Request, slug: str, key: str) -> Response:
        """Fields that are left out stay as they are; the key never changes. Without `If-Match` what is sent replaces
        whatever stands."""
        outlet = documents.outlet(self.viewer, key)
        version = version_asked(request) if "If-Match" in request.headers else outlet.version
        return _outlet(outlets.change_outlet(self.viewer, outlet, version, body(request, outlets.FIELDS)))


class OutletProfile(ProjectView):
    """What the store knows of an outlet's texts."""

    @described("Outlets", "Profile an outlet", {200: schema_assessments.PROFILE})
    def get(self, request: Request, slug: str, key: str) -> Response:
        """Its row of the comparison (null while nobody has read a text of its own), the originality of its texts and
        of those that it or others carry, and what reviewers answered to the indicators. There is no score."""
        return Response(profile_json(outlet_profile(self.viewer, key)))
