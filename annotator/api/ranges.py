"""Sections and excluded ranges of a text, as keepers set them by hand."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema, schema_proposals
from annotator.api.base import ProjectView, body, version_asked
from annotator.api.paging import page_of_positions
from annotator.api.schema import CURSOR, IF_MATCH, described
from annotator.api.shapes import etag
from annotator.api.shapes_proposals import standing_data
from core.errors import Invalid, NotFound
from core.queries import documents
from core.queries.proposals import Standing, standing_excluded, standing_sections
from core.services.drafts import check_span
from core.services.origin_facts import FACTS, read_facts, read_flag
from core.services.origin_ranges import move_border
from core.services.ruling_origins import remove_excluded, remove_section, set_excluded, set_section

_SECTION = ("start", "end", "meet", *FACTS, "new_outlet")
_EXCLUDED = ("start", "end", "reason")


def _answer(standing: Standing, status: int = 200) -> Response:
    return Response(standing_data(standing), status=status, headers={"ETag": etag(standing.version)})


def _whole(data: Mapping[str, Any]) -> tuple[int, int]:
    check_span(data.get("start"), data.get("end"))
    return data["start"], data["end"]


def _changed(data: Mapping[str, Any], standing: Standing) -> tuple[int, int]:
    start, end = data.get("start", standing.row.start), data.get("end", standing.row.end)
    check_span(start, end)
    return start, end


def _at(rows: Sequence[Standing], start: int) -> Standing:
    found = next((one for one in rows if one.row.start == start), None)
    if found is None:
        raise NotFound(f"No range begins at {start}.", "unknown_range")
    return found


class Sections(ProjectView):
    """The sections of a document."""

    parameters = ("cursor",)
    actions: ClassVar = {"POST": "provenance"}

    @described("Provenance", "List sections", {200: schema.page_of("Sections", schema_proposals.SECTION)},
               parameters=[CURSOR])  # fmt: skip
    def get(self, request: Request, slug: str, key: str) -> Response:
        """Stretches with an origin of their own, in the order of the text; none while the source is hidden."""
        rows = standing_sections(self.viewer, documents.document(self.viewer, key))
        return Response(page_of_positions(request, lambda skip, limit: rows[skip : skip + limit], standing_data))

    @described("Provenance", "Set a section", {201: schema_proposals.SECTION}, refusals=[403, 409],
               request=schema_proposals.SECTION_BODY)  # fmt: skip
    def post(self, request: Request, slug: str, key: str) -> Response:
        """With `meet` the sections beside it end and begin where it does. 409 `spans_overlap` names the other."""
        document, data = documents.document(self.viewer, key), body(request, _SECTION)
        start, end = _whole(data)
        facts = read_facts({name: value for name, value in data.items() if name not in ("start", "end", "meet")})
        made = set_section(self.viewer, document, None, None, start, end, facts, meet=read_flag(data, "meet"))
        return _answer(made, 201)


class SectionDetail(ProjectView):
    """The section that begins at `start`."""

    actions: ClassVar = {"PATCH": "provenance", "DELETE": "provenance"}

    @described("Provenance", "Read a section", {200: schema_proposals.SECTION})
    def get(self, request: Request, slug: str, key: str, start: int) -> Response:
        """The section; the number of its last change is in the ETag."""
        return _answer(_at(standing_sections(self.viewer, documents.document(self.viewer, key)), start))

    @described("Provenance", "Change a section", {200: schema_proposals.SECTION}, refusals=[403, 409, 412, 428],
               request=schema_proposals.SECTION_CHANGE, parameters=[IF_MATCH],
               stale=schema_proposals.STALE_SECTION)  # fmt: skip
    def patch(self, request: Request, slug: str, key: str, start: int) -> Response:
        """Fields that are left out stay. Another `fidelity` needs another `reason`: 422 `reason_missing`."""
        document, data = documents.document(self.viewer, key), body(request, _SECTION)
        first, end = _changed(data, _at(standing_sections(self.viewer, document), start))
        facts = read_facts({name: value for name, value in data.items() if name not in ("start", "end", "meet")})
        return _answer(
            set_section(self.viewer, document, start, version_asked(request), first, end, facts,
                        meet=read_flag(data, "meet"))
        )  # fmt: skip

    @described("Provenance", "Remove a section", {204: None}, refusals=[403, 409, 412, 428], parameters=[IF_MATCH],
               stale=schema_proposals.STALE_SECTION)  # fmt: skip
    def delete(self, request: Request, slug: str, key: str, start: int) -> Response:
        """Its text belongs to the document's own outlet again; the history keeps it."""
        document = documents.document(self.viewer, key)
        _at(standing_sections(self.viewer, document), start)
        remove_section(self.viewer, document, start, version_asked(request))
        return Response(status=204)


