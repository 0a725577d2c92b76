"""What texts share, as one viewer may know it: of a document whose source is hidden nothing is said, on either side."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest, Least, Substr

from core.access import Viewer
from core.models import Document, Fingerprint, Project, Quotation, SharedPassage, SharedQuotation
from core.models.proposals import ProposalKind
from core.queries.proposals import Proposed, open_proposals
from core.queries.sources import masked
from core.reuse.shingles import ALGORITHM

BEFORE_CP = 3_000
_SIDES = ("a__outlet", "b__outlet")
_QUOTED = ("a__document__outlet", "b__document__outlet")


def uncompared(project: Project) -> QuerySet[Document]:
    """Documents that have not been compared with the others: there was no such index yet, or an older one."""
    known = Fingerprint.objects.filter(document=OuterRef("pk"), algorithm=ALGORITHM)
    return Document.objects.filter(~Exists(known), project=project)


def shared_passages(viewer: Viewer, document: Document | None = None) -> QuerySet[SharedPassage]:
    """Passages that stand in two documents, with both and their outlets, without texts, in the order of the texts.

    Of a document those on either side; of the project those between texts that count (no earlier versions). One query.
    """
    rows = SharedPassage.objects.filter(~masked(viewer, "a"), ~masked(viewer, "b"), a__project=viewer.project)
    rows = rows.filter(_between("a", "b", document))
    rows = rows.select_related(*_SIDES).defer("a__text", "b__text")
    return rows.order_by("a__key", "a_start", "b__key", "b_start")


def shared_quotations(viewer: Viewer, document: Document | None = None) -> QuerySet[SharedQuotation]:
    """Quotations of the same words in two documents, with both sides; as `shared_passages`. One query."""
    rows = SharedQuotation.objects.filter(
        ~masked(viewer, "a__document"), ~masked(viewer, "b__document"), a__document__project=viewer.project
    )
    rows = rows.filter(_between("a__document", "b__document", document))
    rows = rows.select_related(*_QUOTED).defer("a__document__text", "b__document__text")
    return rows.order_by("a__document__key", "a__start", "b__document__key", "b__start")


def quotations(viewer: Viewer, document: Document) -> QuerySet[Quotation]:
    """The quotations of one document in the order of the text; none of a masked one. One query."""
    rows = Quotation.objects.filter(~masked(viewer, "document"), document=document.pk)
    return rows.filter(document__project=viewer.project).order_by("start")


def attributed_quotations(viewer: Viewer) -> QuerySet[Quotation]:
    """The quotations of which the text says whose they are, with document and outlet. One query."""
    rows = Quotation.objects.filter(~masked(viewer, "document"), document__project=viewer.project)
    rows = rows.filter(document__is_current=True).exclude(speaker="")
    return rows.select_related("document__outlet").defer("document__text", "grams").order_by("document__key", "start")


def with_words(rows: QuerySet[Any], side: str, *, text: str = "", start: str = "", end: str = "") -> QuerySet[Any]:
    """The rows with the words of one side as `SIDE_words`, and as `SIDE_before` what stands before it in the text, at
    most 3,000 characters. Of a passage by default; no query by itself.
    """
    text, start, end = text or f"{side}__text", start or f"{side}_start", end or f"{side}_end"
    before = Substr(text, Greatest(F(start) - BEFORE_CP, 0) + 1, Least(F(start), BEFORE_CP))
    return rows.annotate(**{f"{side}_words": Substr(text, F(start) + 1, F(end) - F(start)), f"{side}_before": before})


def passages_with_words(rows: QuerySet[SharedPassage]) -> QuerySet[SharedPassage]:
    """With the words of both sides."""
    return with_words(with_words(rows, "a"), "b")


def quotations_with_words(rows: QuerySet[SharedQuotation]) -> QuerySet[SharedQuotation]:
    """With the words of both sides."""
    for side in ("a", "b"):
        rows = with_words(rows, side, text=f"{side}__document__text", start=f"{side}__start", end=f"{side}__end")
    return rows


def _between(a: str, b: str, document: Document | None) -> Q:
    if document is None:
        return Q(**{f"{a}__is_current": True, f"{b}__is_current": True})
    return (Q(**{a: document.pk}) & _another(b, document)) | (Q(**{b: document.pk}) & _another(a, document))


def _another(side: str, document: Document) -> Q:
    """The text that counts of another article."""
    article = document.version_of_id or document.pk
    own = Q(**{side: article}) | Q(**{f"{side}__version_of": article, f"{side}__version_of__isnull": False})
    return Q(**{f"{side}__is_current": True}) & ~own


def reuse_figures(viewer: Viewer) -> dict[str, Any]:
    """The JSON of `reuse` (see the contract). Seven queries at most."""
    proposals = open_proposals(viewer)
    return {
        "project": viewer.project.slug,
        "shared": [
            {
                "a": _place(row.a, row.a_start, row.a_end), "b": _place(row.b, row.b_start, row.b_end),
                "n_words": row.n_words, "edit_ratio": round(row.edit_ratio, 4), "kind": row.kind,
            }
            for row in shared_passages(viewer)
        ],
        "quotations": [
            {
                "a": _place(row.a.document, row.a.start, row.a.end),
                "b": _place(row.b.document, row.b.start, row.b.end),
                "ratio": round(row.ratio, 4), "kind": row.kind,
            }
            for row in shared_quotations(viewer)
        ],
        "sections": [_section(row) for row in proposals if row.kind == ProposalKind.SECTION],
        "excluded": [
            _place(row.document, row.start, row.end) | {"reason": row.reason}
            for row in proposals if row.kind == ProposalKind.EXCLUDED
        ],
    }  # fmt: skip


def _section(row: Proposed) -> dict[str, Any]:
    why = [reason.get("words", "") for reason in row.why]
    return _place(row.document, row.start, row.end) | {"origin": row.outlet.key if row.outlet else None, "why": why}


def _place(document: Document, start: int, end: int) -> dict[str, Any]:
    return {"document": document.key, "start": start, "end": end}
