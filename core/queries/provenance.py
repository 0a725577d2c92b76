"""What is known of where a text comes from, counted: what its page has to show."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.access import Viewer
from core.models import Document, Proposal, ProposalState, QuotedKind, Section
from core.queries.proposals import open_proposals
from core.queries.reuse import shared_passages, shared_quotations, uncompared


def sections_of(documents: Iterable[int]) -> dict[int, list[Section]]:
    """By primary key of documents: their sections with outlets, in the order of the text. One query."""
    found: dict[int, list[Section]] = {}
    rows = Section.objects.filter(document__in=set(documents)).select_related("outlet")
    for row in rows.order_by("start"):
        found.setdefault(row.document_id, []).append(row)
    return found


@dataclass(frozen=True)
class Known:
    """How much is known of where a text comes from: what its page has to show."""

    n_shared: int
    n_drifted: int
    n_proposed: int
    is_compared: bool


def known(viewer: Viewer, document: Document) -> Known | None:
    """Counts for one document, None for a masked one. Four queries; where readers marked words as no part, six."""
    if document.is_masked:
        return None
    drifted = shared_quotations(viewer, document).filter(kind=QuotedKind.DRIFT)
    return Known(
        shared_passages(viewer, document).order_by().count(), drifted.order_by().count(),
        len(open_proposals(viewer, document)),
        not uncompared(viewer.project).filter(pk=document.pk).exists(),
    )  # fmt: skip


def last_ruled(viewer: Viewer, document: Document) -> Proposal | None:
    """The proposal on which the viewer ruled last, as long as the ruling stands. One query."""
    rows = Proposal.objects.filter(document=document.pk, ruled_by=viewer.user).exclude(state=ProposalState.OPEN)
    return rows.select_related("outlet").order_by("-ruled_at").first()