class BorderDetail(ProjectView):
    """The border at which two sections meet."""

    actions: ClassVar = {"POST": "provenance"}

    @described("Provenance", "Move a border", {200: schema_proposals.BORDER}, refusals=[403, 409],
               request=schema_proposals.BORDER_BODY)  # fmt: skip
    def post(self, request: Request, slug: str, key: str, start: int) -> Response:
        """The section before it ends and the one behind it begins at `to`. 409 `no_border` where none meet."""
        document, data = documents.document(self.viewer, key), body(request, ("to",))
        to = data.get("to")
        if type(to) is not int:
            raise Invalid("to is a whole number of code points.", "span_invalid", errors={"to": ["No offset."]})
        move_border(self.viewer, document, start, to)
        return Response({"document": document.key, "at": to})


class ExcludedRanges(ProjectView):
    """The excluded ranges of a document."""

    parameters = ("cursor",)
    actions: ClassVar = {"POST": "provenance"}

    @described("Provenance", "List excluded ranges", {200: schema.page_of("ExcludedRanges", schema_proposals.EXCLUDED)},
               parameters=[CURSOR])  # fmt: skip
    def get(self, request: Request, slug: str, key: str) -> Response:
        """What is no part of the article, in the order of the text; none while the source is hidden."""
        rows = standing_excluded(self.viewer, documents.document(self.viewer, key))
        return Response(page_of_positions(request, lambda skip, limit: rows[skip : skip + limit], standing_data))

    @described("Provenance", "Exclude a range", {201: schema_proposals.EXCLUDED}, refusals=[403, 409],
               request=schema_proposals.EXCLUDED_BODY)  # fmt: skip
    def post(self, request: Request, slug: str, key: str) -> Response:
        """Marks that begin in it stay and enter no figure. 409 `spans_overlap` names the other range."""
        document, data = documents.document(self.viewer, key), body(request, _EXCLUDED)
        start, end = _whole(data)
        return _answer(set_excluded(self.viewer, document, None, None, start, end, data.get("reason", "")), 201)


class ExcludedDetail(ProjectView):
    """The excluded range that begins at `start`."""

    actions: ClassVar = {"PATCH": "provenance", "DELETE": "provenance"}

    @described("Provenance", "Read an excluded range", {200: schema_proposals.EXCLUDED})
    def get(self, request: Request, slug: str, key: str, start: int) -> Response:
        """The range; the number of its last change is in the ETag."""
        return _answer(_at(standing_excluded(self.viewer, documents.document(self.viewer, key)), start))

    @described("Provenance", "Change an excluded range", {200: schema_proposals.EXCLUDED},
               refusals=[403, 409, 412, 428], request=schema_proposals.EXCLUDED_CHANGE, parameters=[IF_MATCH],
               stale=schema_proposals.STALE_EXCLUDED)  # fmt: skip
    def patch(self, request: Request, slug: str, key: str, start: int) -> Response:
        """Fields that are left out stay."""
        document, data = documents.document(self.viewer, key), body(request, _EXCLUDED)
        first, end = _changed(data, _at(standing_excluded(self.viewer, document), start))
        version = version_asked(request)
        return _answer(set_excluded(self.viewer, document, start, version, first, end, data.get("reason")))

    @described("Provenance", "Take a range in again", {204: None}, refusals=[403, 409, 412, 428],
               parameters=[IF_MATCH], stale=schema_proposals.STALE_EXCLUDED)  # fmt: skip
    def delete(self, request: Request, slug: str, key: str, start: int) -> Response:
        """It is part of the article again; the history keeps it."""
        document = documents.document(self.viewer, key)
        _at(standing_excluded(self.viewer, document), start)
        remove_excluded(self.viewer, document, start, version_asked(request))
        return Response(status=204)
