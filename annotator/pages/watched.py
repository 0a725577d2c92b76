"""What a page that stays open asks from time to time: whether what it shows was changed meanwhile."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from core.access import Viewer
from core.queries.ledger_state import claims_state, ledger_state


@dataclass(frozen=True)
class Watched:
    """Where to ask for the state of what is shown; `state` as it was before the page was put together."""

    url: str
    state: str


def watched_ledger(viewer: Viewer, *, card: str = "", mark: UUID | None = None) -> Watched:
    """The ledger, one card with its citations, or what one mark cites. Two queries."""
    about = {"card": card} if card else {"mark": str(mark)} if mark else {}
    return Watched(_url(viewer, "ledger_state", about), ledger_state(viewer, card=card, mark=mark))


def watched_claims(viewer: Viewer, claim: UUID | None = None) -> Watched:
    """All claims, or one. Three queries."""
    return Watched(_url(viewer, "claims_state", {"claim": str(claim)} if claim else {}), claims_state(viewer, claim))


def _url(viewer: Viewer, name: str, about: dict[str, str]) -> str:
    return reverse(name, args=[viewer.project.slug]) + (f"?{urlencode(about)}" if about else "")
