"""Versions of an article: the list, a new one, and where marks of the version before stand."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema, schema_versions
from annotator.api.base import ProjectView, body, version_asked
from annotator.api.paging import Key, page_of
from annotator.api.parsing import TEXT_BYTES
from annotator.api.schema import CURSOR, IF_MATCH, described
from annotator.api.shapes import etag, time_text
from annotator.api.shapes_versions import anchoring_data
from core.errors import Invalid, NotFound
from core.models import Anchoring, Document
from core.queries import documents, versions
from core.services.settling import count_now, settle, unsettle
from core.services.versions import add_version

IN_TEXT = (Key("earlier__start", int), Key("earlier__end", int), Key("earlier__uuid", UUID))


class Versions(ProjectView):
    """The texts of one article."""

    actions: ClassVar = {"POST": "provenance"}
    max_body_bytes = TEXT_BYTES

    @described("Versions", "List versions", {200: schema_versions.VERSIONS})
    def get(self, request: Request, slug: str, key: str) -> Response:
        """All versions, the first one first, each with what was changed. 404 where the source is hidden."""
        document = _open_document(self, key)
        rows = list(versions.versions_of(self.viewer, document))
        tells = versions.tells_what_counts(self.viewer, document)
        changes = [None, *(versions.difference(self.viewer, a, b) for a, b in pairwise(rows))]
        told = [_version(row, change, tells, rows[-1]) for row, change in zip(rows, changes, strict=True)]
        return Response({"versions": told})

    @described("Versions", "Add a version", {201: schema_versions.ADDED}, refusals=[403, 409],
               request=schema_versions.VERSION_BODY)  # fmt: skip
    def post(self, request: Request, slug: str, key: str) -> Response:
        """A new text of the article, whose newest version `key` is. Marks and readings are carried to it.

        The same key and text again gives the same answer. 409 `later_version`, `marks_doubtful`, `session_running`,
        `document_exists`; 422 `version_identical`, `text_empty`.
        """
        document = documents.document(self.viewer, key)
        data = body(request, ("text", "key", "note"))
        added = add_version(self.viewer, document, data.get("text"), key=_key(data), note=data.get("note", ""))
        return Response({
            "key": added.document.key, "number": added.document.version_number, "carried": added.n_carried,
            "doubtful": added.n_doubtful, "lost": list(added.lost),
        }, status=201)  # fmt: skip


def _key(data: Mapping[str, Any]) -> str | None:
    key = data.get("key")
    if key is not None and not isinstance(key, str):
        raise Invalid("A key is a text.", errors={"key": ["No text."]})
    return key


def _open_document(view: ProjectView, key: str) -> Document:
    document = documents.document(view.viewer, key)
    if document.is_masked:
        raise NotFound("The versions of this text are shown once you have submitted it.", "source_hidden")
    return document


def _version(row: Document, change: versions.Difference | None, tells: bool, last: Document) -> dict[str, Any]:
    changes = None
    if change is not None:
        changes = {
            "words_added": change.changes.n_added, "words_removed": change.changes.n_removed,
            "paragraphs": dict(change.changes.counts), "marks_on_changed_words": len(change.touched),
        }  # fmt: skip
    return {
        "key": row.key, "number": row.version_number, "note": row.version_note, "length": row.length,
        "sha256": row.sha256, "created_at": time_text(row.created_at), "is_latest": row.pk == last.pk,
        "counts": row.is_current if tells else None, "changes": changes,
    }  # fmt: skip


class Count(ProjectView):
    """Which version figures count."""

    actions: ClassVar = {"POST": "provenance"}

    @described("Versions", "Count this version now", {200: schema_versions.COUNTS}, refusals=[403, 409, 415, 422])
    def post(self, request: Request, slug: str, key: str) -> Response:
        """From now on, although marks may be doubtful. Again: no change."""
        body(request, ())
        document = count_now(self.viewer, documents.document(self.viewer, key))
        return Response({"key": document.key, "counts": document.is_current})


class Anchorings(ProjectView):
    """Where marks of the version before stand in this one."""

    parameters = ("cursor",)

    @described("Versions", "List where marks stand", {200: schema.page_of("Anchorings", schema_versions.ANCHORING)},
               parameters=[CURSOR])  # fmt: skip
    def get(self, request: Request, slug: str, key: str) -> Response:
        """Marks of the version before that the caller sees, in the order of its text."""
        document = _open_document(self, key)
        return Response(page_of(request, versions.anchorings_of(self.viewer, document), IN_TEXT, anchoring_data))


class Settle(ProjectView):
    """A doubtful mark."""

    @described("Versions", "Settle a doubtful mark", {200: schema_versions.ANCHORING}, refusals=[403, 409, 412, 428],
               request=schema_versions.SETTLE_BODY, parameters=[IF_MATCH], stale=schema_versions.STALE)  # fmt: skip
    def post(self, request: Request, slug: str, key: str, uuid: UUID) -> Response:
        """It stands where it is suggested, or at [start, end), or is set aside. By keepers, and by its reader.

        `uuid` is the mark in the version before. 409 `later_version`, `not_doubtful`, `mark_changed`,
        `duplicate_mark`; 422 `no_place`, `span_invalid`.
        """
        document = documents.document(self.viewer, key)
        data = body(request, ("start", "end", "set_aside"))
        set_aside = data.get("set_aside", False)
        if not isinstance(set_aside, bool):
            raise Invalid("set_aside is true or false.", errors={"set_aside": ["True or false."]})
        row = settle(self.viewer, document, uuid, version_asked(request), start=data.get("start"), end=data.get("end"),
                     set_aside=set_aside)  # fmt: skip
        return _answer(row)


class Unsettle(ProjectView):
    """A mark that was settled."""

    @described("Versions", "Take a settling back", {200: schema_versions.ANCHORING},
               refusals=[403, 409, 412, 415, 422, 428],
               parameters=[IF_MATCH], stale=schema_versions.STALE)  # fmt: skip
    def post(self, request: Request, slug: str, key: str, uuid: UUID) -> Response:
        """The mark is doubtful again. 409 `not_settled`, `mark_changed`."""
        body(request, ())
        document = documents.document(self.viewer, key)
        return _answer(unsettle(self.viewer, document, uuid, version_asked(request)))


def _answer(row: Anchoring) -> Response:
    return Response(anchoring_data(row), headers={"ETag": etag(row.version)})
