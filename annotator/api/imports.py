"""Files in: an upload becomes a job that imports it, or tries it."""

import json
from collections.abc import Mapping
from typing import IO, Any, ClassVar

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers as s
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema_jobs
from annotator.api.base import ProjectView, refuse_unknown
from annotator.api.jobs import job_data
from annotator.api.schema import described, object_of
from annotator.uploading import received, storing
from core.errors import Invalid
from core.importing.asking import Asked, begin_import
from core.importing.likely_format import likely_format
from core.importing.source import Wish

FIELDS = ("name", "format", "dry_run", "skip_refused", "outlet", "mapping", "encoding", "delimiter")
_FORM = object_of("ImportForm", {
    "file": s.FileField(help_text="One or several; 512 MB in all. A zip is unpacked."),
    "format": s.CharField(required=False, help_text="`documents` or a format of `--format`; else found out."),
    "dry_run": s.BooleanField(required=False, help_text="Check everything, store nothing."),
    "skip_refused": s.BooleanField(required=False, help_text="Store what passes; else one refusal keeps all out."),
    "outlet": s.CharField(required=False, help_text="For documents of which nothing says who published them."),
    "mapping": s.CharField(required=False, help_text='Of a table of documents, as JSON: `{"text": "Body"}`.'),
    "encoding": s.CharField(required=False, help_text="Else it is found out."),
    "delimiter": s.CharField(required=False, help_text="Of a table; else it is found out."),
})  # fmt: skip


class LeftAlone(BaseParser):
    """Any body, unread: the view stores it while it comes."""

    media_type = "*/*"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        """Nothing."""
        return {}


class Imports(ProjectView):
    """Files to be imported."""

    parameters_of_post = FIELDS
    actions: ClassVar = {"POST": "import"}
    parser_classes = (LeftAlone,)

    @described("Jobs", "Import files", {202: schema_jobs.JOB}, refusals=[403, 411, 429],
               request={"multipart/form-data": _FORM, "application/octet-stream": OpenApiTypes.BINARY},
               parameters=[OpenApiParameter(name, str) for name in FIELDS])  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """Takes the files and answers at once with the job (`Location`), whose report says what was added, unchanged
        and refused. Fields go in the form; where the body is the file itself, in the address, with its `name`.

        Nothing is stored unless every line passes, or `skip_refused` is given; the same files again add nothing.
        Refusals: 413 over 512 MB; 422 `unknown_format`, `import_invalid`; 429 while five of one's jobs wait.
        """
        plain: HttpRequest = request._request
        named = request.query_params.get("name", "file")
        with storing(self.viewer) as handler:
            came = received(plain, handler, named)
            fields = {**_single(request.query_params), **_single(came.fields)}
            try:
                job = begin_import(self.viewer, _asked(fields, came.uploads))
            except BaseException:
                for upload in came.uploads:
                    upload.forget()
                raise
        location = reverse("api:job", args=[slug, job.uuid])
        return Response(job_data(job), status=202, headers={"Location": location})


def _single(query: QueryDict) -> dict[str, str]:
    refuse_unknown(query, FIELDS)
    for name, values in query.lists():
        if len(values) > 1:
            raise _refused(name, f"The field {name!r} is given twice.")
    return {name: str(value) for name, value in query.items()}


def _asked(fields: Mapping[str, str], uploads: Any) -> Asked:
    wish = Wish(fields.get("outlet", ""), _columns(fields.get("mapping", "")), fields.get("encoding", ""),
                fields.get("delimiter", ""))  # fmt: skip
    format_name = fields.get("format", "") or likely_format({row.name: row.path for row in uploads})
    return Asked(
        [row.id for row in uploads], format_name, _flag(fields, "dry_run"), _flag(fields, "skip_refused"), wish
    )


def _flag(fields: Mapping[str, str], name: str) -> bool:
    value = fields.get(name, "false").lower()
    if value not in ("true", "false", "1", "0"):
        raise _refused(name, f"{name!r} is true or false.")
    return value in ("true", "1")


def _columns(value: str) -> dict[str, str]:
    try:
        found = json.loads(value) if value else {}
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(row, str) for row in found.values()):
        raise _refused("mapping", 'A mapping is a JSON object such as {"text": "Body"}.')
    return found


def _refused(name: str, message: str) -> Invalid:
    return Invalid(message, "import_invalid", errors={name: [message]})
