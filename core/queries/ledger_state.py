"""Names of what a viewer sees of the ledger and of claims: another name, and something was changed.

For pages that stay open while others work. What is hidden from the viewer does not show in a name.
"""

from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from core.access import Viewer
from core.models import Claim, ClaimMark
from core.queries.claim_marks import stating_marks
from core.queries.ledger import visible_citations, visible_sources


def ledger_state(viewer: Viewer, *, card: str = "", mark: UUID | None = None) -> str:
    """Of citations with what was found, and of cards; of one `card`, or of what one `mark` cites. Two queries."""
    citations, cards = visible_citations(viewer), visible_sources(viewer)
    if card:
        citations, cards = citations.filter(source__key=card), cards.filter(key=card)
    if mark:
        citations = citations.filter(annotation__uuid=mark)
        cards = cards.filter(pk__in=citations.order_by().values("source"))
    return _name_of(citations.values_list("pk", "source", "version"), cards.values_list("pk", "version"))


def claims_state(viewer: Viewer, claim: UUID | None = None) -> str:
    """Of which marks state what, of the words of claims and of what their marks cite; of one `claim`. Three queries.

    Words that the viewer does not read, because a mark is hidden, are no part of it.
    """
    marks = stating_marks(viewer).values("pk")
    stated = ClaimMark.objects.filter(annotation__in=marks)
    if claim:
        stated = stated.filter(claim__uuid=claim)
    of_claim = ClaimMark.objects.filter(claim=OuterRef("pk"), annotation__deleted_at__isnull=True)
    worded = Claim.objects.filter(pk__in=stated.values("claim")).exclude(Exists(of_claim.exclude(annotation__in=marks)))
    citations = visible_citations(viewer).filter(annotation__in=stated.values("annotation"))
    return _name_of(
        stated.values_list("pk", "claim"), worded.values_list("pk", "version"),
        citations.values_list("pk", "source", "version"),
    )  # fmt: skip


def _name_of(*told: QuerySet[Any]) -> str:
    """Made of all these rows, one query each."""
    said = [list(rows.order_by("pk")) for rows in told]
    return sha256(repr(said).encode()).hexdigest()[:16]
