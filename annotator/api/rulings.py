"""Where readers differ, and what was ruled."""

from typing import Any, ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from annotator.api import schema, schema_rulings
from annotator.api.base import ProjectView, body, sent
from annotator.api.paging import Key, page_of
from annotator.api.schema import CURSOR, described
from annotator.api.shapes import mark_data, time_text
from core.errors import Invalid
from core.models import Decision, Document
from core.queries import disagreements, documents, rulings
from core.services import adjudicating
from core.services.decision_drafts import read_decision

IN_TEXT = (Key("start", int), Key("end", int), Key("uuid", UUID))


def decision_data(row: Decision) -> dict[str, Any]:
    """A ruling. No query when it came from `core.queries.rulings`."""
    later = getattr(row, "superseded_by", None)
    return {
        "id": str(row.uuid),
        "start": row.start,
        "end": row.end,
        "quote": row.quote,
        "outcome": row.outcome,
        "label": row.label.key if row.label else None,
        "facets": row.facets,
        "reason": row.reason,
        "rests_on": [{"annotation": str(each.annotation.uuid), "version": each.version} for each in row.basis.all()],
        "supersedes": str(row.supersedes.uuid) if row.supersedes else None,
        "superseded_by": str(later.uuid) if later else None,
        "document": row.document.key,
        "decided_by": row.decided_by.code_name,
        "created_at": time_text(row.created_at),
    }


class Decisions(ProjectView):
    """The rulings on a document."""

    parameters = ("cursor",)
    actions: ClassVar = {"POST": "adjudicate"}

    @described("Rulings", "List rulings", {200: schema.page_of("Decisions", schema_rulings.DECISION)},
               parameters=[CURSOR])  # fmt: skip
    def get(self, request: Request, slug: str, key: str) -> Response:
        """All rulings, superseded ones too, in the order of the text; none while readings are withheld."""
        rows = rulings.decisions_of(self.viewer, documents.document(self.viewer, key))
        return Response(page_of(request, rows, IN_TEXT, decision_data))

    @described("Rulings", "Rule on a passage", {201: schema_rulings.DECISION, 200: schema_rulings.DECISION},
               refusals=[403, 409, 412], request=schema_rulings.DECISION_BODY)  # fmt: skip
    def post(self, request: Request, slug: str, key: str) -> Response:
        """201 when stored. The same id and body again is 200. A ruling is never changed: another supersedes it.

        Refusals: 412 with a mark that was changed since it was seen; 409 `readings_withheld`, `superseded`,
        `duplicate_decision`, `mark_deleted`, `adjudication_finished`; 422 `not_as_marked`, `reason_missing`,
        `basis_invalid`, and as for a mark.
        """
        document = documents.document(self.viewer, key)
        made, is_new = adjudicating.decide(self.viewer, document, read_decision(sent(request)))
        response = Response(decision_data(made), status=201 if is_new else 200)
        if is_new:
            response["Location"] = reverse("api:decision", [slug, key, made.uuid], request=request)
        return response


class DecisionDetail(ProjectView):
    """One ruling."""

    @described("Rulings", "Read a ruling", {200: schema_rulings.DECISION})
    def get(self, request: Request, slug: str, key: str, uuid: UUID) -> Response:
        """The ruling, and by which it was superseded."""
        document = documents.document(self.viewer, key)
        return Response(decision_data(rulings.decision(self.viewer, uuid, document)))


class Finish(ProjectView):
    """The end of the rulings on a document."""

    actions: ClassVar = {"POST": "adjudicate"}

    @described("Rulings", "Finish the rulings", {200: schema_rulings.ADJUDICATION}, refusals=[403, 409],
               request=schema_rulings.FINISH_BODY)  # fmt: skip
    def post(self, request: Request, slug: str, key: str) -> Response:
        """The rulings are a layer of the comparison from now on. 409 `passages_open` lists what has no ruling."""
        document = documents.document(self.viewer, key)
        leaving_open = body(request, ("leaving_open",)).get("leaving_open", False)
        if not isinstance(leaving_open, bool):
            raise Invalid("leaving_open is true or false.", errors={"leaving_open": ["True or false."]})
        finished = adjudicating.finish_adjudication(self.viewer, document, leaving_open=leaving_open)
        return Response(_adjudication(finished))


class Reopen(ProjectView):
    """Going on with rulings."""

    actions: ClassVar = {"POST": "adjudicate"}

    @described("Rulings", "Reopen the rulings", {200: schema_rulings.ADJUDICATION}, refusals=[403, 409, 415, 422])
    def post(self, request: Request, slug: str, key: str) -> Response:
        """The rulings leave the comparison until they are finished anew."""
        document = documents.document(self.viewer, key)
        body(request, ())
        return Response(_adjudication(adjudicating.reopen_adjudication(self.viewer, document)))


def _adjudication(document: Document) -> dict[str, Any]:
    return {"document": document.key, "adjudicated_at": time_text(document.adjudicated_at)}


class Disagreements(ProjectView):
    """Where readers differ."""

    @described("Rulings", "List disagreements", {200: schema_rulings.DISAGREEMENTS})
    def get(self, request: Request, slug: str, key: str) -> Response:
        """Marked passages, those that divide readers most first; none while readings are withheld from the caller."""
        document = documents.document(self.viewer, key)
        withheld = rulings.is_withheld(self.viewer, document)
        found = [] if withheld else disagreements.passages(self.viewer, document)
        return Response({"document": document.key, "passages": [_passage(row, document) for row in found]})


def _passage(row: disagreements.Passage, document: Document) -> dict[str, Any]:
    for candidate in row.candidates:
        candidate.annotation.document = document
    return {
        "start": row.start, "end": row.end, "quote": row.quote, "n_readers": row.n_readers,
        "label_counts": dict(row.label_counts), "disagreement": row.disagreement, "differs": list(row.differs),
        "marks": [mark_data(candidate.annotation) for candidate in row.candidates],
    }  # fmt: skip


class Rulings(ProjectView):
    """The caller's marks and the rulings on them."""

    @described("Rulings", "Read your marks and the rulings", {200: schema_rulings.VERDICTS})
    def get(self, request: Request, slug: str, key: str) -> Response:
        """What became of each of the caller's own marks; none while readings are withheld from the caller."""
        document = documents.document(self.viewer, key)
        withheld = rulings.is_withheld(self.viewer, document)
        found = [] if withheld else rulings.own_verdicts(self.viewer, document)
        return Response({
            "document": document.key,
            "adjudicated_at": None if withheld else time_text(document.adjudicated_at),
            "marks": [
                {"mark": mark_data(row.mark), "kind": row.kind, "how": list(row.how), "changed_since": row.since,
                 "ruling": decision_data(row.ruling) if row.ruling else None}
                for row in found
            ],
        })  # fmt: skip
