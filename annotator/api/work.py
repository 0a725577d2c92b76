"""Who reads what: assignments, plans, the next document at one's own pace, and how far it is."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema, schema_work
from annotator.api.base import ProjectView, body
from annotator.api.paging import Key, page_of
from annotator.api.schema import CURSOR, described
from annotator.api.shapes import time_text
from core.access import Viewer
from core.errors import Invalid
from core.models import Assignment
from core.queries.assignments import assignments_of
from core.queries.progress import Count, Progress, progress
from core.services.assigning import Plan, PlanWish, apply_plan, assign, draw_next, plan, unassign

BY_DOCUMENT = (Key("shown_key", str), Key("reviewer__code_name", str))
_PLAN_FIELDS = ("reviewers", "documents", "n_readings", "overlap", "seed", "apply", "fingerprint")


class Assignments(ProjectView):
    """Who is asked to read what."""

    parameters = ("cursor",)
    actions: ClassVar = {"POST": "manage"}

    @described("Assignments", "List assignments", {200: schema.page_of("Assignments", schema_work.ASSIGNMENT)},
               parameters=[CURSOR])  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        """All of them for the owner, for others their own; by document and reader."""
        return Response(page_of(request, assignments_of(self.viewer), BY_DOCUMENT, assignment_data))

    @described("Assignments", "Assign a document", {201: schema_work.ASSIGNMENT, 200: schema_work.ASSIGNMENT},
               refusals=[403], request=schema_work.ASSIGNMENT_BODY)  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """Asks one reader to read one document. Again: 200, no change. Refusals: 422 `unknown_reviewer`."""
        data = body(request, ("document", "reviewer"))
        made, is_new = assign(self.viewer, _text(data, "document"), _text(data, "reviewer"))
        found = assignments_of(self.viewer).get(pk=made.pk)
        return Response(assignment_data(found), status=201 if is_new else 200)


class AssignmentDetail(ProjectView):
    """One of them."""

    actions: ClassVar = {"DELETE": "manage"}

    @described("Assignments", "Take back an assignment", {204: None}, refusals=[403, 409])
    def delete(self, request: Request, slug: str, key: str, reviewer: str) -> Response:
        """By document and reader (code name or user name); 409 `reading_begun` once it was begun."""
        unassign(self.viewer, key, reviewer)
        return Response(status=204)


class Planning(ProjectView):
    """A plan of who reads what."""

    actions: ClassVar = {"POST": "manage"}

    @described("Assignments", "Plan assignments", {200: schema_work.PLAN}, refusals=[403, 409],
               request=schema_work.PLAN_BODY)  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """Each document gets `n_readings` readers and readers an even share; what stands stays and counts.

        Stores nothing unless `apply` is true. Refusals: 422 `unknown_reviewer`, `unknown_document`, `plan_invalid`;
        409 `plan_changed`.
        """
        data = body(request, _PLAN_FIELDS)
        wish, seed = read_wish(self.viewer, data), _seed(data)
        applied = data.get("apply", False)
        if type(applied) is not bool:
            raise _refused("apply", "`apply` is true or false.")
        if applied:
            expected = _text(data, "fingerprint") if "fingerprint" in data else ""
            made = apply_plan(self.viewer, wish, seed=seed, expected=expected)
        else:
            made = plan(self.viewer, wish, seed=seed)
        return Response(plan_data(made, applied=applied))


class Next(ProjectView):
    """The next document at the caller's own pace."""

    actions: ClassVar = {"POST": "mark"}

    @described("Assignments", "Take the next document", {200: schema_work.NEXT}, refusals=[403, 409, 415, 422])
    def post(self, request: Request, slug: str) -> Response:
        """Assigns one that still lacks readings, for three days unless begun; the one that is unfinished comes again.

        Refusals: 409 `not_drawn` where readers do not draw.
        """
        body(request, ())
        document = draw_next(self.viewer)
        return Response({"document": document.key if document else None})


class ProjectProgress(ProjectView):
    """How far the readings are."""

    actions: ClassVar = {"GET": "manage", "HEAD": "manage"}

    @described("Assignments", "Read the progress", {200: schema_work.PROGRESS}, refusals=[403])
    def get(self, request: Request, slug: str) -> Response:
        """For owners: assigned, begun and submitted by reader and document. Never a mark or a place."""
        return Response(progress_data(progress(self.viewer)))


def assignment_data(row: Assignment) -> dict[str, Any]:
    """An assignment of `assignments_of`."""
    return {
        "document": row.shown_key,  # type: ignore[attr-defined]  # annotated
        "reviewer": row.reviewer.code_name,
        "overlap": row.overlap,
        "expires_at": time_text(row.expires_at),
        "created_at": time_text(row.created_at),
    }


def read_wish(viewer: Viewer, data: Mapping[str, Any]) -> PlanWish:
    """What a plan is asked to do; `Invalid` names the field. Nothing is guessed or converted."""
    return PlanWish(
        _texts(data, "reviewers"), _texts(data, "documents"), data.get("n_readings", viewer.project.n_readings),
        _texts(data, "overlap") or (),
    )  # fmt: skip


def _texts(data: Mapping[str, Any], name: str) -> list[str] | None:
    value = data.get(name)
    if value is not None and not (isinstance(value, list) and all(isinstance(row, str) for row in value)):
        raise _refused(name, f"{name!r} is a list of texts.")
    return value


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value or "\x00" in value:
        raise _refused(name, f"{name!r} is a text.", "invalid" if name in data else "field_missing")
    return value


def _seed(data: Mapping[str, Any]) -> int:
    seed = data.get("seed", 0)
    if type(seed) is not int or not 0 <= seed < 2**31:
        raise _refused("seed", "A seed is a whole number.")
    return seed


def _refused(name: str, message: str, code: str = "plan_invalid") -> Invalid:
    return Invalid(message, code, errors={name: [message]})


def plan_data(made: Plan, *, applied: bool) -> dict[str, Any]:
    """A plan: what it adds, and what each reader has then."""
    keys = {row.pk: row.key for row in made.documents}
    names = {row.user_id: row.username for row in made.readers}
    return {
        "applied": applied,
        "fingerprint": made.fingerprint,
        "added": [
            {"document": keys[pk], "reviewer": names[user], "overlap": pk in made.overlap} for pk, user in made.added
        ],
        "loads": [{"reviewer": row.username, "n_documents": made.n_of(row)} for row in made.readers],
        "short": [row.key for row in made.short],
    }


def progress_data(known: Progress) -> dict[str, Any]:
    """The matrix as lists."""
    names = {row.user_id: row.username for row in known.readers}
    keys = {row.pk: row.key for row in known.documents}
    return {
        "n_readings": known.n_readings,
        "n_overlap_owed": known.n_overlap_owed,
        "readers": [
            {"member": row.username, "reviewer": row.code_name} | _counts(known.of_reader(row)) for row in known.readers
        ],
        "documents": [
            {"document": row.key, **_counts(known.of_document(row)), "n_elsewhere": known.elsewhere.get(row.pk, 0),
             "n_lacking": known.n_lacking(row)}
            for row in known.documents
        ],
        "cells": [
            {"document": keys[pk], "member": names[user], "state": cell.state, "overlap": cell.overlap,
             "expires_at": time_text(cell.expires_at)}
            for (pk, user), cell in sorted(known.cells.items())
        ],
    }  # fmt: skip


def _counts(count: Count) -> dict[str, int]:
    return {"n_assigned": count.n_assigned, "n_begun": count.n_begun, "n_submitted": count.n_submitted}
